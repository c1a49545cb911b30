"""Division of floats where shapes are dynamic, and the plugin makes kernels of chains alone.

A chain takes what the operation before gives as its first operand, and each other tensor once: one that
is taken twice has a second name. What depends on y alone is computed once for a single divisor.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.branches import where_needed
from keras_openvino_ops.lowering.constants import constant, constant_like, constant_of, dtype_of, opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    clamp,
    convert,
    difference,
    divide,
    floor,
    full_like,
    isnan,
    magnitude,
    maximum,
    multiply,
    round_half_even,
    select,
    subtract,
)
from keras_openvino_ops.lowering.folding import varies
from keras_openvino_ops.lowering.fusion import of_rank, renamed
from keras_openvino_ops.lowering.joining import concatenate
from keras_openvino_ops.lowering.reducing import reduce
from keras_openvino_ops.lowering.shapes import broadcast_to, dimension, rank_of, reshape, shape_of, take

if TYPE_CHECKING:
    from openvino import Output

    Long = Callable[[Output, Output], Output]


def remainder(x: Output, y: Output, like: Output, long: Long) -> Output:
    """The remainder of x / y with the sign of ``like``, x or y; by ``long`` where short doesn't do.

    Short are finite numbers whose quotient is below 2**23, x below 2**126. Two digits of the quotient,
    of 11 bits each, leave an exact rest: times 13 bits of y, they are exact.
    """
    divisor = magnitude(y)
    divisor_again = renamed(divisor, 1)
    high, low = _negative_high_and_low(divisor)
    sign = _sign(like)
    first = add(multiply(_first_digit(x, divisor), high), renamed(x, 1))
    # The same digit, and later the next one: computed twice, in less time than it takes to keep it.
    digit = round_half_even(multiply(divided(renamed(x, 1), divisor_again), 2.0**-12))
    rest = multiply(add(multiply(multiply(digit, -(2.0**12)), low), first), sign)
    rest_again = renamed(rest, 1)
    second = add(multiply(round_half_even(divided(rest, divisor)), high), rest_again)
    digit = round_half_even(divided(rest_again, divisor_again))
    left = add(multiply(multiply(digit, -1), low), second)
    if like is x:
        # x, times its sign, is not below zero: nor is what is left by no digits.
        size = opset.floor_mod(left, divisor).output(0)
    else:
        # A quotient that is too small for a number would be none.
        below_zero = multiply(clamp(multiply(left, -(2.0**126)), 0.0, 2.0**-23), 2.0**23)
        size = add(multiply(below_zero, divisor), renamed(left, 1))
    # Of another name: with more that take it, the plugin copies the rest.
    exact = long_where_nan(renamed(rest_again, 1), x, y, long)
    # Of nan and a number, Maximum here gives the second.
    result = maximum(multiply(size, renamed(sign, 1)), exact)
    return of_rank(result, max(rank_of(x), rank_of(y)))


def floored_quotient(x: Output, y: Output) -> Output:
    """The largest integer not above x / y; an infinite x leaves nan, except over zero.

    The quotient, floored, is too large by one if it was rounded up: then what it leaves of x has not
    the sign of y. In two digits of 12 bits, as y is, their products are exact, and so are the sums.
    """
    x_again, y_again = renamed(x, 1), renamed(y, 1) if varies(y) else y
    # The products may overflow where y is large.
    number = constant_of(y)
    is_small = number is not None and abs(number) < 2.0**100
    divisor = y if is_small else clamp(multiply(_scale(y), y_again), -(2.0**126), 2.0**126)
    dividend = x if is_small else multiply(_scale(y_again), x)
    # By a tensor: by a constant the quotient is not correctly rounded.
    by = y_again if number is None else clamp(x, number, number)
    whole = floor(divide(multiply(_nan_if_infinite(x, y), x_again), by))
    part = difference(multiply(divisor, 1 + 2.0**-12), renamed(divisor, 1))
    high = multiply(part, -(2.0**12))
    low = add(high, divisor)

    again = renamed(whole, 1)
    rest = add(multiply(_higher_digit(whole, again), high), dividend)
    rest = add(multiply(multiply(_higher_digit(again, whole), -1), low), rest)
    rest = add(multiply(_lower_digit(whole), high), rest)
    left = add(multiply(multiply(_lower_digit(again), -1), low), rest)
    # -1 would change a number beyond 2**24; -0 leaves each 0 its sign.
    minus_more = clamp(_times_sign(left, divisor if varies(y) else y), -0.75, -0.0)
    return of_rank(floor(add(minus_more, whole)), max(rank_of(x), rank_of(y)))


def _scale(y: Output) -> Output:
    """1, or 1/4 where y is beyond 2**100."""
    minus_less = clamp(add(multiply(magnitude(y), -(2.0**-77)), 2.0**23), -0.75, 0.0)
    return add(minus_less, 1.0)


def _nan_if_infinite(x: Output, y: Output) -> Output:
    """1, but nan for an infinite x, unless y = 0."""
    minus_one = clamp(multiply(magnitude(multiply(y, 2.0**126)), -(2.0**24)), -1.0, 0.0)
    return add(magnitude(multiply(add(minus_one, 1.0), x)), 1.0)


def _times_sign(x: Output, y: Output) -> Output:
    """A number with the sign of x * y, at least 1 in size, or a 0; y may be a constant."""
    unit = clamp(multiply(x, 2.0**126), -(2.0**-23), 2.0**-23)
    number = constant_of(y)
    if number is not None:
        return multiply(unit, math.copysign(2.0**23, number))
    return multiply(multiply(multiply(unit, 2.0**73), y), 2.0**100)


def _lower_digit(whole: Output) -> Output:
    """What an integer is beside a multiple of 2**12, of the same sign."""
    digits = clamp(whole, -(2.0**25), 2.0**25)
    return opset.mod(digits, constant_like(2.0**12, whole)).output(0)


def _higher_digit(whole: Output, again: Output) -> Output:
    """The multiple of 2**12 beside that, of an integer up to 2**24."""
    digit = add(_lower_digit(multiply(whole, -1)), again)
    return clamp(digit, -(2.0**24), 2.0**24)


def _negative_high_and_low(y: Output) -> tuple[Output, Output]:
    """13 digits of -y, rounded towards zero, and the 13 that y has beside them."""
    # By Veltkamp's splitting, but of a little less than y: so what is subtracted is never too much.
    product = multiply(y, 1 + 2.0**-11 - 2.0**-23)
    high = multiply(difference(product, renamed(y, 1)), -(2.0**11))
    return high, add(high, y)


def divided(x: Output, y: Output) -> Output:
    """X / y, correctly rounded unless one is constant."""
    if varies(x) and varies(y):
        return divide(x, y)
    return opset.divide(x, y).output(0)


def _first_digit(x: Output, y: Output) -> Output:
    """The first digit of the quotient, a multiple of 2**12; not finite where short doesn't do."""
    digit = round_half_even(multiply(divided(multiply(x, 4), y), 2.0**-14))
    # Not below 2**23 but 2**21 if the quotient is not correctly rounded.
    scale = 2.0**117 if varies(x) and varies(y) else 2.0**119
    return multiply(floor(multiply(digit, scale)), 2.0**12 / scale)


