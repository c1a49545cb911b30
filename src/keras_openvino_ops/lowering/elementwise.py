"""Elementwise operations. At least one operand of each is a tensor; tensors broadcast as in NumPy."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Union

from keras_openvino_ops.lowering.constants import (
    ELEMENT_TYPES,
    Number,
    constant_like,
    dtype_of,
    is_float,
    is_tensor,
    opset,
)
from keras_openvino_ops.lowering.folding import is_known_empty, varies
from keras_openvino_ops.lowering.precision import keep_kind

if TYPE_CHECKING:
    from openvino import Output

    Operand = Union[Output, Number]


WIDE_INTEGERS = frozenset({"int32", "int64", "uint32", "uint64"})
"""The integers that float32 cannot hold. Compiled for the CPU, 64 bits compute in 32."""


def _pair(x: Operand, y: Operand) -> tuple[Output, Output]:
    if not is_tensor(x):
        return constant_like(x, y), y
    if not is_tensor(y):
        return x, constant_like(y, x)
    return x, y


def add(x: Operand, y: Operand) -> Output:
    """X + y."""
    return opset.add(*_pair(x, y)).output(0)


def subtract(x: Operand, y: Operand) -> Output:
    """X - y."""
    if not is_tensor(y) and is_float(dtype_of(x)):
        return add(x, -float(y))
    return opset.subtract(*_pair(x, y)).output(0)


def difference(x: Output, y: Output) -> Output:
    """X - y, which the plugin does not make the sum of x and -1 times y, for a longer chain."""
    node = opset.subtract(x, y)
    keep_kind(node)
    return node.output(0)


def multiply(x: Operand, y: Operand) -> Output:
    """X * y."""
    return opset.multiply(*_pair(x, y)).output(0)


def divide(x: Operand, y: Operand) -> Output:
    """X / y, correctly rounded unless x is an array of constants; of integers, rounded towards zero."""
    quotient = opset.divide(*_pair(x, y))
    if is_float(dtype_of(quotient.output(0))):
        keep_kind(quotient)
    return quotient.output(0)


def negative(x: Output) -> Output:
    """-x."""
    return multiply(x, -1) if is_float(dtype_of(x)) else opset.negative(x).output(0)


def magnitude(x: Output) -> Output:
    """|x|."""
    if dtype_of(x).startswith("uint"):
        return x
    if is_float(dtype_of(x)) and varies(x):
        return opset.abs(x).output(0)
    # OpenVINO drops a rank-1 Abs whose input is computed from constants; 2024.6 takes integers through
    # float32.
    return opset.maximum(x, negative(x)).output(0)


def maximum(x: Operand, y: Operand) -> Output:
    """The larger of x and y; which one, if either is nan, depends on the kernel."""
    return opset.maximum(*_pair(x, y)).output(0)


def minimum(x: Operand, y: Operand) -> Output:
    """The smaller of x and y; which one, if either is nan, depends on the kernel."""
    return opset.minimum(*_pair(x, y)).output(0)


def exp(x: Output) -> Output:
    """e**x. Compiled for the CPU, exp(nan) is inf and results below 2**-126 are 0."""
    return opset.exp(x).output(0)


def log(x: Output) -> Output:
    """The natural logarithm."""
    return opset.log(x).output(0)


def power(x: Operand, y: Operand) -> Output:
    """X to the power y: within 1 ULP, but by repeated products for a number y that is whole."""
    return opset.power(*_pair(x, y)).output(0)


def floor(x: Output) -> Output:
    """The largest integer not above x."""
    return opset.floor(x).output(0)


def ceil(x: Output) -> Output:
    """The smallest integer not below x."""
    return opset.ceil(x).output(0)


def round_half_even(x: Output) -> Output:
    """The integer nearest to x, the even one of two."""
    return opset.round(x, "half_to_even").output(0)


def clamp(x: Output, low: float, high: float) -> Output:
    """X held between two limits; what becomes of nan depends on the kernel."""
    return opset.clamp(x, low, high).output(0)


def polynomial(x: Output, *coefficients: float) -> Output:
    """c[0] + c[1] x + c[2] x**2 + ..., by Horner's rule."""
    *lower, highest = coefficients
    result: Operand = highest
    for coefficient in reversed(lower):
        result = add(multiply(x, result), coefficient)
    return result


