"""Sorting and searching, with nan after every number as in NumPy."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.lowering.bits import bitwise_and
from keras_openvino_ops.lowering.branches import where_needed
from keras_openvino_ops.lowering.constants import constant, dtype_of, is_float, is_tensor, opset
from keras_openvino_ops.lowering.elementwise import (
    WIDE_INTEGERS,
    add,
    convert,
    divide,
    equal,
    infinite_for_nan,
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
from keras_openvino_ops.lowering.loops import repeat
from keras_openvino_ops.lowering.shapes import (
    broadcast_to,
    dimension,
    indices_along,
    padded,
    rank_of,
    reshape,
    scalar,
    squeeze,
    static_shape,
    take,
)
from keras_openvino_ops.lowering.sorting import arrangement, smallest, topk

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
        return smallest(x, axis, length).all()
    ordered = smallest(infinite_for_nan(x), axis, length).all()
    count = convert(count_true(isnan(x), axis), "int32")
    numbers = subtract(convert(scalar(length), "int32"), count)
    beyond = less(subtract(numbers, indices_along(x, axis)), 1)
    return select(beyond, float("nan"), ordered)


def count_true(condition: Output, axis: int) -> Output:
    """How often a condition holds along an axis, which is kept, in float32."""
    return opset.reduce_sum(convert(condition, "float32"), constant([axis], "int64"), True).output(0)


def ascending_order(x: Output, axis: int) -> Output:
    """The int32 indices that sort the elements along an axis; equal elements keep their order.

    TopK is fast only where it may order equal elements as it likes. It gives each element its rank
    among the different values; the ranks and the positions then make keys without ties.
    """
    if 0 in static_shape(x):
        return convert(x, "int32")
    arranged = arrangement(x, axis)
    length, axis = dimension(x, axis), arranged.axis
    x = arranged.arrange(x)
    undefined = isnan(x) if is_float(dtype_of(x)) else None
    sorted_ = topk(x if undefined is None else select(undefined, float("inf"), x), length, axis)
    values, order = sorted_.output(0), sorted_.output(1)
    steps = not_equal(values, _shifted(values, axis))
    if dtype_of(x) in WIDE_INTEGERS:
        steps = not_equal(subtract(values, _shifted(values, axis)), 0)
    ranks = opset.cumsum(convert(steps, "int32"), constant(axis, "int64")).output(0)
    flags = None
    if undefined is not None:
        flags = opset.gather_elements(convert(undefined, "int32"), order, axis).output(0)
    if not is_tensor(length) and DIGITS[0] < length < LONGEST_FOR_WINDOWS:
        return arranged.restore(_by_rank_in_windows(ranks, flags, order))
    if flags is not None:
        ranks = add(ranks, flags)
    if not is_tensor(length) and length <= DIGITS[0]:
        bits = (length - 1).bit_length()
        keys = add(multiply(ranks, 1 << bits), order)
        order = bitwise_and(topk(keys, length, axis).output(0), (1 << bits) - 1)
    else:
        order = _by_rank(ranks, order, length, axis)
    return arranged.restore(order)


DIGITS = (32766, 10**6, 5 * 10**6, 15 * 10**6)
"""The lengths up to which 1, 2, 3, 4 digits make a rank, where a digit times the length is 30 bits."""


LONGEST_FOR_WINDOWS = 2**26
"""The length up to which a place in a window of 8 runs, nan or not, and an index are 31 bits."""


def _by_rank_in_windows(runs: Output, flags: Output | None, order: Output) -> Output:
    """Indices in order along the last axis, given runs of equal values, with nan among the infinities.

    Each run lies in one of two rows of windows, where the places of runs, flags of nan and indices make
    keys; unless it is longer than half of a window.
    """
    lengths = static_shape(order)
    axis = len(lengths) - 1
    length = dimension(order, axis)
    bits = (length - 1).bit_length()
    half = 1 << min(8, 28 - bits)
    elements = order if flags is None else add(multiply(flags, 1 << bits), order)
    for start in (0, half):
        elements = _sorted_in_windows(runs, elements, start, 2 * half, bits + 1)
    apart = subtract(slice_along(runs, axis, half, length), slice_along(runs, axis, 0, -half))
    longer = opset.reduce_logical_or(equal(apart, 0), constant([*range(axis + 1)], "int64"), False)

    def slow(ranks: Output, order: Output) -> Output:
        return _by_rank(ranks, order, length, axis)

    ranks = runs if flags is None else add(runs, flags)
    found = where_needed(longer.output(0), slow, [ranks, order], 0)
    return reshape(
        select(longer.output(0), found, bitwise_and(elements, (1 << bits) - 1)),
        [dimension(order, one) for one in range(axis + 1)],
    )


def _sorted_in_windows(runs: Output, elements: Output, start: int, window: int, bits: int) -> Output:
    """Elements, numbers of so many bits, in the order of their runs and then of themselves."""
    axis = rank_of(runs) - 1
    beside = [dimension(runs, one) for one in range(axis)]
    length = dimension(runs, axis) - start
    rows = -(-length // window)

    def in_rows(x: Output, filling: int) -> Output:
        x = slice_along(x, axis, start, start + length)
        return reshape(padded(x, axis, rows * window - length, filling), [*beside, rows, window])

    runs = in_rows(runs, 2**30)
    places = minimum(subtract(runs, slice_along(runs, axis + 1, 0, 1)), window)
    keys = ascending(add(multiply(places, 1 << bits), in_rows(elements, 0)), axis + 1)
    ordered = reshape(bitwise_and(keys, (1 << bits) - 1), [*beside, rows * window])
    ordered = slice_along(ordered, axis, 0, length)
    return concatenate([slice_along(elements, axis, 0, start), ordered], axis) if start else ordered


def _by_rank(ranks: Output, order: Output, length: Dimension, axis: int) -> Output:
    """Indices in the order of their ranks, and of themselves among equal ones, by a radix sort."""

    def step(_: object, *state: Output) -> list[Output]:
        order, ranks, before = state
        count = convert(scalar(dimension(order, axis)), "int32")
        base = divide(constant(2**30, "int32"), count)
        higher = divide(ranks, base)
        keys = add(multiply(subtract(ranks, multiply(higher, base)), count), before)
        moved = topk(keys, dimension(order, axis), axis).output(1)
        gathered = [opset.gather_elements(one, moved, axis).output(0) for one in (order, higher)]
        return [*gathered, add(multiply(order, 0), indices_along(order, axis))]

    state = [order, ranks, order]
    if not is_tensor(length):
        for _ in range(1 + sum(longest < length for longest in DIGITS)):
            state = step(None, *state)
        return state[0]
    count = constant(1, "int64")
    for longest in DIGITS:
        count = add(convert(less(longest, length), "int64"), count)
    return repeat(count, step, state)[0]


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
        return count_of_numbers(ascending, x, equal_too)
    undefined = isnan(ascending)
    bounds = select(undefined, float("inf"), ascending)
    count = count_of_numbers(bounds, x, equal_too)
    length = convert(scalar(dimension(ascending, 0)), "int32")
    numbers = subtract(length, convert(squeeze(count_true(undefined, 0), [0]), "int32"))
    return select(isnan(x), length if equal_too else numbers, minimum(count, numbers))


def count_of_numbers(ascending: Output, x: Output, equal_too: bool) -> Output:
    """How many of some sorted numbers are less than those of x, or equal to them, in int32.

    Of nan, any number from none to all. Bucketize searches number by number; searching for all at once,
    one node for each halving, is three times as fast where there are many.
    """
    length, shape = static_shape(ascending)[0], static_shape(x)
    many = None not in shape and math.prod(shape) >= MANY  # type: ignore[arg-type]
    if not many or length is None or length > 4095:
        return opset.bucketize(x, ascending, "i32", not equal_too).output(0)
    dtype = dtype_of(x)
    greatest = float("inf") if is_float(dtype) else np.iinfo(dtype).max
    steps = [2**bit for bit in reversed(range(length.bit_length()))]
    filling = broadcast_to(constant(greatest, dtype), [2 * steps[0] - 1 - length])
    table = concatenate([ascending, filling], 0)
    reached = less_equal_exactly if equal_too else less_exactly
    # The counts are float32, so that a step is a Gather and one fused kernel.
    count: Output | None = None
    for step in steps:
        place = constant(step - 1, "int32") if count is None else convert(add(count, step - 1), "int32")
        more = multiply(convert(reached(take(table, place, 0), x), "float32"), step)
        count = more if count is None else add(count, more)
    return convert(minimum(count, length), "int32")


MANY = 2**14
"""From so many numbers on a graph of several nodes is worth its overhead."""
