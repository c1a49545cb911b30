"""Division of floats where shapes are dynamic, and the plugin makes kernels of chains alone.

A chain takes what the operation before gives as its first operand, and each other tensor once: one that
is taken twice has a second name. What depends on y alone is computed once for a single divisor.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.branches import where_needed
from keras_openvino_ops.lowering.constants import constant, dtype_of, opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    clamp,
    convert,
    divide,
    full_like,
    isnan,
    magnitude,
    multiply,
    round_half_even,
    select,
    subtract,
)
from keras_openvino_ops.lowering.folding import varies
from keras_openvino_ops.lowering.fusion import is_fused, renamed
from keras_openvino_ops.lowering.joining import concatenate
from keras_openvino_ops.lowering.precision import keep_kind
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
    high, low = _negative_high_and_low(y)
    first = add(multiply(_first_digit(x, y), high), renamed(x, 1))
    # The same digit, and later the next one: computed twice, in less time than it takes to keep it.
    digit = _first_digit(renamed(x, 1), renamed(y, 1))
    rest = add(multiply(multiply(digit, -1), low), first)
    second = add(multiply(round_half_even(divided(rest, y)), high), renamed(rest, 1))
    digit = round_half_even(divided(renamed(rest, 1), renamed(y, 1)))
    left = add(multiply(multiply(digit, -1), low), second)
    sign = _sign(like)
    left = multiply(left, sign)
    below_zero = multiply(clamp(multiply(left, -(2.0**126)), 0.0, 2.0**-23), 2.0**23)
    size = add(magnitude(multiply(below_zero, y)), renamed(left, 1))
    return or_long(multiply(size, renamed(sign, 1)), x, y, rest, long)


def _negative_high_and_low(y: Output) -> tuple[Output, Output]:
    """13 digits of -y, rounded towards zero, and the 13 that y has beside them."""
    # By Veltkamp's splitting, but of a little less than y: so what is subtracted is never too much.
    product = multiply(y, 1 + 2.0**-11 - 2.0**-23)
    part = opset.subtract(product, renamed(y, 1))
    keep_kind(part)
    high = multiply(part.output(0), -(2.0**11))
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
    return multiply(round_half_even(multiply(digit, scale)), 2.0**12 / scale)


def _sign(x: Output) -> Output:
    """1, -1, or of 0 the same 0."""
    # A number that is no constant: times a constant, -0 becomes 0 here.
    length = take(shape_of(renamed(x, 1)), constant([0], "int64"), 0)
    large = clamp(convert(length, dtype_of(x)), 2.0**75, 2.0**75)
    return clamp(multiply(multiply(x, large), renamed(large, 1)), -1.0, 1.0)


def or_long(short: Output, x: Output, y: Output, rest: Output, long: Long) -> Output:
    """What was divided short, but long where the rest is not finite, and the former is nan."""
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
        numbers = full_like(whole, float("inf"))
        zero = constant(0, "int64")
        result = opset.scatter_elements_update(numbers, places, long(dividend, divisor), zero)
        return reshape(result.output(0), lengths)

    exact = where_needed(needed, exactly, [x, y, rest], float("inf"))
    rank = max(rank_of(x), rank_of(y))
    result = select(isnan(short), exact, short)
    known = short if is_fused(short) else result
    return reshape(result, [dimension(known, axis - rank) for axis in range(rank)])
