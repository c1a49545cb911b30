"""Activation functions that multiply x by how open a gate is: silu, gelu and their kin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.bounds import at_least
from keras_openvino_ops.lowering.chained_logistic import chained_silu, gated
from keras_openvino_ops.lowering.compensated import split
from keras_openvino_ops.lowering.constants import constant, opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    clamp,
    divide,
    less,
    magnitude,
    maximum,
    minimum,
    multiply,
    negative,
    or_nan_of,
    select,
    subtract,
)
from keras_openvino_ops.lowering.error_functions import (
    FAR_NORMAL,
    NEAR_NORMAL,
    normal_near_zero,
    normal_tail_moment,
)
from keras_openvino_ops.lowering.fusion import in_shape_of, is_fused, names
from keras_openvino_ops.lowering.kernels import one_kernel
from keras_openvino_ops.lowering.logistic import (
    argument_of_logistic,
    over_one_and_exponential,
    times_logistic,
)
from keras_openvino_ops.lowering.shapes import normalize_axis, rank_of, static_shape
from keras_openvino_ops.lowering.slices import flatten
from keras_openvino_ops.lowering.tabulated_functions import (
    GATE_CURVE,
    GATE_SLOPE,
    times_logistic_of_cubic,
    times_normal,
)
from keras_openvino_ops.ops.dtypes import ACTIVATION, AS_NODES, activation_but, of_integers
from keras_openvino_ops.ops.nn.sigmoids import sigmoid
from keras_openvino_ops.registry import Accuracy, op

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openvino import Output

    from keras_openvino_ops.lowering.compensated import Parts


@op(
    "nn.silu",
    **activation_but(f"{AS_NODES}, nan of -inf", accuracy=Accuracy(dynamic=2.01)),
    defects=[
        Defect(
            DefectKind.INACCURATE,
            ">=3.8,<=3.15.1",
            "silu(-89) is 0 in a graph; all digits take 1.5 times the time, 2.7 with dynamic shapes",
            Probe((tensor([-89]),), tensor([-1.98235357e-37]), mode=Mode.STATIC),
        ),
        of_integers(lambda x: x / (1 + np.exp(-x))),
    ],
    one_kernel=True,
)
def silu(x: Output) -> Output:
    """Return x / (1 + e**-x): within 2 ULP of the true value in float32; -0 of -inf.

    Where a dimension is dynamic, and the formula no kernel, 2.008 ULP of -89.05846, and nan of -inf.
    """
    if not is_fused(x):
        return chained_silu(x)
    bounded = at_least(x, -109)
    return over_one_and_exponential(bounded, negative(bounded))


@op(
    "nn.gelu",
    **activation_but(f"{AS_NODES}, nan of -inf"),
    defects=[
        Defect(
            DefectKind.INACCURATE,
            ">=3.8,<=3.15.1",
            "gelu(-7) has no right digit in a graph; all take 2.5 times the time, 3 to 4 times with "
            "dynamic shapes",
            Probe((tensor([-7]),), tensor([-8.95868781e-12]), {"approximate": False}, mode=Mode.STATIC),
        ),
        Defect(
            DefectKind.INACCURATE,
            ">=3.8,<=3.15.1",
            "the approximate gelu(-6) has no right digit in a graph; all take up to 1.7 times the time "
            "with dynamic shapes, 1.9 times on OpenVINO 2024",
            Probe((tensor([-6]),), tensor([-8.4396467e-11]), {"approximate": True}, mode=Mode.STATIC),
        ),
    ],
    one_kernel=True,
)
def gelu(x: Output, approximate: bool = True) -> Output:
    """Return x times the normal distribution function of x; -0 of -inf.

    ``approximate`` takes instead of that (1 + tanh(sqrt(2 / pi) (x + 0.044715 x**3))) / 2. Either is
    within 2 ULP of its true value in float32. Where a dimension is dynamic, and the formula no kernel,
    nan of -inf.
    """
    if not is_fused(x):
        return times_logistic_of_cubic(x) if approximate else times_normal(x)
    return _approximate_gelu(x) if approximate else or_nan_of(_gelu(x), x)


def _gelu(x: Output) -> Output:
    size = magnitude(x)
    far = subtract(maximum(x, -0.0), normal_tail_moment(minimum(size, FAR_NORMAL)))
    near = multiply(x, add(multiply(x, normal_near_zero(x)), 0.5))
    return select(less(size, NEAR_NORMAL), near, far)


def _approximate_gelu(x: Output) -> Output:
    """As `silu`, x / (1 + e**-u), in two parts u = 2 sqrt(2 / pi) (x + 0.044715 x**3)."""
    argument = maximum(argument_of_logistic(x, -0.65), -10.9)
    return times_logistic(x, -0.65, argument, *_gate(argument))


def _gate(x: Output) -> Parts:
    """2 sqrt(2 / pi) (x + 0.044715 x**3) in two parts, the first of them exact.

    Numbers of half the digits have exact products. Rounded, the gate would lose as many digits as its
    argument has before the point.
    """
    slope, curve = round(GATE_SLOPE * 2**11) / 2**11, round(GATE_CURVE * 2**15) / 2**15
    high, low = split(x)
    square = multiply(x, x)
    square_high, _ = split(square)
    square_low = add(
        subtract(multiply(high, high), square_high), multiply(low, add(add(high, high), low))
    )
    rest = add(multiply(square, GATE_CURVE - curve), GATE_SLOPE - slope)
    rest = add(multiply(square_low, curve), rest)
    rising = multiply(square_high, curve)
    factor = add(add(rising, slope), rest)
    factor_high, _ = split(factor)
    factor_low = add(add(subtract(slope, factor_high), rising), rest)
    return multiply(high, factor_high), add(multiply(high, factor_low), multiply(low, factor))


@op(
    "nn.hard_silu",
    **activation_but(f"{AS_NODES}, nan of -inf"),
    one_kernel=True,
    defects=[
        Defect(
            DefectKind.INACCURATE,
            ">=3.8,<=3.15.1",
            "loses digits close to -3, as x / 6 + 1/2; dynamic, all take up to twice the time",
            Probe(
                (tensor([-2.9999]),),
                tensor([-2.9999 * (3 - np.float32(2.9999)) / 6]),
                mode=Mode.STATIC,
            ),
        )
    ],
)
def hard_silu(x: Output) -> Output:
    """Return x times `hard_sigmoid` of x; -0 of -inf.

    Within 2 ULP of the true value in float32. Where a dimension is dynamic, and the formula no kernel,
    nan of -inf.
    """
    if not is_fused(x):
        flat, again = names(flatten(x), 1)
        # No constant: by the inverse of one the plugin would multiply.
        six = clamp(flat, 6.0, 6.0)
        return in_shape_of(x, multiply(divide(clamp(add(flat, 3), 0.0, 6.0), six), again))
    # x + 3 is exact where the sum cancels.
    gate = divide(clamp(add(x, 3), 0.0, 6.0), 6)
    return or_nan_of(multiply(maximum(x, -3), gate), x)


@op(
    "nn.glu",
    **ACTIVATION,
    defects=[of_integers(lambda x: x[:1] / (1 + np.exp(-x[1:])), ">=3.14,<=3.15.1")],
)
def glu(x: Output, axis: int = -1) -> Output:
    """Return the first half of x along an axis times `sigmoid` of the second half."""
    axis = normalize_axis(axis, rank_of(x))
    length = static_shape(x)[axis]
    if length is not None and length % 2:
        raise ValueError(
            f"the axis must have an even length. Received: x.shape={static_shape(x)}, axis={axis}"
        )
    value, gate = opset.split(x, constant(axis, "int64"), 2).outputs()
    if is_fused(gate):
        return _gated([value, gate])
    kernel = one_kernel("glu", _gated, [value, gate], same_shape=True)
    return gated(value, gate) if kernel is None else kernel


def _gated(operands: Sequence[Output]) -> Output:
    value, gate = operands
    return multiply(value, sigmoid(gate))
