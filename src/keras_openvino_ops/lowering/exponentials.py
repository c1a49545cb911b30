"""Powers of e and 2 in float32, within 2 ULP.

With known shapes, from nodes that OpenVINO compiles into one kernel: Cody and Waite's reduction
to an even power of 2 and a rest, of which polynomials are minimax fits. With dynamic ones, which it
compiles node by node, from a table.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from keras_openvino_ops.lowering import elementwise
from keras_openvino_ops.lowering.elementwise import (
    add,
    clamp,
    floor,
    less,
    multiply,
    polynomial,
    round_half_even,
    select,
    subtract,
)
from keras_openvino_ops.lowering.fusion import is_fused
from keras_openvino_ops.lowering.tabulated import (
    tabulated_exponential,
    tabulated_exponential2,
)

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.compensated import Parts

LN2 = float.fromhex("0x1.62e43p-1")
# 2 ln 2 in two parts, the first short enough for its products with small integers to be exact.
TWO_LN2_HIGH, TWO_LN2_LOW = float.fromhex("0x1.62e4p+0"), float.fromhex("0x1.7f7d1cp-19")


def exponential(x: Output, factor: float = 1.0) -> Output:
    """e**x times a power of 2, which overflows only where the product does; nan stays nan.

    x = 2 k ln 2 + r; then e**r * 2**k * 2**k.
    """
    if not is_fused(x):
        return tabulated_exponential(x, factor)
    k, r = _reduced(x, -105.0, 89.0)
    power = power_of_two(k)
    last = power if factor == 1 else multiply(power, factor)
    result = multiply(multiply(add(_expm1_near_zero(r), 1.0), power), last)
    # nan is not less: it has gone through r. Beyond the clamped range, r means nothing.
    return select(less(x, -105.0), 0.0, result)


def exponential_minus_one(x: Output) -> Output:
    """e**x - 1, however small x is; -0 stays -0, and nan nan.

    x = 2 k ln 2 + r; then 4**k (e**r - 1) + (4**k - 1).
    """
    bounded = clamp(x, -19.0, 89.0)
    k, r = _reduced(bounded, -19.0, 89.0)
    power = power_of_two(k)
    # A quarter of 4**k, which overflows for the largest x, until the end.
    quarter = multiply(multiply(power, 0.25), power)
    reduced = multiply(add(multiply(quarter, _expm1_near_zero(r)), add(quarter, -0.25)), 4.0)
    return unless_tiny(reduced, x)


def exponential2(x: Output) -> Output:
    """2**x; nan stays nan."""
    if not is_fused(x):
        return tabulated_exponential2(x)
    rest, power = _parts_of_power2(x)
    return _scaled_or_zero(add(rest, 1.0), power, x)


def exponential2_of_parts(x: Parts) -> Output:
    """2 to the power of a number in two parts, within 1.5 ULP."""
    rest, power = _parts_of_power2(x[0])
    # The lesser part y is next to nothing: 2**y is 1 + y ln 2. It goes into what is rounded once.
    change = multiply(multiply(x[1], LN2), add(rest, 1.0))
    return _scaled_or_zero(add(add(rest, change), 1.0), power, x[0])


def _parts_of_power2(x: Output) -> tuple[Output, Output]:
    """A number r from -1/2 to 1 and a power of 2, for which 2**x is 1 + r times its square."""
    k = round_half_even(multiply(clamp(x, -152.0, 129.0), 0.5))
    r = add(x, multiply(k, -2.0))
    # (2**r - 1) / r on [-1, 1], within 2**-30.
    series = polynomial(
        r,
        float.fromhex("0x1.62e43p-1"),
        float.fromhex("0x1.ebfbep-3"),
        float.fromhex("0x1.c6b09p-5"),
        float.fromhex("0x1.3b2a94p-7"),
        float.fromhex("0x1.5d8226p-10"),
        float.fromhex("0x1.431e28p-13"),
        float.fromhex("0x1.02f198p-16"),
        float.fromhex("0x1.5e3cecp-20"),
    )
    return multiply(r, series), power_of_two(k)


def _scaled_or_zero(significand: Output, power: Output, x: Output) -> Output:
    """A significand times the square of a power of 2, or 0 for powers of 2 beyond float32."""
    result = multiply(multiply(significand, power), power)
    return select(less(x, -152.0), 0.0, result)


def unless_tiny(result: Output, x: Output) -> Output:
    """A function's value, or x where x is tiny, which keeps the sign of zero, or nan."""
    return select(less(2.0**-50, multiply(x, x)), result, x)


def any_power_of_two(k: Output) -> Output:
    """2**k for an integer k from -126 to 127, exactly."""
    half = floor(multiply(k, 0.5))
    power = power_of_two(half)
    return multiply(multiply(power, power), add(subtract(k, add(half, half)), 1))


def power_of_two(k: Output) -> Output:
    """2**k for an integer k from -80 to 80, exactly: e**(k ln 2) to its first bit.

    Exp is compiled with errors of up to 5 ULP.
    """
    return first_bit(elementwise.exp(multiply(k, LN2)))


def first_bit(x: Output) -> Output:
    """The power of 2 that is x rounded to one bit, with x's sign: Veltkamp's splitting.

    x divided by it is from 3/4 to 3/2. |x| must be below 2**104.
    """
    # Half of the textbook's terms: a sum with -1 times a number OpenVINO makes a Subtract, and that
    # nodes that do not keep their precision in a saved model.
    half = multiply(x, 2.0**22 + 0.5)
    rest = add(x, multiply(half, -2.0))
    return multiply(add(half, multiply(rest, 0.5)), 2.0)


def _reduced(x: Output, low: float, high: float) -> tuple[Output, Output]:
    """An integer k, and r = x - 2 k ln 2; |r| <= ln 2 for x from low to high."""
    k = round_half_even(multiply(clamp(x, low, high), 0.5 / math.log(2)))
    return k, add(add(x, multiply(k, -TWO_LN2_HIGH)), multiply(k, -TWO_LN2_LOW))


def _expm1_near_zero(r: Output) -> Output:
    """e**r - 1 for |r| <= ln 2."""
    return add(r, multiply(multiply(r, r), exponential_minus_one_series(r)))


def exponential_minus_one_series(r: Output) -> Output:
    """(e**r - 1 - r) / r**2 for |r| <= ln 2: times r**2, within 2**-30 of e**r."""
    return polynomial(
        r,
        0.5,
        float.fromhex("0x1.55555cp-3"),
        float.fromhex("0x1.555534p-5"),
        float.fromhex("0x1.110b6p-7"),
        float.fromhex("0x1.6c2b86p-10"),
        float.fromhex("0x1.a55ff8p-13"),
        float.fromhex("0x1.9bdb94p-16"),
    )
