"""Logical operations: any element is True but 0, nan included. Operands have any dtype."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering import elementwise
from keras_openvino_ops.lowering.constants import opset
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output

TRUTHS = {"x1": "bool", "x2": "bool"}


@op(
    "numpy.logical_and",
    promote=Promote.ALWAYS_BOOL,
    convert=TRUTHS,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "nan is False in a graph",
            Probe((tensor([np.nan]), tensor([1])), tensor([True], "bool"), mode=Mode.STATIC),
        )
    ],
)
def logical_and(x1: Output, x2: Output) -> Output:
    """Return whether both x1 and x2 are true, which broadcast."""
    return elementwise.logical_and(x1, x2)


@op(
    "numpy.logical_or",
    promote=Promote.ALWAYS_BOOL,
    convert=TRUTHS,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "nan is False in a graph",
            Probe((tensor([np.nan]), tensor([0])), tensor([True], "bool"), mode=Mode.STATIC),
        )
    ],
)
def logical_or(x1: Output, x2: Output) -> Output:
    """Return whether x1 or x2 or both are true, which broadcast."""
    return elementwise.logical_or(x1, x2)


@op(
    "numpy.logical_not",
    promote=Promote.ALWAYS_BOOL,
    convert={"x": "bool"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "nan is False in a graph",
            Probe((tensor([np.nan]),), tensor([False], "bool"), mode=Mode.STATIC),
        )
    ],
)
def logical_not(x: Output) -> Output:
    """Return whether x is false: 0."""
    return elementwise.logical_not(x)


@op(
    "numpy.logical_xor",
    promote=Promote.ALWAYS_BOOL,
    convert=TRUTHS,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "nan is False in a graph",
            Probe((tensor([np.nan]), tensor([0])), tensor([True], "bool"), mode=Mode.STATIC),
        )
    ],
)
def logical_xor(x1: Output, x2: Output) -> Output:
    """Return whether one of x1 and x2 is true and the other is not; they broadcast."""
    return opset.logical_xor(x1, x2).output(0)