def _sign(x: Output) -> Output:
    """1, -1, or of 0 the same 0."""
    # A number that is no constant: times a constant, -0 becomes 0 here.
    length = take(shape_of(renamed(x, 1)), constant([0], "int64"), 0)
    large = clamp(convert(length, dtype_of(x)), 2.0**75, 2.0**75)
    return clamp(multiply(multiply(x, large), renamed(large, 1)), -1.0, 1.0)


def or_long(short: Output, x: Output, y: Output, long: Long) -> Output:
    """What was divided short; long where that is nan."""
    result = select(isnan(short), long_where_nan(short, x, y, long), short)
    return of_rank(result, rank_of(short))


def long_where_nan(rest: Output, x: Output, y: Output, long: Long) -> Output:
    """What is divided long, where the rest is not finite; elsewhere minus infinity.

    With axes of length 1 where it is minus infinity everywhere.
    """
    total = reduce("sum", rest, range(rank_of(rest)))
    # That of an infinity is nan too.
    needed = isnan(subtract(total, total))

    def exactly(x: Output, y: Output, rest: Output) -> Output:
        lengths = [dimension(rest, axis) for axis in range(rank_of(rest))]
        whole = reshape(rest, (-1,))
        undefined = convert(isnan(subtract(whole, whole)), "int32")
        # The sum may overflow where no element does: then the first one is divided for nothing.
        places = reshape(opset.non_zero(undefined, "i64").output(0), (-1,))
        places = concatenate([constant([0], "int64"), places], 0)
        dividend, divisor = (
            take(reshape(broadcast_to(one, lengths), (-1,)), places, 0) for one in (x, y)
        )
        numbers = full_like(whole, -math.inf)
        zero = constant(0, "int64")
        result = opset.scatter_elements_update(numbers, places, long(dividend, divisor), zero)
        return reshape(result.output(0), lengths)

    return where_needed(needed, exactly, [x, y, rest], -math.inf)
