"""Quotients and remainders of integers, exactly. By zero, both are 0, as in NumPy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.lowering.constants import dtype_of
from keras_openvino_ops.lowering.elementwise import (
    WIDE_INTEGERS,
    add,
    convert,
    divide,
    equal,
    logical_and,
    maximum,
    minimum,
    multiply,
    not_equal,
    round_half_even,
    select,
    subtract,
)
from keras_openvino_ops.lowering.folding import varies
from keras_openvino_ops.lowering.fusion import of_rank, renamed
from keras_openvino_ops.lowering.integers import modular
from keras_openvino_ops.lowering.reductions import wider_float
from keras_openvino_ops.lowering.remainders import opposite
from keras_openvino_ops.lowering.shapes import rank_of

if TYPE_CHECKING:
    from openvino import Output


def floored_quotient(x: Output, y: Output) -> Output:
    """The largest integer not above x / y; of the smallest integer by -1, that integer."""
    if not _in_int32(x, y):
        return _folded(x, y)[0]
    sign = _sign(y)
    left = _left(x, y)
    # Of other names: equal nodes are merged, which breaks up both chains.
    quotient = add(divide(renamed(left, 1), y), divide(renamed(x, 1), y))
    minus_one = _minus_one_if_negative(multiply(_left(left, y), sign))
    result = multiply(multiply(add(minus_one, quotient), sign), renamed(sign, 1))
    return of_rank(result, max(rank_of(x), rank_of(y)))


def floored_remainder(x: Output, y: Output) -> Output:
    """The remainder of x / y with the sign of y."""
    if not _in_int32(x, y):
        return _folded(x, y)[1]
    sign = _sign(y)
    # As for a positive divisor; 0 of what is divided by 0.
    left = multiply(_left(_left(x, y), y), sign)
    more = multiply(multiply(multiply(_minus_one_if_negative(left), y), sign), -1)
    result = multiply(add(more, renamed(left, 1)), renamed(sign, 1))
    return of_rank(result, max(rank_of(x), rank_of(y)))


def _left(x: Output, y: Output) -> Output:
    """What a quotient leaves of x, in one kernel: `fusion` says why by other names.

    The plugin divides as float32, and leaves less than 384 more than the divisor. Dividing that leaves
    less than the divisor, of either sign.
    """
    return add(multiply(multiply(divide(x, y), -1), renamed(y, 1)), renamed(x, 1))


def truncated_remainder(x: Output, y: Output) -> Output:
    """The remainder of x / y with the sign of x."""
    if not _in_int32(x, y):
        floored = _folded(x, y)[1]
        other = logical_and(not_equal(floored, 0), opposite(x, y))
        return select(other, modular(subtract, floored, y), floored)
    sign, wanted = _sign(y), _sign(x)
    left = multiply(_left(_left(x, y), y), multiply(sign, sign))
    minus_one = _minus_one_if_negative(multiply(left, wanted))
    more = multiply(multiply(multiply(multiply(minus_one, y), sign), wanted), -1)
    return of_rank(add(more, left), max(rank_of(x), rank_of(y)))


def _in_int32(x: Output, y: Output) -> bool:
    """Whether the CPU plugin will divide, and not the folding of constants: that ends the process."""
    return dtype_of(x) in WIDE_INTEGERS and (varies(x) or varies(y))


def _sign(x: Output) -> Output:
    return minimum(maximum(x, -1), 1)


def _minus_one_if_negative(x: Output) -> Output:
    return minimum(maximum(x, -1), 0)


def _folded(x: Output, y: Output) -> tuple[Output, Output]:
    """The floored quotient and its remainder, by operations that may be folded."""
    by_zero = equal(y, 0)
    divisor = select(by_zero, 1, y)
    divided = _folded_wide if dtype_of(x) in WIDE_INTEGERS else _folded_narrow
    quotient, remainder = divided(x, divisor)
    return select(by_zero, 0, quotient), select(by_zero, 0, remainder)


def _folded_narrow(x: Output, y: Output) -> tuple[Output, Output]:
    """Divide integers that float32 holds, products included."""
    dividend, divisor = convert(x, "float32"), convert(y, "float32")
    nearest = round_half_even(divide(dividend, divisor))
    left = subtract(dividend, multiply(nearest, divisor))
    quotient, remainder = _floored_from(nearest, left, divisor)
    limits = np.iinfo(dtype_of(x))
    if limits.min < 0:
        # The one quotient that overflows, of the smallest integer by -1, wraps.
        quotient = select(equal(quotient, limits.max + 1), limits.min, quotient)
    return convert(quotient, dtype_of(x)), convert(remainder, dtype_of(x))


def _folded_wide(x: Output, y: Output) -> tuple[Output, Output]:
    """Divide as floats, then what that leaves: products and sums of integers are exact or wrap."""
    wide = wider_float(dtype_of(x))
    divisor = convert(y, wide)
    whole = convert(round_half_even(divide(convert(x, wide), divisor)), dtype_of(x))
    left = subtract(x, multiply(whole, y))
    step = convert(round_half_even(divide(convert(left, wide), divisor)), dtype_of(x))
    return _floored_from(add(whole, step), subtract(left, multiply(step, y)), y)


def _floored_from(nearest: Output, left: Output, divisor: Output) -> tuple[Output, Output]:
    """The floored quotient and its remainder, from the nearest quotient and what it leaves."""
    too_large = opposite(left, divisor)
    return (
        select(too_large, subtract(nearest, 1), nearest),
        select(too_large, add(left, divisor), left),
    )
