"""Hyperbolic functions.

Of any shape and dtype; integers become floats, float16 and bfloat16 compute in float32. Within 2 ULP in
float32.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.lowering import hyperbolas
from keras_openvino_ops.lowering.constants import opset
from keras_openvino_ops.lowering.fusion import is_fused
from keras_openvino_ops.ops.numpy.exponential import IN_FLOAT32, keeps_float64
from keras_openvino_ops.ops.numpy.native_lists import list_defects
from keras_openvino_ops.ops.numpy.trigonometric import runs_alone
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Accuracy, op

if TYPE_CHECKING:
    from openvino import Output


@op(
    "numpy.sinh",
    promote=Promote.INT_TO_FLOAT,
    compute=IN_FLOAT32,
    accuracy=Accuracy(),
    defects=[keeps_float64(np.sinh), runs_alone("Sinh", np.sinh)],
    one_kernel=True,
)
def sinh(x: Output) -> Output:
    """Return the hyperbolic sine of x."""
    return hyperbolas.hyperbolic_sine(x) if is_fused(x) else opset.sinh(x).output(0)


@op(
    "numpy.cosh",
    promote=Promote.INT_TO_FLOAT,
    compute=IN_FLOAT32,
    accuracy=Accuracy(),
    defects=[keeps_float64(np.cosh), runs_alone("Cosh", np.cosh)],
    one_kernel=True,
)
def cosh(x: Output) -> Output:
    """Return the hyperbolic cosine of x."""
    return hyperbolas.hyperbolic_cosine(x) if is_fused(x) else opset.cosh(x).output(0)


@op(
    "numpy.tanh",
    promote=Promote.INT_TO_FLOAT,
    compute=IN_FLOAT32,
    accuracy=Accuracy(),
    defects=[keeps_float64(np.tanh), *list_defects(np.tanh)],
)
def tanh(x: Output) -> Output:
    """Return the hyperbolic tangent of x."""
    return hyperbolas.hyperbolic_tangent(x)


@op(
    "numpy.arcsinh",
    promote=Promote.INT_TO_FLOAT,
    compute=IN_FLOAT32,
    accuracy=Accuracy(),
    defects=[keeps_float64(np.arcsinh), runs_alone("Asinh", np.arcsinh)],
    one_kernel=True,
)
def arcsinh(x: Output) -> Output:
    """Return the number whose hyperbolic sine is x."""
    return hyperbolas.inverse_hyperbolic_sine(x) if is_fused(x) else opset.asinh(x).output(0)


@op(
    "numpy.arccosh",
    promote=Promote.INT_TO_FLOAT,
    compute=IN_FLOAT32,
    accuracy=Accuracy(),
    defects=[keeps_float64(np.arccosh, at=1.5), runs_alone("Acosh", np.arccosh, at=1.5)],
    one_kernel=True,
)
def arccosh(x: Output) -> Output:
    """Return the number from 0 up whose hyperbolic cosine is x; nan below 1."""
    return hyperbolas.inverse_hyperbolic_cosine(x) if is_fused(x) else opset.acosh(x).output(0)


@op(
    "numpy.arctanh",
    promote=Promote.INT_TO_FLOAT,
    compute=IN_FLOAT32,
    accuracy=Accuracy(),
    defects=[keeps_float64(np.arctanh), runs_alone("Atanh", np.arctanh)],
    one_kernel=True,
)
def arctanh(x: Output) -> Output:
    """Return the number whose hyperbolic tangent is x: nan beyond [-1, 1], infinities at its ends."""
    return hyperbolas.inverse_hyperbolic_tangent(x) if is_fused(x) else opset.atanh(x).output(0)
