"""The logistic function where shapes are dynamic, and the plugin makes kernels of chains alone.

Four of them; `fusion` says what a chain is. As in `split_exponential`, e**-x is e**r times what Exp
makes of a multiple of LN2, which is a power of 2 and a few units of 2**-21 of that, exactly.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.lowering.constants import constant_like
from keras_openvino_ops.lowering.elementwise import (
    add,
    clamp,
    divide,
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

HELD = -86.0
"""Where e**-x stops to grow, before Exp overflows: what is missing below is a factor of the result."""

BIAS = -0.085
"""For e**r from 3/4 to 3/2: then e**r - 1 has a rounding error of 2**-26 at most."""


def logistic(x: Output) -> Output:
    """1 / (1 + e**-x), within 2 ULP; nan stays nan."""
    flat = flatten(x)
    result = multiply(_missing_factor(flat), power(_one_and_exponential(flat), -1))
    return in_shape_of(x, result)


def times_logistic(x: Output) -> Output:
    """X / (1 + e**-x), within 2 ULP; nan stays nan, and is what -inf gives."""
    flat, again = names(flatten(x), 1)
    return in_shape_of(x, _times_logistic(again, flat))


def gated(value: Output, x: Output) -> Output:
    """A value of the shape of x over 1 + e**-x; nan stays nan."""
    return in_shape_of(x, _times_logistic(flatten(value), flatten(x)))


def _times_logistic(factor: Output, x: Output) -> Output:
    return divide(multiply(_missing_factor(x), factor), _one_and_exponential(x))


def _one_and_exponential(x: Output) -> Output:
    """1 + e**-x, or that of HELD for less; of nan, nan or inf."""
    first, again = names(exp(_multiple(maximum(constant_like(HELD, x), x))), 1)
    rest = multiply(_exponential_minus_one(_rest(x)), first)
    # 1 is next to the rest in size, if e**-x is large: the lesser terms are added first.
    return add(add(rest, 1), again)


def _missing_factor(x: Output) -> Output:
    """What 1 / (1 + e**-x) is times that of HELD, for less; else 1. Of nan, inf."""
    held = _multiple_of_number(HELD)
    return exp(add(multiply(_multiple(minimum(constant_like(HELD, x), x)), -1), held))


def _multiple(x: Output) -> Output:
    """The multiple of LN2 that is next to -x, rounded."""
    return multiply(round_half_even(add(multiply(x, -1 / math.log(2)), BIAS)), LN2)


def _multiple_of_number(x: float) -> float:
    return float(np.float32(round(-x / math.log(2) + BIAS)) * np.float32(LN2))


def _rest(x: Output) -> Output:
    """-x less that multiple, for 2**k times e**r: LN2 is more than ln 2, by 3 * 2**-30 in 1."""
    x, *again = names(x, 3)
    exact = add(_multiple(clamp(x, -112.0, 130.0)), again[0])
    scaled = add(multiply(add(multiply(exact, 2.0**28), again[1]), -4), again[2])
    return clamp(multiply(scaled, 2.0**-30), -0.3, 0.42)


def _exponential_minus_one(r: Output) -> Output:
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
