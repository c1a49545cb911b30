"""The CPU plugin's own operation for one kernel, "Subgraph".

Python cannot make one. But a model that is read from IR has it, once the core has loaded the plugin.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops import compat
from keras_openvino_ops.lowering import folding
from keras_openvino_ops.lowering.constants import dtype_of
from keras_openvino_ops.lowering.folding import compute, varies
from keras_openvino_ops.lowering.shapes import rank_of

if TYPE_CHECKING:
    from openvino import Core, Model, Node, Output

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

_PRECISIONS = {"float32": "FP32", "bool": "BOOL"}


class _UnfitError(Exception):
    """A formula has a node that no kernel can contain."""


@functools.cache
def core() -> Core:
    """Return a core that has loaded the CPU plugin, and knows its operations."""
    core: Core = folding.core()
    core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return core


def model_between(parameters: Sequence[Node], result: Output) -> Model | None:
    """Return a model of the operation for what is between parameters and a result, or None."""
    if dtype_of(result) != "float32":
        return None
    writer = _Writer(parameters)
    try:
        writer.write(result)
    except _UnfitError:
        return None
    return core().read_model(
        writer.text().encode(), _Tensor(np.frombuffer(writer.numbers, np.uint8).copy())
    )


def operation_in(model: Model) -> Node:
    """Return the operation of such a model."""
    (kernel,) = (node for node in model.get_ops() if node.get_type_name() == "Subgraph")
    return kernel


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
        rank = self.uses[bits] if axes() > 2 else 0
        if rank > axes():
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
        shape = ",".join(["?", *["1"] * (axes() - 2), "?"])
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


def axes() -> int:
    """Return how many axes the tensors of a kernel have; all but the first and last have length 1.

    Up to 2024 the plugin merges equal constants, and then has no kernel for what they are. So each of
    them has another rank.
    """
    return 6 if _openvino_is("<2025") else 2


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
