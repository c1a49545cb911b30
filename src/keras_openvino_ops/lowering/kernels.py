"""One kernel for a formula where shapes are dynamic.

Where shapes are known, the CPU plugin puts a formula's nodes into an operation of its own, "Subgraph",
and compiles that into one kernel. With a dynamic dimension it leaves the nodes as they are, but
compiles such an operation all the same. Python cannot make one; a model that is read from IR has it,
once the core has loaded the plugin.

Such a graph is for this plugin alone: other devices, and OpenVINO's tools, do not know the operation.
"""

from __future__ import annotations

import contextlib
import functools
import os
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops import compat
from keras_openvino_ops.lowering.constants import ELEMENT_TYPES, Number, constant_of, dtype_of, opset
from keras_openvino_ops.lowering.elementwise import add, exp, less, select
from keras_openvino_ops.lowering.folding import compute, varies
from keras_openvino_ops.lowering.fusion import as_if_fused, in_shape_of
from keras_openvino_ops.lowering.shapes import rank_of, reshape, shape_of, static_shape

if TYPE_CHECKING:
    from openvino import Core, Model, Node, Output

ENVIRONMENT = "KERAS_OPENVINO_OPS_KERNELS"
"""The environment variable that leaves such kernels out, as "off": for graphs that are saved."""

_Tensor = compat.openvino_class("Tensor")

_KINDS = frozenset(
    """
    Abs Add Ceiling Clamp Divide Equal Exp Floor Greater GreaterEqual Less LessEqual LogicalAnd
    LogicalNot LogicalOr Maximum Minimum Multiply NotEqual Power Round Select Sqrt Subtract Tanh
    """.split()
)
"""What such an operation may consist of, beside its operands and numbers."""

OUT = 9
"""The number of each layer's output."""

SIZE = 4
"""How many bytes a float32 number has."""

MOST_TEMPLATES = 1000
"""How many formulas are kept for new operands."""

_PRECISIONS = {"float32": "FP32", "bool": "BOOL"}


class _UnfitError(Exception):
    """A formula has a node that no kernel can contain."""


_permitted: ContextVar[bool] = ContextVar("permitted", default=False)


@contextlib.contextmanager
def permitted(is_permitted: bool) -> Iterator[None]:
    """Let formulas be kernels, or not: as the graph is for the CPU, or may be for others."""
    token = _permitted.set(is_permitted)
    try:
        yield
    finally:
        _permitted.reset(token)


def one_kernel(
    key: Hashable,
    formula: Callable[[Sequence[Output]], Output],
    operands: Sequence[Output],
    *,
    same_shape: bool = False,
) -> Output | None:
    """Return an elementwise formula of float32 operands as one kernel, or None where that is none.

    It is one if its one or two operands that are no numbers have known ranks, and a dynamic dimension,
    the formula has no other nodes than a kernel can contain, and the CPU plugin has such kernels.
    Formulas of one key are the same. Operands are broadcast, unless they are known to have one shape.
    """
    numbers = tuple(map(_number_of, operands))
    tensors = [one for one, number in zip(operands, numbers) if number is None]
    if not 1 <= len(tensors) <= 2 or not all(map(_may_be_operand, tensors)):
        return None
    if all(one.get_partial_shape().is_static for one in tensors):
        return None
    if not _permitted.get() or not available():
        return None
    kernel = _template((key, repr(numbers)), lambda: _kernel_of(formula, operands, numbers))
    if kernel is None:
        return None
    shaped = tensors if same_shape or len(tensors) == 1 else _broadcast(*tensors)
    for place, one in enumerate(shaped):
        if rank_of(one) != _axes():
            one = reshape(one, [*[1] * (_axes() - 1), -1])
        kernel.input(place).replace_source_output(one)
    kernel.constructor_validate_and_infer_types()
    return in_shape_of(shaped[0], kernel.output(0))


def _number_of(x: Output) -> Number | None:
    return None if x.get_partial_shape().rank.is_dynamic else constant_of(x)


def _may_be_operand(x: Output) -> bool:
    # What is known to be empty is a constant for the plugin, which it puts into the formula.
    has_rank = bool(x.get_partial_shape().rank.is_static)
    return has_rank and 0 not in static_shape(x) and dtype_of(x) == "float32" and varies(x)


