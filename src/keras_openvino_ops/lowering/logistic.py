"""Quotients by 1 + e**x, as the logistic function is, in float32, within 2 ULP; nan stays nan.

As in `split_exponential`, e**x is e**r times what the compiled Exp makes of a multiple of LN2.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.bounds import at_least
from keras_openvino_ops.lowering.elementwise import (
    add,
    clamp,
    divide,
    exp,
    greater,
    less_equal,
    multiply,
    negative,
    polynomial,
    round_half_even,
    select,
    subtract,
)
from keras_openvino_ops.lowering.exponentials import LN2
from keras_openvino_ops.lowering.folding import varies
from keras_openvino_ops.lowering.powers_of_e import power_of_e
from keras_openvino_ops.lowering.split_exponential import split_exponential

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.powers_of_e import PowerOfE

BIAS = -0.139
"""For r from -1/4 to 0.444: where e**r is less than 1, the rounding errors of r are half as large."""


def over_one_and_exponential(x: Output | float, exponent: Output) -> Output:
    """X / (1 + e**exponent) for an exponent up to 110."""
    exponent = at_least(exponent, -77)
    if not varies(exponent):
        return _folded(x, power_of_e(exponent))
    # From 78 on a lesser exponent, exactly: the quotient is too large by a power of 2.
    shift = clamp(multiply(add(exponent, -78), -(2.0**23)), -32 * LN2, 0.0)
    near = add(exponent, shift)
    multiple = multiply(round_half_even(add(multiply(near, 1 / math.log(2)), BIAS)), LN2)
    # Compiled, the powers are of 2, not of e: those of LN2 - ln 2 are missing.
    r = add(multiply(exponent, LN2 / math.log(2) - 1), subtract(near, multiple))
    power = exp(multiple)
    # 1 is next to these lesser terms in size if the power is large, else to the power.
    total = add(add(multiply(power, _less_one(r)), 1), power)
    return multiply(divide(x, total), exp(shift))


def _less_one(r: Output) -> Output:
    """e**r - 1 for r from -1/4 to 0.444: a minimax fit, within 2**-28 of e**r."""
    series = polynomial(
        r,
        float.fromhex("0x1.00000ap-1"),
        float.fromhex("0x1.555568p-3"),
        float.fromhex("0x1.553a96p-5"),
        float.fromhex("0x1.1157d8p-7"),
        float.fromhex("0x1.8df2fap-10"),
    )
    return add(multiply(multiply(r, r), series), r)


def _folded(x: Output | float, power: PowerOfE) -> Output:
    """The same where OpenVINO folds constants: both parts of the power may be as large."""
    total = add(add(multiply(power.second, power.rest), divide(1, power.first)), power.second)
    return divide(divide(x, total), power.first)


def argument_of_logistic(x: Output, threshold: float) -> Output:
    """Return -x above a threshold, and x elsewhere."""
    return select(greater(x, threshold), negative(x), x)


def times_logistic(x: Output, threshold: float, argument: Output, gate: Output, low: Output) -> Output:
    """Return x / (1 + e**-u), given u of `argument_of_logistic`, u odd, as gate + low.

    That is in [-110, 2] and ``low`` next to nothing; it is below -1 if x is not above the threshold.
    There the result is a product, up to powers of 2 of x and (1 + rest) / (1 + e**u), as x plus x times
    (rest - e**u) / (1 + e**u): all rounding errors but the last are those of a lesser term. Elsewhere
    it is a quotient.

    Of a u that takes a long graph and `over_one_and_exponential` the plugin makes several kernels,
    slower together than the one that this becomes.
    """
    # The same question as in `argument_of_logistic`, the graph would become seven kernels.
    far = less_equal(x, threshold)
    if not varies(x):
        exponent, less = (select(far, negative(one), one) for one in (gate, low))
        return _folded(select(far, argument, x), power_of_e(exponent, less))
    power = split_exponential(gate, low)
    exponential = power.within()
    rest = add(subtract(power.curve, exponential), power.r)
    quotient = divide(select(far, rest, x), add(exponential, 1))
    product = multiply(add(multiply(argument, quotient), argument), power.first)
    return select(far, multiply(product, power.second), quotient)
