"""Sums and products of the elements up to each one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops import compat
from keras_openvino_ops.lowering.constants import constant, constant_like, dtype_of, is_float, opset
from keras_openvino_ops.lowering.elementwise import add, multiply
from keras_openvino_ops.lowering.shapes import (
    broadcast_to,
    dimension,
    expand_dims,
    rank_of,
    reshape,
    scalar,
    shape_of,
    squeeze,
    static_shape,
    transpose,
)
from keras_openvino_ops.lowering.slices import END, slice_along

if TYPE_CHECKING:
    from openvino import Output

ROW = 64
"""How many floats are added up one after another."""

LONG = 4096
"""The length up to which rows are not worth their nodes."""

_Model = compat.openvino_class("Model")


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
    rows = -(-length // ROW)
    missing = rows * ROW - length
    if missing:
        zeros = broadcast_to(constant_like(0, x), [*before, missing, *after])
        x = opset.concat([x, zeros], axis).output(0)
    within = _cumsum(reshape(x, [*before, rows, ROW, *after]), axis + 1)
    sums = squeeze(slice_along(within, axis + 1, -1, END), [axis + 1])
    # The rows before each one: those up to it, without the last.
    up_to = slice_along(running_sum(sums, axis, ROW), axis, 0, -1)
    none = broadcast_to(constant_like(0, x), [*before, 1, *after])
    offsets = opset.concat([none, up_to], axis).output(0)
    result = reshape(add(within, expand_dims(offsets, [axis + 1])), [*before, rows * ROW, *after])
    return slice_along(result, axis, 0, length) if missing else result


def _cumsum(x: Output, axis: int) -> Output:
    return opset.cumsum(x, constant(axis, "int64")).output(0)


def running_product(x: Output, axis: int) -> Output:
    """The product of the elements up to each one along an axis; of integers, modulo 2**32."""
    lengths = static_shape(x)
    if 0 in lengths:
        return x
    rank = len(lengths)
    order = [axis, *(one for one in range(rank) if one != axis)]
    moved = _scan_product(transpose(x, order))
    return transpose(moved, [order.index(one) for one in range(rank)])


def _scan_product(x: Output) -> Output:
    """The running product along the first axis, in a loop over it."""
    lengths = static_shape(x)
    if None not in lengths:
        return _loop_product(x)
    # The loop needs an iteration and elements: a one before the first, and beyond the other axes.
    before = constant([1] + [0] * (len(lengths) - 1), "int64")
    beyond = constant([0] + [1] * (len(lengths) - 1), "int64")
    padded = opset.pad(x, before, beyond, "constant", constant_like(1, x)).output(0)
    strides = constant([1] * len(lengths), "int64")
    stop = add(shape_of(x), before)
    return opset.slice(_loop_product(padded), before, stop, strides).output(0)


def _loop_product(x: Output) -> Output:
    element_type = x.get_element_type()
    part = [1, *(-1 if length is None else length for length in static_shape(x)[1:])]
    factor, so_far = opset.parameter(part, element_type), opset.parameter(part, element_type)
    result = multiply(so_far.output(0), factor.output(0))
    goes_on = opset.result(constant(True, "bool"))
    ones = broadcast_to(constant_like(1, x), [1, *(dimension(x, axis) for axis in range(1, len(part)))])

    loop = opset.loop(scalar(dimension(x, 0)), constant(True, "bool"))
    loop.set_function(_Model([goes_on, opset.result(result)], [factor, so_far]))
    loop.set_special_body_ports([-1, 0])
    loop.set_sliced_input(factor, x, 0, 1, 1, -1, 0)
    loop.set_merged_input(so_far, ones, result)
    return loop.get_concatenated_slices(result, 0, 1, 1, -1, 0)
