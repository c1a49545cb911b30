"""Logarithms in float32, within 2 ULP.

OpenVINO's own Log is as accurate, but slow, and runs in no kernel with other nodes. Where the
shape is known, all nodes here are compiled into one kernel. Polynomials are minimax fits.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from keras_openvino_ops.lowering.bounds import larger
from keras_openvino_ops.lowering.constants import opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    ceil,
    clamp,
    difference,
    divide,
    equal,
    exp,
    less,
    log,
    magnitude,
    maximum,
    minimum,
    multiply,
    polynomial,
    power,
    round_half_even,
    select,
    subtract,
)
from keras_openvino_ops.lowering.exponentials import first_bit
from keras_openvino_ops.lowering.folding import is_known_empty
from keras_openvino_ops.lowering.fusion import is_fused
from keras_openvino_ops.lowering.shapes import broadcast_static
from keras_openvino_ops.lowering.slices import flatten
from keras_openvino_ops.lowering.tabulated_functions import logarithm_of_one_and_less

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.elementwise import Operand


# ln 2 in two parts, the first short enough for its products with exponents to be exact.
LN2_HIGH = float.fromhex("0x1.62e4p-1")
LN2_LOW = math.log(2) - LN2_HIGH
# Likewise the logarithms of 2 and of e to base 10.
LOG10_2_HIGH = round(math.log10(2) * 2**15) / 2**15
LOG10_2_LOW = math.log10(2) - LOG10_2_HIGH
LOG10_E_HIGH = round(math.log10(math.e) * 2**10) / 2**10
LOG10_E_LOW = math.log10(math.e) - LOG10_E_HIGH


def logarithm(x: Output) -> Output:
    """The natural logarithm: -inf of 0, inf of inf, nan of nan and of negative numbers."""
    if not is_fused(x):
        return log(x)
    parts = split_exponent(x)
    return _or_special(_logarithm_of_split(add(parts.mantissa, -1.0), parts.exponent), x)


def logarithm_of_large(x: Output) -> Output:
    """The natural logarithm from 1/2 on: inf of inf, nan of nan and of negative numbers."""
    if not is_fused(x):
        return log(x)
    parts = _split(multiply(x, LARGE_FACTOR), LARGE_EXPONENT)
    result = _logarithm_of_split(add(parts.mantissa, -1.0), parts.exponent)
    return select(less(x, math.inf), result, x)


def logarithm2(x: Output) -> Output:
    """The logarithm to base 2, exact for powers of 2 where the shape is known."""
    if not is_fused(x):
        # log(2) is nearer to a float32 number than 1 / log(2).
        return divide(log(x), math.log(2))
    parts = split_exponent(x)
    f = add(parts.mantissa, -1.0)
    total, lost = _sum_and_lost(parts.exponent, f)
    # f / ln 2 is f and a rest, which is less than half of it.
    small = add(add(multiply(f, 1 / math.log(2) - 1), lost), multiply(_rest(f), 1 / math.log(2)))
    return _or_special(add(total, small), x)


def logarithm10(x: Output) -> Output:
    """The logarithm to base 10."""
    if not is_fused(x):
        return divide(log(x), math.log(10))
    parts = split_exponent(x)
    f = add(parts.mantissa, -1.0)
    short = multiply(round_half_even(multiply(f, 2.0**12)), 2.0**-12)
    # Both are exact.
    total, lost = _sum_and_lost(multiply(parts.exponent, LOG10_2_HIGH), multiply(short, LOG10_E_HIGH))
    tail = add(multiply(subtract(f, short), LOG10_E_HIGH), multiply(f, LOG10_E_LOW))
    tail = add(add(tail, multiply(parts.exponent, LOG10_2_LOW)), lost)
    return _or_special(add(total, add(multiply(_rest(f), math.log10(math.e)), tail)), x)


def _or_special(result: Output, x: Output) -> Output:
    """Return a logarithm of x, and what it is of 0, the infinities, nan and negative numbers."""
    ordinary = equal(clamp(x, 2.0**-149, float.fromhex("0x1.fffffep127")), x)
    root = opset.sqrt(x).output(0)
    return select(ordinary, result, subtract(root, power(root, -2.0)))


def logarithm_of_one_plus(x: Output) -> Output:
    """The natural logarithm of 1 + x, however small x is; -0 stays -0."""
    total = add(x, 1.0)
    if not is_fused(x):
        return _logarithm_near_and_far(x, total)
    # For x > -1 it is at least 2**-24.
    parts = _split(multiply(total, LARGE_FACTOR), LARGE_EXPONENT)
    change = multiply(_half_lost(x, total), multiply(_reciprocal(parts.power), 2 * LARGE_FACTOR))
    f = add(add(parts.mantissa, -1.0), change)
    result = _logarithm_of_split(f, parts.exponent)
    ordinary = less(multiply(x, 0.0), minimum(total, multiply(x, x)))
    # x where it is tiny, so that -0 stays -0; and -inf of -1, nan below it, inf of inf.
    slope = add(opset.sqrt(total).output(0), _reciprocal(total))
    return select(ordinary, result, multiply(multiply(x, slope), 0.5))


def _logarithm_near_and_far(x: Output, total: Output) -> Output:
    """log(1 + x) from the rounded sum where that costs less than 1 ULP.

    What corrects it is rounded in bfloat16 mode by OpenVINO up to 2025, in models that were saved.
    """
    # x is on about (-0.5, 1.016) in the near range.
    centred = add(x, -0.2578125)
    near = less(multiply(centred, centred), 0.57421875)
    # -0 stays -0.
    tiny = less(multiply(x, x), 2.0**-50)
    return select(near, select(tiny, x, log1p_near_zero(x)), log(total))


def _half_lost(x: Output, total: Output) -> Output:
    """Half of what 1 + x lost when it was rounded."""
    # Half, as in `first_bit`; and OpenVINO rewrites products of a sum and a number as well.
    return add(multiply(x, 0.5), add(multiply(total, -0.5), 0.5))


def _logarithm_of_split(f: Output, exponent: Output) -> Output:
    """log(2**exponent (1 + f)) for -1/4 <= f <= 1/2."""
    total, lost = _sum_and_lost(multiply(exponent, LN2_HIGH), f)
    return add(total, add(_rest(f), add(multiply(exponent, LN2_LOW), lost)))


def _sum_and_lost(larger: Output, smaller: Output) -> tuple[Output, Output]:
    """A sum, and what rounding took from it; a larger term of 0 takes nothing."""
    total = add(larger, smaller)
    return total, add(subtract(larger, total), smaller)


def _rest(f: Output) -> Output:
    """log(1 + f) - f for -1/4 <= f <= 1/2."""
    return _log1p_rest(
        f,
        float.fromhex("-0x1.5555b4p-1"),
        float.fromhex("-0x1.992a9ap-2"),
        float.fromhex("-0x1.36ee8ep-2"),
    )


def logarithm_of_sum(x1: Output, x2: Output, base: float = math.e) -> Output:
    """The logarithm to a base of base**x1 + base**x2, counted in units of the larger operand."""
    x1, x2 = broadcast_static(x1, x2)
    if not (is_fused(x1) and is_fused(x2)):
        return _chained_logarithm_of_sum(x1, x2, base)
    apart = subtract(x1, x2)
    distance = minimum(apart, multiply(apart, -1.0))
    natural = distance if base == math.e else multiply(distance, math.log(base))
    far, near = log1p_near_zero(exp(natural)), _log_cosh_half(natural)
    if base != math.e:
        far, near = (multiply(one, 1 / math.log(base)) for one in (far, near))
    # Up to a distance of 3/2, from the middle of the two: there Exp's error would show.
    middle = add(multiply(x1, 0.5), multiply(x2, 0.5))
    near = add(add(middle, math.log(2, base)), near)
    result = select(less(natural, -1.5), add(maximum(x1, x2), far), near)
    # Infinities of one sign have no distance, as nan has none.
    return select(less(distance, 1.0), result, add(x1, x2))


def _chained_logarithm_of_sum(x1: Output, x2: Output, base: float) -> Output:
    """The larger operand, and what the other one adds to it."""
    most = larger(x1, x2)
    distance = multiply(magnitude(difference(x1, x2)), -1)
    if is_known_empty(flatten(distance)):
        return most
    return add(logarithm_of_one_and_less(distance, base), most)


def _log_cosh_half(x: Output) -> Output:
    """log(cosh(x / 2)) for |x| <= 3/2."""
    square = multiply(x, x)
    series = polynomial(
        square,
        0.125,
        float.fromhex("-0x1.55550ap-8"),
        float.fromhex("0x1.6bfd7ep-12"),
        float.fromhex("-0x1.b7005ap-16"),
        float.fromhex("0x1.07fcbap-19"),
        float.fromhex("-0x1.c28b2ep-24"),
    )
    return multiply(square, series)


def log1p_near_zero(x: Output) -> Output:
    """log(1 + x) for -1/2 <= x <= 1."""
    rest = _log1p_rest(
        x,
        float.fromhex("-0x1.5555p-1"),
        float.fromhex("-0x1.99d2b4p-2"),
        float.fromhex("-0x1.1eb1p-2"),
        float.fromhex("-0x1.1f17cap-2"),
    )
    return add(x, rest)


def _log1p_rest(x: Output, *series: float) -> Output:
    """X - log(1 + x): with s = x / (2 + x) and z = s**2, s (x - z Q(z)), Q(z) = 2/3 + 2/5 z + ...

    log(1 + x) is 2 artanh(s), and 2 s is x - s x.
    """
    s = divide(x, add(x, 2.0))
    z = multiply(s, s)
    return multiply(multiply(s, -1.0), add(x, multiply(z, polynomial(z, *series))))


class Split(NamedTuple):
    """A positive number as mantissa * 2**exponent, the mantissa from 3/4 to 3/2, exactly.

    Attributes
    ----------
    power
        2**exponent times the factor that the number was scaled by.
    """

    mantissa: Output
    exponent: Output
    power: Output


LARGE_FACTOR, LARGE_EXPONENT = 2.0**-53, 53.0
"""What scales numbers from 2**-24 on, and minus its exponent."""


def split_exponent(x: Output) -> Split:
    """Split positive numbers; of others, the parts mean nothing."""
    # 2**74 for x < 2**-22, else 2**-53: no ordinary number becomes subnormal, where kernels are slow.
    is_small = ceil(add(multiply(x, -(2.0**22)), 1.0))
    factor = maximum(multiply(is_small, 2.0**74), LARGE_FACTOR)
    # The exponent of the factor; a product with 2**-53 is rounded off.
    return _split(multiply(x, factor), add(multiply(factor, -127 * 2.0**-74), LARGE_EXPONENT))


def _split(scaled: Output, exponent: Operand) -> Split:
    """Split numbers from 2**-77 to 2**75, whose exponents are given what their scaling has taken.

    There is no access to bits, but the first bit of x is a power of 2, whose logarithm is an integer.
    """
    first = first_bit(scaled)
    exponent = round_half_even(add(_approximate_log2(first), exponent))
    return Split(divide(scaled, first), exponent, first)


def _approximate_log2(x: Output) -> Output:
    """log2(x) within 0.15 for powers of 2 from 2**-75 to 2**75, within 1/4 from 2**-77 on.

    A minimax fit in y = x**(1/32), odd in its logarithm: a (y**2 - 1) / (y**2 + c y + 1).
    """
    for _ in range(4):
        x = opset.sqrt(x).output(0)
    even = add(add(multiply(opset.sqrt(x).output(0), 4.68540203), x), 1.0)
    return multiply(multiply(add(x, -1.0), _reciprocal(even)), 152.789306)


def _reciprocal(x: Output) -> Output:
    """1 / x, of a node that stays in float32 in a saved model too, where Divide becomes others."""
    return power(x, -1.0)
