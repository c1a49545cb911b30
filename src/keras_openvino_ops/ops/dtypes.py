"""The dtype rule of activation functions: floats keep their dtype, integers become float32.

Keras's symbolic calls give the operand's dtype, and its other backends compute integers in floats.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Accuracy

INTEGERS = ("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
RESULT = dict.fromkeys(INTEGERS, "float32")
COMPUTE = {**RESULT, "float64": "float32"}

ACTIVATION: dict[str, Any] = {
    "promote": Promote.DEFAULT,
    "compute": COMPUTE,
    "result": RESULT,
    "limits": ("float64 computes in float32",),
    "accuracy": Accuracy(ulp=2.0),
}
"""The options of `op` for an activation function."""

AS_NODES = "with dynamic shapes outside `predict` (see README)"
"""Where formulas are no kernels: see `keras_openvino_ops.lowering.kernels`."""


def activation_but(*limits: str, accuracy: Accuracy = ACTIVATION["accuracy"]) -> dict[str, Any]:
    """Return the options of `op` for an activation function with limits of its own."""
    return {**ACTIVATION, "limits": (*ACTIVATION["limits"], *limits), "accuracy": accuracy}


def of_nan(mode: Mode, releases: str = ">=3.13,<=3.15.1") -> Defect:
    """Return the defect of functions that give a number for nan."""
    x = tensor([np.nan])
    return Defect(DefectKind.WRONG, releases, "nan gives a number", Probe((x,), x, mode=mode))


def of_integers(function: Callable[[Any], Any], releases: str = ">=3.8,<=3.15.1") -> Defect:
    """Return the defect of functions that give integers for integers, or raise."""
    x = np.array([1, 2])
    return Defect(
        DefectKind.WRONG,
        releases,
        "integers give integers, or raise",
        Probe((tensor(x, "int32"),), np.asarray(function(x), "float32")),
    )
