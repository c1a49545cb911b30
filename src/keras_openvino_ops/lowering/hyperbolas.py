"""Hyperbolic functions and their inverses in float32, from nodes that compile into one kernel.

Polynomials are minimax fits to the ranges named beside them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from keras_openvino_ops.lowering.constants import opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    clamp,
    divide,
    equal,
    less,
    magnitude,
    maximum,
    minimum,
    multiply,
    negative,
    polynomial,
    round_half_even,
    select,
    subtract,
)
from keras_openvino_ops.lowering.exponentials import (
    TWO_LN2_HIGH,
    TWO_LN2_LOW,
    power_of_two,
    unless_tiny,
)
from keras_openvino_ops.lowering.folding import varies
from keras_openvino_ops.lowering.logarithms import logarithm_of_large

if TYPE_CHECKING:
    from openvino import Output

# (sinh(x) / x - 1) / x**2 for |x| <= 1, in x**2; and so on.
SINH = (
    float.fromhex("0x1.555556p-3"),
    float.fromhex("0x1.1110ep-7"),
    float.fromhex("0x1.a022a6p-13"),
    float.fromhex("0x1.7573p-19"),
)
# (cosh(x) - 1) / x**2 for |x| <= 1
COSH = (
    float.fromhex("0x1.fffffep-2"),
    float.fromhex("0x1.5555e4p-5"),
    float.fromhex("0x1.6be63ap-10"),
    float.fromhex("0x1.acf41p-16"),
)
# for x up to 0.6
TANH = (
    float.fromhex("-0x1.55553ep-2"),
    float.fromhex("0x1.1109bep-3"),
    float.fromhex("-0x1.b89abap-5"),
    float.fromhex("0x1.54c3c2p-6"),
    float.fromhex("-0x1.828774p-8"),
)
# for x up to 1.2
ARCSINH = (
    float.fromhex("-0x1.555504p-3"),
    float.fromhex("0x1.332p-4"),
    float.fromhex("-0x1.6c2124p-5"),
    float.fromhex("0x1.e0eca8p-6"),
    float.fromhex("-0x1.399864p-6"),
    float.fromhex("0x1.602f6ep-7"),
    float.fromhex("-0x1.2617aep-8"),
    float.fromhex("0x1.340176p-10"),
    float.fromhex("-0x1.277f44p-13"),
)
# (arccosh(1 + t) / sqrt(2 t) - 1) / t for t up to 1
ARCCOSH = (
    float.fromhex("-0x1.55554ep-4"),
    float.fromhex("0x1.33302cp-6"),
    float.fromhex("-0x1.6d49ap-8"),
    float.fromhex("0x1.ea5a4ap-10"),
    float.fromhex("-0x1.4ad73ep-11"),
    float.fromhex("0x1.6ed9cep-13"),
    float.fromhex("-0x1.c029e6p-16"),
)
# for x up to 1/2
ARCTANH = (
    float.fromhex("0x1.55554p-2"),
    float.fromhex("0x1.99a678p-3"),
    float.fromhex("0x1.234d6p-3"),
    float.fromhex("0x1.e40462p-4"),
    float.fromhex("0x1.a69706p-5"),
    float.fromhex("0x1.69481ap-3"),
)


class Reduced(NamedTuple):
    """For x = 2 k ln 2 + r: 4**k / 8, 4**-k / 8, their difference and sum; cosh(r) - 1 and sinh(r)."""

    large: Output
    small: Output
    sine_of_power: Output
    cosine_of_power: Output
    cosine: Output
    sine: Output


def _reduced(x: Output) -> Reduced:
    # r is up to 1 in magnitude, -0.39 where x and r differ in sign: there the sums below cancel.
    scaled = subtract(multiply(x, 0.5 / math.log(2)), clamp(x, -0.22, 0.22))
    k = round_half_even(clamp(scaled, -65.0, 65.0))
    r = subtract(subtract(x, multiply(k, TWO_LN2_HIGH)), multiply(k, TWO_LN2_LOW))
    power = power_of_two(k)
    inverse = divide(1.0, power)
    large = multiply(power, multiply(power, 0.125))
    small = multiply(inverse, multiply(inverse, 0.125))
    square = multiply(r, r)
    cosine = multiply(square, polynomial(square, *COSH))
    sine = add(r, multiply(r, multiply(square, polynomial(square, *SINH))))
    return Reduced(large, small, subtract(large, small), add(large, small), cosine, sine)


def hyperbolic_sine(x: Output) -> Output:
    """sinh(x): sinh(2 k ln 2) cosh(r) + cosh(2 k ln 2) sinh(r)."""
    parts = _reduced(x)
    rest = add(multiply(parts.sine_of_power, parts.cosine), multiply(parts.cosine_of_power, parts.sine))
    return unless_tiny(multiply(add(parts.sine_of_power, rest), 4.0), x)


def hyperbolic_cosine(x: Output) -> Output:
    """cosh(x): cosh(2 k ln 2) cosh(r) + sinh(2 k ln 2) sinh(r)."""
    parts = _reduced(magnitude(x))
    rest = add(multiply(parts.cosine_of_power, parts.cosine), multiply(parts.sine_of_power, parts.sine))
    return multiply(add(parts.large, add(rest, parts.small)), 4.0)


def hyperbolic_tangent(x: Output) -> Output:
    """tanh(x). Folded, OpenVINO's node is 2.2 ULP below 0.6; compiled, it is 1.3."""
    return opset.tanh(x).output(0) if varies(x) else _folded_hyperbolic_tangent(x)


