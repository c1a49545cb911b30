"""Exponentials and logarithms.

As in `exponential`, the formulas hold in float32 in every kernel that OpenVINO may choose.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering import elementwise
from keras_openvino_ops.lowering.constants import dtype_of
from keras_openvino_ops.lowering.elementwise import or_nan_of
from keras_openvino_ops.lowering.exponentials import exponential, exponential2
from keras_openvino_ops.lowering.logarithms import (
    logarithm,
    logarithm2,
    logarithm10,
    logarithm_of_sum,
)
from keras_openvino_ops.ops.numpy.exponential import IN_FLOAT32, keeps_float64, larger_operand
from keras_openvino_ops.ops.numpy.native_lists import list_defects
from keras_openvino_ops.ops.numpy.trigonometric import IN_FLOATS, TO_FLOATX, runs_alone
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Accuracy, op

if TYPE_CHECKING:
    from openvino import Output


@op(
    "numpy.exp",
    promote=Promote.DEFAULT,
    compute=TO_FLOATX,
    result=TO_FLOATX,
    accuracy=Accuracy(ulp=2.0),
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
            "exp(88.5) is inf in a graph; the right digits take twice the time, 3 times with dynamic "
            "shapes",
            Probe((tensor([88.5]),), tensor([2.723088e38]), mode=Mode.STATIC),
        ),
    ],
    one_kernel=True,
)
def exp(x: Output) -> Output:
    """Return e**x.

    x has any shape and dtype; integers become floats. Within 2 ULP of the true value in float32,
    subnormal results included; float16 and bfloat16 are rounded once from that. nan stays nan. float64
    is left to OpenVINO's node: compiled for the CPU, it is 5 ULP of float32.
    """
    if dtype_of(x) == "float64":
        # nan stays nan: the compiled Exp turns it into a number.
        return or_nan_of(elementwise.exp(x), x)
    return exponential(x)


@op(
    "numpy.log",
    promote=Promote.INT_TO_FLOAT,
    accuracy=Accuracy(),
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<3.10",
            "integers give integers",
            Probe((tensor([2], "int32"),), tensor([math.log(2)])),
        ),
        runs_alone("Log", np.log),
        keeps_float64(np.log),
        *list_defects(np.log),
    ],
)
def log(x: Output) -> Output:
    """Return the natural logarithm of x: -inf of 0, nan of negative numbers.

    x has any shape and dtype; integers become floats. Within 2 ULP in float32.
    """
    # float64 is left to OpenVINO's node.
    return logarithm(x) if dtype_of(x) == "float32" else elementwise.log(x)


@op(
    "numpy.log2",
    promote=Promote.INT_TO_FLOAT,
    compute=IN_FLOAT32,
    accuracy=Accuracy(),
    defects=[
        Defect(
            DefectKind.INACCURATE,
            ">=3.10,<=3.15.1",
            "log2(8192) is 12.999999",
            Probe((tensor([8192]),), tensor([13]), mode=Mode.STATIC, rtol=1e-8),
        ),
        keeps_float64(np.log2),
        *list_defects(np.log2),
    ],
    limits=["with dynamic shapes, of powers of 2 it may be off by 1 ULP"],
)
def log2(x: Output) -> Output:
    """Return the logarithm of x to base 2: -inf of 0, nan of negative numbers.

    x has any shape and dtype; integers become floats. Within 2 ULP in float32; exact for powers of 2.
    """
    return logarithm2(x)


@op(
    "numpy.log10",
    promote=Promote.INT_TO_FLOAT,
    compute=IN_FLOAT32,
    accuracy=Accuracy(),
    defects=[
        Defect(
            DefectKind.INACCURATE,
            ">=3.8,<=3.15.1",
            "log10(1e7) is 6.9999995",
            Probe((tensor([1e7]),), tensor([7]), mode=Mode.STATIC, rtol=1e-8),
        ),
        keeps_float64(np.log10),
        *list_defects(np.log10),
    ],
)
def log10(x: Output) -> Output:
    """Return the logarithm of x to base 10: -inf of 0, nan of negative numbers.

    x has any shape and dtype; integers become floats. Within 2 ULP in float32.
    """
    return logarithm10(x)


@op(
    "numpy.exp2",
    promote=Promote.DEFAULT,
    compute=IN_FLOATS,
    result=TO_FLOATX,
    accuracy=Accuracy(ulp=2.0),
    defects=[
        Defect(
            DefectKind.SLOW,
            ">=3.14,<=3.15.1",
            "3 to 6 times as slow: a Power computes one element after another",
            Probe((tensor([3]),), tensor([8]), mode=Mode.STATIC, slow=("Power",)),
        )
    ],
    one_kernel=True,
)
def exp2(x: Output) -> Output:
    """Return 2**x: within 2 ULP in float32; nan stays nan."""
    return exponential2(x)


@op(
    "numpy.logaddexp2",
    promote=Promote.INT_TO_FLOAT,
    compute=IN_FLOAT32,
    accuracy=Accuracy(ulp=2.0, scale=larger_operand),
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "nan for two infinities of one sign",
            Probe((tensor([np.inf]), tensor([np.inf])), tensor([np.inf])),
        )
    ],
    one_kernel=True,
)
def logaddexp2(x1: Output, x2: Output) -> Output:
    """Return log2(2**x1 + 2**x2): within 2 ULP, in float32, of the result or the larger operand.

    The formulas of `logaddexp`, to base 2.
    """
    return logarithm_of_sum(x1, x2, 2.0)
