"""Exponentials and logarithms.

As in `exponential`, the formulas hold in float32 in every kernel that OpenVINO may choose.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.lowering import elementwise
from keras_openvino_ops.lowering.constants import dtype_of
from keras_openvino_ops.lowering.elementwise import (
    add,
    clamp,
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
from keras_openvino_ops.lowering.shapes import broadcast_static
from keras_openvino_ops.ops.numpy.exponential import (
    IN_FLOAT32,
    TWO_LN2_HIGH,
    TWO_LN2_LOW,
    _log1p_near_zero,
    _log_cosh_half,
    _power_of_two,
    keeps_float64,
)
from keras_openvino_ops.ops.numpy.trigonometric import IN_FLOATS, TO_FLOATX
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Defect, DefectKind, Mode, Probe, op, tensor

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.compensated import Parts


# ln 2 in two parts, the first short enough for its products with exponents to be exact.
LN2_HIGH, LN2_LOW = TWO_LN2_HIGH / 2, TWO_LN2_LOW / 2


@op(
    "numpy.exp",
    promote=Promote.DEFAULT,
    compute=TO_FLOATX,
    result=TO_FLOATX,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "exp(nan) is inf in a graph",
            Probe((tensor([np.nan]),), tensor([np.nan]), mode=Mode.STATIC),
        ),
        Defect(
            DefectKind.INACCURATE,
            ">=3.8,<=3.15.1",
            "exp(88.5) is inf in a graph",
            Probe((tensor([88.5]),), tensor([2.723088e38]), mode=Mode.STATIC),
        ),
    ],
)
def exp(x: Output) -> Output:
    """Return e**x.

    x has any shape and dtype; integers become floats. Within 2 ULP of the true value in float32, where
    that is above 2**-126; float16 and bfloat16 are rounded once from that. nan stays nan. float64 is
    left to OpenVINO's node: compiled for the CPU, it is 5 ULP of float32.
    """
    if dtype_of(x) == "float64":
        return _unless_nan(elementwise.exp(x), x)
    # Cody and Waite's reduction x = k ln 2 + r: the compiled Exp makes one with fewer digits.
    bounded = clamp(x, -105.0, 89.0)
    k = round_half_even(multiply(bounded, 1 / math.log(2)))
    r = subtract(subtract(bounded, multiply(k, LN2_HIGH)), multiply(k, LN2_LOW))
    result = scaled_by_power_of_two(elementwise.exp(r), k)
    return _unless_nan(_unless_lost(result, elementwise.exp(bounded)), x)


def _unless_nan(result: Output, x: Output) -> Output:
    """Return a function's value, or x where x is nan, which the compiled kernels turn into a number."""
    return select(equal(x, x), result, x)


def _unless_lost(result: Output, power: Output) -> Output:
    """Return a power computed by an exact power of two, or the plain one where that is lost.

    It is where intermediate results are rounded to bfloat16; in float32 the two are close.
    """
    limit = 180 * 2.0**120
    plain = minimum(power, limit)
    distance = magnitude(subtract(minimum(limit, result), plain))
    close = less(distance, add(multiply(plain, 2.0**-8), 2.0**-120))
    return select(close, result, plain)


@op(
    "numpy.log",
    promote=Promote.INT_TO_FLOAT,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<3.10",
            "integers give integers",
            Probe((tensor([2], "int32"),), tensor([math.log(2)])),
        ),
        keeps_float64(np.log),
    ],
)
def log(x: Output) -> Output:
    """Return the natural logarithm of x: -inf of 0, nan of negative numbers.

    x has any shape and dtype; integers become floats.
    """
    return elementwise.log(x)


@op("numpy.log2", promote=Promote.INT_TO_FLOAT, compute=IN_FLOAT32)
def log2(x: Output) -> Output:
    """Return the logarithm of x to base 2."""
    return multiply(elementwise.log(x), 1 / math.log(2))


@op("numpy.log10", promote=Promote.INT_TO_FLOAT, compute=IN_FLOAT32)
def log10(x: Output) -> Output:
    """Return the logarithm of x to base 10."""
    return multiply(elementwise.log(x), 1 / math.log(10))


@op("numpy.exp2", promote=Promote.DEFAULT, compute=IN_FLOATS, result=TO_FLOATX)
def exp2(x: Output) -> Output:
    """Return 2**x: within 2 ULP in float32, where it is above 2**-126."""
    bounded = clamp(x, -152.0, 129.0)
    k = round_half_even(bounded)
    r = subtract(bounded, k)
    # The Taylor series: its next term is below 2**-27 for |r| <= 1/2.
    series = polynomial(r, *(math.log(2) ** n / math.factorial(n) for n in range(8)))
    result = scaled_by_power_of_two(series, k)
    plain = elementwise.exp(multiply(bounded, math.log(2)))
    return _unless_nan(_unless_lost(result, plain), x)


def power_of_two(x: Parts) -> Output:
    """2 to the power of a number in two parts."""
    # The lesser part y is next to nothing: 2**y is 1 + y ln 2.
    return multiply(exp2(x[0]), add(multiply(x[1], math.log(2)), 1))


def scaled_by_power_of_two(x: Output, k: Output) -> Output:
    """X * 2**k for integers k in [-300, 300], in steps that neither overflow nor vanish early."""
    quarter = round_half_even(multiply(k, 0.25))
    rest = subtract(k, multiply(quarter, 3.0))
    step = _power_of_two(quarter)
    return multiply(multiply(multiply(multiply(x, step), step), step), _power_of_two(rest))


@op(
    "numpy.logaddexp2",
    promote=Promote.INT_TO_FLOAT,
    compute=IN_FLOAT32,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "nan for two infinities of one sign",
            Probe((tensor([np.inf]), tensor([np.inf])), tensor([np.inf])),
        )
    ],
)
def logaddexp2(x1: Output, x2: Output) -> Output:
    """Return log2(2**x1 + 2**x2): within 2 ULP, in float32, of the result or the larger operand.

    The formulas of `logaddexp`, to base 2.
    """
    x1, x2 = broadcast_static(x1, x2)
    # Infinities of one sign have no distance either.
    difference = select(equal(x1, x2), 0, subtract(x1, x2))
    distance = minimum(difference, negative(difference))
    larger = maximum(x1, x2)
    natural = multiply(distance, math.log(2))
    far = add(larger, multiply(_log1p_near_zero(elementwise.exp(natural)), 1 / math.log(2)))
    mean = add(larger, multiply(distance, 0.5))
    near = add(add(mean, 1), multiply(_log_cosh_half(natural), 1 / math.log(2)))
    result = select(less(natural, -1.0), far, near)
    return select(equal(difference, difference), result, difference)
