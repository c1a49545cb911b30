"""Float32 arithmetic whose rounding errors are kept: numbers as a sum of two, the larger one first.

Dekker, A Floating-Point Technique for Extending the Available Precision, 1971. The parts are exact if
nothing overflows, and where OpenVINO computes in float32 rather than in bfloat16.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.lowering.constants import constant_like, opset
from keras_openvino_ops.lowering.elementwise import add, divide, multiply, subtract

if TYPE_CHECKING:
    from openvino import Output

    Parts = tuple[Output, Output]


def split_number(x: float) -> tuple[float, float]:
    """Return a Python number as a float32 number and the rest, rounded to another."""
    high = float(np.float32(x))
    return high, float(np.float32(x - high))


def exact_sum(x: Output, y: Output) -> Parts:
    """Return x + y, rounded, and its rounding error."""
    total = add(x, y)
    part = subtract(total, x)
    return total, add(subtract(x, subtract(total, part)), subtract(y, part))


def exact_product(x: Output, y: Output) -> Parts:
    """Return x * y, rounded, and its rounding error."""
    product = multiply(x, y)
    x_high, x_low = split(x)
    y_high, y_low = split(y)
    rest = subtract(multiply(x_high, y_high), product)
    rest = add(rest, multiply(x_high, y_low))
    rest = add(rest, multiply(x_low, y_high))
    return product, add(rest, multiply(x_low, y_low))


def exact_square(x: Output) -> Parts:
    """Return x * x, rounded, and its rounding error."""
    square = multiply(x, x)
    high, low = split(x)
    return square, add(subtract(multiply(high, high), square), multiply(low, add(high, x)))


def exact_root(x: Output) -> Parts:
    """Return the square root of x > 0, rounded, and what it lacks of the root, rounded."""
    root = opset.sqrt(x).output(0)
    high, low = split(root)
    rest = subtract(x, multiply(high, high))
    rest = subtract(rest, multiply(low, add(add(high, high), low)))
    return root, divide(rest, add(root, root))


def scaled(x: Parts, factor: float) -> Parts:
    """Return a number in two parts times a Python number."""
    high, low = split_number(factor)
    product, rest = exact_product(x[0], constant_like(high, x[0]))
    return product, add(rest, add(multiply(x[0], low), multiply(x[1], high)))


def split(x: Output, digits: int = 12) -> Parts:
    """Return a float32 number as a sum of one of so many binary digits and the rest (Veltkamp).

    The products of numbers of 12 digits are exact.
    """
    scaled = multiply(x, 2.0 ** (24 - digits) + 1)
    high = subtract(scaled, subtract(scaled, x))
    return high, subtract(x, high)
