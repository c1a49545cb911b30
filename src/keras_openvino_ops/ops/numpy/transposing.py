"""Transpose-like operations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from keras_openvino_ops.defects import Defect, DefectKind, Probe, tensor
from keras_openvino_ops.lowering.arguments import integers_of
from keras_openvino_ops.lowering.constants import is_tensor
from keras_openvino_ops.lowering.folding import value_of
from keras_openvino_ops.lowering.shapes import normalize_axes, normalize_axis, rank_of
from keras_openvino_ops.lowering.shapes import transpose as permute
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.shapes import Dimension


@op("numpy.moveaxis", promote=Promote.NO_OPMATH)
def moveaxis(x: Output, source: int | Sequence[int], destination: int | Sequence[int]) -> Output:
    """Return the array with some axes moved to other places, the rest in their order."""
    sources = normalize_axes(_listed(source), rank_of(x))
    places = normalize_axes(_listed(destination), rank_of(x))
    if len(sources) != len(places):
        raise ValueError(
            f"each axis needs a destination. Received: source={source}, destination={destination}"
        )
    order = [axis for axis in range(rank_of(x)) if axis not in sources]
    for place, axis in sorted(zip(places, sources)):
        order.insert(place, axis)
    return permute(x, order)


@op("numpy.swapaxes", promote=Promote.NO_OPMATH)
def swapaxes(x: Output, axis1: int, axis2: int) -> Output:
    """Return the array with two axes interchanged."""
    first, second = normalize_axis(axis1, rank_of(x)), normalize_axis(axis2, rank_of(x))
    order = list(range(rank_of(x)))
    order[first], order[second] = second, first
    return permute(x, order)


@op(
    "numpy.transpose",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.14.1",
            "raises for negative axes",
            Probe((tensor([[1, 2]]), (-1, 0)), tensor([[1], [2]])),
        ),
    ],
)
def transpose(x: Output, axes: Sequence[int] | None = None) -> Output:
    """Return the array whose axis i is axis axes[i] of x; for None, with the axes in reverse.

    The axes may be tensors that depend on no input.
    """
    rank = rank_of(x)
    if axes is None:
        return permute(x, range(rank)[::-1])
    order = normalize_axes([_known(axis) for axis in integers_of(axes)], rank)
    if len(order) != rank:
        raise ValueError(f"each axis of x must be named once. Received: {rank} dimensions, axes={axes}")
    return permute(x, order)


def _known(axis: Dimension) -> Dimension:
    value = value_of(axis) if is_tensor(axis) else None
    return axis if value is None else int(value)


def _listed(axis: int | Sequence[int]) -> tuple[int, ...]:
    return (axis,) if isinstance(axis, int) else tuple(axis)
