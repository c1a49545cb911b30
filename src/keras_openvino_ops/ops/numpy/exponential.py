"""Exponents and logarithms.

The formulas are in `lowering.exponentials` and `lowering.logarithms`; they hold in float32 in every
kernel that OpenVINO may choose. Coefficients are minimax fits to the ranges named beside them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering import chained_exponential
from keras_openvino_ops.lowering.exponentials import exponential_minus_one
from keras_openvino_ops.lowering.fusion import is_fused
from keras_openvino_ops.lowering.logarithms import logarithm_of_one_plus, logarithm_of_sum
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Accuracy, op

if TYPE_CHECKING:
    from openvino import Output

# Polynomials for float32 give no more digits in float64, which the CPU computes in float32 anyway.
IN_FLOAT32 = {"float64": "float32"}


def larger_operand(x1: Any, x2: Any) -> Any:
    """Return the scale of sums of powers: where their logarithms cancel, of the larger operand."""
    return np.fmax(np.abs(x1), np.abs(x2))


def keeps_float64(function: Callable[[Any], Any], at: float = 0.5) -> Defect:
    """Return the defect of ops whose native result is float64 where Keras's rule says float32."""
    x = tensor([at], "float64")
    return Defect(
        DefectKind.WRONG,
        ">=3.12,<=3.15.1",
        "float64 gives float64, where Keras's dtype rule gives float32",
        Probe((x,), function(x).astype("float32")),
    )


@op(
    "numpy.expm1",
    promote=Promote.INT_TO_FLOAT,
    compute=IN_FLOAT32,
    accuracy=Accuracy(ulp=2.0),
    defects=[
        Defect(
            DefectKind.INACCURATE,
            ">=3.10,<=3.15.1",
            "subtracts 1 from e**x: expm1(1e-8) is 0; all digits take twice the time, 4 times with "
            "dynamic shapes",
            Probe((tensor([1e-8]),), tensor([1e-8])),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.10,<=3.15.1",
            "expm1(nan) is inf in a graph",
            Probe((tensor([np.nan]),), tensor([np.nan]), mode=Mode.STATIC),
        ),
    ],
    one_kernel=True,
)
def expm1(x: Output) -> Output:
    """Return e**x - 1, however small x is.

    x has any shape and dtype; integers become floats. Within 2 ULP of the true value in float32;
    float16 and bfloat16 are rounded once from that. -0 stays -0, -inf gives -1, nan stays nan.
    """
    if is_fused(x):
        return exponential_minus_one(x)
    return chained_exponential.exponential_minus_one(x)


@op(
    "numpy.log1p",
    promote=Promote.INT_TO_FLOAT,
    compute=IN_FLOAT32,
    accuracy=Accuracy(ulp=2.0),
    defects=[
        Defect(
            DefectKind.INACCURATE,
            ">=3.10,<=3.15.1",
            "adds 1 before the logarithm: log1p(1e-8) is 0",
            Probe((tensor([1e-8]),), tensor([1e-8])),
        )
    ],
    one_kernel=True,
)
def log1p(x: Output) -> Output:
    """Return the logarithm of 1 + x, however small x is.

    x has any shape and dtype; integers become floats. Within 2 ULP of the true value in float32;
    float16 and bfloat16 are rounded once from that. -0 stays -0, -1 gives -inf, less gives nan.
    """
    return logarithm_of_one_plus(x)


@op(
    "numpy.logaddexp",
    promote=Promote.INT_TO_FLOAT,
    compute=IN_FLOAT32,
    accuracy=Accuracy(ulp=2.0, scale=larger_operand),
    defects=[
        Defect(
            DefectKind.INACCURATE,
            ">=3.12,<=3.15.1",
            "adds 1 before the logarithm: logaddexp(0, -18) is 0; with dynamic shapes, all digits take "
            "twice the time",
            Probe((tensor([0]), tensor([-18])), tensor([1.5229979e-08])),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.12,<=3.15.1",
            "nan for two infinities of one sign",
            Probe((tensor([np.inf]), tensor([np.inf])), tensor([np.inf])),
        ),
    ],
    one_kernel=True,
)
def logaddexp(x1: Output, x2: Output) -> Output:
    """Return log(e**x1 + e**x2), which overflows only where the result does.

    x1 and x2 broadcast and have any dtype; integers become floats. Within 2 ULP in float32, counted in
    units of the result or, where the logarithms cancel, of the operand larger in magnitude. nan if
    either is; two infinities of one sign give that infinity.
    """
    return logarithm_of_sum(x1, x2)
