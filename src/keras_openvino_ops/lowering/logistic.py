"""The logistic function 1 / (1 + e**-x), and products with it, in float32; nan is the caller's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.elementwise import (
    add,
    divide,
    greater,
    less_equal,
    multiply,
    negative,
    select,
    subtract,
)
from keras_openvino_ops.lowering.folding import varies
from keras_openvino_ops.lowering.powers_of_e import power_of_e
from keras_openvino_ops.lowering.split_exponential import split_exponential

if TYPE_CHECKING:
    from openvino import Output


def logistic_tail(x: Output) -> Output:
    """1 / (1 + e**-x) for x in [-112, 0], within 2 ULP.

    Up to powers of e that is (1 + rest) / (1 + e**x), or 1 + (rest - e**x) / (1 + e**x): all rounding
    errors but the last are those of a lesser term.
    """
    power = split_exponential(x)
    exponential = power.within()
    change = divide(subtract(power.rest, exponential), add(exponential, 1))
    return multiply(add(multiply(power.first, change), power.first), power.second)


def argument_of_logistic(x: Output, threshold: float) -> Output:
    """Return -x above a threshold, and x elsewhere."""
    return select(greater(x, threshold), negative(x), x)


def times_logistic(
    x: Output, threshold: float, argument: Output, gate: Output, low: Output | None = None
) -> Output:
    """Return x / (1 + e**-u), within 2 ULP, given u of `argument_of_logistic`, u odd, as gate + low.

    That is in [-112, 2] and ``low`` next to nothing; it is below -1 if x is not above the
    threshold. There the result is a product, as above, with one rounding error less in the lesser term;
    elsewhere it is a quotient.
    """
    # If `argument_of_logistic` asked this too, the plugin would make seven kernels of a long graph.
    far = less_equal(x, threshold)
    if not varies(x):
        return _folded(x, far, argument, gate, low)
    power = split_exponential(gate, low)
    exponential = power.within()
    rest = add(subtract(power.curve, exponential), power.r)
    quotient = divide(select(far, rest, x), add(exponential, 1))
    product = multiply(add(multiply(argument, quotient), argument), power.first)
    return select(far, multiply(product, power.second), quotient)


def _folded(x: Output, far: Output, argument: Output, gate: Output, low: Output | None) -> Output:
    """The same where OpenVINO folds constants, with an Exp that gives no exact powers.

    The product as e**u (1 - q), q a rounded 1 / (1 + e**-u): its error counts only as q does.
    """
    power = power_of_e(gate, low)
    significand, error = power.significand(argument)
    exponential = power.value()
    quotient = divide(select(far, exponential, x), add(exponential, 1))
    product = add(significand, subtract(error, multiply(significand, quotient)))
    return select(far, power.scaled(product), quotient)
