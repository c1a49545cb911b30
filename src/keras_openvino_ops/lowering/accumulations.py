"""Sums of the elements up to each one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.constants import constant, constant_like, dtype_of, is_float, opset
from keras_openvino_ops.lowering.elementwise import add
from keras_openvino_ops.lowering.shapes import (
    dimension,
    expand_dims,
    padded,
    rank_of,
    reshape,
    squeeze,
    static_shape,
)
from keras_openvino_ops.lowering.slices import END, slice_along

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.constants import Number

ROW = 64
"""How many floats are added up one after another."""

LONG = 4096
"""The length up to which rows are not worth their nodes."""


def running_sum(x: Output, axis: int, longest: int = LONG, longest_row: int = ROW) -> Output:
    """The sum of the elements up to each one along an axis; of integers, modulo 2**32.

    More floats than ``longest`` are added up in rows, and then the rows, so that the error grows with
    the length of a row (as in `keras_openvino_ops.lowering.sums`); not where their number is dynamic.
    """
    if 0 in static_shape(x):
        return x
    length = static_shape(x)[axis]
    if length is None or length <= longest or not is_float(dtype_of(x)):
        return _cumsum(x, axis)
    lengths = [dimension(x, one) for one in range(rank_of(x))]
    beside, after = lengths[:axis], lengths[axis + 1 :]
    # If possible, rows that leave no rest, which would have to be copied.
    candidates = range(longest_row, longest_row // 2, -1)
    row = next((one for one in candidates if length % one == 0), longest_row)
    rows = -(-length // row)
    missing = rows * row - length
    if missing:
        x = padded(x, axis, missing)
    within = _cumsum(reshape(x, [*beside, rows, row, *after]), axis + 1)
    sums = squeeze(slice_along(within, axis + 1, -1, END), [axis + 1])
    offsets = before(running_sum(sums, axis, longest_row, longest_row), axis, 0)
    result = reshape(add(within, expand_dims(offsets, [axis + 1])), [*beside, rows * row, *after])
    return slice_along(result, axis, 0, length) if missing else result


def before(x: Output, axis: int, first: Number) -> Output:
    """What comes before each element along an axis, and a number before the first one."""
    start = [int(one == axis) for one in range(rank_of(x))]
    begin, end = constant(start, "int64"), constant([-one for one in start], "int64")
    return opset.pad(x, begin, end, "constant", constant_like(first, x)).output(0)


def _cumsum(x: Output, axis: int) -> Output:
    return opset.cumsum(x, constant(axis, "int64")).output(0)
