"""Logarithms in float32, within 2 ULP, from nodes that OpenVINO compiles into one kernel.

Its own Log runs outside such kernels. Polynomials are minimax fits.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from keras_openvino_ops.lowering.constants import opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    ceil,
    divide,
    less,
    maximum,
    minimum,
    multiply,
    polynomial,
    round_half_even,
    select,
    subtract,
)
from keras_openvino_ops.lowering.exponentials import first_bit

if TYPE_CHECKING:
    from openvino import Output


class Base(NamedTuple):
    """What a logarithm's base makes of log(2**e (1 + f)): e * high + f * lead + (f * S(f) + e * low).

    The products with `high` (of few digits) and `lead` (a power of 2, or 0) are exact.
    """

    high: float
    low: float
    lead: float
    series: tuple[float, ...]


def _base(high: str, logarithm_of_two: float, lead: float, *series: str) -> Base:
    head = float.fromhex(high)
    return Base(head, logarithm_of_two - head, lead, tuple(map(float.fromhex, series)))


# S is log(1 + f) / f - lead for f from -1/4 to 1/2; the logarithm is within 2**-26, relatively.
NATURAL = _base(
    "0x1.62e4p-1",
    math.log(2),
    1.0,
    "0x0p+0",
    "-0x1p-1",
    "0x1.5555a4p-2",
    "-0x1.000046p-2",
    "0x1.996974p-3",
    "-0x1.54ee3p-3",
    "0x1.28849cp-3",
    "-0x1.0d9a2p-3",
    "0x1.accd4ap-4",
    "-0x1.718324p-5",
)
BINARY = _base(
    "0x1p+0",
    1.0,
    1.0,
    "0x1.c551d8p-2",
    "-0x1.715476p-1",
    "0x1.ec7238p-2",
    "-0x1.7156b8p-2",
    "0x1.27282ep-2",
    "-0x1.eb039cp-3",
    "0x1.aedcbep-3",
    "-0x1.8fe1bap-3",
    "0x1.3a83b8p-3",
    "-0x1.fd43c2p-5",
)
DECIMAL = _base(
    "0x1.344p-2",
    math.log10(2),
    0.5,
    "-0x1.0d213cp-4",
    "-0x1.bcb7bp-3",
    "0x1.287b48p-3",
    "-0x1.bcbadap-4",
    "0x1.6373f8p-4",
    "-0x1.27a0fp-4",
    "0x1.02c55ep-4",
    "-0x1.e01178p-5",
    "0x1.7ec55ap-5",
    "-0x1.3ebc96p-6",
)


def logarithm(x: Output, base: Base = NATURAL) -> Output:
    """The logarithm of x: -inf of 0, inf of inf, nan of nan and of negative numbers."""
    parts = split_exponent(x)
    result = _assembled(add(parts.mantissa, -1.0), parts.exponent, base)
    # Of 0, the infinities, nan and negative numbers, neither term is the smaller one: x * 0 is nan.
    ordinary = less(multiply(x, 0.0), minimum(x, 1.0))
    root = opset.sqrt(x).output(0)
    special = subtract(root, divide(1.0, multiply(root, root)))
    return select(ordinary, result, special)


def logarithm_of_one_plus(x: Output) -> Output:
    """The natural logarithm of 1 + x, however small x is; -0 stays -0."""
    total = add(x, 1.0)
    parts = split_exponent(total)
    # What 1 + x lost.
    lost = subtract(x, subtract(total, 1.0))
    f = add(add(parts.mantissa, -1.0), divide(lost, parts.power))
    result = _assembled(f, parts.exponent, NATURAL)
    ordinary = less(multiply(x, 0.0), minimum(total, multiply(x, x)))
    # x where it is tiny, so that -0 stays -0; and -inf of -1, nan below it, inf of inf.
    slope = add(opset.sqrt(total).output(0), divide(1.0, total))
    return select(ordinary, result, multiply(multiply(x, slope), 0.5))


def _assembled(f: Output, exponent: Output, base: Base) -> Output:
    """The logarithm of 2**exponent (1 + f)."""
    first, *rest = base.series
    series = polynomial(f, *rest)
    small = multiply(f, add(multiply(f, series), first)) if first else multiply(multiply(f, f), series)
    if base.low:
        small = add(small, multiply(exponent, base.low))
    lead = f if base.lead == 1 else multiply(f, base.lead)
    whole = exponent if base.high == 1 else multiply(exponent, base.high)
    # The first sum is exact where the two nearly cancel.
    return add(add(whole, lead), small)


class Split(NamedTuple):
    """A positive number as mantissa * 2**exponent, the mantissa from 3/4 to 3/2, exactly.

    Attributes
    ----------
    power
        2**exponent, unless it is beyond what float32 holds.
    """

    mantissa: Output
    exponent: Output
    power: Output


def split_exponent(x: Output) -> Split:
    """Split positive numbers; of others, the parts mean nothing.

    Without access to bits: the first bit of x is a power of 2, of which factors bring it into narrower
    ranges, each half of the one before, until a rational function finds the exponent.
    """
    # 2**55 below 2**-22, else 2**-72: no ordinary number becomes subnormal, where kernels are slow.
    down = maximum(multiply(_is_below(x, 22), 2.0**55), 2.0**-72)
    scaled = multiply(x, down)
    power = first_bit(scaled)
    mantissa = divide(scaled, power)
    # 2**75 below 2**-19, else 1; then 1 below 2**19, else 2**-37.
    up = maximum(multiply(_is_below(power, 19), 2.0**75), 1.0)
    middle = multiply(power, up)
    last = maximum(_is_below(middle, -19), 2.0**-37)
    # The factors' exponents, -127 or 0 and so on; what a factor adds to the wrong one is rounded off.
    exponent = add(multiply(down, -127 * 2.0**-55), 72 + 37.0)
    exponent = add(multiply(up, -75 * 2.0**-75), exponent)
    exponent = add(multiply(last, -37.0), exponent)
    exponent = round_half_even(add(exponent, _approximate_log2(multiply(middle, last))))
    return Split(mantissa, exponent, divide(power, down))


def _is_below(x: Output, places: int) -> Output:
    """1 where x < 2**-places, else 0 or less."""
    return ceil(add(multiply(x, -(2.0**places)), 1.0))


def _approximate_log2(x: Output) -> Output:
    """log2(x) for powers of 2 from 2**-19 to 2**19, within 0.42: odd in log(x), as rational in x."""
    odd = divide(add(x, -1.0), add(x, 1.0))
    even = add(x, divide(1.0, x))
    upper = polynomial(even, 26201188.0, 415610.625, 19.1108068)
    lower = polynomial(even, 6816602.0, 36650.4375, 1.0)
    return divide(multiply(odd, upper), lower)
