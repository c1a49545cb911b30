"""Logarithms and powers to other bases than e; e**x.

As in `exponential`, the formulas hold in float32 in every kernel that OpenVINO may choose.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.lowering.elementwise import (
    add,
    clamp,
    equal,
    exp,
    less,
    log,
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
    _log1p_near_zero,
    _log_cosh_half,
    _power_of_two,
)
from keras_openvino_ops.ops.numpy.trigonometric import IN_FLOATS, TO_FLOATX
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Defect, DefectKind, Probe, op, tensor

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.compensated import Parts


@op("numpy.log2", promote=Promote.INT_TO_FLOAT, compute=IN_FLOAT32)
def log2(x: Output) -> Output:
    """Return the logarithm of x to base 2."""
    return multiply(log(x), 1 / math.log(2))


@op("numpy.log10", promote=Promote.INT_TO_FLOAT, compute=IN_FLOAT32)
def log10(x: Output) -> Output:
    """Return the logarithm of x to base 10."""
    return multiply(log(x), 1 / math.log(10))


@op("numpy.exp2", promote=Promote.DEFAULT, compute=IN_FLOATS, result=TO_FLOATX)
def exp2(x: Output) -> Output:
    """Return 2**x: within 2 ULP in float32, where it is above 2**-126."""
    bounded = clamp(x, -152.0, 129.0)
    k = round_half_even(bounded)
    r = subtract(bounded, k)
    # The Taylor series: its next term is below 2**-27 for |r| <= 1/2.
    series = polynomial(r, *(math.log(2) ** n / math.factorial(n) for n in range(8)))
    result = scaled_by_power_of_two(series, k)
    # The plain power where intermediate results are rounded to bfloat16, and the exact one is lost.
    limit = 180 * 2.0**120
    plain = minimum(exp(multiply(bounded, math.log(2))), limit)
    distance = magnitude(subtract(minimum(limit, result), plain))
    close = less(distance, add(multiply(plain, 2.0**-8), 2.0**-120))
    return select(equal(x, x), select(close, result, plain), x)


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
    far = add(larger, multiply(_log1p_near_zero(exp(natural)), 1 / math.log(2)))
    mean = add(larger, multiply(distance, 0.5))
    near = add(add(mean, 1), multiply(_log_cosh_half(natural), 1 / math.log(2)))
    result = select(less(natural, -1.0), far, near)
    return select(equal(difference, difference), result, difference)