def _broadcast(x: Output, y: Output) -> tuple[Output, Output]:
    """Two tensors in their common shape.

    Kernels are slow where the last axis is short, and OpenVINO 2024.6 runs out of registers in long
    ones that broadcast.
    """
    shapes = shape_of(y), shape_of(x)
    both = (opset.broadcast(*one, broadcast_spec="BIDIRECTIONAL") for one in zip((x, y), shapes))
    return tuple(one.output(0) for one in both)


_templates: dict[Hashable, Model | None] = {}


def _template(key: Hashable, build: Callable[[], Model | None]) -> Node | None:
    """The operation of a model that is built once, for new operands."""
    if key in _templates:
        model = _templates[key]
    else:
        model = build()
        if len(_templates) >= MOST_TEMPLATES:
            _templates.clear()
        _templates[key] = model
    return None if model is None else _operation_in(model.clone())


def _operation_in(model: Model) -> Node:
    (kernel,) = (node for node in model.get_ops() if node.get_type_name() == "Subgraph")
    return kernel


def _kernel_of(
    formula: Callable[[Sequence[Output]], Output],
    operands: Sequence[Output],
    numbers: Sequence[Number | None],
) -> Model | None:
    parameters = [
        opset.parameter([-1], ELEMENT_TYPES["float32"]) for number in numbers if number is None
    ]
    free = iter(parameters)
    with as_if_fused():
        result = formula(
            [next(free).output(0) if number is None else one for one, number in zip(operands, numbers)]
        )
    return _model(parameters, result)


@functools.cache
def available() -> bool:
    """Whether the CPU plugin compiles such operations, and computes what they say."""
    if os.environ.get(ENVIRONMENT) == "off" or "BF16" in _capabilities():
        # Where nodes are computed in bfloat16, it was not tried yet.
        return False
    parameter = opset.parameter([-1], ELEMENT_TYPES["float32"])
    x = parameter.output(0)
    try:
        model = _model([parameter], select(less(x, 1), add(exp(x), 2), x))
        compiled = _core().compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
        found = compiled(np.array([0, 3], np.float32).reshape([1] * (_axes() - 1) + [2]))[0]
    except RuntimeError:
        return False
    return bool((found == 3).all())


@functools.cache
def _core() -> Core:
    """A core that has loaded the CPU plugin, and knows its operations."""
    core: Core = compat.openvino_class("Core")()
    core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return core


def _capabilities() -> list[str]:
    found: list[str] = _core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return found


def _model(parameters: Sequence[Node], result: Output) -> Model | None:
    """A model of the operation for what is between parameters and a result; None if it can't be one."""
    if dtype_of(result) != "float32":
        return None
    writer = _Writer(parameters)
    try:
        writer.write(result)
    except _UnfitError:
        return None
    return _core().read_model(
        writer.text().encode(), _Tensor(np.frombuffer(writer.numbers, np.uint8).copy())
    )


