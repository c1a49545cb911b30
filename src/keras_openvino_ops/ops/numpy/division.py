"""Divisions that floor, leave a remainder, or give 0 by zero."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.compensated import exact_product
from keras_openvino_ops.lowering.constants import constant, dtype_of, is_float, opset
from keras_openvino_ops.lowering.elementwise import (
    WIDE_INTEGERS,
    add,
    convert,
    divide,
    equal,
    isnan,
    less,
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
from keras_openvino_ops.lowering.integers import modular
from keras_openvino_ops.lowering.loops import repeat_while
from keras_openvino_ops.lowering.reductions import wider_float
from keras_openvino_ops.lowering.shapes import (
    broadcast_static,
    rank_of,
    reshape,
    static_shape,
)
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from collections.abc import Callable

    from openvino import Output

FEW = 2**13
"""Below this number of elements, the nodes of a graph cost more than what they compute."""

# Unsigned integers compute as signed ones; float64: OpenVINO 2024.6 fails to fold the sums of
# exact_product in it.
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
    nearest = round_half_even(quotient)
    # Scaled, lest the exact product overflow.
    large = less(2.0**100, magnitude(x2))
    dividend = select(large, multiply(x1, 2.0**-24), x1)
    high, low = exact_product(nearest, select(large, multiply(x2, 2.0**-24), x2))
    left = select(equal(nearest, 0), x1, subtract(subtract(dividend, high), low))
    floored, _ = _floored_from(nearest, left, x2)
    # Beyond 2**24 all floats are integers, and the product may overflow.
    result = select(less(magnitude(nearest), 2.0**24), floored, nearest)

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
    nearest = round_half_even(divide(dividend, divisor))
    left = subtract(dividend, multiply(nearest, divisor))
    quotient, remainder = _floored_from(nearest, left, divisor)
    limits = np.iinfo(dtype_of(x1))
    if limits.min < 0:
        # The one quotient that overflows, of the smallest integer by -1, wraps.
        quotient = select(equal(quotient, limits.max + 1), limits.min, quotient)
    return convert(quotient, dtype_of(x1)), convert(remainder, dtype_of(x1))


def _floored_wide(x1: Output, x2: Output) -> tuple[Output, Output]:
    """Divide as floats, then what that leaves: products and sums of integers are exact or wrap."""
    wide = wider_float(dtype_of(x1))
    divisor = convert(x2, wide)
    whole = convert(round_half_even(divide(convert(x1, wide), divisor)), dtype_of(x1))
    left = subtract(x1, multiply(whole, x2))
    step = convert(round_half_even(divide(convert(left, wide), divisor)), dtype_of(x1))
    return _floored_from(add(whole, step), subtract(left, multiply(step, x2)), x2)


def _floored_from(nearest: Output, left: Output, divisor: Output) -> tuple[Output, Output]:
    """Return the floored quotient and its remainder, from the nearest quotient and what it leaves.

    What the nearest quotient leaves is exact, as no more than half the divisor; what the floored one
    leaves may not be.
    """
    too_large = _opposite(left, divisor)
    return (
        select(too_large, subtract(nearest, 1), nearest),
        select(too_large, add(left, divisor), left),
    )


def _opposite(x: Output, y: Output) -> Output:
    return logical_or(logical_and(less(x, 0), less(0, y)), logical_and(less(0, x), less(y, 0)))


@op(
    "numpy.fmod",
    promote=Promote.DEFAULT,
    compute={"bool": "int32", **COMPUTE},
    result={"bool": "int32"},
    limits=[
        "divisors below 1e-30 are not exact",
        "exact for any quotient: takes several times as long as x - y * floor(x / y), which is not",
    ],
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
        return _by_length(_short_fmod, _long_fmod, x1, x2)
    _, floored = _floored(x1, x2)
    other = logical_and(not_equal(floored, 0), _opposite(x1, x2))
    return select(other, modular(subtract, floored, x2), floored)


@op(
    "numpy.mod",
    promote=Promote.DEFAULT,
    compute={"bool": "int32", **COMPUTE},
    result={"bool": "int32"},
    limits=[
        "divisors below 1e-30 are not exact",
        "exact for any quotient: takes several times as long as x - y * floor(x / y), which is not",
    ],
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
    return _by_length(_short_mod, _long_mod, x1, x2)


def _by_length(
    short: Callable[..., Output], long: Callable[..., Output], x: Output, y: Output
) -> Output:
    """Divide short, which is quick and gives nan where it doesn't do, and if it doesn't, long.

    Of few elements, or a dynamic number, long at once. There are two formulas, so there are more nodes
    than a hundred.
    """
    lengths = [*static_shape(x), *static_shape(y)]
    # Where there may be none, OpenVINO 2024.6 ends the process.
    few = None in lengths or 0 in lengths
    if few or math.prod(np.broadcast_shapes(static_shape(x), static_shape(y))) < FEW:  # type: ignore[arg-type]
        return long(x, y, unrolled=2)
    x, y = broadcast_static(x, y)
    quick = short(x, y)
    shape = quick.get_shape()
    flat = reshape(quick, (-1,))
    again = isnan(opset.reduce_l1(flat, constant([0], "int64"), True).output(0))
    # Otherwise of one element: OpenVINO has no branches that work on every release.
    rest = constant([math.prod(shape) - 1], "int64")
    stop = add(multiply(convert(again, "int64"), rest), 1)

    def first(x: Output) -> Output:
        if not rank_of(x):
            return x
        start, step, axis = (constant([one], "int64") for one in (0, 1, 0))
        return opset.slice(reshape(x, (-1,)), start, stop, step, axis).output(0)

    exactly = long(first(x), first(y))
    return reshape(opset.select(again, exactly, flat).output(0), list(shape))


def _short_fmod(x: Output, y: Output) -> Output:
    left = _short_remainder(x, y)
    # With the sign of x, zero too.
    left = select(equal(left, 0), multiply(x, 0), left)
    size = magnitude(y)
    opposite = select(less(left, 0), add(left, size), subtract(left, size))
    return select(_opposite(left, x), opposite, left)


def _short_mod(x: Output, y: Output) -> Output:
    left = _short_remainder(x, y)
    left = select(equal(left, 0), multiply(y, 0), left)
    return select(_opposite(left, y), add(left, y), left)


def _short_remainder(x: Output, y: Output) -> Output:
    """What the nearest integer to x / y leaves of x, exactly; nan where that is not sure.

    Up to 2**22, the quotient is off by less than a half, and its product with y is exact in two parts.
    """
    quotient, size = divide(x, y), magnitude(y)
    nearest = round_half_even(quotient)
    high, low = exact_product(nearest, y)
    left = subtract(subtract(x, high), low)
    in_range = logical_and(less(2.0**-100, size), less(size, 2.0**100))
    sure = logical_and(in_range, less(magnitude(quotient), 2.0**22))
    return select(sure, left, float("nan"))


def _long_fmod(x: Output, y: Output, unrolled: int = 0) -> Output:
    size = _remainder(magnitude(x), magnitude(y), unrolled)
    signed = select(less(x, 0), negative(size), size)
    return select(less(magnitude(x), magnitude(y)), x, signed)


def _long_mod(x: Output, y: Output, unrolled: int = 0) -> Output:
    divisor = magnitude(y)
    size = _remainder(magnitude(x), divisor, unrolled)
    other = logical_and(not_equal(size, 0), _opposite(x, y))
    size = select(other, subtract(divisor, size), size)
    return select(less(y, 0), negative(size), size)


def _remainder(x: Output, y: Output, unrolled: int) -> Output:
    """Return the remainder of floats that are not negative; nan for an infinite x, and for y = 0.

    Long division, by 12 digits of the quotient at a time: then products and differences are exact.
    """
    # Scaled, lest the products overflow.
    large = less(2.0**100, y)
    divisor = select(large, multiply(y, 2.0**-24), multiply(y, 0.5))
    left = select(large, multiply(x, 2.0**-24), multiply(x, 0.5))
    (left,) = repeat_while(_is_left, _shortened, [left], divisor, limit=28, unrolled=unrolled)
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
    """The first 12 digits of a float32 number, by Veltkamp's splitting, scaled lest it overflow."""
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
