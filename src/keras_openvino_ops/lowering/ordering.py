"""Sorting and searching, with nan after every number as in NumPy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.constants import constant, dtype_of, is_float, is_tensor, opset
from keras_openvino_ops.lowering.elementwise import (
    WIDE_INTEGERS,
    add,
    convert,
    equal,
    isnan,
    less,
    less_equal,
    minimum,
    multiply,
    not_equal,
    select,
    subtract,
)
from keras_openvino_ops.lowering.joining import concatenate, slice_along
from keras_openvino_ops.lowering.reductions import total
from keras_openvino_ops.lowering.shapes import (
    broadcast_to,
    dimension,
    indices_along,
    rank_of,
    scalar,
    squeeze,
    static_shape,
)

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.shapes import Dimension

IN_32_BITS = {
    "bool": "int32",
    "int8": "int32",
    "int16": "int32",
    "uint8": "int32",
    "uint16": "int32",
    "uint32": "int64",
    "uint64": "int64",
}
"""The integers that OpenVINO has no kernels for that order them, and those that it takes as signed."""


def equal_exactly(x: Output, y: Output) -> Output:
    """X == y; of integers by their difference: compiled for the CPU, they are compared as float32."""
    return equal(subtract(x, y), 0) if dtype_of(x) in WIDE_INTEGERS else equal(x, y)


def less_exactly(x: Output, y: Output) -> Output:
    """X < y; of integers by whether the smaller one is y, which a difference of 0 tells exactly."""
    if dtype_of(x) not in WIDE_INTEGERS:
        return less(x, y)
    return not_equal(subtract(minimum(x, y), y), 0)


def less_equal_exactly(x: Output, y: Output) -> Output:
    """X <= y; of integers by whether the smaller one is x, which a difference of 0 tells exactly."""
    if dtype_of(x) not in WIDE_INTEGERS:
        return less_equal(x, y)
    return equal(subtract(minimum(x, y), x), 0)


def ascending(x: Output, axis: int) -> Output:
    """The elements along an axis in ascending order."""
    if 0 in static_shape(x):
        return x
    length = dimension(x, axis)
    if not is_float(dtype_of(x)):
        return _topk(x, length, axis).output(0)
    ordered = _topk(select(isnan(x), float("inf"), x), length, axis).output(0)
    count = convert(count_true(isnan(x), axis), "int32")
    numbers = subtract(convert(scalar(length), "int32"), count)
    beyond = less(subtract(numbers, indices_along(x, axis)), 1)
    return select(beyond, float("nan"), ordered)


def count_true(condition: Output, axis: int) -> Output:
    """How often a condition holds along an axis, which is kept, in float32."""
    return total(convert(condition, "float32"), [axis], keepdims=True)


def ascending_order(x: Output, axis: int) -> Output:
    """The int32 indices that sort the elements along an axis; equal elements keep their order.

    TopK is fast only where it may order equal elements as it likes. It gives each element its rank
    among the different values; the ranks and the positions then make keys without ties.
    """
    if 0 in static_shape(x):
        return convert(x, "int32")
    length = dimension(x, axis)
    undefined = isnan(x) if is_float(dtype_of(x)) else None
    sorted_ = _topk(x if undefined is None else select(undefined, float("inf"), x), length, axis)
    values, order = sorted_.output(0), sorted_.output(1)
    steps = not_equal(values, _shifted(values, axis))
    if dtype_of(x) in WIDE_INTEGERS:
        steps = not_equal(subtract(values, _shifted(values, axis)), 0)
    ranks = opset.cumsum(convert(steps, "int32"), constant(axis, "int64")).output(0)
    if undefined is not None:
        flags = opset.gather_elements(convert(undefined, "int32"), order, axis).output(0)
        ranks = add(ranks, flags)
    if not is_tensor(length) and length * (length + 1) < 2**31:
        keys = add(multiply(ranks, length), order)
        return opset.gather_elements(order, _topk(keys, length, axis).output(1), axis).output(0)
    in_place = opset.scatter_elements_update(order, order, ranks, constant(axis, "int64")).output(0)
    return _topk(in_place, length, axis, stable=True).output(1)


def _topk(x: Output, k: Dimension, axis: int, stable: bool = False) -> Output:
    return opset.topk(
        x,
        scalar(k) if is_tensor(k) else constant(k, "int64"),
        axis,
        "min",
        "value",
        index_element_type="i32",
        stable=stable,
    )


def _shifted(x: Output, axis: int) -> Output:
    """The elements one place further along an axis; the first one twice."""
    return concatenate([slice_along(x, axis, 0, 1), slice_along(x, axis, 0, -1)], axis)


def count_at_most(ascending: Output, x: Output, equal_too: bool) -> Output:
    """How many elements of a sorted vector are less than those of x, or equal to them, in int32.

    Nan is after every number, and equal to itself.
    """
    if static_shape(ascending) == (0,) or 0 in static_shape(x):
        return broadcast_to(constant(0, "int32"), [dimension(x, axis) for axis in range(rank_of(x))])
    if not is_float(dtype_of(x)):
        return opset.bucketize(x, ascending, "i32", not equal_too).output(0)
    undefined = isnan(ascending)
    bounds = select(undefined, float("inf"), ascending)
    count = opset.bucketize(x, bounds, "i32", not equal_too).output(0)
    length = convert(scalar(dimension(ascending, 0)), "int32")
    numbers = subtract(length, convert(squeeze(count_true(undefined, 0), [0]), "int32"))
    return select(isnan(x), length if equal_too else numbers, minimum(count, numbers))
