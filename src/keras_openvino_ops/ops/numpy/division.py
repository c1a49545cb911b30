"""Divisions that floor, leave a remainder, or give 0 by zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

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
    negative,
    not_equal,
    round_half_even,
    select,
    subtract,
)
from keras_openvino_ops.lowering.loops import repeat_while
from keras_openvino_ops.lowering.reductions import wider_float
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Defect, DefectKind, Mode, Probe, op, tensor

if TYPE_CHECKING:
    from openvino import Output

# Unsigned integers compute as signed ones; float64: OpenVINO 2024.6 fails to fold the sums of
# _exact_product in it.
COMPUTE = {"uint32": "int64", "uint64": "int64", "float64": "float32"}


@op(
    "numpy.floor_divide",
    promote=Promote.DEFAULT,
    compute={"bool": "int8", **COMPUTE},
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
    if is_float(dtype_of(x1)):
        return _floor_divide_floats(x1, x2)
    return _floored(x1, x2)[0]


def _floor_divide_floats(x1: Output, x2: Output) -> Output:
    quotient = divide(x1, x2)
    whole = floor(quotient)
    # The product is exact in two parts (Dekker 1971, with Veltkamp's split).
    high, low = _exact_product(whole, x2)
    corrected, _ = _corrected(whole, subtract(subtract(x1, high), low), x2)
    # Beyond 2**24 all floats are integers, and the product may overflow.
    small = less(magnitude(whole), 2.0**24)
    result = select(small, corrected, whole)

    finite = less(magnitude(x1), float("inf"))
    # A finite number over an infinity of the other sign is just below zero.
    below_zero = logical_and(finite, equal(magnitude(x2), float("inf")))
    result = select(logical_and(below_zero, _opposite(x1, x2)), -1, result)
    # An infinity leaves no remainder to speak of, except over zero.
    return select(logical_or(finite, equal(x2, 0)), result, subtract(quotient, quotient))


def _floored(x1: Output, x2: Output) -> tuple[Output, Output]:
    """Return the floored quotient and the remainder of integers; by zero, 0 and 0."""
    by_zero = equal(x2, 0)
    divisor = select(by_zero, 1, x2)
    divided = _floored_wide if dtype_of(x1) in WIDE_INTEGERS else _floored_narrow
    quotient, remainder = divided(x1, divisor)
    return select(by_zero, 0, quotient), select(by_zero, 0, remainder)


def _floored_narrow(x1: Output, x2: Output) -> tuple[Output, Output]:
    """Divide integers that float32 holds, products included."""
    dividend, divisor = convert(x1, "float32"), convert(x2, "float32")
    whole = floor(divide(dividend, divisor))
    left = subtract(dividend, multiply(whole, divisor))
    quotient, remainder = _corrected(whole, left, divisor)
    limits = np.iinfo(dtype_of(x1))
    if limits.min < 0:
        # The one quotient that overflows, of the smallest integer by -1, wraps.
        quotient = select(equal(quotient, limits.max + 1), limits.min, quotient)
    return convert(quotient, dtype_of(x1)), convert(remainder, dtype_of(x1))


def _floored_wide(x1: Output, x2: Output) -> tuple[Output, Output]:
    """Divide as floats, then what that leaves: products and sums of integers are exact or wrap."""
    wide = wider_float(dtype_of(x1))
    divisor = convert(x2, wide)
    whole = convert(floor(divide(convert(x1, wide), divisor)), dtype_of(x1))
    left = subtract(x1, multiply(whole, x2))
    step = convert(floor(divide(convert(left, wide), divisor)), dtype_of(x1))
    return _corrected(add(whole, step), subtract(left, multiply(step, x2)), x2)


def _corrected(quotient: Output, remainder: Output, divisor: Output) -> tuple[Output, Output]:
    """Return a floored quotient that may be off by one, put right by the remainder that it leaves."""
    too_large = _opposite(remainder, divisor)
    # By the difference: compiled for the CPU, integers are compared as float32.
    beyond = subtract(remainder, divisor)
    too_small = logical_or(
        logical_and(less(0, divisor), less_equal(0, beyond)),
        logical_and(less(divisor, 0), less_equal(beyond, 0)),
    )
    result = select(too_small, add(quotient, 1), quotient)
    left = select(too_small, beyond, remainder)
    return (
        select(too_large, subtract(quotient, 1), result),
        select(too_large, add(remainder, divisor), left),
    )


def _opposite(x: Output, y: Output) -> Output:
    return logical_or(logical_and(less(x, 0), less(0, y)), logical_and(less(0, x), less(y, 0)))


def _exact_product(x: Output, y: Output) -> tuple[Output, Output]:
    """Return the product of float32 numbers, rounded, and the rest: exact if nothing overflows."""
    product = multiply(x, y)
    x_high, x_low = _split(x)
    y_high, y_low = _split(y)
    rest = subtract(multiply(x_high, y_high), product)
    rest = add(rest, multiply(x_high, y_low))
    rest = add(rest, multiply(x_low, y_high))
    return product, add(rest, multiply(x_low, y_low))


def _split(x: Output) -> tuple[Output, Output]:
    """Return a float32 number as a sum of two of half its digits each."""
    scaled = multiply(x, 2.0**12 + 1)
    high = subtract(scaled, subtract(scaled, x))
    return high, subtract(x, high)


@op(
    "numpy.fmod",
    promote=Promote.DEFAULT,
    compute={"bool": "int32", **COMPUTE},
    result={"bool": "int32"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "nan for a number over an infinity",
            Probe((tensor([5]), tensor([np.inf])), tensor([5])),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "rounds integers beyond 2**24 to float32 in a graph",
            Probe(
                (tensor([2**24 + 1], "int32"), tensor([2**24], "int32")),
                tensor([1], "int32"),
                mode=Mode.STATIC,
            ),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "integers by zero end the process; in a graph they give the smallest integer",
            Probe((tensor([5], "int32"), tensor([0], "int32")), tensor([0], "int32"), mode=Mode.STATIC),
        ),
    ],
)
def fmod(x1: Output, x2: Output) -> Output:
    """Return the remainder of x1 / x2 with the sign of x1.

    x1 and x2 broadcast and have any dtype; the result has their promoted dtype, int32 for booleans. It
    is exact for any quotient, unless x2 is below 1e-30. As in NumPy, integers by zero give 0; a float
    by zero, and an infinity by anything, give nan.
    """
    if is_float(dtype_of(x1)):
        size = _remainder(magnitude(x1), magnitude(x2))
        signed = select(less(x1, 0), negative(size), size)
        return select(less(magnitude(x1), magnitude(x2)), x1, signed)
    _, floored = _floored(x1, x2)
    other = logical_and(not_equal(floored, 0), _opposite(x1, x2))
    return select(other, subtract(floored, x2), floored)


@op(
    "numpy.mod",
    promote=Promote.DEFAULT,
    compute={"bool": "int32", **COMPUTE},
    result={"bool": "int32"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "nan for a number over an infinity",
            Probe((tensor([5]), tensor([np.inf])), tensor([5])),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "rounds integers beyond 2**24 to float32 in a graph",
            Probe(
                (tensor([2**24 + 1], "int32"), tensor([2**24], "int32")),
                tensor([1], "int32"),
                mode=Mode.STATIC,
            ),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "the smallest integer for integers by zero",
            Probe((tensor([5], "int32"), tensor([0], "int32")), tensor([0], "int32")),
        ),
    ],
)
def mod(x1: Output, x2: Output) -> Output:
    """Return the remainder of x1 / x2 with the sign of x2.

    As `fmod`; where the signs differ, x2 is added, and the sum rounded.
    """
    if not is_float(dtype_of(x1)):
        return _floored(x1, x2)[1]
    divisor = magnitude(x2)
    size = _remainder(magnitude(x1), divisor)
    other = logical_and(not_equal(size, 0), _opposite(x1, x2))
    size = select(other, subtract(divisor, size), size)
    return select(less(x2, 0), negative(size), size)


def _remainder(x: Output, y: Output) -> Output:
    """Return the remainder of floats that are not negative; nan for an infinite x, and for y = 0.

    Long division, by 12 digits of the quotient at a time: then products and differences are exact.
    """
    # Scaled, lest the products overflow.
    large = less(2.0**100, y)
    divisor = select(large, multiply(y, 2.0**-24), multiply(y, 0.5))
    left = select(large, multiply(x, 2.0**-24), multiply(x, 0.5))
    (left,) = repeat_while(_is_left, _shortened, [left], divisor, limit=26, unrolled=2)
    left = select(less(left, 0), add(left, divisor), left)
    result = select(less(x, y), x, select(large, multiply(left, 2.0**24), multiply(left, 2.0)))
    defined = logical_and(less(x, float("inf")), less(0, y))
    return select(defined, result, float("nan"))


def _is_left(remainder: Output, divisor: Output) -> Output:
    return less(multiply(divisor, 0.75), magnitude(remainder))


def _shortened(remainder: Output, divisor: Output) -> list[Output]:
    """Return what the first digits of the quotient leave, or of a short one, the nearest integer."""
    size = magnitude(divide(remainder, divisor))
    # If the quotient is very large or infinite, the divisor is small.
    scaled = select(less(size, 2.0**127), multiply(divisor, 2.0**64), multiply(divisor, 2.0**127))
    scaled = select(less(size, 2.0**100), divisor, scaled)
    quotient = divide(remainder, scaled)
    leading = _leading_half(quotient)
    digits = select(less(size, 2.0**12), round_half_even(quotient), leading)
    high = _leading_half(scaled)
    left = subtract(remainder, multiply(digits, high))
    return [subtract(left, multiply(digits, subtract(scaled, high)))]


def _leading_half(x: Output) -> Output:
    """The first 12 digits of a float32 number; as in `_split`, but nothing overflows."""
    scaled = multiply(x, 1 + 2.0**-12)
    return multiply(subtract(scaled, subtract(scaled, multiply(x, 2.0**-12))), 2.0**12)


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
