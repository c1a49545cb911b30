"""Hyperbolic functions.

Of any shape and dtype; integers become floats, float16 and bfloat16 compute in float32. OpenVINO's own
nodes stay within 2 ULP in float32; tanh folded, within 2.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.lowering.constants import opset
from keras_openvino_ops.ops.numpy.exponential import keeps_float64
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output


@op("numpy.sinh", promote=Promote.INT_TO_FLOAT, defects=[keeps_float64(np.sinh)])
def sinh(x: Output) -> Output:
    """Return the hyperbolic sine of x."""
    return opset.sinh(x).output(0)


@op("numpy.cosh", promote=Promote.INT_TO_FLOAT, defects=[keeps_float64(np.cosh)])
def cosh(x: Output) -> Output:
    """Return the hyperbolic cosine of x."""
    return opset.cosh(x).output(0)


@op("numpy.tanh", promote=Promote.INT_TO_FLOAT, defects=[keeps_float64(np.tanh)])
def tanh(x: Output) -> Output:
    """Return the hyperbolic tangent of x."""
    return opset.tanh(x).output(0)


@op("numpy.arcsinh", promote=Promote.INT_TO_FLOAT, defects=[keeps_float64(np.arcsinh)])
def arcsinh(x: Output) -> Output:
    """Return the number whose hyperbolic sine is x."""
    return opset.asinh(x).output(0)


@op("numpy.arccosh", promote=Promote.INT_TO_FLOAT, defects=[keeps_float64(np.arccosh, at=1.5)])
def arccosh(x: Output) -> Output:
    """Return the number from 0 up whose hyperbolic cosine is x; nan below 1."""
    return opset.acosh(x).output(0)


@op("numpy.arctanh", promote=Promote.INT_TO_FLOAT, defects=[keeps_float64(np.arctanh)])
def arctanh(x: Output) -> Output:
    """Return the number whose hyperbolic tangent is x: nan beyond [-1, 1], infinities at its ends."""
    return opset.atanh(x).output(0)
