"""Inverse trigonometric functions in float32, from nodes that OpenVINO compiles into one kernel.

Polynomials are minimax fits to the ranges named beside them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.compensated import split_number
from keras_openvino_ops.lowering.constants import constant, opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    divide,
    equal,
    less,
    magnitude,
    multiply,
    negative,
    polynomial,
    select,
    subtract,
)

if TYPE_CHECKING:
    from openvino import Output

HALF_PI, HALF_PI_REST = split_number(math.pi / 2)
# (arcsin(x) / x - 1) / x**2 for x up to 1/2, in x**2
ARCSINE = (
    float.fromhex("0x1.5555c8p-3"),
    float.fromhex("0x1.330204p-4"),
    float.fromhex("0x1.747bbap-5"),
    float.fromhex("0x1.8c3e26p-6"),
    float.fromhex("0x1.595c96p-5"),
)


def arctangent(x: Output) -> Output:
    """arctan(x): that of x up to 1, and beyond it pi / 2 less that of 1 / x."""
    size = magnitude(x)
    beyond = less(1.0, size)
    ratio = divide(
        select(beyond, constant(1.0, "float32"), size), select(beyond, size, constant(1.0, "float32"))
    )
    angle = arctangent_of_ratio(ratio)
    return with_sign_of(select(beyond, complement(angle), angle), x)


def arctangent_of_ratio(ratio: Output) -> Output:
    """arctan(x) for x on [0, 1]: x + x**3 P(x**2), within 2**-28."""
    square = multiply(ratio, ratio)
    series = polynomial(
        square,
        float.fromhex("-0x1.55553ep-2"),
        float.fromhex("0x1.9991e4p-3"),
        float.fromhex("-0x1.242084p-3"),
        float.fromhex("0x1.c08c1ap-4"),
        float.fromhex("-0x1.580818p-4"),
        float.fromhex("0x1.da230cp-5"),
        float.fromhex("-0x1.fd6298p-6"),
        float.fromhex("0x1.63f11ap-7"),
        float.fromhex("-0x1.d2c8bcp-10"),
    )
    return add(ratio, multiply(ratio, multiply(square, series)))


def complement(angle: Output) -> Output:
    """Return pi / 2 - angle."""
    return subtract(HALF_PI, subtract(angle, HALF_PI_REST))


def arcsine(x: Output) -> Output:
    """arcsin(x): beyond 1/2, pi / 2 - 2 arcsin(sqrt((1 - x) / 2))."""
    size = magnitude(x)
    beyond = less(0.5, size)
    root, rest = _halves(size, beyond)
    # 1 - 2 root is exact where its rounding would show.
    whole = add(subtract(1.0, add(root, root)), subtract(math.pi / 2 - 1, add(rest, rest)))
    return with_sign_of(select(beyond, whole, add(root, rest)), x)


def arccosine(x: Output) -> Output:
    """arccos(x): pi / 2 - arcsin(x), or with s = sqrt((1 - |x|) / 2), 2 arcsin(s) or pi less that."""
    size = magnitude(x)
    beyond = less(0.5, size)
    root, rest = _halves(size, beyond)
    angle = add(root, rest)
    double = add(angle, angle)
    below = less(x, 0.0)
    double = select(below, subtract(2 * HALF_PI, subtract(double, 2 * HALF_PI_REST)), double)
    rest = subtract(rest, select(below, constant(-HALF_PI_REST, "float32"), HALF_PI_REST))
    signed = add(root, rest)
    near = subtract(HALF_PI, select(below, negative(signed), signed))
    return select(beyond, double, near)


def _halves(size: Output, beyond: Output) -> tuple[Output, Output]:
    """The arc sine of a number up to 1/2, or of sqrt((1 - size) / 2) beyond: s, and s**3 P(s**2)."""
    square = select(beyond, multiply(subtract(1.0, size), 0.5), multiply(size, size))
    root = select(beyond, opset.sqrt(square).output(0), size)
    series = polynomial(square, *ARCSINE)
    return root, multiply(root, multiply(square, series))


def with_sign_of(value: Output, x: Output) -> Output:
    """A positive value with the sign of x; x where that is 0."""
    signed = select(less(x, 0.0), negative(value), value)
    return select(equal(x, 0.0), x, signed)
