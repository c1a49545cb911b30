"""Searching."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.constants import constant, dtype_of, is_float
from keras_openvino_ops.lowering.elementwise import (
    convert,
    isnan,
    less,
    select,
    subtract,
)
from keras_openvino_ops.lowering.extremes import first_index_of_extreme
from keras_openvino_ops.lowering.ordering import IN_32_BITS, count_at_most
from keras_openvino_ops.lowering.reductions import all_true, any_true
from keras_openvino_ops.lowering.shapes import (
    arange,
    broadcast_to,
    dimension,
    normalize_axes,
    normalize_axis,
    rank_of,
    reduced_shape,
    reshape,
    scalar,
    static_shape,
    take,
)
from keras_openvino_ops.lowering.slices import END, slice_along
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output


MANY_NUMBERS = np.arange(2**14, dtype="float32")


INDEX_LIMITS = (
    "where nothing is beyond them, infinities count as the finite number next to them",
    "beyond 2**24, indices along a dynamic axis of a tensor of several dimensions are rounded",
)


@op(
    "numpy.argmax",
    promote=Promote.DEFAULT,
    compute=IN_32_BITS,
    result="int32",
    limits=INDEX_LIMITS,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.10,<=3.15.1",
            "the result has a dimension for axis=None",
            Probe((tensor([[2, 2]]),), tensor(0, "int32")),
        )
    ],
)
def argmax(x: Output, axis: int | None = None, keepdims: bool = False) -> Output:
    """Return the int32 index of the first largest element along an axis, or of x flattened for None.

    The first nan counts as the largest.
    """
    return _index_of_extreme(x, axis, keepdims, smallest=False)


@op(
    "numpy.nanargmax",
    promote=Promote.DEFAULT,
    compute=IN_32_BITS,
    result="int32",
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "drops dimensions that are to be kept, for axis=None",
            Probe((tensor([[1, 2]]),), tensor([[1]], "int32"), {"keepdims": True}),
        )
    ],
)
def nanargmax(x: Output, axis: int | None = None, keepdims: bool = False) -> Output:
    """Return the int32 index of the first largest element that is not nan, as `argmax` does.

    It is -1 if all are nan, where NumPy raises. As there, nan counts as -inf.
    """
    return _index_of_number(x, axis, keepdims, smallest=False)


@op(
    "numpy.argmin",
    promote=Promote.DEFAULT,
    compute=IN_32_BITS,
    result="int32",
    limits=INDEX_LIMITS,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.10,<=3.15.1",
            "the result has a dimension for axis=None",
            Probe((tensor([[2, 2]]),), tensor(0, "int32")),
        )
    ],
)
def argmin(x: Output, axis: int | None = None, keepdims: bool = False) -> Output:
    """Return the int32 index of the first smallest element along an axis, or of x flattened for None.

    The first nan counts as the smallest.
    """
    return _index_of_extreme(x, axis, keepdims, smallest=True)


@op(
    "numpy.nanargmin",
    promote=Promote.DEFAULT,
    compute=IN_32_BITS,
    result="int32",
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "drops dimensions that are to be kept, for axis=None",
            Probe((tensor([[1, 2]]),), tensor([[0]], "int32"), {"keepdims": True}),
        )
    ],
)
def nanargmin(x: Output, axis: int | None = None, keepdims: bool = False) -> Output:
    """Return the int32 index of the first smallest element that is not nan, as `argmin` does.

    It is -1 if all are nan, where NumPy raises. As there, nan counts as inf.
    """
    return _index_of_number(x, axis, keepdims, smallest=True)


def _index_of_extreme(x: Output, axis: int | None, keepdims: bool, smallest: bool) -> Output:
    rank = rank_of(x)
    if axis is None:
        index = _index_of_extreme(reshape(x, (-1,)), 0, False, smallest)
        return reshape(index, (1,) * rank) if keepdims else index
    axis = normalize_axis(axis, rank)
    if static_shape(x)[axis] == 0:
        raise ValueError(
            "an empty axis has no largest or smallest element. "
            f"Received: x.shape={static_shape(x)}, axis={axis}"
        )
    if 0 in static_shape(x):
        return broadcast_to(constant(0, "int32"), reduced_shape(x, [axis], keepdims))
    return first_index_of_extreme(x, axis, keepdims, smallest)


def _index_of_number(x: Output, axis: int | None, keepdims: bool, smallest: bool) -> Output:
    if not is_float(dtype_of(x)):
        return _index_of_extreme(x, axis, keepdims, smallest)
    undefined = isnan(x)
    beyond = float("inf") if smallest else float("-inf")
    index = _index_of_extreme(select(undefined, beyond, x), axis, keepdims, smallest)
    axes = normalize_axes(axis, rank_of(x))
    none = all_true(undefined, axes, keepdims) if axes else undefined
    return select(none, -1, index)


@op(
    "numpy.searchsorted",
    promote=Promote.DEFAULT,
    compute=IN_32_BITS,
    result="int32",
    defects=[
        Defect(
            DefectKind.SLOW,
            ">=3.15,<=3.15.1",
            "looks up number by number",
            Probe(
                (tensor([0, 1]), MANY_NUMBERS, "right"),
                np.minimum(np.arange(1, 2**14 + 1), 2).astype("int32"),
                mode=Mode.STATIC,
                slow=("Bucketize",),
            ),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "nan belongs at the start for the side 'left'",
            Probe((tensor([1, 2]), tensor([np.nan])), tensor([2], "int32")),
        ),
    ],
)
def searchsorted(sorted_sequence: Output, values: Output, side: str = "left") -> Output:
    """Return the int32 indices at which values would be inserted in a sorted vector to keep it sorted.

    Before the elements that equal them for the side "left", after these for "right". Nan belongs at
    the end.
    """
    if rank_of(sorted_sequence) != 1:
        raise ValueError(
            "sorted_sequence must have one dimension. "
            f"Received: sorted_sequence.shape={static_shape(sorted_sequence)}"
        )
    if side not in ("left", "right"):
        raise ValueError(f"side must be 'left' or 'right'. Received: side={side!r}")
    return count_at_most(sorted_sequence, values, equal_too=side == "right")


@op(
    "numpy.digitize",
    promote=Promote.DEFAULT,
    compute=IN_32_BITS,
    result="int32",
    defects=[
        Defect(
            DefectKind.SLOW,
            ">=3.15,<=3.15.1",
            "looks up number by number",
            Probe(
                (MANY_NUMBERS, tensor([0, 1])),
                np.minimum(np.arange(1, 2**14 + 1), 2).astype("int32"),
                mode=Mode.STATIC,
                slow=("Bucketize",),
            ),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.13,<=3.15.1",
            "takes bins that descend for ascending ones",
            Probe((tensor([0.5, 1.5]), tensor([2, 1, 0])), tensor([2, 1], "int32")),
        ),
    ],
)
def digitize(x: Output, bins: Output) -> Output:
    """Return the int32 number of the bin of each value: i where bins[i-1] <= x < bins[i].

    Or where bins[i-1] > x >= bins[i], if the bins descend.
    """
    if rank_of(bins) != 1:
        raise ValueError(f"bins must have one dimension. Received: bins.shape={static_shape(bins)}")
    if static_shape(bins)[0] in (0, 1):
        return count_at_most(bins, x, equal_too=True)
    # Of both orders the descending one reads backwards, and counts from the end.
    descending = _descends(bins)
    count = count_at_most(take(bins, _forwards(bins, descending), 0), x, equal_too=True)
    length = convert(scalar(dimension(bins, 0)), "int32")
    return select(descending, subtract(length, count), count)


def _descends(x: Output) -> Output:
    """Whether any element of a vector is less than the one before it."""
    return any_true(less(slice_along(x, 0, 1, END), slice_along(x, 0, 0, -1)), [0])


def _forwards(x: Output, descending: Output) -> Output:
    """The indices of a vector, in reverse if it descends."""
    indices = arange(dimension(x, 0), "int32")
    last = subtract(convert(scalar(dimension(x, 0)), "int32"), 1)
    return select(descending, subtract(last, indices), indices)
