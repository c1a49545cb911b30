"""Reductions, exact where OpenVINO's own are not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.constants import constant, dtype_of, is_float, opset
from keras_openvino_ops.lowering.elementwise import (
    WIDE_INTEGERS,
    add,
    convert,
    equal,
    isnan,
    less,
    multiply,
    select,
    subtract,
)

if TYPE_CHECKING:
    from openvino import Output


def any_true(x: Output, axes: Sequence[int], keepdims: bool = False) -> Output:
    """Whether any element along some axes is true."""
    return opset.reduce_logical_or(x, constant(list(axes), "int64"), keepdims).output(0)


def total(x: Output, axes: Sequence[int], keepdims: bool = False) -> Output:
    """The sum along some axes, of floats: compiled for the CPU, integers are summed as float32."""
    return opset.reduce_sum(x, constant(list(axes), "int64"), keepdims).output(0)


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
