"""The reciprocal square root, and the logarithm of a determinant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.lowering.constants import opset
from keras_openvino_ops.lowering.powers import reciprocal
from keras_openvino_ops.ops.dtypes import ACTIVATION, RESULT, of_integers
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output


@op(
    "math.rsqrt",
    **{**ACTIVATION, "compute": RESULT, "limits": ()},
    defects=[of_integers(lambda x: 1 / np.sqrt(x))],
)
def rsqrt(x: Output) -> Output:
    """Return 1 / sqrt(x): inf of 0, nan of negative numbers."""
    return reciprocal(opset.sqrt(x).output(0))
