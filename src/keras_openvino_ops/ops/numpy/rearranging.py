"""Rearranging of elements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from keras_openvino_ops.defects import Defect, DefectKind, Probe, tensor
from keras_openvino_ops.lowering.constants import opset
from keras_openvino_ops.lowering.shapes import (
    Axis,
    dimension,
    normalize_axes,
    normalize_axis,
    rank_of,
    reshape,
    static_shape,
    transpose,
    vector,
)
from keras_openvino_ops.lowering.slices import flatten, reverse
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output


@op(
    "numpy.flip",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "an empty axis becomes one of length 1",
            Probe((tensor([]),), tensor([])),
        )
    ],
)
def flip(x: Output, axis: Axis = None) -> Output:
    """Return the array with the elements along some axes in reverse."""
    return reverse(x, normalize_axes(axis, rank_of(x)))


@op(
    "numpy.fliplr",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "an empty axis becomes one of length 1",
            Probe((tensor([[]]),), tensor([[]])),
        )
    ],
)
def fliplr(x: Output) -> Output:
    """Return the array with the elements along its second axis in reverse."""
    _require_rank(x, 2)
    return reverse(x, [1])


@op(
    "numpy.flipud",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "an empty axis becomes one of length 1",
            Probe((tensor([]),), tensor([])),
        )
    ],
)
def flipud(x: Output) -> Output:
    """Return the array with the elements along its first axis in reverse."""
    _require_rank(x, 1)
    return reverse(x, [0])


@op(
    "numpy.roll",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.13,<=3.15.1",
            "raises for several shifts along one axis",
            Probe((tensor([1, 2, 3, 4]), (1, 2)), tensor([2, 3, 4, 1]), {"axis": 0}),
        )
    ],
)
def roll(x: Output, shift: Any, axis: Axis = None) -> Output:
    """Return the array with the elements moved along some axes; those pushed out come in again."""
    if axis is None:
        shape = [dimension(x, one) for one in range(rank_of(x))]
        return reshape(roll(flatten(x), shift, 0), shape)
    named = [normalize_axis(one, rank_of(x)) for one in _listed(axis)]
    shifts = _listed(shift)
    if 1 not in (len(shifts), len(named)) and len(shifts) != len(named):
        raise ValueError(f"each axis needs a shift. Received: shift={shift}, axis={axis}")
    count = 0 if not shifts or not named else max(len(shifts), len(named))
    if not count or 0 in static_shape(x):
        return x
    shifts, named = [list(ones) if len(ones) == count else [*ones] * count for ones in (shifts, named)]
    return opset.roll(x, vector(shifts), vector(named)).output(0)


@op(
    "numpy.rot90",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "an empty axis becomes one of length 1",
            Probe((tensor([[]]),), tensor([[]]), {"k": 2}),
        )
    ],
)
def rot90(array: Output, k: int = 1, axes: Sequence[int] = (0, 1)) -> Output:
    """Return the array turned k times by 90 degrees, from the first towards the second axis."""
    _require_rank(array, 2)
    if len(axes) != 2:
        raise ValueError(f"two axes make a plane. Received: axes={axes}")
    first, second = normalize_axes(tuple(axes), rank_of(array))
    order = list(range(rank_of(array)))
    order[first], order[second] = second, first
    turns = k % 4
    # Where elements lie side by side, no order is reversed: moving whole rows is quicker.
    if turns == 1:
        if first < second:
            return reverse(transpose(array, order), [first])
        return transpose(reverse(array, [second]), order)
    if turns == 3:
        if first < second:
            return transpose(reverse(array, [first]), order)
        return reverse(transpose(array, order), [second])
    return reverse(array, [first, second]) if turns else array


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _require_rank(x: Output, rank: int) -> None:
    if rank_of(x) < rank:
        raise ValueError(f"x must have at least {rank} dimensions. Received: {rank_of(x)}")
