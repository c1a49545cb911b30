"""Determinants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.ops.numpy import norms
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output


@op(
    "math.logdet",
    promote=Promote.INT_TO_FLOAT,
    compute={"float64": "float32"},
    limits=["computes in float32, and each step of the elimination rounds"],
)
def logdet(x: Output) -> Output:
    """Return the logarithm of the absolute value of the determinants of matrices, as `slogdet` does."""
    return norms.slogdet(x)[1]
