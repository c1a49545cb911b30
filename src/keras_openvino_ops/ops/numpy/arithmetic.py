"""Arithmetic operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.lowering.compensated import exact_product
from keras_openvino_ops.lowering.constants import dtype_of, is_float
from keras_openvino_ops.lowering.elementwise import (
    WIDE_INTEGERS,
    add,
    convert,
    divide,
    equal,
    floor,
    less,
    less_equal,
    logical_and,
    logical_or,
    magnitude,
    multiply,
    select,
    subtract,
)
from keras_openvino_ops.lowering.reductions import wider_float
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Defect, DefectKind, Mode, Probe, op, tensor

if TYPE_CHECKING:
    from openvino import Output


@op(
    "numpy.floor_divide",
    promote=Promote.DEFAULT,
    # float64: OpenVINO 2024.6 fails to fold the sums of exact_product in it.
    compute={"bool": "int8", "uint32": "int64", "uint64": "int64", "float64": "float32"},
    result={"bool": "int8"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.13,<=3.15.1",
            "negative integers are rounded towards zero in a graph: -7 // 2 is -3",
            Probe(
                (tensor([-7], "int32"), tensor([2], "int32")), tensor([-4], "int32"), mode=Mode.STATIC
            ),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.13,<=3.15.1",
            "integers by zero: fails, or gives the smallest integer",
            Probe((tensor([5], "int32"), tensor([0], "int32")), tensor([0], "int32")),
        ),
    ],
)
def floor_divide(x1: Output, x2: Output) -> Output:
    """Return the largest integer not above x1 / x2.

    x1 and x2 broadcast and have any dtype; the result has their promoted dtype, int8 for booleans. It
    is exact: floats are corrected by their exact remainder, integers by theirs. As in NumPy, integers
    by zero give 0 and the smallest integer by -1 wraps; of floats, x / 0 is an infinity or nan, and a
    finite number over an infinity of the other sign is -1.
    """
    dtype = dtype_of(x1)
    if is_float(dtype):
        return _floor_divide_floats(x1, x2)
    by_zero = equal(x2, 0)
    divisor = select(by_zero, 1, x2)
    if dtype in WIDE_INTEGERS:
        quotient = _floor_divide_wide(x1, divisor)
    else:
        quotient = _floor_divide_narrow(x1, divisor)
    return select(by_zero, 0, quotient)


def _floor_divide_floats(x1: Output, x2: Output) -> Output:
    quotient = divide(x1, x2)
    whole = floor(quotient)
    high, low = exact_product(whole, x2)
    corrected = _corrected(whole, subtract(subtract(x1, high), low), x2)
    # Beyond 2**24 all floats are integers, and the product may overflow.
    small = less(magnitude(whole), 2.0**24)
    result = select(small, corrected, whole)

    finite = less(magnitude(x1), float("inf"))
    # A finite number over an infinity of the other sign is just below zero.
    below_zero = logical_and(finite, equal(magnitude(x2), float("inf")))
    result = select(logical_and(below_zero, _opposite(x1, x2)), -1, result)
    # An infinity leaves no remainder to speak of, except over zero.
    return select(logical_or(finite, equal(x2, 0)), result, subtract(quotient, quotient))


def _floor_divide_narrow(x1: Output, x2: Output) -> Output:
    """Divide integers that float32 holds, products included."""
    dividend, divisor = convert(x1, "float32"), convert(x2, "float32")
    whole = floor(divide(dividend, divisor))
    result = _corrected(whole, subtract(dividend, multiply(whole, divisor)), divisor)
    limits = np.iinfo(dtype_of(x1))
    if limits.min < 0:
        # The one quotient that overflows, of the smallest integer by -1, wraps.
        result = select(equal(result, limits.max + 1), limits.min, result)
    return convert(result, dtype_of(x1))


def _floor_divide_wide(x1: Output, x2: Output) -> Output:
    """Divide as floats, then what that leaves: products and sums of integers are exact or wrap."""
    wide = wider_float(dtype_of(x1))
    divisor = convert(x2, wide)
    whole = convert(floor(divide(convert(x1, wide), divisor)), dtype_of(x1))
    remainder = subtract(x1, multiply(whole, x2))
    step = convert(floor(divide(convert(remainder, wide), divisor)), dtype_of(x1))
    return _corrected(add(whole, step), subtract(remainder, multiply(step, x2)), x2)


def _corrected(quotient: Output, remainder: Output, divisor: Output) -> Output:
    """Return a floored quotient that may be off by one, put right by the remainder that it leaves."""
    too_large = _opposite(remainder, divisor)
    # By the difference: compiled for the CPU, integers are compared as float32.
    beyond = subtract(remainder, divisor)
    too_small = logical_or(
        logical_and(less(0, divisor), less_equal(0, beyond)),
        logical_and(less(divisor, 0), less_equal(beyond, 0)),
    )
    result = select(too_small, add(quotient, 1), quotient)
    return select(too_large, subtract(quotient, 1), result)


def _opposite(x: Output, y: Output) -> Output:
    return logical_or(logical_and(less(x, 0), less(0, y)), logical_and(less(0, x), less(y, 0)))


@op(
    "numpy.reciprocal",
    promote=Promote.DEFAULT,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.10,<=3.15.1",
            "raises for booleans",
            Probe((tensor([True], "bool"),), tensor([True], "bool")),
        )
    ],
)
def reciprocal(x: Output) -> Output:
    """Return 1 / x; of integers, rounded towards zero, and 0 for 0."""
    if is_float(dtype_of(x)):
        return divide(1, x)
    if dtype_of(x) == "bool":
        return x
    unit = less(x, 2) if dtype_of(x).startswith("u") else logical_and(less(-2, x), less(x, 2))
    return multiply(x, convert(unit, dtype_of(x)))


@op(
    "numpy.divide_no_nan",
    promote=Promote.INT_TO_FLOAT,
    compute={"float64": "float32"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "divides integers as integers: 7 / 2 is 3",
            Probe((tensor([7], "int32"), tensor([2], "int32")), tensor([3.5])),
        )
    ],
)
def divide_no_nan(x1: Output, x2: Output) -> Output:
    """Return x1 / x2, and 0 where x2 is 0."""
    return select(equal(x2, 0), 0, divide(x1, x2))
