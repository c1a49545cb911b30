"""Indices that partition, by sorting no more than the shorter part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.constants import constant, dtype_of, is_float, is_tensor, opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    convert,
    equal,
    infinite_for_nan,
    isnan,
    less,
    logical_not,
    minimum,
    multiply,
    select,
    subtract,
)
from keras_openvino_ops.lowering.joining import concatenate, slice_along
from keras_openvino_ops.lowering.shapes import (
    arange,
    broadcast_to,
    dimension,
    indices_along,
    rank_of,
    scalar,
    static_shape,
)
from keras_openvino_ops.lowering.slices import END, reverse
from keras_openvino_ops.lowering.sorting import Arrangement, arrangement, topk

if TYPE_CHECKING:
    from openvino import Output


def partition_order(x: Output, axis: int, kth: int) -> Output:
    """The int32 indices that put the k-th smallest element in its place, smaller ones before it.

    A negative kth counts from the end. Nan comes last.
    """
    if 0 in static_shape(x):
        return convert(x, "int32")
    length = dimension(x, axis)
    if not is_tensor(length):
        kth = kth % length
        if kth >= length // 2:
            kth -= length
        arranged = arrangement(x, axis)
        shorter = kth + 1 if kth >= 0 else -kth
        if arranged.lanes and shorter > length // BLOCKS_BEAT_HEAP:
            return arranged.restore(_smallest(arranged.arrange(x), length, arranged.axis))
    apart = Arrangement([dimension(x, one) for one in range(rank_of(x))], axis, 0)
    rows = apart.arrange(x)
    if kth >= 0:
        return apart.restore(_first(_smallest(rows, kth + 1, apart.axis), rows, kth + 1))
    # The largest ones come first if all is counted from the end.
    last = subtract(convert(scalar(length), "int32"), 1)
    chosen = subtract(last, _largest(rows, -kth, apart.axis))
    return apart.restore(subtract(last, reverse(_first(chosen, rows, -kth), [apart.axis])))


def _smallest(x: Output, count: int, axis: int) -> Output:
    """The int32 indices of the smallest elements, in order."""
    if not is_float(dtype_of(x)):
        return topk(x, count, axis).output(1)
    found = topk(infinite_for_nan(x), count, axis)
    infinite = equal(found.output(0), float("inf"))
    last = topk(_classes(x, axis, 2), count, axis).output(1)
    place = _count_before(convert(infinite, "int32"), axis)
    return select(infinite, opset.gather_elements(last, place, axis).output(0), found.output(1))


def _largest(x: Output, count: int, axis: int) -> Output:
    """The int32 indices of the largest elements, the largest one first; nan is larger than infinity."""
    if not is_float(dtype_of(x)):
        return topk(x, count, axis, largest=True).output(1)
    found = topk(infinite_for_nan(x), count, axis, largest=True)
    last = topk(_classes(x, axis, -1), count, axis, largest=True).output(1)
    return select(equal(found.output(0), float("inf")), last, found.output(1))


def _classes(x: Output, axis: int, finite: int) -> Output:
    """Keys that order infinity before nan, and by index; finite elements have one beyond them."""
    length = convert(scalar(dimension(x, axis)), "int32")
    kind = add(convert(isnan(x), "int32"), multiply(convert(less(x, float("inf")), "int32"), finite))
    return add(multiply(kind, length), indices_along(x, axis))


BLOCKS_BEAT_HEAP = 16
"""The part of an axis from which on sorting all of it in blocks is faster than the heap of TopK."""


def _first(chosen: Output, x: Output, count: int) -> Output:
    """All int32 indices of the last axis, those chosen first.

    The others stay in their places, but for those that make room: they go where chosen ones were.
    """
    axis = rank_of(x) - 1
    beside = [dimension(x, one) for one in range(axis)]
    nothing = broadcast_to(constant(0, "int32"), [*beside, count + 1])
    along = constant(axis, "int64")

    def put(into: Output, places: Output, values: Output) -> Output:
        return opset.scatter_elements_update(into, places, values, along).output(0)

    # The place after the first ones is for what is of no use.
    ones = broadcast_to(constant(1, "int32"), [*beside, count])
    free = subtract(1, slice_along(put(nothing, minimum(chosen, count), ones), axis, 0, count))
    number = add(
        _count_before(free, axis),
        multiply(subtract(1, free), subtract(count, _count_before(free, axis))),
    )
    places = add(multiply(ones, 0), arange(count, "int32"))
    vacated = put(nothing, number, places)
    moved = convert(logical_not(less(chosen, count)), "int32")
    takers = opset.gather_elements(vacated, _count_before(moved, axis), axis).output(0)
    identity = broadcast_to(indices_along(x, axis), [dimension(x, one) for one in range(axis + 1)])
    others = slice_along(put(identity, chosen, takers), axis, count, END)
    return concatenate([chosen, others], axis)


def _count_before(condition: Output, axis: int) -> Output:
    """How often a condition, 0 or 1 in int32, holds before each element."""
    return opset.cumsum(condition, constant(axis, "int64"), exclusive=True).output(0)
