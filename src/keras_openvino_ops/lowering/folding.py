"""The values of tensors that depend on no parameter."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Set
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops import compat
from keras_openvino_ops.lowering.constants import ELEMENT_TYPES, dtype_of, numpy_dtype, opset

if TYPE_CHECKING:
    from openvino import CompiledModel, Model, Output

_Model = compat.openvino_class("Model")

_VARYING = frozenset({"Parameter", "RandomUniform", "Multinomial", "ReadValue"})


class NoValueError(TypeError, RuntimeError):
    """A tensor depends on the inputs of a model, or OpenVINO cannot compute it.

    Keras's backend raises a RuntimeError, Python a TypeError for what it can make no number of.
    """


def value_of(x: Output) -> np.ndarray[Any, Any] | None:
    """Return the array that a tensor is, computed now; None if it is only known when the graph runs."""
    return None if _varies(x, frozenset({"Constant"}), {}) else compute(x)


def compute(x: Output, device: str = "CPU") -> np.ndarray[Any, Any]:
    """Return the array that a tensor is, which depends on no input of a model.

    What OpenVINO folds is computed in the tensor's own dtype: integers of 64 bits, and float64. What it
    has no kernel for is compiled for a device, which takes 50 times as long, and on the CPU computes
    them in 32 bits.

    Raises
    ------
    NoValueError
        If it does depend on one, or OpenVINO has no kernel for the device.
    """
    if x.get_node().get_type_name() == "Constant":
        return _array_of(x)
    if is_known_empty(x):
        # Folding, OpenVINO may divide by zero, or write into other memory.
        return np.empty(list(x.get_shape()), numpy_dtype(dtype_of(x)))
    try:
        model = _Model([opset.result(x)], [])
    except RuntimeError as error:
        raise NoValueError(
            "The tensor depends on the inputs of a model: it has a value only when the model runs."
        ) from error
    model = folded(model)
    result = model.get_results()[0].input_value(0)
    if result.get_node().get_type_name() == "Constant":
        return _array_of(result)
    inputs = _infinities_as_inputs(model)
    request = compile_in_float32(model, device).create_infer_request()
    request.infer(dict(enumerate(inputs)))
    return array_in(request.get_output_tensor(0).data, dtype_of(x))


def folded(model: Model) -> Model:
    """Return a copy of a model in which constants stand for what OpenVINO has kernels to fold."""
    # In the model itself, they would stand for nodes that other tensors share.
    model = model.clone()
    manager = compat.passes().Manager()
    manager.register_pass(compat.passes().ConstantFolding())
    manager.run_passes(model)
    return model


def compile_in_float32(model: Model, device: str) -> CompiledModel:
    """Compile a model, which is changed: its results of float64 are float32, as they are computed.

    Raises
    ------
    NoValueError
        If OpenVINO has no kernel for the device.
    """
    for result in model.get_results():
        if dtype_of(result.input_value(0)) == "float64":
            # The plugin's conversion to float64 has no infinities.
            narrow = opset.convert(result.input_value(0), "f32").output(0)
            result.input(0).replace_source_output(narrow)
    model.validate_nodes_and_infer_types()
    try:
        return core().compile_model(model, device, {"INFERENCE_PRECISION_HINT": "f32"})
    except RuntimeError as error:
        raise NoValueError(f"OpenVINO cannot compute the tensor on {device}: {error}") from error


def is_known_empty(x: Output) -> bool:
    """Whether a tensor's shape is known, and to hold no elements.

    Where such constants are broadcast, OpenVINO's folding writes into other memory.
    """
    return bool(x.get_partial_shape().is_static) and 0 in x.get_shape()


@functools.cache
def core() -> Any:
    """Return the core of this package's own graphs."""
    return compat.openvino_class("Core")()


def _array_of(x: Output) -> np.ndarray[Any, Any]:
    return array_in(x.get_node().data, dtype_of(x))


def array_in(data: np.ndarray[Any, Any], dtype: str) -> np.ndarray[Any, Any]:
    """An array of its own, of what OpenVINO hands out.

    That is bfloat16 as if it were float16, and float64 as float32 where that was computed.
    """
    wanted = numpy_dtype(dtype)
    if wanted.type.__module__ == "numpy":
        return np.array(data, wanted)
    return np.frombuffer(data.tobytes(), wanted).reshape(data.shape)


def _infinities_as_inputs(model: Any) -> list[np.ndarray[Any, Any]]:
    """Make the constants of float64 that float32 has infinities for inputs; return their values.

    Constants the plugin would hold at the largest float32 number.
    """
    values = []
    for node in model.get_ops():
        if node.get_type_name() != "Constant" or dtype_of(node.output(0)) != "float64":
            continue
        with np.errstate(over="ignore"):
            value = node.data.astype(np.float32)
        if np.isinf(value).any():
            parameter = opset.parameter(list(value.shape), ELEMENT_TYPES["float32"])
            wide = opset.convert(parameter, "f64").output(0)
            for consumer in node.output(0).get_target_inputs():
                consumer.replace_source_output(wide)
            model.add_parameters([parameter])
            values.append(value)
    return values


_found: dict[str, bool] = {}


def varies(x: Output) -> bool:
    """Tell whether a tensor stays no constant even if all shapes become known."""
    name = x.get_node().get_name()
    if name not in _found:
        if len(_found) > 100_000:
            _found.clear()
        _found[name] = _varies(x, frozenset({"Constant", "ShapeOf"}), _found)
    return _found[name]


def _varies(x: Output, known: Set[str], found: Mapping[str, bool]) -> bool:
    """Tell whether something before a tensor varies; nodes of known types do not.

    Of some nodes, by name, it was found before.
    """
    seen: dict[int, Any] = {}
    waiting = [x.get_node()]
    while waiting:
        node = waiting.pop()
        kind = node.get_type_name()
        if id(node) in seen or kind in known:
            continue
        seen[id(node)] = node
        varies = True if kind in _VARYING else found.get(node.get_name())
        if varies:
            return True
        if varies is None:
            waiting += [value.get_node() for value in node.input_values()]
    return False
