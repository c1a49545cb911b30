"""Sums of the elements up to each one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.constants import constant, constant_like, dtype_of, is_float, opset
from keras_openvino_ops.lowering.elementwise import add
from keras_openvino_ops.lowering.shapes import (
    broadcast_to,
    dimension,
    expand_dims,
    rank_of,
    reshape,
    squeeze,
    static_shape,
)
from keras_openvino_ops.lowering.slices import END, slice_along

if TYPE_CHECKING:
    from openvino import Output

ROW = 64
"""How many floats are added up one after another."""

LONG = 4096
"""The length up to which rows are not worth their nodes."""


def running_sum(x: Output, axis: int, longest: int = LONG) -> Output:
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
    before, after = lengths[:axis], lengths[axis + 1 :]
    # If possible, rows that leave no rest, which would have to be copied.
    row = next((one for one in range(ROW, ROW // 2, -1) if length % one == 0), ROW)
    rows = -(-length // row)
    missing = rows * row - length
    if missing:
        zeros = broadcast_to(constant_like(0, x), [*before, missing, *after])
        x = opset.concat([x, zeros], axis).output(0)
    within = _cumsum(reshape(x, [*before, rows, row, *after]), axis + 1)
    sums = squeeze(slice_along(within, axis + 1, -1, END), [axis + 1])
    # The rows before each one: those up to it, without the last.
    up_to = slice_along(running_sum(sums, axis, ROW), axis, 0, -1)
    none = broadcast_to(constant_like(0, x), [*before, 1, *after])
    offsets = opset.concat([none, up_to], axis).output(0)
    result = reshape(add(within, expand_dims(offsets, [axis + 1])), [*before, rows * row, *after])
    return slice_along(result, axis, 0, length) if missing else result


def _cumsum(x: Output, axis: int) -> Output:
    return opset.cumsum(x, constant(axis, "int64")).output(0)
