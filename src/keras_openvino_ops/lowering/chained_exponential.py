"""e**x - 1 below 0 where shapes are dynamic, and the plugin makes kernels of chains alone: of two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.elementwise import add, clamp, exp, minimum, multiply, power
from keras_openvino_ops.lowering.exponentials import LN2
from keras_openvino_ops.lowering.fusion import names

if TYPE_CHECKING:
    from openvino import Output


def exponential_minus_one_below_zero(x: Output) -> tuple[Output, Output]:
    """e**x - 1 for a vector x < 0, else 0, but a number for nan; and x, which the chain may go on with.

    Down to -ln 2, x + x**2 P(x); below, -1/2 and what the compiled Exp is less than 1/2.
    """
    far = add(minimum(exp(x), 0.5), -0.5)
    x, *again = names(x, 5)
    # P, a minimax fit within 2**-26, as a square of squares and a line, in which x stands but twice.
    square = power(add(clamp(x, -LN2, 0.0), float.fromhex("0x1.f1d964p+0")), 2)
    square = power(add(square, float.fromhex("0x1.159d7p+3")), 2)
    series = add(multiply(square, float.fromhex("0x1.01a69ap-6")), again[0])
    series = add(multiply(series, float.fromhex("0x1.0e758p-4")), float.fromhex("0x1.5afd64p-2"))
    # Below -ln 2 it is less than -1/2, above 0 it is not negative.
    near = add(multiply(multiply(series, again[1]), again[2]), again[3])
    return add(clamp(near, -0.5, 0.0), far), again[4]
