"""The logistic function 1 / (1 + e**-x), and products with it, in float32; nan is the caller's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.elementwise import (
    add,
    divide,
    multiply,
    polynomial,
    subtract,
)
from keras_openvino_ops.lowering.powers_of_e import power_of_e

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.elementwise import Operand

NEAR = 1.0
"""The magnitude up to which the series is used."""


def logistic_odd_part(x: Output) -> Output:
    """1 / (1 + e**-x) - 1/2 for |x| <= 1: x P(x**2), a minimax fit."""
    series = polynomial(
        multiply(x, x),
        0.25,
        float.fromhex("-0x1.5554d6p-6"),
        float.fromhex("0x1.10e9f2p-9"),
        float.fromhex("-0x1.b28b5ep-13"),
        float.fromhex("0x1.1a775ap-16"),
    )
    return multiply(x, series)


def logistic_tail(x: Output, low: Output | None = None, factor: Operand = 1) -> Output:
    """A factor times 1 / (1 + e**-(x + low)) for x in [-112, -1] and ``low`` next to nothing.

    As e**x (1 - q), q a rounded 1 / (1 + e**-x): its error counts only as q does.
    """
    power = power_of_e(x, low)
    significand, error = power.significand(factor)
    exponential = power.value()
    q = divide(exponential, add(exponential, 1))
    return power.scaled(add(significand, subtract(error, multiply(significand, q))))
