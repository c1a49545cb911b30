"""Backend functions as compiled OpenVINO models, native and ours."""

from __future__ import annotations

import collections
import contextlib
import functools
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

import keras_openvino_ops as koo
from keras_openvino_ops import compat, targets
from keras_openvino_ops.lowering import kernels
from keras_openvino_ops.lowering.constants import ELEMENT_TYPES, constant, dtype_of, opset
from keras_openvino_ops.registry import REGISTRY

Array = np.ndarray[Any, Any]
Function = Callable[..., Any]

openvino = compat.openvino_class

# Graphs that are measured are as those of `predict`.
kernels.everywhere = True

NATIVE, OURS = "native", "ours"
STATIC, DYNAMIC, EAGER = "static", "dynamic", "eager"
# Nodes of a runtime model that compute nothing.
_NOT_EXECUTED = ("Input", "Output", "Const")
_NAMED_LAYERS = 4
_NOT_COUNTED = ("Constant", "Parameter", "Result")


class UnavailableError(Exception):
    """There is no such function; the message says why."""


@functools.cache
def core() -> Any:
    """OpenVINO's runtime, made when it is first needed: it does not survive a fork."""
    return openvino("Core")()


@contextlib.contextmanager
def function_of(target: str, kind: str) -> Iterator[Function]:
    """The backend function of a kind, with everything that it calls being of that kind.

    Raises
    ------
    UnavailableError
        If the running release, or the plugin, has none.
    """
    with koo.patched("off" if kind == NATIVE else "all"):
        function = targets.slot(target).value
        if kind == OURS and target not in REGISTRY:
            raise UnavailableError("not registered")
        if kind == NATIVE and (function is targets.MISSING or targets.is_stub(function)):
            raise UnavailableError("absent")
        yield function


def identity(width: int) -> Callable[[Any], Any]:
    """A matrix product with an identity, which passes float tensors on in its own precision."""

    def multiply(x: Any) -> Any:
        if dtype_of(x) != "float32":
            return x
        return opset.matmul(x, constant(np.eye(width), "float32"), False, False).output(0)

    return multiply


def actions_of_repair() -> dict[str, str]:
    """What the policy `repair` does with each op on the running release; nothing stays patched."""
    with koo.patched("all"):
        pass
    actions = {row.target: row.action.value for row in koo.patch("repair").rows}
    koo.unpatch()
    return actions


@dataclass
class Built:
    """A model, and the arrays that it is to be given."""

    model: Any
    arrays: list[Array]

    @property
    def nodes(self) -> int:
        """The nodes of the graph and of loop bodies, without constants, parameters and results."""
        return _count(self.model)


def _count(model: Any) -> int:
    total = 0
    for node in model.get_ordered_ops():
        total += node.get_type_name() not in _NOT_COUNTED
        if node.get_type_name() in ("Loop", "TensorIterator"):
            total += _count(node.get_function())
    return total


def eager(call: Function, arguments: Sequence[Any]) -> Callable[[], list[Array]]:
    """Return a function that makes a call on arrays, to the arrays of its results."""
    convert_to_numpy = targets.convert_to_numpy()

    def run() -> list[Array]:
        results = call(*arguments)
        several = isinstance(results, (list, tuple))
        return [convert_to_numpy(one) for one in (results if several else [results])]

    return run


def build(call: Function, arguments: Sequence[Any], shapes: str, around: Any = None) -> Built:
    """Make a model of a call: arrays among the arguments are its parameters.

    Parameters
    ----------
    call
        Takes the arguments, tensors in place of the arrays; returns a tensor or several.
    shapes
        STATIC, DYNAMIC (no dimension is known) or EAGER (the arrays are constants).
    around
        What the outputs of the parameters and of the results are passed through.
    """
    parameters: list[Any] = []
    arrays: list[Array] = []

    def tensor(value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            return type(value)(tensor(one) for one in value)
        if not isinstance(value, np.ndarray):
            return value
        if shapes == EAGER:
            return targets.tensor_class()(constant(value, str(value.dtype)))
        dimensions = [-1] * value.ndim if shapes == DYNAMIC else list(value.shape)
        parameter = opset.parameter(dimensions, ELEMENT_TYPES[str(value.dtype)])
        parameters.append(parameter)
        arrays.append(np.ascontiguousarray(value))
        output = parameter.output(0)
        return targets.tensor_class()(around(output) if around else output)

    results = call(*(tensor(value) for value in arguments))
    if not isinstance(results, (list, tuple)):
        results = [results]
    outputs = [one.output for one in results]
    if around:
        outputs = [around(output) for output in outputs]
    # NumPy cannot hold bfloat16; float32 holds its values.
    outputs = [
        opset.convert(one, ELEMENT_TYPES["float32"]).output(0) if dtype_of(one) == "bfloat16" else one
        for one in outputs
    ]
    return Built(openvino("Model")([opset.result(one) for one in outputs], parameters), arrays)


@dataclass
class Compiled:
    """A compiled model with its inputs set."""

    compiled: Any
    request: Any
    seconds: float
    """What compiling took."""
    first: float
    """What the first run took."""

    def infer(self) -> None:
        """Run once."""
        self.request.infer()

    def outputs(self) -> list[Array]:
        """The results of the last run."""
        count = len(self.compiled.outputs)
        return [np.array(self.request.get_output_tensor(index).data) for index in range(count)]

    def layers(self) -> str:
        """What is executed, from the runtime model: how many layers, and their types."""
        nodes = self.compiled.get_runtime_model().get_ordered_ops()
        kinds = collections.Counter(_layer(node) for node in nodes)
        for kind in _NOT_EXECUTED:
            del kinds[kind]
        named = [
            kind if count == 1 else f"{kind} x{count}"
            for kind, count in kinds.most_common(_NAMED_LAYERS)
        ]
        if len(kinds) > _NAMED_LAYERS:
            named.append("...")
        return f"{sum(kinds.values())}: {', '.join(named)}" if kinds else "0"


def _layer(node: Any) -> str:
    value = node.get_rt_info()["layerType"]
    return str(value.value if hasattr(value, "value") else value)


def compile_model(built: Built, threads: int, precision: str | None = "f32") -> Compiled:
    """Compile for the CPU and run once; a precision of None leaves it to the plugin."""
    config = {"INFERENCE_NUM_THREADS": str(threads)}
    if precision is not None:
        config["INFERENCE_PRECISION_HINT"] = precision
    start = time.perf_counter()
    compiled = core().compile_model(built.model, "CPU", config)
    seconds = time.perf_counter() - start
    request = compiled.create_infer_request()
    for index, array in enumerate(built.arrays):
        request.set_input_tensor(index, tensor_of(array))
    start = time.perf_counter()
    request.infer()
    return Compiled(compiled, request, seconds, time.perf_counter() - start)


def warm_up() -> None:
    """Compile something, which starts the plugin."""
    x = opset.parameter([1], ELEMENT_TYPES["float32"])
    compile_model(Built(openvino("Model")([opset.result(opset.exp(x))], [x]), [np.ones(1, "f4")]), 1)


def tensor_of(array: Array) -> Any:
    """The array as an ``openvino.Tensor``, not copied."""
    if str(array.dtype) == "bfloat16":
        return openvino("Tensor")(array.view(np.uint16), array.shape, ELEMENT_TYPES["bfloat16"])
    return openvino("Tensor")(array, shared_memory=True)
