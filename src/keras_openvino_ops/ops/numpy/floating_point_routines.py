"""Floating point routines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Probe, tensor
from keras_openvino_ops.lowering import elementwise
from keras_openvino_ops.lowering.bits import (
    FORMATS,
    bits_of_magnitude,
    float_of,
    is_negative,
)
from keras_openvino_ops.lowering.constants import constant, dtype_of, is_float
from keras_openvino_ops.lowering.elementwise import (
    add,
    convert,
    difference,
    equal,
    less,
    logical_and,
    logical_or,
    magnitude,
    multiply,
    negative,
    not_equal,
    or_nan_of,
    select,
    subtract,
)
from keras_openvino_ops.lowering.exponentials import any_power_of_two
from keras_openvino_ops.lowering.folding import varies
from keras_openvino_ops.lowering.fusion import is_fused, of_rank, renamed
from keras_openvino_ops.lowering.remainders import HIGHEST
from keras_openvino_ops.lowering.shapes import rank_of
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output


@op("numpy.signbit", promote=Promote.DEFAULT, result="bool")
def signbit(x: Output) -> Output:
    """Return whether x is negative: -0.0 is, nan is not."""
    dtype = dtype_of(x)
    if is_float(dtype):
        return is_negative(x)
    return not_equal(x, x) if dtype == "bool" or dtype.startswith("u") else less(x, 0)


@op(
    "numpy.ldexp",
    promote=Promote.INT_TO_FLOAT,
    convert={"x2": "integer"},
    compute={"float64": "float32"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "takes a Python float for an integer: ldexp(2.5, [1]) is 4",
            Probe((2.5, tensor([1], "int32")), tensor([5])),
        )
    ],
)
def ldexp(x1: Output, x2: Output) -> Output:
    """Return x1 * 2**x2, rounded once, for integers x2.

    x1 and x2 broadcast; x1 has any dtype, and integers become floats. It is exact but where the result
    is subnormal. float64 computes in float32.
    """
    exponent = elementwise.clamp(convert(x2, "float32"), -400.0, 400.0)
    result = x1
    for _ in range(2):
        # A subnormal result must not be rounded twice: 2**24 is left for the last factor.
        low, high = less(exponent, -126), less(127, exponent)
        factor = select(low, 2.0**-102, select(high, constant(2.0**127, "float32"), 1.0))
        step = select(low, constant(-102.0, "float32"), multiply(convert(high, "float32"), 127))
        result = multiply(result, factor)
        exponent = subtract(exponent, step)
    return multiply(result, any_power_of_two(elementwise.clamp(exponent, -126.0, 127.0)))


@op(
    "numpy.nextafter",
    promote=Promote.INT_TO_FLOAT,
    compute={"float16": "float16", "bfloat16": "bfloat16"},
    strong_numbers=["x1", "x2"],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "the largest number has no next one: infinity",
            Probe((tensor([np.finfo(np.float32).max]), tensor([np.inf])), tensor([np.inf])),
        )
    ],
)
def nextafter(x1: Output, x2: Output) -> Output:
    """Return the number after x1 towards x2 among those of the result's dtype; x2 if they are equal.

    x1 and x2 broadcast and have any dtype; integers become floats. nan if either is. In a graph,
    float64 computes in float32, which holds no neighbour of x1 but x1.
    """
    dtype = dtype_of(x1)
    # Not of constants: folded, the least numbers become 0.
    if dtype == "float32" and (varies(x1) or varies(x2)):
        return _next_in_float32(x1, x2)
    up, down = less(x1, x2), less(x2, x1)
    if dtype not in FORMATS:
        return _next_in_float64(x1, x2, up, down)
    # Over 100 nodes: to the bits of a number and back, by powers of two.
    size = bits_of_magnitude(x1)
    # Patterns of sizes, negative for negative numbers, are in order, and 0 for both zeros.
    was_negative = is_negative(x1)
    pattern = select(was_negative, negative(size), size)
    pattern = subtract(add(pattern, convert(up, "int32")), convert(down, "int32"))
    below = logical_or(less(pattern, 0), logical_and(equal(pattern, 0), was_negative))
    after = float_of(magnitude(pattern), dtype)
    after = multiply(after, select(below, constant(-1.0, "float32"), 1.0))
    first, second = convert(x1, "float32"), convert(x2, "float32")
    return or_nan_of(select(equal(first, second), second, after), first, second)


def _next_in_float32(x1: Output, x2: Output) -> Output:
    """By the rounded sum of x1's size and 0.6 to 1.4 of its unit in the last place."""
    # That of x1, or if it is 0, of x2.
    sign = elementwise.clamp(add(multiply(_unit_or_zero(x1), 2), _unit_or_zero(x2)), -1.0, 1.0)
    size = elementwise.clamp(magnitude(x1), 0.0, HIGHEST)
    outwards = _unit_or_zero(difference(multiply(x2, sign), size))
    # A power of 2 has a smaller unit before it than behind.
    near = multiply(add(multiply(elementwise.clamp(outwards, -1.0, 0.0), 2.0**-23), 1.0), size)
    # Below 2**-124, where 0.66 of a unit or 1.32 is rounded itself, it is the unit.
    from_least = add(multiply(near, 2.0**30), -(2.0**-95) * (1 - 2.0**-24))
    unit = add(elementwise.clamp(from_least, 0.0, 2.0**-126), 2.0**-126)
    unit = select(less(near, 2.0**-124), unit, multiply(near, 0.66))
    # From an infinity, it is one step to the largest number, which its size is here.
    unit = select(less(magnitude(x1), float("inf")), unit, 0)
    if not (is_fused(x1) and is_fused(x2)):
        size, sign = renamed(size, 1), renamed(sign, 1)
    after = multiply(add(multiply(multiply(outwards, unit), 2.0**-23), size), sign)
    after = of_rank(after, max(rank_of(x1), rank_of(x2)))
    return or_nan_of(select(equal(x1, x2), x2, after), x1, x2)


def _unit_or_zero(x: Output) -> Output:
    """1, -1, or 0 for 0."""
    held = elementwise.clamp(multiply(x, 2.0**126), -(2.0**-23), 2.0**-23)
    return multiply(held, 2.0**23)


def _next_in_float64(x1: Output, x2: Output, up: Output, down: Output) -> Output:
    """X and a little more than half of its unit in the last place (Rump and others 2009)."""
    step = elementwise.maximum(multiply(magnitude(x1), 2.0**-53 * (1 + 2.0**-52)), 2.0**-1074)
    direction = subtract(convert(up, "float64"), convert(down, "float64"))
    after = add(x1, multiply(direction, step))
    return or_nan_of(select(equal(x1, x2), x2, after), x1, x2)
