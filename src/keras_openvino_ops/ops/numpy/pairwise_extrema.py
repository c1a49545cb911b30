"""Extrema of two tensors, element by element."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Probe, tensor
from keras_openvino_ops.lowering import elementwise
from keras_openvino_ops.lowering.bounds import larger, smaller
from keras_openvino_ops.lowering.constants import dtype_of, is_float
from keras_openvino_ops.lowering.elementwise import isnan, select
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output


@op(
    "numpy.fmax",
    promote=Promote.DEFAULT,
    compute={"bool": "int32"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.15,<=3.15.1",
            "raises for booleans",
            Probe((tensor([True], "bool"), tensor([False], "bool")), tensor([True], "bool")),
        )
    ],
)
def fmax(x1: Output, x2: Output) -> Output:
    """Return the larger of x1 and x2; the other one where one is nan."""
    return _but_nan(x1, x2, elementwise.maximum(x1, x2))


@op(
    "numpy.fmin",
    promote=Promote.DEFAULT,
    compute={"bool": "int32"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.15,<=3.15.1",
            "raises for booleans",
            Probe((tensor([True], "bool"), tensor([False], "bool")), tensor([False], "bool")),
        )
    ],
)
def fmin(x1: Output, x2: Output) -> Output:
    """Return the smaller of x1 and x2; the other one where one is nan."""
    return _but_nan(x1, x2, elementwise.minimum(x1, x2))


def _but_nan(x1: Output, x2: Output, result: Output) -> Output:
    if not is_float(dtype_of(x1)):
        return result
    return select(isnan(x1), x2, select(isnan(x2), x1, result))


@op(
    "numpy.maximum",
    promote=Promote.DEFAULT,
    compute={"bool": "int32"},
    limits=["with dynamic shapes, nan takes a second pass: up to 1.7 times OpenVINO's time"],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "passes over nan in one of the operands",
            Probe((tensor([np.nan, 1]), tensor([1, np.nan])), tensor([np.nan, np.nan])),
        )
    ],
)
def maximum(x1: Output, x2: Output) -> Output:
    """Return the larger of x1 and x2; nan if either is."""
    return larger(x1, x2) if is_float(dtype_of(x1)) else elementwise.maximum(x1, x2)


@op(
    "numpy.minimum",
    promote=Promote.DEFAULT,
    compute={"bool": "int32"},
    limits=["with dynamic shapes, nan takes a second pass: up to 1.7 times OpenVINO's time"],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "passes over nan in one of the operands",
            Probe((tensor([np.nan, 1]), tensor([1, np.nan])), tensor([np.nan, np.nan])),
        )
    ],
)
def minimum(x1: Output, x2: Output) -> Output:
    """Return the smaller of x1 and x2; nan if either is."""
    return smaller(x1, x2) if is_float(dtype_of(x1)) else elementwise.minimum(x1, x2)
