"""Reductions, exact where OpenVINO's own are not."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import ml_dtypes

from keras_openvino_ops.lowering.accumulations import running_sum
from keras_openvino_ops.lowering.branches import one_of_two
from keras_openvino_ops.lowering.constants import (
    constant,
    constant_like,
    dtype_of,
    is_float,
    is_tensor,
    numpy_dtype,
    opset,
)
from keras_openvino_ops.lowering.elementwise import (
    WIDE_INTEGERS,
    add,
    convert,
    equal,
    less,
    less_equal,
    logical_and,
    maximum,
    minimum,
    or_nan_of,
    select,
    subtract,
)
from keras_openvino_ops.lowering.folding import varies
from keras_openvino_ops.lowering.products import accurate_product
from keras_openvino_ops.lowering.reducing import reduce
from keras_openvino_ops.lowering.shapes import (
    broadcast_to,
    dimension,
    expand_dims,
    product,
    rank_of,
    reduced_shape,
    reshape,
    squeeze,
    static_shape,
    transpose,
)
from keras_openvino_ops.lowering.slices import END, slice_along
from keras_openvino_ops.lowering.sums import staged_sum

if TYPE_CHECKING:
    from openvino import Output


FEW = 2**12
"""How many integers are reduced exactly before it is known whether float32 holds what is found."""


def all_true(x: Output, axes: Sequence[int], keepdims: bool = False) -> Output:
    """Whether every element along some axes is true."""
    return reduce("logical_and", x, axes, keepdims)


def any_true(x: Output, axes: Sequence[int], keepdims: bool = False) -> Output:
    """Whether any element along some axes is true."""
    return reduce("logical_or", x, axes, keepdims)


def total(x: Output, axes: Sequence[int], keepdims: bool = False) -> Output:
    """The sum along some axes; of integers, modulo 2**32."""
    if not axes:
        return x
    if is_float(dtype_of(x)):
        return staged_sum(x, axes, keepdims)
    if 0 in static_shape(x):
        return broadcast_to(constant_like(0, x), reduced_shape(x, axes, keepdims))
    if rank_of(x) - 1 in axes:
        # CumSum takes no longer along the last axis.
        return _total_of_integers(x, axes, keepdims)
    return _in_float32_or(
        _total_of_integers, partial(reduce, "sum"), partial(reduce, "l1"), x, axes, keepdims
    )


def _total_of_integers(x: Output, axes: Sequence[int], keepdims: bool) -> Output:
    # Compiled for the CPU, ReduceSum adds integers as float32; CumSum is exact.
    rows = _as_rows(x, axes)
    last = slice_along(running_sum(rows, 1), 1, -1, END)
    if is_tensor(dimension(rows, 1)):
        zeros = broadcast_to(constant_like(0, x), [dimension(rows, 0), 1])
        last = slice_along(opset.concat([last, zeros], 1).output(0), 1, 0, 1)
    return reshape(last, reduced_shape(x, axes, keepdims))


def total_product(x: Output, axes: Sequence[int], keepdims: bool = False) -> Output:
    """The product along some axes; of integers, modulo 2**32."""
    if not axes:
        return x
    if 0 in static_shape(x):
        return broadcast_to(constant_like(1, x), reduced_shape(x, axes, keepdims))
    if is_float(dtype_of(x)):
        return accurate_product(x, axes, keepdims)
    # What follows a reduction of integers is lost on most of the result, unless it is of a matrix.
    products = opset.reduce_prod(_as_rows(x, axes), constant([1], "int64"), False).output(0)
    return reshape(products, reduced_shape(x, axes, keepdims))


def _as_rows(x: Output, axes: Sequence[int]) -> Output:
    """A matrix whose rows hold what some axes of x hold."""
    lengths = [dimension(x, axis) for axis in range(rank_of(x))]
    kept = [axis for axis in range(len(lengths)) if axis not in axes]
    moved = transpose(x, [*kept, *sorted(axes)])
    return reshape(
        moved,
        [product([lengths[axis] for axis in kept]), product([lengths[axis] for axis in axes])],
    )


def wider_float(dtype: str) -> str:
    """Return the float dtype that integers of a dtype are reduced and divided in.

    Compiled for the CPU, float64 is float32, and a 64-bit integer one of 32 bits.
    """
    return "float64" if dtype in ("int64", "uint64") else "float32"


def largest(x: Output, axes: Sequence[int], keepdims: bool = False) -> Output:
    """The largest element along some axes; nan if there is one among them.

    Of nothing but -inf and the lowest finite number, it is -inf.
    """
    dtype = dtype_of(x)
    if is_float(dtype):
        return _extreme(x, axes, keepdims, reduce_max, reduce_min, float("-inf"))
    if dtype not in WIDE_INTEGERS:
        return convert(reduce_max(convert(x, "float32"), axes, keepdims), dtype)
    return _in_float32_or(largest_integer, reduce_max, reduce_max, x, axes, keepdims)


def least(x: Output, axes: Sequence[int], keepdims: bool = False) -> Output:
    """The smallest element along some axes; nan if there is one among them.

    Of nothing but inf and the highest finite number, it is inf.
    """
    dtype = dtype_of(x)
    if is_float(dtype):
        return _extreme(x, axes, keepdims, reduce_min, reduce_max, float("inf"))
    if dtype not in WIDE_INTEGERS:
        return convert(reduce_min(convert(x, "float32"), axes, keepdims), dtype)
    return _in_float32_or(_least_integer, reduce_min, reduce_min, x, axes, keepdims)


Reduction = Callable[["Output", Sequence[int], bool], "Output"]


def _extreme(
    x: Output, axes: Sequence[int], keepdims: bool, find: Reduction, other: Reduction, worst: float
) -> Output:
    """What a reduction finds, or nan, or the worst of infinities if there is nothing else.

    The CPU plugin's own reduction passes over nan and begins with a finite number. Other reductions
    tell of both, in less time than anything that is done to each element.
    """
    found = find(x, axes, keepdims)
    # As float32, the finite number may be beyond those of float16.
    first = float(ml_dtypes.finfo(numpy_dtype(dtype_of(x))).max)
    nothing_found = less_equal(first, found) if worst > 0 else less_equal(found, -first)
    all_worst = logical_and(nothing_found, equal(other(x, axes, keepdims), worst))
    return or_nan(select(all_worst, worst, found), x, axes, keepdims)


def or_nan(reduced: Output, x: Output, axes: Sequence[int], keepdims: bool) -> Output:
    """What a reduction gave, but nan where there is one among the elements that were reduced."""
    return or_nan_of(reduced, reduce("l1", x, axes, keepdims))


def _in_float32_or(
    exactly: Reduction,
    find: Reduction,
    bound: Reduction,
    x: Output,
    axes: Sequence[int],
    keepdims: bool,
) -> Output:
    """What OpenVINO's reduction finds in float32, where a bound of it is held; else the exact one."""
    lengths = static_shape(x)
    few = None not in lengths and math.prod(length or 0 for length in lengths) <= FEW
    if dtype_of(x) != "int32" or few or not varies(x):
        return exactly(x, axes, keepdims)
    # A batch, since OpenVINO loses most of what an elementwise operation gives right behind a reduction
    # of integers.
    found = expand_dims(find(x, axes, keepdims), [0])
    size = found if bound is find else expand_dims(bound(x, axes, keepdims), [0])
    smallest = reduce_min(size, range(rank_of(size)), False)
    greatest = reduce_max(size, range(rank_of(size)), False)
    # What float32 is too large for is the least int32.
    held = logical_and(less(-(2**24), smallest), less(greatest, 2**24))
    inner = [axis + 1 for axis in axes]
    return one_of_two(
        held,
        (lambda batch: batch, [found]),
        (lambda batch: exactly(batch, inner, keepdims), [expand_dims(x, [0])]),
    )


