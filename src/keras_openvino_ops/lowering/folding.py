"""The values of tensors that depend on no parameter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops import compat
from keras_openvino_ops.lowering.constants import dtype_of, numpy_dtype, opset

if TYPE_CHECKING:
    from openvino import Output

_VARYING = frozenset({"Parameter", "RandomUniform", "Multinomial", "ReadValue"})


def value_of(x: Output) -> np.ndarray[Any, Any] | None:
    """Return the array that a tensor is, computed now; None if it is only known when the graph runs."""
    if _varies(x):
        return None
    if x.get_node().get_type_name() == "Constant":
        data = x.get_node().data
    else:
        model = compat.openvino_class("Model")([opset.result(x)], [])
        compiled = compat.openvino_class("Core")().compile_model(
            model, "CPU", {"INFERENCE_PRECISION_HINT": "f32"}
        )
        request = compiled.create_infer_request()
        request.infer()
        data = request.get_output_tensor(0).data
    # OpenVINO hands bfloat16 out as if it were float16.
    return np.frombuffer(data.tobytes(), numpy_dtype(dtype_of(x))).reshape(data.shape)


def _varies(x: Output) -> bool:
    seen: dict[int, Any] = {}
    waiting = [x.get_node()]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen[id(node)] = node
        if node.get_type_name() in _VARYING:
            return True
        waiting += [value.get_node() for value in node.input_values()]
    return False
