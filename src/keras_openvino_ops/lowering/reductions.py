"""Reductions, exact where OpenVINO's own are not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.accumulations import running_sum
from keras_openvino_ops.lowering.constants import (
    constant,
    constant_like,
    dtype_of,
    is_float,
    is_tensor,
    opset,
)
from keras_openvino_ops.lowering.elementwise import (
    WIDE_INTEGERS,
    add,
    convert,
    equal,
    isnan,
    less,
    multiply,
    negative,
    select,
    subtract,
)
from keras_openvino_ops.lowering.shapes import (
    broadcast_to,
    dimension,
    product,
    rank_of,
    reduced_shape,
    reshape,
    static_shape,
    transpose,
)
from keras_openvino_ops.lowering.slices import END, slice_along
from keras_openvino_ops.lowering.sums import staged_sum

if TYPE_CHECKING:
    from openvino import Output


def all_true(x: Output, axes: Sequence[int], keepdims: bool = False) -> Output:
    """Whether every element along some axes is true."""
    return opset.reduce_logical_and(x, constant(list(axes), "int64"), keepdims).output(0)


def any_true(x: Output, axes: Sequence[int], keepdims: bool = False) -> Output:
    """Whether any element along some axes is true."""
    return opset.reduce_logical_or(x, constant(list(axes), "int64"), keepdims).output(0)


def total(x: Output, axes: Sequence[int], keepdims: bool = False) -> Output:
    """The sum along some axes; of integers, modulo 2**32."""
    if not axes:
        return x
    if is_float(dtype_of(x)):
        return staged_sum(x, axes, keepdims)
    if 0 in static_shape(x):
        return broadcast_to(constant_like(0, x), reduced_shape(x, axes, keepdims))
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
        return opset.reduce_prod(x, constant(list(axes), "int64"), keepdims).output(0)
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
    """The largest element along some axes; nan if there is one among them."""
    dtype = dtype_of(x)
    if is_float(dtype):
        # ReduceMax passes over nan, and starts from the lowest finite number instead of -inf.
        kinds = add(convert(less(float("-inf"), x), dtype), multiply(convert(isnan(x), dtype), 2))
        kind = _reduce_max(kinds, axes, keepdims)
        result = select(less(kind, 1), float("-inf"), _reduce_max(x, axes, keepdims))
        return select(less(1, kind), float("nan"), result)
    if dtype not in WIDE_INTEGERS:
        return convert(_reduce_max(convert(x, "float32"), axes, keepdims), dtype)
    # Compiled for the CPU, integers are reduced as float32, which rounds them: to the largest
    # rounded value the exact distance of those that round to it is added back.
    wide = wider_float(dtype)
    rounded = convert(x, wide)
    base = _reduce_max(rounded, axes, keepdims=True)
    whole = convert(base, dtype)
    distance = convert(subtract(x, whole), wide)
    farther = select(equal(rounded, base), distance, float("-inf"))
    result = add(whole, convert(_reduce_max(farther, axes, keepdims=True), dtype))
    return result if keepdims else opset.squeeze(result, constant(list(axes), "int64")).output(0)


def _reduce_max(x: Output, axes: Sequence[int], keepdims: bool) -> Output:
    return opset.reduce_max(x, constant(list(axes), "int64"), keepdims).output(0)


def least(x: Output, axes: Sequence[int], keepdims: bool = False) -> Output:
    """The smallest element along some axes; nan if there is one among them."""
    dtype = dtype_of(x)
    if is_float(dtype):
        return negative(largest(negative(x), axes, keepdims))
    if dtype not in WIDE_INTEGERS:
        return convert(least(convert(x, "float32"), axes, keepdims), dtype)
    # -1 - x turns the order of integers without overflow.
    return subtract(-1, largest(subtract(-1, x), axes, keepdims))
