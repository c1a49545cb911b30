"""The logistic function 1 / (1 + e**-x), and products with it, in float32; nan is the caller's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.elementwise import add, divide, multiply, subtract
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


def times_logistic_tail(factor: Output, x: Output, low: Output | None = None) -> Output:
    """A factor times 1 / (1 + e**-(x + low)) for x in [-112, -1] and ``low`` next to nothing.

    Within 2 ULP: as above, with one rounding error less in the lesser term.
    """
    if not varies(x):
        return _folded(factor, x, low)
    power = split_exponential(x, low)
    exponential = power.within()
    rest = add(subtract(power.curve, exponential), power.r)
    change = divide(rest, add(exponential, 1))
    product = add(multiply(factor, change), factor)
    return multiply(multiply(product, power.first), power.second)


def _folded(factor: Output, x: Output, low: Output | None) -> Output:
    """The same where OpenVINO folds constants, with an Exp that gives no exact powers.

    As e**x (1 - q), q a rounded 1 / (1 + e**-x): its error counts only as q does.
    """
    power = power_of_e(x, low)
    significand, error = power.significand(factor)
    exponential = power.value()
    q = divide(exponential, add(exponential, 1))
    return power.scaled(add(significand, subtract(error, multiply(significand, q))))