class _Writer:
    """Writes the nodes between parameters and a result as the layers of an IR.

    The first numbers of layers are the parameters', the next is the result's.
    """

    def __init__(self, parameters: Sequence[Node]) -> None:
        self.parameters = parameters
        self.numbers = bytearray(SIZE)
        self.uses: Counter[bytes] = Counter()
        self.layers: list[str] = []
        self.edges: list[str] = []

    def write(self, result: Output) -> None:
        places = {id(node): place for place, node in enumerate(self.parameters)}
        for node in _ordered(result, self.parameters):
            sources = [self._place_of(one, places) for one in node.input_values()]
            places[id(node)] = place = self._node(node)
            self.edges += [_EDGE.format(one, OUT, place, port) for port, one in enumerate(sources)]
        self.edges.append(_EDGE.format(places[id(result.get_node())], OUT, len(self.parameters), 0))

    def _place_of(self, x: Output, places: Mapping[int, int]) -> int:
        """The number of the layer that a tensor comes from; a number has one for each of its uses."""
        if varies(x):
            return places[id(x.get_node())]
        if rank_of(x) != 0 or dtype_of(x) != "float32":
            raise _UnfitError
        bits = compute(x).tobytes()
        rank = self.uses[bits] if _axes() > 1 else 0
        if rank > _axes():
            raise _UnfitError
        self.uses[bits] += 1
        shape = ",".join("1" * rank)
        data = f'element_type="f32" shape="{shape}" offset="{len(self.numbers)}" size="{SIZE}"'
        self.numbers += bits
        return self._layer("Const", "opset1", data, "", "FP32")

    def _node(self, node: Node) -> int:
        kind, precision = node.get_type_name(), _PRECISIONS.get(dtype_of(node.output(0)))
        if kind not in _KINDS or precision is None:
            raise _UnfitError
        data = " ".join(f'{name}="{value}"' for name, value in node.get_attributes().items())
        inputs = "".join(
            _PORT.format(port, _PRECISIONS[dtype_of(one)])
            for port, one in enumerate(node.input_values())
        )
        return self._layer(kind, node.get_type_info().version_id, data, inputs, precision)

    def _layer(self, kind: str, version: str, data: str, inputs: str, precision: str) -> int:
        place = len(self.parameters) + 1 + len(self.layers)
        self.layers.append(
            f'<layer id="{place}" name="n{place}" type="{kind}" version="{version}"><data {data}/>'
            f"<input>{inputs}</input><output>{_PORT.format(OUT, precision)}</output></layer>"
        )
        return place

    def text(self) -> str:
        """Return the IR."""
        count = len(self.parameters)
        shape = ",".join(["1"] * (_axes() - 1) + ["?"])
        parameters = "".join(_PARAMETER.format(place, shape) for place in range(count))
        inputs = "".join(_PORT.format(port, "FP32") for port in range(count))
        into = "".join(map(_INTO.format, range(count)))
        edges = "".join(_EDGE.format(port, OUT, count, port) for port in range(count))
        return _IR.format(
            parameters=parameters,
            kernel=count,
            inputs=inputs,
            into=into,
            layers="".join(self.layers) + _RESULT.format(count, _result_version()),
            body_edges="".join(self.edges),
            result=_RESULT.format(count + 1, "opset1"),
            edges=edges + _EDGE.format(count, OUT, count + 1, 0),
        )


def _ordered(result: Output, parameters: Sequence[Node]) -> Iterator[Node]:
    """The nodes between that are no numbers, each after what it is computed from."""
    done = {id(node): node for node in parameters}
    waiting = [result.get_node()]
    while waiting:
        node = waiting[-1]
        sources = [one.get_node() for one in node.input_values() if varies(one)]
        missing = [one for one in sources if id(one) not in done]
        if missing:
            waiting += missing
            continue
        waiting.pop()
        if id(node) not in done:
            done[id(node)] = node
            yield node


def _axes() -> int:
    """How many axes the tensors of a kernel have.

    Up to 2024 the plugin merges equal constants, and then has no kernel for what they are. So each of
    them has another rank.
    """
    return 6 if _openvino_is("<2025") else 1


def _result_version() -> str:
    """The operation set of a body's Result: from 2026 on it is one of the plugin's own."""
    return "SnippetsOpset" if _openvino_is(">=2026") else "opset1"


@functools.cache
def _openvino_is(releases: str) -> bool:
    version = compat.installed_version("openvino")
    return version is not None and compat.in_range(version, releases)


_PORT = '<port id="{}" precision="{}"/>'
_EDGE = '<edge from-layer="{}" from-port="{}" to-layer="{}" to-port="{}"/>'
_INTO = '<input external_port_id="{0}" internal_layer_id="{0}"/>'
_PARAMETER = (
    '<layer id="{}" name="x" type="Parameter" version="opset1"><data shape="{}" element_type="f32"/>'
    f"<output>{_PORT.format(OUT, 'FP32')}</output></layer>"
)
_RESULT = (
    '<layer id="{}" name="result" type="Result" version="{}">'
    f"<input>{_PORT.format(0, 'FP32')}</input></layer>"
)
_IR = f"""<?xml version="1.0"?>
<net name="kernel" version="11">
<layers>{{parameters}}
<layer id="{{kernel}}" name="kernel" type="Subgraph" version="SnippetsOpset">
<input>{{inputs}}</input><output>{_PORT.format(OUT, "FP32")}</output>
<port_map>{{into}}<output external_port_id="{OUT}" internal_layer_id="{{kernel}}"/></port_map>
<body><layers>{{parameters}}{{layers}}</layers><edges>{{body_edges}}</edges></body>
</layer>
{{result}}</layers>
<edges>{{edges}}</edges>
</net>"""