def equal(x: Operand, y: Operand) -> Output:
    """X == y."""
    return opset.equal(*_pair(x, y)).output(0)


def not_equal(x: Operand, y: Operand) -> Output:
    """X != y."""
    return opset.not_equal(*_pair(x, y)).output(0)


def less(x: Operand, y: Operand) -> Output:
    """X < y."""
    return opset.less(*_pair(x, y)).output(0)


def less_equal(x: Operand, y: Operand) -> Output:
    """X <= y."""
    return opset.less_equal(*_pair(x, y)).output(0)


def greater(x: Operand, y: Operand) -> Output:
    """X > y. As y < x: compiled for the CPU, Greater is true of nan."""
    return less(y, x)


def logical_and(x: Output, y: Output) -> Output:
    """X and y."""
    return opset.logical_and(x, y).output(0)


def logical_or(x: Output, y: Output) -> Output:
    """X or y."""
    return opset.logical_or(x, y).output(0)


def logical_not(x: Output) -> Output:
    """Not x."""
    return opset.logical_not(x).output(0)


def isnan(x: Output) -> Output:
    """X is nan."""
    return not_equal(x, x)


def or_nan_of(result: Output, *operands: Output) -> Output:
    """A function's value, but nan where an operand is nan.

    nan is a number here, not the operand: then the CPU plugin makes one kernel of the comparison and
    the selection, with dynamic shapes as well.
    """
    for operand in operands:
        result = select(isnan(operand), math.nan, result)
    return result


def infinite_for_nan(x: Output) -> Output:
    """Infinity for nan, which an order has no place for; other floats, and integers, as they are."""
    return select(isnan(x), math.inf, x) if is_float(dtype_of(x)) else x


def select(condition: Output, x: Operand, y: Operand) -> Output:
    """X where the condition holds, else y."""
    x, y = _pair(x, y)
    if dtype_of(x) in WIDE_INTEGERS:
        # OpenVINO 2024.6 takes wide integers through float32 in Select; in int32 this is exact.
        return add(y, multiply(convert(condition, dtype_of(x)), subtract(x, y)))
    result = opset.select(condition, x, y).output(0)
    if is_known_empty(result) and not varies(result):
        return opset.broadcast(constant_like(0, x), opset.shape_of(result)).output(0)
    return result


def convert(x: Output, dtype: str) -> Output:
    """Return a tensor in another dtype. Like NumPy, any number but 0 is True."""
    if dtype_of(x) == dtype:
        return x
    if dtype == "bool":
        return not_equal(x, 0)
    return opset.convert(x, ELEMENT_TYPES[dtype]).output(0)


NARROW_INTEGERS = {"int8": 8, "int16": 16, "uint8": 8, "uint16": 16}
"""The integers that OpenVINO computes with saturation, and their bits."""


def wrapped(x: Output, dtype: str) -> Output:
    """Return int32 as narrower integers, modulo their range: OpenVINO's Convert may saturate."""
    bits = NARROW_INTEGERS[dtype]
    offset = 0 if dtype.startswith("u") else 2 ** (bits - 1)
    mask = constant_like(2**bits - 1, x)
    masked = opset.bitwise_and(add(x, offset), mask).output(0)
    return convert(subtract(masked, offset), dtype)


def full_like(x: Output, value: Number) -> Output:
    """A tensor of x's shape, filled with a number."""
    return opset.broadcast(constant_like(value, x), opset.shape_of(x)).output(0)
