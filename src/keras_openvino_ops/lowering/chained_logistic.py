"""The logistic function where shapes are dynamic, and the plugin makes kernels of chains alone.

Four of them; `fusion` says what a chain is, and `chained_exponential` what e**-x is made of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.chained_exponential import (
    exponential_of_rest_minus_one,
    multiple,
    multiple_of_number,
    rest,
)
from keras_openvino_ops.lowering.constants import constant_like
from keras_openvino_ops.lowering.elementwise import (
    add,
    divide,
    exp,
    maximum,
    minimum,
    multiply,
    power,
)
from keras_openvino_ops.lowering.fusion import in_shape_of, names
from keras_openvino_ops.lowering.slices import flatten

if TYPE_CHECKING:
    from openvino import Output

HELD = -86.0
"""Where e**-x stops to grow, before Exp overflows: what is missing below is a factor of the result."""

HELD_MULTIPLE = multiple_of_number(124)
"""The multiple of LN2 next to that."""


def logistic(x: Output) -> Output:
    """1 / (1 + e**-x), within 2 ULP; nan stays nan."""
    flat = flatten(x)
    result = multiply(_missing_factor(flat), power(_one_and_exponential(flat), -1))
    return in_shape_of(x, result)


def chained_silu(x: Output) -> Output:
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
    first, again = names(exp(multiple(maximum(constant_like(HELD, x), x), -1)), 1)
    less_first = multiply(exponential_of_rest_minus_one(rest(x, -1)), first)
    # 1 is next to the rest in size, if e**-x is large: the lesser terms are added first.
    return add(add(less_first, 1), again)


def _missing_factor(x: Output) -> Output:
    """What 1 / (1 + e**-x) is times that of HELD, for less; else 1. Of nan, inf."""
    within = multiple(minimum(constant_like(HELD, x), x), -1)
    return exp(add(multiply(within, -1), HELD_MULTIPLE))
