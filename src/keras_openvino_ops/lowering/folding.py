"""The values of tensors that depend on no parameter."""

from __future__ import annotations

from collections.abc import Set
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


_found_varying: set[str] = set()


def varies(x: Output) -> bool:
    """Tell whether a tensor stays no constant even if all shapes become known."""
    name = x.get_node().get_name()
    if len(_found_varying) > 100_000:
        _found_varying.clear()
    if name not in _found_varying and _varies(x, frozenset({"ShapeOf"}), _found_varying):
        _found_varying.add(name)
    return name in _found_varying


def _varies(x: Output, known: Set[str] = frozenset(), varying: Set[str] = frozenset()) -> bool:
    """Tell whether something before a tensor varies; nodes of known types do not."""
    seen: dict[int, Any] = {}
    waiting = [x.get_node()]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen[id(node)] = node
        kind = node.get_type_name()
        if kind in _VARYING or node.get_name() in varying:
            return True
        if kind not in known:
            waiting += [value.get_node() for value in node.input_values()]
    return False
