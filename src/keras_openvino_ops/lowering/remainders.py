"""What floats leave of each other when they are divided, exactly.

Dividing short, quotients below 2**23 are done at once, and what is beyond them shows as nan; one look
at the result tells whether there are any to divide long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.lowering import chained_division
from keras_openvino_ops.lowering.compensated import exact_product
from keras_openvino_ops.lowering.constants import constant_of
from keras_openvino_ops.lowering.elementwise import (
    add,
    clamp,
    divide,
    equal,
    floor,
    less,
    logical_and,
    logical_or,
    magnitude,
    minimum,
    multiply,
    not_equal,
    round_half_even,
    select,
    subtract,
)
from keras_openvino_ops.lowering.folding import varies
from keras_openvino_ops.lowering.fusion import is_fused
from keras_openvino_ops.lowering.kernels import one_kernel
from keras_openvino_ops.lowering.loops import repeat_while
from keras_openvino_ops.lowering.shapes import broadcast_static, static_shape

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.chained_division import Long

HIGHEST = float(2**128 - 2**104)
"""The largest float32 number."""


def fmod(x: Output, y: Output) -> Output:
    """The remainder of x / y with the sign of x; nan for an infinite x, and for y = 0."""
    return _remainder(x, y, x, _short_fmod, _long_fmod)


def mod(x: Output, y: Output) -> Output:
    """The remainder of x / y with the sign of y; nan for an infinite x, and for y = 0."""
    return _remainder(x, y, y, _short_mod, _long_mod)


def floored_quotient(x: Output, y: Output) -> Output:
    """The largest integer not above x / y.

    By zero, an infinity or nan; of an infinity, nan; of a finite number by an infinity of the other
    sign, -1.
    """
    if not (varies(x) or varies(y)):
        return _long_quotient(x, y)
    if is_fused(x) and is_fused(y):
        return _fused_quotient(*broadcast_static(x, y))
    number = constant_of(y)
    # Beside an array of constants the quotient is not correctly rounded.
    if varies(x) and (varies(y) or (number is not None and 0 < abs(number) < HIGHEST)):
        return chained_division.floored_quotient(x, y)
    return _long_quotient(x, y)


def _remainder(x: Output, y: Output, like: Output, short: Long, long: Long) -> Output:
    """Divide short, which is quick but nan where it doesn't do; and what it doesn't do for, long."""
    # Where there are none, OpenVINO 2024.6 ends the process.
    if not (varies(x) or varies(y)) or 0 in (*static_shape(x), *static_shape(y)):
        return long(x, y)
    if not (is_fused(x) and is_fused(y)):
        kernel = one_kernel(short, lambda operands: short(*operands), [x, y])
        if kernel is not None:
            return chained_division.or_long(kernel, x, y, long)
        return chained_division.remainder(x, y, like, long)
    x, y = broadcast_static(x, y)
    return chained_division.or_long(short(x, y), x, y, long)


def _short_fmod(x: Output, y: Output) -> Output:
    return multiply(_fused_remainder(magnitude(x), magnitude(y)), _sign(x))


def _short_mod(x: Output, y: Output) -> Output:
    sign = divide(y, magnitude(y))
    return multiply(_fused_remainder(multiply(x, sign), magnitude(y)), sign)


def _sign(x: Output) -> Output:
    """1, -1, or of 0 the same 0."""
    return multiply(clamp(multiply(x, 2.0**126), -(2.0**-23), 2.0**-23), 2.0**23)


def _below_zero(x: Output) -> Output:
    """1 of a number below zero, 0 of another, and either of nan."""
    return multiply(clamp(multiply(x, -(2.0**126)), 0.0, 2.0**-23), 2.0**23)


def _fused_remainder(x: Output, y: Output) -> Output:
    """The remainder of x / y, y > 0, that is not negative; nan where the quotient is 2**23 or more.

    What the nearest integer to the quotient leaves is exact, and so is their product in two parts.
    """
    nearest = round_half_even(divide(x, y))
    divisor = minimum(y, HIGHEST)
    high, low = exact_product(nearest, divisor)
    left = subtract(subtract(x, high), low)
    overflowing = multiply(nearest, 2.0**105)
    floored = add(multiply(_below_zero(left), divisor), left)
    result = add(floored, subtract(overflowing, overflowing))
    # The product may overflow where the quotient doesn't.
    return subtract(result, subtract(result, result))


def _fused_quotient(x: Output, y: Output) -> Output:
    """The quotient, floored, and corrected by the sign of what it leaves."""
    quotient = divide(x, y)
    whole = floor(quotient)
    sign = _sign(y)
    divisor = minimum(magnitude(y), HIGHEST)
    # 0, or 1 - 2**-23 beyond 2**100: with such a divisor all is scaled, lest the product overflow.
    beyond = clamp(add(multiply(divisor, 2.0**-77), -(2.0**23)), 0.0, 1 - 2.0**-23)
    scale = subtract(1.0, beyond)
    high, low = exact_product(whole, multiply(divisor, scale))
    left = subtract(subtract(multiply(multiply(x, sign), scale), high), low)
    # From 2**24 on all floats are integers.
    small = clamp(subtract(2.0**24, magnitude(whole)), 0.0, 1.0)
    floored = subtract(whole, _below_zero(multiply(left, small)))
    # An infinity leaves no remainder to speak of, except over zero.
    return select(equal(y, 0), quotient, subtract(floored, subtract(x, x)))


def _long_quotient(x: Output, y: Output) -> Output:
    quotient = divide(x, y)
    nearest = round_half_even(quotient)
    # Scaled, lest the exact product overflow.
    large = less(2.0**100, magnitude(y))
    dividend = select(large, multiply(x, 2.0**-24), x)
    high, low = exact_product(nearest, select(large, multiply(y, 2.0**-24), y))
    left = select(equal(nearest, 0), x, subtract(subtract(dividend, high), low))
    floored = select(opposite(left, y), subtract(nearest, 1), nearest)
    # Beyond 2**24 all floats are integers, and the product may overflow.
    result = select(less(magnitude(nearest), 2.0**24), floored, nearest)

    finite = less(magnitude(x), float("inf"))
    # A finite number over an infinity of the other sign is just below zero.
    below_zero = logical_and(finite, equal(magnitude(y), float("inf")))
    result = select(logical_and(below_zero, opposite(x, y)), -1, result)
    # An infinity leaves no remainder to speak of, except over zero.
    return select(logical_or(finite, equal(y, 0)), result, subtract(quotient, quotient))


def opposite(x: Output, y: Output) -> Output:
    """Whether one of two numbers is below zero and the other above."""
    return logical_or(logical_and(less(x, 0), less(0, y)), logical_and(less(0, x), less(y, 0)))


def _long_fmod(x: Output, y: Output) -> Output:
    size = _long_remainder(magnitude(x), magnitude(y))
    signed = multiply(size, _sign(x))
    return select(less(magnitude(x), magnitude(y)), x, signed)


def _long_mod(x: Output, y: Output) -> Output:
    divisor = magnitude(y)
    size = _long_remainder(magnitude(x), divisor)
    other = logical_and(not_equal(size, 0), opposite(x, y))
    size = select(other, subtract(divisor, size), size)
    return multiply(size, _sign(y))


def _long_remainder(x: Output, y: Output) -> Output:
    """The remainder of floats that are not negative; nan for an infinite x, and for y = 0.

    Long division, by 12 digits of the quotient at a time: then products and differences are exact.
    """
    # Scaled, lest the products overflow; by 24 digits where both are large, else x by one.
    large = less(2.0**100, y)
    divisor = select(large, multiply(y, 2.0**-24), y)
    dividend = select(large, multiply(x, 2.0**-24), x)
    halved = less(2.0**120, dividend)
    left = select(halved, multiply(dividend, 0.5), dividend)
    far = multiply(divisor, 2.0**100)
    far = select(less(y, 2.0**-100), multiply(far, 2.0**50), far)
    (left,) = repeat_while(_is_left, _shortened, [left], divisor, far, limit=28)
    left = select(less(left, 0), add(left, divisor), left)
    double = add(left, left)
    double = select(less(double, divisor), double, subtract(double, divisor))
    left = select(halved, double, left)
    result = select(less(x, y), x, select(large, multiply(left, 2.0**24), left))
    defined = logical_and(less(x, float("inf")), less(0, y))
    # Of constants, a remainder of 0 may be -0 here.
    return select(defined, select(equal(result, 0), 0, result), float("nan"))


def _is_left(remainder: Output, divisor: Output, _: Output) -> Output:
    return less(multiply(divisor, 0.75), magnitude(remainder))


def _shortened(remainder: Output, divisor: Output, far: Output) -> list[Output]:
    """Return what the first digits of the quotient leave, or of a short one, the nearest integer.

    Of a quotient that is very large, or infinite, they are those of what is divided by ``far``, the
    divisor times a power of 2.
    """
    quotient = divide(remainder, divisor)
    size = magnitude(quotient)
    by = select(less(2.0**110, size), far, divisor)
    first = _leading_half(divide(remainder, by))
    digits = select(less(size, 2.0**12), round_half_even(quotient), first)
    high = _leading_half(by)
    left = subtract(remainder, multiply(digits, high))
    return [subtract(left, multiply(digits, subtract(by, high)))]


def _leading_half(x: Output) -> Output:
    """The first 12 digits of a float32 number, by Veltkamp's splitting, scaled lest it overflow."""
    scaled = multiply(x, 1 + 2.0**-12)
    return multiply(subtract(scaled, subtract(scaled, multiply(x, 2.0**-12))), 2.0**12)
