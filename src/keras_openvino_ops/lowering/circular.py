"""Sine, cosine and tangent in float32, within 2 ULP, from nodes that OpenVINO compiles into kernels.

From 2**-12 to 2**14, x is n quarter turns and a rest of at most pi / 4, which is kept in two parts
(Cody and Waite, Software Manual for the Elementary Functions, 1980). OpenVINO's node, which takes an
argument of any size and gives back a tiny one, -0 too, gets what is beyond; for all others zeros, over
which it is quick. Polynomials are minimax fits to the rest.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from keras_openvino_ops.lowering.constants import constant, opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    divide,
    floor,
    less,
    magnitude,
    multiply,
    polynomial,
    round_half_even,
    select,
    subtract,
)

if TYPE_CHECKING:
    from openvino import Node, Output


LARGEST = 2.0**14
"""Up to here, the products of the number of quarter turns and the parts of pi / 2 are exact."""

# pi / 2 in parts, of 10 bits each; and the rest, whose products need not be exact.
QUARTER_TURN = tuple(
    map(float.fromhex, ("0x1.92p+0", "0x1.fbp-12", "0x1.51p-22", "0x1.0bp-34", "0x1.18469898cc517p-44"))
)
# (sin(r) / r - 1) / r**2, in r**2
SINE = tuple(map(float.fromhex, ("-0x1.555546p-3", "0x1.11073ap-7", "-0x1.994386p-13")))
# (cos(r) - 1 + r**2 / 2) / r**4, in r**2
COSINE = tuple(map(float.fromhex, ("0x1.55554ap-5", "-0x1.6c0c32p-10", "0x1.99eb4ap-16")))
# (tan(r) / r - 1) / r**2, in r**2
TANGENT = tuple(
    map(
        float.fromhex,
        (
            "0x1.55556p-2",
            "0x1.110d8cp-3",
            "0x1.badc1cp-5",
            "0x1.5cad54p-6",
            "0x1.631f6ap-7",
            "0x1.6e71bcp-14",
            "0x1.1ee01p-8",
        ),
    )
)


class _Angle(NamedTuple):
    """An angle as so many quarter turns and a rest, high + low, of at most pi / 4 and a little."""

    quarters: Output
    high: Output
    low: Output

    @property
    def rest(self) -> Output:
        """The rest, rounded."""
        return add(self.high, self.low)


def sine(x: Output) -> Output:
    """sin(x): nan of infinities."""
    reduced = _reduced(x)
    return _with_node(_sine_of_quarters(reduced, reduced.quarters), x, opset.sin)


def cosine(x: Output) -> Output:
    """cos(x), a quarter turn ahead of the sine: nan of infinities."""
    reduced = _reduced(x)
    return _with_node(_sine_of_quarters(reduced, add(reduced.quarters, 1.0)), x, opset.cos)


def tangent(x: Output) -> Output:
    """tan(x), which after an odd number of quarter turns is -1 / tan of the rest: nan of infinities."""
    reduced = _reduced(x)
    rest = reduced.rest
    square = multiply(rest, rest)
    beside = add(multiply(multiply(rest, square), polynomial(square, *TANGENT)), reduced.low)
    tangent = add(reduced.high, beside)
    # The rounding error of the sum, given back: -1 / (t + e) is -1 / t + e / t**2.
    error = add(subtract(reduced.high, tangent), beside)
    reciprocal = divide(-1.0, tangent)
    reciprocal = add(reciprocal, multiply(multiply(reciprocal, reciprocal), error))
    is_odd = less(0.5, _modulo_2(reduced.quarters))
    return _with_node(select(is_odd, reciprocal, tangent), x, opset.tan)


def _reduced(x: Output) -> _Angle:
    """Return an angle of at most 2**14; of larger ones, the parts mean nothing."""
    quarters = round_half_even(multiply(x, 2 / math.pi))
    first, second, third, fourth, fifth = (multiply(quarters, -part) for part in QUARTER_TURN)
    rest = add(add(x, first), second)
    high = add(rest, third)
    low = add(subtract(rest, high), third)
    return _Angle(quarters, high, add(add(low, fourth), fifth))


def _sine_of_quarters(reduced: _Angle, quarters: Output) -> Output:
    """The sine of some quarter turns and a rest: the rest's sine or cosine, with either sign."""
    rest = reduced.rest
    square = multiply(rest, rest)
    beside = multiply(multiply(rest, square), polynomial(square, *SINE))
    sine = add(reduced.high, add(beside, reduced.low))
    beside = multiply(square, add(multiply(square, polynomial(square, *COSINE)), -0.5))
    cosine = add(beside, 1.0)
    halves = floor(multiply(quarters, 0.5))
    is_odd = less(0.5, add(quarters, multiply(halves, -2.0)))
    sign = add(multiply(_modulo_2(halves), -2.0), 1.0)
    return multiply(select(is_odd, cosine, sine), sign)


def _modulo_2(integers: Output) -> Output:
    return add(integers, multiply(floor(multiply(integers, 0.5)), -2.0))


def _with_node(value: Output, x: Output, node: Callable[[Output], Node]) -> Output:
    """Return a value for 2**-12 < |x| < LARGEST, and what OpenVINO's node gives for other x."""
    # Up to 2**-12, |x| - 2**13 is rounded to -2**13.
    is_reduced = less(magnitude(add(magnitude(x), -LARGEST / 2)), LARGEST / 2)
    others = select(is_reduced, constant(0.0, "float32"), x)
    return select(is_reduced, value, node(others).output(0))
