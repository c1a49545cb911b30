"""The logarithm of a sum of exponentials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Probe, tensor
from keras_openvino_ops.lowering.constants import constant, constant_like, opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    clamp,
    exp,
    log,
    or_nan_of,
    subtract,
)
from keras_openvino_ops.lowering.reductions import total
from keras_openvino_ops.lowering.shapes import (
    Axis,
    broadcast_to,
    normalize_axes,
    rank_of,
    reduced_shape,
    squeeze,
    static_shape,
)
from keras_openvino_ops.ops.dtypes import RESULT
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Accuracy, op

if TYPE_CHECKING:
    from openvino import Output

LARGEST = float(np.finfo(np.float32).max)


def _largest(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Where the logarithm cancels the largest element, the error is one of that."""
    axes = tuple(range(np.ndim(x))) if axis is None else axis
    return np.abs(x).max(axes, initial=0, keepdims=keepdims)


@op(
    "math.logsumexp",
    promote=Promote.DEFAULT,
    compute=RESULT,
    result=RESULT,
    accuracy=Accuracy(ulp=2.0, scale=_largest),
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "raises for integers",
            Probe((tensor([1, 2], "int32"),), tensor(np.log(np.exp(1) + np.exp(2)))),
        ),
    ],
)
def logsumexp(x: Output, axis: Axis = None, keepdims: bool = False) -> Output:
    """Return log(sum(e**x)) along some axes, which overflows only where the result does.

    Within 2 ULP in float32 of the result, or of the largest x where the logarithm cancels that. nan if
    there is one among the elements, -inf of no elements.
    """
    axes = normalize_axes(axis, rank_of(x))
    if 0 in static_shape(x):
        return broadcast_to(constant_like(float("-inf"), x), reduced_shape(x, axes, keepdims))
    largest = opset.reduce_max(x, constant(list(axes), "int64"), True).output(0) if axes else x
    # Of infinite elements the difference would be nan.
    largest = clamp(largest, -LARGEST, LARGEST)
    # Compiled for the CPU, e**nan is inf.
    terms = or_nan_of(exp(subtract(x, largest)), x)
    sums = log(total(terms, axes, keepdims=True))
    result = add(largest, sums)
    return result if keepdims else squeeze(result, sorted(axes))
