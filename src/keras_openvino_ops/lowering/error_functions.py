"""The error function and its complement in float32, and their inverse; nan is the caller's.

Coefficients are minimax fits to the ranges named beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.compensated import exact_root, split
from keras_openvino_ops.lowering.elementwise import (
    add,
    divide,
    exp,
    minimum,
    multiply,
    negative,
    polynomial,
    power,
    subtract,
)
from keras_openvino_ops.lowering.fusion import in_shape_of, names
from keras_openvino_ops.lowering.hyperbolas import hyperbolic_tangent
from keras_openvino_ops.lowering.logarithms import logarithm
from keras_openvino_ops.lowering.powers_of_e import PowerOfE, power_of_e
from keras_openvino_ops.lowering.slices import flatten

if TYPE_CHECKING:
    from openvino import Output

FAR = 10.25
"""The magnitude from which on erfc is 0 in float32, subnormal numbers included."""

FAR_NORMAL = 14.5
"""The magnitude from which on the product of x and the normal distribution's tail is."""

NEAR_NORMAL = 0.54
"""The magnitude up to which the normal distribution function is 1/2 and a polynomial."""


def erf_near_zero(x: Output) -> Output:
    """erf(x) for |x| <= 0.85: x + x P(x**2)."""
    series = polynomial(
        multiply(x, x),
        float.fromhex("0x1.06eba8p-3"),
        float.fromhex("-0x1.812726p-2"),
        float.fromhex("0x1.ce256ap-4"),
        float.fromhex("-0x1.b735eap-6"),
        float.fromhex("0x1.4b763p-8"),
        float.fromhex("-0x1.4cd86p-11"),
    )
    return add(x, multiply(x, series))


def erf_far(x: Output) -> Output:
    """erf(x) for x in [0.85, 4]: 1 - e**P(x)."""
    logarithm = polynomial(
        x,
        float.fromhex("-0x1.b5f0fcp-14"),
        float.fromhex("-0x1.20c8a4p+0"),
        float.fromhex("-0x1.45e5acp-1"),
        float.fromhex("-0x1.ac249p-4"),
        float.fromhex("0x1.70f696p-6"),
        float.fromhex("-0x1.98b0f4p-9"),
        float.fromhex("0x1.ab32cap-13"),
    )
    return subtract(1, exp(logarithm))


def erf_as_tangent(x: Output) -> Output:
    """erf(x) within 2 ULP in two chains, as `fusion` calls them; nan stays nan.

    tanh(x + x R(s)) of s = x**2 up to 16, where erf is 1; R is a minimax fit of 7 coefficients, with a
    reciprocal that saves as many again.
    """
    flat, again = names(flatten(x), 1)
    square, *squares = names(minimum(power(flat, 2), 16), 2)
    inverse = power(
        add(power(add(square, float.fromhex("0x1.525ecap+2")), 2), float.fromhex("0x1.47dc54p+5")), -1
    )
    line = add(multiply(inverse, float.fromhex("-0x1.0181d8p+12")), squares[0])
    curve = power(add(line, float.fromhex("0x1.ec3618p+5")), 2)
    series = add(multiply(curve, float.fromhex("-0x1.8710eep-18")), float.fromhex("0x1.a507aep-4"))
    series = add(multiply(series, squares[1]), float.fromhex("0x1.06eba8p-3"))
    return in_shape_of(x, hyperbolic_tangent(add(multiply(series, flat), again)))


def _gaussian(high: Output, low: Output, factor: float) -> PowerOfE:
    """e**(-factor x**2) for x = high + low, |x| <= 15, and a power of two as the factor.

    Rounded, the square would lose as many digits as it has before the point.
    """
    rest = multiply(multiply(low, -factor), add(add(high, high), low))
    return power_of_e(multiply(multiply(high, -factor), high), rest)


def erfc_tail(x: Output) -> Output:
    """erfc(x) for x in [0.47, FAR]: e**(-x**2) P(q) / (1 + 2 x), q = (x - 2) / (x + 2).

    The form of Shepherd and Laframboise, Mathematics of Computation 36 (1981).
    """
    centre = float.fromhex("0x1.46e80ep+0")
    q = divide(subtract(x, 2), add(x, 2))
    beyond = multiply(
        q,
        polynomial(
            q,
            float.fromhex("-0x1.7bf5e8p-4"),
            float.fromhex("-0x1.5407c6p-3"),
            float.fromhex("0x1.4ff952p-3"),
            float.fromhex("-0x1.bc1f34p-5"),
            float.fromhex("-0x1.068fap-7"),
            float.fromhex("0x1.1bfa24p-7"),
            float.fromhex("0x1.31ddaap-10"),
            float.fromhex("-0x1.4d0b92p-10"),
            float.fromhex("-0x1.02ece8p-12"),
        ),
    )
    high, low = split(x)
    inverse = divide(1, add(add(x, x), 1))
    beyond = add(beyond, multiply(_residual(inverse, high, low), centre))
    power = _gaussian(high, low, 1)
    return power.scaled(multiply(_around(power, centre, beyond), inverse))


