"""Array contents: finite numbers, infinities and nan.

The operand has any shape and dtype; integers and booleans are always finite. Compiled for the CPU,
float64 computes in float32, whose largest number the plugin takes infinities of float64 for.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from keras_openvino_ops.defects import Defect, DefectKind, Probe, tensor
from keras_openvino_ops.lowering import elementwise
from keras_openvino_ops.lowering.constants import dtype_of, is_float
from keras_openvino_ops.lowering.elementwise import equal, less, magnitude, not_equal
from keras_openvino_ops.promotion import UPCAST, Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output


@op(
    "numpy.isfinite",
    promote=Promote.ALWAYS_BOOL,
    compute=UPCAST,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<3.12",
            "raises for integers",
            Probe((tensor([3], "int32"),), tensor([True], "bool")),
        )
    ],
)
def isfinite(x: Output) -> Output:
    """Return whether x is neither infinite nor nan."""
    return less(magnitude(x), math.inf) if is_float(dtype_of(x)) else equal(x, x)


@op(
    "numpy.isinf",
    promote=Promote.ALWAYS_BOOL,
    compute=UPCAST,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<3.12",
            "raises for integers",
            Probe((tensor([3], "int32"),), tensor([False], "bool")),
        )
    ],
)
def isinf(x: Output) -> Output:
    """Return whether x is an infinity of either sign."""
    return equal(magnitude(x), math.inf) if is_float(dtype_of(x)) else not_equal(x, x)


@op(
    "numpy.isnan",
    promote=Promote.ALWAYS_BOOL,
    compute=UPCAST,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<3.12",
            "raises for integers",
            Probe((tensor([3], "int32"),), tensor([False], "bool")),
        )
    ],
)
def isnan(x: Output) -> Output:
    """Return whether x is nan."""
    return elementwise.isnan(x)


@op("numpy.isneginf", promote=Promote.ALWAYS_BOOL, compute=UPCAST)
def isneginf(x: Output) -> Output:
    """Return whether x is the negative infinity."""
    return equal(x, -math.inf) if is_float(dtype_of(x)) else not_equal(x, x)


@op("numpy.isposinf", promote=Promote.ALWAYS_BOOL, compute=UPCAST)
def isposinf(x: Output) -> Output:
    """Return whether x is the positive infinity."""
    return equal(x, math.inf) if is_float(dtype_of(x)) else not_equal(x, x)
