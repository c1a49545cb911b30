"""Powers of e where shapes are dynamic, and the plugin makes kernels of chains alone.

`fusion` says what a chain is. As in `split_exponential`, e**x is e**r times what Exp makes of a
multiple of LN2, which is a power of 2 and a few units of 2**-21 of that, exactly.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.lowering.elementwise import (
    add,
    clamp,
    exp,
    maximum,
    minimum,
    multiply,
    power,
    round_half_even,
)
from keras_openvino_ops.lowering.exponentials import LN2
from keras_openvino_ops.lowering.fusion import in_shape_of, names
from keras_openvino_ops.lowering.slices import flatten

if TYPE_CHECKING:
    from openvino import Output

BIAS = -0.085
"""For e**r from 3/4 to 3/2: then e**r - 1 has a rounding error of 2**-26 at most."""

LARGEST = 127
"""The exponent of the largest power of 2 in float32."""


def exponential_minus_one(x: Output) -> Output:
    """e**x - 1, within 2 ULP, however small x is.

    2**k (e**r - 1) + (2**k - 1).
    """
    flat, again = names(flatten(x), 1)
    whole = exp(multiple(clamp(flat, -30.0, 88.3), 1))
    # Up to e**88.3, k is LARGEST at most: beyond, 2 is a factor, or more where all overflows. It makes
    # good, too, what the multiple of LN2 for 2**127 was rounded by.
    beyond = clamp(add(_exponent(flat, 1), -LARGEST), 0.0, 2.0**20)
    rounded = multiple_of_number(LARGEST) - LARGEST * LN2
    factor = add(multiply(beyond, 2 * math.exp(-rounded) - 1), 1)
    product = multiply(exponential_of_rest_minus_one(rest(flat, 1)), whole)
    result = multiply(add(product, add(whole, -1)), factor)
    # It is no less than x. Of two zeros, and of nan and a number, Maximum here gives the second.
    return in_shape_of(x, maximum(result, again))


def exponential_minus_one_near_zero(
    x: Output, steps: Output, ratio: float = 1.0, lowest: float = -0.5
) -> Output:
    """Steps times a ratio times (e**x - 1) / x, for a vector x from -ln 2 to 0 within 2**-26.

    The steps are x or a multiple of it. Of larger x it is 0, of smaller ones at least a lowest value.
    """
    x, *again = names(x, 2)
    _, *steps_again = names(steps, 4)
    # P, a minimax fit, as a square of squares and a line, in which x stands but twice.
    square = power(add(clamp(x, -LN2, 0.0), float.fromhex("0x1.f1d964p+0")), 2)
    square = power(add(square, float.fromhex("0x1.159d7p+3")), 2)
    series = add(multiply(square, float.fromhex("0x1.01a69ap-6")), again[0])
    first, second = float.fromhex("0x1.0e758p-4"), float.fromhex("0x1.5afd64p-2")
    series = add(multiply(series, ratio * first), ratio * second)
    # The steps themselves are added exactly, whatever the ratio is.
    curve = multiply(series, again[1])
    if ratio != 1:
        curve = add(curve, ratio - 1)
    return clamp(add(multiply(curve, steps_again[2]), steps_again[3]), lowest, 0.0)


def exponential_minus_half(x: Output) -> Output:
    """For a vector x below -ln 2, e**x - 1/2; above, 0. A number for nan."""
    return add(minimum(exp(x), 0.5), -0.5)


def _exponent(x: Output, sign: int) -> Output:
    return round_half_even(add(multiply(x, sign / math.log(2)), BIAS))


def multiple(x: Output, sign: int) -> Output:
    """The multiple of LN2 that is next to x, or to -x for the sign -1, rounded."""
    return multiply(_exponent(x, sign), LN2)


def multiple_of_number(k: int) -> float:
    """The k-th multiple of LN2, rounded."""
    return float(np.float32(k) * np.float32(LN2))


def rest(x: Output, sign: int) -> Output:
    """X or -x less that multiple, for 2**k times e**r: LN2 is more than ln 2, by 3 * 2**-30 in 1."""
    x, *again = names(x, 3)
    # One product, not -1 times `multiple`: of two the plugin makes one that does not stay in float32.
    less_multiple = multiply(_exponent(clamp(x, -130.0, 130.0), sign), -sign * LN2)
    exact = add(less_multiple, again[0])
    scaled = add(multiply(add(multiply(exact, 2.0**28), again[1]), -4), again[2])
    return clamp(multiply(scaled, -sign * 2.0**-30), -0.3, 0.42)


def exponential_of_rest_minus_one(r: Output) -> Output:
    """e**r - 1 for r in [-0.292, 0.409], within 2**-28: r + r**2 P(r), a minimax fit.

    P of degree 4 as a square of squares and a line, in which r stands but twice.
    """
    r, *again = names(r, 4)
    square = power(add(r, float.fromhex("0x1.6d6d96p+0")), 2)
    square = power(add(square, float.fromhex("0x1.038edap+3")), 2)
    series = add(multiply(square, float.fromhex("0x1.254422p-6")), again[0])
    series = add(multiply(series, float.fromhex("0x1.4f1788p-4")), float.fromhex("0x1.658de8p-2"))
    curve = multiply(multiply(series, again[1]), again[2])
    return add(curve, again[3])