def largest_integer(x: Output, axes: Sequence[int], keepdims: bool = False) -> Output:
    """The largest of integers that float32 rounds: less nodes than `largest`, more work for many.

    To the largest rounded value the exact distance of those that round to it is added back.
    """
    dtype, wide = dtype_of(x), wider_float(dtype_of(x))
    rounded = convert(x, wide)
    base = reduce_max(rounded, axes, True)
    if dtype == "int32":
        # From below the largest value on, all distances are small. No sum here is beyond 32 bits.
        low = convert(maximum(minimum(subtract(base, 2**12), 2.0**31 - 2**13), -(2.0**31)), dtype)
        distance = convert(subtract(maximum(x, low), low), wide)
        result = add(low, convert(reduce_max(distance, axes, True), dtype))
        return result if keepdims else squeeze(result, axes)
    whole = convert(base, dtype)
    distance = convert(subtract(x, whole), wide)
    farther = select(equal(rounded, base), distance, float("-inf"))
    result = add(whole, convert(reduce_max(farther, axes, True), dtype))
    return result if keepdims else squeeze(result, axes)


def _least_integer(x: Output, axes: Sequence[int], keepdims: bool) -> Output:
    # -1 - x turns the order of integers without overflow.
    return subtract(-1, largest_integer(subtract(-1, x), axes, keepdims))


def reduce_max(x: Output, axes: Sequence[int], keepdims: bool) -> Output:
    """The largest element, as OpenVINO has it: of float32 numbers, from its lowest one on."""
    return reduce("max", x, axes, keepdims)


def reduce_min(x: Output, axes: Sequence[int], keepdims: bool) -> Output:
    """The smallest element, as OpenVINO has it: of float32 numbers, from its highest one on."""
    return reduce("min", x, axes, keepdims)