def _residual(inverse: Output, high: Output, low: Output) -> Output:
    """1 - inverse (1 + 2 x) for x = high + low: its products are exact, or next to nothing."""
    inverse_high, inverse_low = split(inverse)
    twice = add(high, high)
    rest = add(multiply(twice, inverse_low), multiply(add(low, low), inverse))
    return subtract(subtract(subtract(1, multiply(twice, inverse_high)), inverse), rest)


def _around(power: PowerOfE, centre: float, beyond: Output) -> Output:
    """The significand of e**x (centre + beyond), the smaller terms added up first."""
    rest = multiply(add(beyond, centre), power.rest)
    return add(add(beyond, rest), centre)


def normal_near_zero(x: Output) -> Output:
    """The normal distribution function less 1/2, over x, for |x| <= NEAR_NORMAL: P(x**2)."""
    return polynomial(
        multiply(x, x),
        float.fromhex("0x1.988454p-2"),
        float.fromhex("-0x1.1058p-4"),
        float.fromhex("0x1.4688d4p-7"),
        float.fromhex("-0x1.27d306p-10"),
    )


def normal_tail_moment(x: Output) -> Output:
    """X times the normal distribution function of -x, for x in [NEAR_NORMAL, FAR_NORMAL].

    e**(-x**2 / 2) P(q), q = (x - 3/2) / (x + 3/2).
    """
    q = divide(subtract(x, 1.5), add(x, 1.5))
    beyond = multiply(
        q,
        polynomial(
            q,
            float.fromhex("0x1.b06052p-3"),
            float.fromhex("-0x1.02a808p-3"),
            float.fromhex("-0x1.445c84p-6"),
            float.fromhex("0x1.22f038p-6"),
            float.fromhex("0x1.6193e2p-7"),
            float.fromhex("0x1.cdcc5ap-11"),
            float.fromhex("-0x1.454696p-9"),
            float.fromhex("-0x1.2d86c4p-9"),
            float.fromhex("-0x1.b4bc1ep-12"),
            float.fromhex("0x1.0a102ap-10"),
        ),
    )
    power = _gaussian(*split(x), 0.5)
    return power.scaled(_around(power, float.fromhex("0x1.3c144p-2"), beyond))


def erfinv_near_zero(x: Output) -> Output:
    """erfinv(x) for |x| <= 5/8: x + x P(x**2)."""
    series = polynomial(
        multiply(x, x),
        float.fromhex("-0x1.d203b8p-4"),
        float.fromhex("0x1.db2a82p-3"),
        float.fromhex("0x1.0520fep-3"),
        float.fromhex("0x1.66a86p-4"),
        float.fromhex("0x1.c5fe6cp-5"),
        float.fromhex("0x1.972262p-4"),
        float.fromhex("-0x1.51dd24p-4"),
        float.fromhex("0x1.7e04p-3"),
        float.fromhex("-0x1.9420a8p-10"),
    )
    return add(x, multiply(x, series))


def erfcinv(u: Output) -> Output:
    """The x whose erfc is u, for 2**-24 <= u <= 3/8: s + s P(1 / (s + 1/2)), s = sqrt(-log(u))."""
    square = negative(logarithm(u))
    s, lost = exact_root(square)
    series = polynomial(
        subtract(divide(1, add(s, 0.5)), 0.4375),
        float.fromhex("-0x1.88959ep-3"),
        float.fromhex("-0x1.66f8dep-1"),
        float.fromhex("-0x1.5a44b4p-2"),
        float.fromhex("0x1.294166p-1"),
        float.fromhex("0x1.c957a8p-10"),
        float.fromhex("-0x1.a5762ep-3"),
        float.fromhex("-0x1.08c722p-2"),
        float.fromhex("0x1.0bcb64p-1"),
        float.fromhex("-0x1.61b5cep-2"),
    )
    return add(s, add(multiply(s, series), lost))
