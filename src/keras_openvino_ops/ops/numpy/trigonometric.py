"""Trigonometric functions.

Of any shape and dtype; integers become floats, float16 and bfloat16 compute in float32. Within 2 ULP in
float32, for arguments of any size.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering import arcs, circular, elementwise
from keras_openvino_ops.lowering.constants import constant, dtype_of, opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    clamp,
    difference,
    divide,
    equal,
    less,
    logical_or,
    magnitude,
    maximum,
    minimum,
    multiply,
    negative,
    or_nan_of,
    select,
    subtract,
)
from keras_openvino_ops.lowering.exponentials import first_bit
from keras_openvino_ops.lowering.fusion import is_fused, of_rank, renamed
from keras_openvino_ops.lowering.shapes import broadcast_static, rank_of
from keras_openvino_ops.ops.numpy.exponential import IN_FLOAT32, keeps_float64
from keras_openvino_ops.ops.numpy.native_lists import list_defects, widens_lists
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Accuracy, op

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


def _is_fused_float32(x: Output) -> bool:
    return is_fused(x) and dtype_of(x) == "float32"


@op(
    "numpy.sin",
    promote=Promote.INT_TO_FLOAT,
    accuracy=Accuracy(),
    defects=[runs_alone("Sin", np.sin), keeps_float64(np.sin), *list_defects(np.sin)],
)
def sin(x: Output) -> Output:
    """Return the sine of x, in radians; nan of infinities."""
    return circular.sine(x) if _is_fused_float32(x) else opset.sin(x).output(0)


@op(
    "numpy.cos",
    promote=Promote.INT_TO_FLOAT,
    accuracy=Accuracy(),
    defects=[runs_alone("Cos", np.cos), keeps_float64(np.cos), *list_defects(np.cos)],
)
def cos(x: Output) -> Output:
    """Return the cosine of x, in radians; nan of infinities."""
    return circular.cosine(x) if _is_fused_float32(x) else opset.cos(x).output(0)


@op(
    "numpy.tan",
    promote=Promote.INT_TO_FLOAT,
    accuracy=Accuracy(),
    defects=[runs_alone("Tan", np.tan), keeps_float64(np.tan), *list_defects(np.tan)],
)
def tan(x: Output) -> Output:
    """Return the tangent of x, in radians; nan of infinities."""
    return circular.tangent(x) if _is_fused_float32(x) else opset.tan(x).output(0)


@op(
    "numpy.arcsin",
    promote=Promote.INT_TO_FLOAT,
    compute=IN_FLOAT32,
    accuracy=Accuracy(),
    defects=[keeps_float64(np.arcsin), runs_alone("Asin", np.arcsin)],
    one_kernel=True,
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
    one_kernel=True,
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
    one_kernel=True,
)
def arctan(x: Output) -> Output:
    """Return the angle in [-pi/2, pi/2] whose tangent is x."""
    return arcs.arctangent(x) if is_fused(x) else opset.atan(x).output(0)


def negative_sign(x: Output) -> Output:
    """Whether x has a negative sign: of zeros, that of their reciprocal, an infinity."""
    return logical_or(less(x, 0), less(divide(1, x), 0))


def copy_sign(size: Output, x: Output) -> Output:
    """Give a number that is not negative the sign of x."""
    if is_fused(size):
        return select(negative_sign(x), negative(size), size)
    # With dynamic shapes, a product with a constant loses the sign of zeros; with a tensor it does not.
    return multiply(size, select(negative_sign(x), constant(-1.0, dtype_of(x)), 1.0))


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
        ),
        Defect(
            DefectKind.SLOW,
            ">=3.9,<=3.15.1",
            "Atan runs element by element, in a kernel of its own",
            Probe(
                (tensor([1]), tensor([2])), tensor([np.arctan(0.5)]), mode=Mode.STATIC, slow=("Atan",)
            ),
        ),
    ],
    one_kernel=True,
)
def arctan2(x1: Output, x2: Output) -> Output:
    """Return the angle of the point (x2, x1), between -pi and pi.

    Signed zeros and infinities as in Annex F of C99.
    """
    x1, x2 = broadcast_static(x1, x2)
    y, x = magnitude(x1), magnitude(x2)
    larger, smaller = maximum(x, y), minimum(x, y)
    # Two infinities are on the diagonal, two zeros on the axis.
    diagonal = select(less(0, larger), constant(1.0, "float32"), 0.0)
    ratio = select(equal(x, y), diagonal, divide(smaller, larger))
    angle = arcs.arctangent_of_ratio(ratio) if is_fused(ratio) else opset.atan(ratio).output(0)
    angle = select(less(x, y), arcs.complement(angle), angle)
    # pi as twice pi / 2, which has two parts.
    behind = subtract(2 * arcs.HALF_PI, subtract(angle, 2 * arcs.HALF_PI_REST))
    angle = select(negative_sign(x2), behind, angle)
    return or_nan_of(copy_sign(angle, x1), x1, x2)


@op(
    "numpy.hypot",
    promote=Promote.DEFAULT,
    compute=IN_FLOATS,
    result={**AS_FLOATS, "bool": "bool"},
    strong_numbers=["x1", "x2"],
    limits=["scaled squares take up to 1.6 times OpenVINO's time"],
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
    if not (is_fused(x1) and is_fused(x2)):
        return _chained_hypot(x1, x2)
    x1, x2 = broadcast_static(x1, x2)
    y, x = magnitude(x1), magnitude(x2)
    # A power of 2 near the larger one, or as near as it may come.
    power = first_bit(clamp(maximum(x, y), 2.0**-100, 2.0**100))
    inverse = divide(1.0, power)
    a, b = multiply(x, inverse), multiply(y, inverse)
    root = opset.sqrt(add(multiply(a, a), multiply(b, b))).output(0)
    infinite = logical_or(equal(x, math.inf), equal(y, math.inf))
    return select(infinite, math.inf, multiply(root, power))


def _chained_hypot(x: Output, y: Output) -> Output:
    """The same where each chain of operations is a kernel: here a line."""
    size = magnitude(y)
    larger = clamp(maximum(magnitude(x), size), 2.0**-100, 2.0**100)
    # Rounded to one bit.
    power = multiply(difference(multiply(larger, 1 + 2.0**-23), renamed(larger, 1)), 2.0**23)
    square = elementwise.power(divide(x, power), 2)
    total = add(elementwise.power(divide(y, power), 2), square)
    root = multiply(opset.sqrt(total).output(0), renamed(power, 1))
    # Of x / 2: the magnitude of x would be kept for both lines, which takes one more.
    for one in (size, magnitude(multiply(x, 0.5))):
        root = select(equal(one, math.inf), math.inf, root)
    return of_rank(root, max(rank_of(x), rank_of(y)))


@op(
    "numpy.deg2rad",
    promote=Promote.DEFAULT,
    compute=IN_FLOATS,
    result=AS_FLOATS,
    accuracy=Accuracy(),
    defects=[widens_lists(np.deg2rad, ">=3.12,<=3.15.1")],
)
def deg2rad(x: Output) -> Output:
    """Return degrees in radians."""
    return multiply(x, math.pi / 180)


@op(
    "numpy.rad2deg",
    promote=Promote.DEFAULT,
    compute=IN_FLOATS,
    result=AS_FLOATS,
    accuracy=Accuracy(),
    defects=[widens_lists(np.rad2deg, ">=3.14,<=3.15.1")],
)
def rad2deg(x: Output) -> Output:
    """Return radians in degrees."""
    return multiply(x, 180 / math.pi)
