"""Complex numbers, of which OpenVINO has only the real ones: of arrays of others, NumPy's functions."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering import elementwise
from keras_openvino_ops.lowering.constants import constant, constant_like, opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    clamp,
    floor,
    full_like,
    less,
    multiply,
    or_nan_of,
    select,
)
from keras_openvino_ops.lowering.folding import varies
from keras_openvino_ops.lowering.fusion import another, is_fused
from keras_openvino_ops.lowering.shapes import squeeze
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output


def refuses_complex(function: Callable[[Any], Any]) -> Defect:
    """Return the defect of ops that natively take no complex numbers; ``function`` is NumPy's."""
    x = np.array([1 + 2j, -3j], "complex64")
    summary = "raises for an array of complex numbers"
    return Defect(DefectKind.WRONG, ">=3.14,<=3.15.1", summary, Probe((x,), function(x)))


@op(
    "numpy.real",
    promote=Promote.NO_OPMATH,
    complex_arrays=np.real,
    defects=[refuses_complex(np.real)],
)
def real(x: Output) -> Output:
    """Return x: the real part of a real number."""
    return x


@op(
    "numpy.conj",
    "numpy.conjugate",
    promote=Promote.NO_OPMATH,
    complex_arrays=np.conj,
    defects=[refuses_complex(np.conj)],
)
def conj(x: Output) -> Output:
    """Return x: the conjugate of a real number."""
    return x


@op(
    "numpy.imag",
    promote=Promote.NO_OPMATH,
    complex_arrays=np.imag,
    defects=[
        Defect(
            DefectKind.STATIC_ONLY,
            ">=3.14,<=3.15.1",
            "raises for a dynamic shape",
            Probe((tensor([1, 2]),), tensor([0, 0]), mode=Mode.DYNAMIC),
        )
    ],
)
def imag(x: Output) -> Output:
    """Return zeros: the imaginary part of real numbers."""
    return full_like(x, 0)


@op(
    "numpy.isreal",
    promote=Promote.ALWAYS_BOOL,
    complex_arrays=np.isreal,
    defects=[
        Defect(
            DefectKind.STATIC_ONLY,
            ">=3.14,<=3.15.1",
            "raises for a dynamic shape",
            Probe((tensor([1, 2]),), tensor([True, True], "bool"), mode=Mode.DYNAMIC),
        )
    ],
)
def isreal(x: Output) -> Output:
    """Return whether the imaginary part is zero: True everywhere."""
    return opset.broadcast(constant(True, "bool"), opset.shape_of(x)).output(0)


@op(
    "numpy.angle",
    promote=Promote.INT_TO_FLOAT,
    complex_arrays=np.angle,
    compute={"float64": "float32"},
    limits=["with dynamic shapes, nan takes up to 1.5 times OpenVINO's time"],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "0 for nan",
            Probe((tensor([np.nan]),), tensor([np.nan])),
        )
    ],
)
def angle(x: Output) -> Output:
    """Return the angle of real numbers: pi where the sign is negative (of -0.0 too), else 0."""
    # The reciprocal of zero has its sign.
    if is_fused(x) or not varies(x):
        inverse = elementwise.power(clamp(x, -1.0, 1.0), -1)
        return or_nan_of(clamp(multiply(inverse, -math.pi), 0.0, math.pi), x)
    # One kernel: -1 stands for what is negative, and nan, as other x, for itself.
    inverse = elementwise.power(elementwise.maximum(constant_like(-1, x), x), -1)
    kept = select(less(inverse, 0), constant_like(-1, x), another(x))
    # 1 of -1, and from 0 to 1/2 of the others.
    result = multiply(floor(elementwise.power(add(kept, 2), -1)), math.pi)
    return squeeze(result, [0])
