"""Trigonometric functions.

Of any shape and dtype; integers become floats, float16 and bfloat16 compute in float32. Within 2 ULP in
float32, for arguments of any size.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops.lowering import arcs
from keras_openvino_ops.lowering.compensated import rounded_quotient
from keras_openvino_ops.lowering.constants import constant, opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    divide,
    equal,
    isnan,
    less,
    logical_or,
    magnitude,
    maximum,
    minimum,
    multiply,
    negative,
    select,
    subtract,
)
from keras_openvino_ops.lowering.fusion import is_fused
from keras_openvino_ops.lowering.shapes import broadcast_static
from keras_openvino_ops.ops.numpy.exponential import IN_FLOAT32, keeps_float64
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Accuracy, Defect, DefectKind, Mode, Probe, op, tensor

if TYPE_CHECKING:
    from openvino import Output

INTEGERS = ("bool", "int8", "int16", "int32", "uint8", "uint16", "uint32")
# Keras's dtypes of ops that keep the width of 64 bits.
IN_FLOATS = {**IN_FLOAT32, **dict.fromkeys((*INTEGERS, "int64", "uint64"), "float32")}
TO_FLOATX = dict.fromkeys((*INTEGERS, "int64", "uint64"), "float32")
AS_FLOATS = {**dict.fromkeys(INTEGERS, "float32"), "int64": "float64", "uint64": "float64"}


def runs_alone(kernel: str, function: Callable[[Any], Any], at: float = 0.5) -> Defect:
    """Return the defect of ops whose native node is a scalar loop, outside the compiled kernels."""
    return Defect(
        DefectKind.SLOW,
        ">=3.8,<=3.15.1",
        f"{kernel} runs element by element, in a kernel of its own",
        Probe((tensor([at]),), tensor([function(at)]), mode=Mode.STATIC, slow=(kernel,)),
    )


@op(
    "numpy.sin",
    promote=Promote.INT_TO_FLOAT,
    accuracy=Accuracy(),
    defects=[keeps_float64(np.sin)],
)
def sin(x: Output) -> Output:
    """Return the sine of x, in radians; nan of infinities."""
    return opset.sin(x).output(0)


@op(
    "numpy.cos",
    promote=Promote.INT_TO_FLOAT,
    accuracy=Accuracy(),
    defects=[keeps_float64(np.cos)],
)
def cos(x: Output) -> Output:
    """Return the cosine of x, in radians; nan of infinities."""
    return opset.cos(x).output(0)


@op(
    "numpy.tan",
    promote=Promote.INT_TO_FLOAT,
    accuracy=Accuracy(),
    defects=[keeps_float64(np.tan)],
)
def tan(x: Output) -> Output:
    """Return the tangent of x, in radians; nan of infinities."""
    return opset.tan(x).output(0)


@op(
    "numpy.arcsin",
    promote=Promote.INT_TO_FLOAT,
    compute=IN_FLOAT32,
    accuracy=Accuracy(),
    defects=[keeps_float64(np.arcsin), runs_alone("Asin", np.arcsin)],
)
def arcsin(x: Output) -> Output:
    """Return the angle in [-pi/2, pi/2] whose sine is x; nan beyond [-1, 1]."""
    return arcs.arcsine(x) if is_fused(x) else opset.asin(x).output(0)


@op(
    "numpy.arccos",
    promote=Promote.INT_TO_FLOAT,
    compute=IN_FLOAT32,
    accuracy=Accuracy(),
    defects=[keeps_float64(np.arccos), runs_alone("Acos", np.arccos)],
)
def arccos(x: Output) -> Output:
    """Return the angle in [0, pi] whose cosine is x; nan beyond [-1, 1]."""
    return arcs.arccosine(x) if is_fused(x) else opset.acos(x).output(0)


@op(
    "numpy.arctan",
    promote=Promote.INT_TO_FLOAT,
    compute=IN_FLOAT32,
    accuracy=Accuracy(),
    defects=[keeps_float64(np.arctan), runs_alone("Atan", np.arctan)],
)
def arctan(x: Output) -> Output:
    """Return the angle in [-pi/2, pi/2] whose tangent is x."""
    return arcs.arctangent(x) if is_fused(x) else opset.atan(x).output(0)


def negative_sign(x: Output) -> Output:
    """Whether x has a negative sign: of zeros, that of their reciprocal, an infinity."""
    return logical_or(less(x, 0), less(divide(1, x), 0))


@op(
    "numpy.arctan2",
    promote=Promote.INT_TO_FLOAT,
    compute=IN_FLOAT32,
    strong_numbers=["x1", "x2"],
    accuracy=Accuracy(),
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.9,<=3.15.1",
            "nan for two infinities",
            Probe((tensor([np.inf]), tensor([np.inf])), tensor([np.pi / 4])),
        )
    ],
)
def arctan2(x1: Output, x2: Output) -> Output:
    """Return the angle of the point (x2, x1), between -pi and pi.

    Signed zeros and infinities as in Annex F of C99.
    """
    x1, x2 = broadcast_static(x1, x2)
    y, x = magnitude(x1), magnitude(x2)
    larger, smaller = maximum(x, y), minimum(x, y)
    # Within the range of an exact quotient.
    scale = select(less(2.0**96, larger), constant(2.0**-48, "float32"), 2.0**24)
    larger, smaller = multiply(larger, scale), multiply(smaller, scale)
    # Two infinities are on the diagonal, two zeros on the axis.
    diagonal = select(less(0, larger), constant(1.0, "float32"), 0.0)
    ratio = select(equal(x, y), diagonal, rounded_quotient(smaller, larger))
    if is_fused(ratio):
        angle = arcs.arctangent_of_ratio(ratio)
    else:
        angle = opset.atan(ratio).output(0)
    angle = select(less(x, y), arcs.complement(angle), angle)
    # pi as twice pi / 2, which has two parts.
    behind = subtract(2 * arcs.HALF_PI, subtract(angle, 2 * arcs.HALF_PI_REST))
    angle = select(negative_sign(x2), behind, angle)
    angle = select(negative_sign(x1), negative(angle), angle)
    return select(isnan(x1), x1, select(isnan(x2), x2, angle))


@op(
    "numpy.hypot",
    promote=Promote.INT_TO_FLOAT,
    compute=IN_FLOAT32,
    strong_numbers=["x1", "x2"],
    accuracy=Accuracy(),
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "nan for two infinities",
            Probe((tensor([np.inf]), tensor([np.inf])), tensor([np.inf])),
        )
    ],
)
def hypot(x1: Output, x2: Output) -> Output:
    """Return sqrt(x1**2 + x2**2), the squares scaled so that they neither overflow nor vanish."""
    x1, x2 = broadcast_static(x1, x2)
    y, x = magnitude(x1), magnitude(x2)
    larger = maximum(x, y)
    large, small = less(2.0**60, larger), less(larger, 2.0**-50)

    def scaled(value: Output, up: float, down: float) -> Output:
        shrunk = select(large, multiply(value, down), value)
        return select(small, multiply(value, up), shrunk)

    x, y = scaled(x, 2.0**70, 2.0**-70), scaled(y, 2.0**70, 2.0**-70)
    root = opset.sqrt(add(multiply(x, x), multiply(y, y))).output(0)
    result = scaled(root, 2.0**-70, 2.0**70)
    infinite = logical_or(equal(magnitude(x1), math.inf), equal(magnitude(x2), math.inf))
    return select(infinite, math.inf, result)


@op("numpy.deg2rad", promote=Promote.DEFAULT, compute=IN_FLOATS, result=AS_FLOATS)
def deg2rad(x: Output) -> Output:
    """Return degrees in radians."""
    return multiply(x, math.pi / 180)


@op("numpy.rad2deg", promote=Promote.DEFAULT, compute=IN_FLOATS, result=AS_FLOATS)
def rad2deg(x: Output) -> Output:
    """Return radians in degrees."""
    return multiply(x, 180 / math.pi)