def _folded_hyperbolic_tangent(x: Output) -> Output:
    square = multiply(x, x)
    near = select(less(square, 0.36), _odd(x, *TANH), opset.tanh(x).output(0))
    return select(less(square, 2.0**-26), x, near)


def inverse_hyperbolic_sine(x: Output) -> Output:
    """arcsinh(x): from 1.2 on, log(|x| + sqrt(x**2 + 1)), as the logarithm of half of it."""
    size = magnitude(x)
    # Neither the square nor the sum overflows.
    bounded = minimum(size, 2.0**30)
    root = maximum(opset.sqrt(add(multiply(bounded, bounded), 1.0)).output(0), size)
    far = add(logarithm_of_large(add(multiply(size, 0.5), multiply(root, 0.5))), math.log(2))
    return _joined(less(1.2, size), far, _odd(x, *ARCSINH), x)


def inverse_hyperbolic_cosine(x: Output) -> Output:
    """arccosh(x): from 2 on, log(x + sqrt(x**2 - 1)); below, sqrt(2 t) (1 + t P(t)), t = x - 1."""
    inverse = divide(1.0, x)
    far = _logarithm_of_sum(x, subtract(1.0, multiply(inverse, inverse)))
    t = add(x, -1.0)
    root = opset.sqrt(add(t, t)).output(0)
    near = add(root, multiply(root, multiply(t, polynomial(t, *ARCCOSH))))
    return select(less(x, 2.0), near, far)


def inverse_hyperbolic_tangent(x: Output) -> Output:
    """arctanh(x): from 1/2 on, half the logarithm of (1 + |x|) / (1 - |x|)."""
    size = magnitude(x)
    far = multiply(logarithm_of_large(divide(add(size, 1.0), subtract(1.0, size))), 0.5)
    return _joined(less(0.5, size), far, _odd(x, *ARCTANH), x)


def _joined(beyond: Output, far: Output, near: Output, x: Output) -> Output:
    """The value of an odd function: far, given its sign, or near; x where that is 0.

    Near comes from x itself: a value that is held while the logarithm is computed breaks the kernel up.
    """
    signed = select(less(x, 0.0), negative(far), far)
    return select(equal(x, 0.0), x, select(beyond, signed, near))


def _logarithm_of_sum(x: Output, square: Output) -> Output:
    """log(x + x sqrt(square)), where the sum overflows too."""
    half = add(multiply(opset.sqrt(square).output(0), 0.5), 0.5)
    return add(logarithm_of_large(multiply(x, half)), math.log(2))


def _odd(x: Output, *coefficients: float) -> Output:
    """X + x**3 times a polynomial in x**2."""
    square = multiply(x, x)
    return add(x, multiply(x, multiply(square, polynomial(square, *coefficients))))
