"""Activation functions that are x, or close to it, for large x: softplus, elu and their kin."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.chained_exponential import (
    exponential_minus_half,
    exponential_minus_one_near_zero,
)
from keras_openvino_ops.lowering.compensated import exact_root
from keras_openvino_ops.lowering.constants import constant, dtype_of, opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    clamp,
    divide,
    less,
    less_equal,
    magnitude,
    maximum,
    minimum,
    multiply,
    negative,
    or_nan_of,
    polynomial,
    power,
    select,
    subtract,
)
from keras_openvino_ops.lowering.exponentials import (
    LN2,
    exponential_minus_one,
    exponential_minus_one_series,
)
from keras_openvino_ops.lowering.fusion import in_shape_of, is_fused, names
from keras_openvino_ops.lowering.slices import flatten
from keras_openvino_ops.lowering.split_exponential import split_exponential
from keras_openvino_ops.lowering.tabulated_functions import logarithm_of_one_and_exponential
from keras_openvino_ops.ops.dtypes import ACTIVATION, AS_NODES, activation_but, of_integers
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Accuracy, op

if TYPE_CHECKING:
    from openvino import Output

SELU_ALPHA, SELU_SCALE = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946


def _scaled(dynamic: float) -> dict[str, Any]:
    """Return the options of a function that multiplies e**x - 1, of which Exp is a part, by alpha."""
    limit = f"{AS_NODES}, negative numbers are up to {dynamic} ULP off if alpha is not 1"
    return activation_but(limit, accuracy=Accuracy(dynamic=dynamic))


def _softplus_rest(x: Output) -> Output:
    """log(1 + e**-|x|). e**-105 is next to nothing beside the least subnormal number."""
    below = maximum(minimum(x, negative(x)), -105)
    return _log1p(split_exponential(below).value())


def _log1p(x: Output) -> Output:
    """log(1 + x) for 0 <= x <= 1: x - s (x - z Q(z)), s = x / (x + 2), z = s**2."""
    s = divide(x, add(x, 2))
    z = multiply(s, s)
    series = polynomial(
        z,
        float.fromhex("0x1.5555p-1"),
        float.fromhex("0x1.99d2a8p-2"),
        float.fromhex("0x1.1eb0ccp-2"),
        float.fromhex("0x1.1f169p-2"),
    )
    return subtract(x, multiply(s, subtract(x, multiply(z, series))))


@op(
    "nn.softplus",
    **ACTIVATION,
    defects=[
        Defect(
            DefectKind.INACCURATE,
            ">=3.8,<=3.15.1",
            "softplus(-20) is 0; all digits take 1.5 times the time, 2 to 4 with dynamic shapes",
            Probe((tensor([-20]),), tensor([2.0611537e-09])),
        )
    ],
    one_kernel=True,
)
def softplus(x: Output) -> Output:
    """Return log(1 + e**x): within 2 ULP of the true value in float32, however negative x is.

    x has any shape and dtype. As max(x, 0) + log(1 + e**-|x|), which never overflows.
    """
    if not is_fused(x):
        return in_shape_of(x, logarithm_of_one_and_exponential(flatten(x)))
    result = add(maximum(x, 0), _softplus_rest(x))
    return or_nan_of(result, x)


@op(
    "nn.log_sigmoid",
    **ACTIVATION,
    defects=[
        Defect(
            DefectKind.INACCURATE,
            ">=3.13,<=3.15.1",
            "log_sigmoid(20) is 0; all digits take 1.5 times the time, 2 to 4 with dynamic shapes",
            Probe((tensor([20]),), tensor([-2.0611537e-09])),
        )
    ],
    one_kernel=True,
)
def log_sigmoid(x: Output) -> Output:
    """Return log(1 / (1 + e**-x)): within 2 ULP of the true value in float32, however large x is."""
    if not is_fused(x):
        result = logarithm_of_one_and_exponential(negative(flatten(x)))
        return in_shape_of(x, negative(result))
    result = subtract(minimum(x, 0), _softplus_rest(x))
    return or_nan_of(result, x)


def _expm1_below_zero(x: Output) -> Output:
    """e**x - 1 for x < 0."""
    return split_exponential(maximum(x, -20)).less_one()


def _chained_elu(x: Output, alpha: float, scale: float = 1.0) -> Output:
    """The scale times `elu` of a vector, with more axes, for finite factors."""
    product = alpha * scale
    if product == 0:
        return multiply(or_nan_of(maximum(x, 0), x), scale)
    mantissa, exponent = math.frexp(product)
    # Powers of 2 are exact factors.
    ratio = abs(2 * mantissa)
    steep = math.copysign(2.0 ** (exponent - 1), product)
    near = multiply(exponential_minus_one_near_zero(x, x, ratio, -ratio / 2), steep)
    # Of nan and a number, and of two zeros, Maximum here gives the second.
    far = maximum(exponential_minus_half(x), names(x, 5)[-1])
    far = multiply(_with_slope_below_zero(far, alpha), scale)
    return add(near, far)


def _celu_below_zero(x: Output, alpha: float) -> Output:
    """Alpha (e**(x / alpha) - 1) for x < 0 and a positive alpha.

    Down to -alpha ln 2 as x and a lesser term, which alone has the rounding error of the quotient.
    """
    inner = minimum(divide(x, alpha), 0)
    bounded = maximum(inner, -LN2)
    curve = multiply(bounded, exponential_minus_one_series(bounded))
    near, far = add(x, multiply(x, curve)), multiply(_expm1_below_zero(inner), alpha)
    return select(less(inner, -LN2), far, near)


def _chained_celu(x: Output, alpha: float) -> Output:
    """`celu` of a vector, with more axes, for a positive alpha; else as `_celu_below_zero`."""
    # No constant: by the inverse of one the plugin would multiply.
    inner = divide(x, clamp(x, alpha, alpha))
    near = exponential_minus_one_near_zero(inner, x, lowest=-alpha / 2)
    return add(near, maximum(multiply(exponential_minus_half(inner), alpha), names(x, 5)[-1]))


def _with_slope_below_zero(x: Output, slope: float) -> Output:
    """X, or slope times x where that is negative; nan stays nan, for slopes other than 0."""
    if slope == 1:
        return x
    result = opset.prelu(x, constant([slope], dtype_of(x))).output(0)
    # What OpenVINO 2026 makes of PRelu rounds its result in bfloat16 mode, if no other node follows.
    return power(result, 1)


def _subtracts_one(name: str, releases: str, slope: float = 1.0) -> Defect:
    return Defect(
        DefectKind.INACCURATE,
        releases,
        f"subtracts 1: {name}(-1e-8) is 0 in a graph; all digits take up to twice the time",
        Probe((tensor([-1e-8]),), tensor([slope * -1e-8]), mode=Mode.STATIC),
    )


@op(
    "nn.elu",
    **_scaled(2.2),
    defects=[_subtracts_one("elu", ">=3.8,<=3.15.1"), of_integers(np.abs)],
    one_kernel=True,
)
def elu(x: Output, alpha: float = 1.0) -> Output:
    """Return x, or alpha (e**x - 1) where x is negative: within 2 ULP in float32.

    Where a dimension is dynamic, the formula no kernel, and alpha not 1, within 2.2 ULP. Alpha is a
    float32 number.
    """
    if not is_fused(x):
        return in_shape_of(x, _chained_elu(flatten(x), alpha))
    below = _expm1_below_zero(x)
    return select(less(x, 0), below if alpha == 1 else multiply(below, alpha), x)


@op(
    "nn.selu",
    **ACTIVATION,
    defects=[
        _subtracts_one("selu", ">=3.9,<=3.15.1", SELU_ALPHA * SELU_SCALE),
        of_integers(lambda x: SELU_SCALE * x),
    ],
    one_kernel=True,
)
def selu(x: Output, alpha: float = SELU_ALPHA, scale: float = SELU_SCALE) -> Output:
    """Return scale times `elu`: within 2 ULP in float32, for the defaults."""
    if not is_fused(x):
        return in_shape_of(x, _chained_elu(flatten(x), alpha, scale))
    below = multiply(_expm1_below_zero(x), alpha * scale)
    return select(less(x, 0), below, multiply(x, scale))


@op(
    "nn.celu",
    **_scaled(2.4),
    defects=[_subtracts_one("celu", ">=3.13,<=3.15.1")],
    one_kernel=True,
)
def celu(x: Output, alpha: float = 1.0) -> Output:
    """Return x, or alpha (e**(x / alpha) - 1) where x is negative: within 2 ULP in float32.

    Where a dimension is dynamic, the formula no kernel, and alpha not 1, within 2.4 ULP. Alpha is a
    float32 number; of a negative one, x / alpha has the rounding errors of that.
    """
    if alpha == 1:
        return elu(x)
    if alpha < 0:
        below = multiply(exponential_minus_one(multiply(x, 1 / alpha)), alpha)
    elif is_fused(x):
        below = _celu_below_zero(x, alpha)
    else:
        return in_shape_of(x, _chained_celu(flatten(x), alpha))
    return select(less(x, 0), below, x)


@op(
    "nn.squareplus",
    **activation_but(
        "all digits take two to three and a half times OpenVINO's time",
        f"{AS_NODES}, six times",
    ),
    defects=[
        Defect(
            DefectKind.INACCURATE,
            ">=3.13,<=3.15.1",
            "the square of 1e20 overflows, and the sum cancels for negative numbers",
            Probe((tensor([1e20, -1e4]),), tensor([1e20, 1e-4])),
        ),
    ],
    one_kernel=True,
)
def squareplus(x: Output, b: float = 4) -> Output:
    """Return (x + sqrt(x**2 + b)) / 2: within 2 ULP in float32.

    For negative x as b / 2 / (sqrt(x**2 + b) - x), which doesn't cancel.
    """
    if b == 0:
        return or_nan_of(maximum(x, 0), x)
    size = magnitude(x)
    # b is next to nothing beside the square of larger ones, which would overflow.
    bounded = minimum(size, 2.0**30 * max(1.0, math.sqrt(b)))
    root, lost = exact_root(add(multiply(bounded, bounded), b))
    total = add(root, bounded)
    # What rounding takes from the root and from this sum is given back before the quotient is rounded.
    rest = add(subtract(bounded, subtract(total, root)), lost)
    half = maximum(multiply(add(total, rest), 0.5), size)
    return or_nan_of(select(less(x, 0), divide(b / 4, half), half), x)


@op(
    "nn.sparse_plus",
    **ACTIVATION,
    defects=[of_integers(np.abs, ">=3.13,<=3.15.1")],
    one_kernel=True,
)
def sparse_plus(x: Output) -> Output:
    """Return 0 up to -1, x from 1 on, and (x + 1)**2 / 4 between."""
    shifted = add(x, 1)
    between = multiply(multiply(shifted, shifted), 0.25)
    result = select(less_equal(x, -1), 0, between)
    return select(less(x, 1), result, x)


@op(
    "nn.threshold",
    promote=Promote.DEFAULT,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.13,<=3.15.1",
            "nan counts as larger than the threshold in a graph, on CPUs with AVX-512",
            Probe((tensor([np.nan]), 1.0, 0.0), tensor([0]), mode=Mode.STATIC),
            instructions="avx512f",
        )
    ],
)
def threshold(x: Output, threshold: float, default_value: float) -> Output:
    """Return x where it is larger than a threshold, else a default value."""
    return select(less(threshold, x), x, default_value)
