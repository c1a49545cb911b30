"""Keeping nodes in float32 where the CPU plugin would compute in bfloat16.

It does by default on CPUs that have bfloat16: each node between two matrix products rounds its result,
and a formula loses its digits, unless all its nodes ask to keep their precision.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable, Mapping, Set
from typing import TYPE_CHECKING, Any

from keras_openvino_ops import compat
from keras_openvino_ops.lowering.constants import ELEMENT_TYPES, Number, constant_of, opset
from keras_openvino_ops.lowering.folding import varies

if TYPE_CHECKING:
    from openvino import Output

# What is fast in bfloat16, and wanted so.
_MATRIX_PRODUCTS = frozenset({"MatMul", "Einsum", "Convolution", "GroupConvolution"})

# What a number may multiply that the plugin multiplies the constant matrix by.
_PRODUCTS_OR_BIASED = _MATRIX_PRODUCTS | {"Add"}

# What rounds more than its result.
_SEVERAL_IN_ONE = frozenset({"CumSum", "Subgraph"})

_WITHOUT_ARITHMETIC = frozenset({"Constant", "Parameter"})

_ASKING = """<?xml version="1.0"?>
<net name="asking" version="11">
<layers>
<layer id="0" name="x" type="Parameter" version="opset1">
<data shape="" element_type="f32"/><output><port id="0" precision="FP32"/></output>
</layer>
<layer id="1" name="y" type="Exp" version="opset1">
<rt_info><attribute name="precise" version="0"/></rt_info>
<input><port id="0" precision="FP32"/></input><output><port id="1" precision="FP32"/></output>
</layer>
<layer id="2" name="z" type="Result" version="opset1">
<input><port id="0" precision="FP32"/></input>
</layer>
</layers>
<edges>
<edge from-layer="0" from-port="0" to-layer="1" to-port="0"/>
<edge from-layer="1" from-port="1" to-layer="2" to-port="0"/>
</edges>
</net>"""


def keep_float32(
    results: Iterable[Output], operands: Iterable[Output], *, matrix_products: bool = False
) -> None:
    """Let the nodes that some results are computed by from some operands keep their precision.

    The operands' own nodes, and what is before them, stay as they are. So does everything if there is
    a matrix product between, unless such are to keep theirs, or a single node that rounds its result
    only.
    """
    before = {id(node): node for node in (one.get_node() for one in operands)}
    nodes = _nodes_between(before, results)
    if products := {key for key, node in before.items() if node.get_type_name() in _PRODUCTS_OR_BIASED}:
        nodes += [disguised for node in nodes for disguised in _disguised_factors(node, products)]
    kinds = {node.get_type_name() for node in nodes}
    rounds_more = len(nodes) > 1 or bool(kinds & _SEVERAL_IN_ONE)
    if rounds_more and (matrix_products or not kinds & _MATRIX_PRODUCTS):
        keep = _keeper()
        for node in nodes:
            keep(node)


def _nodes_between(before: Mapping[int, Any], results: Iterable[Output]) -> list[Any]:
    """The nodes of floating-point arithmetic, in the bodies of loops as well."""
    # Nodes are compared by identity, so all of them stay referenced.
    seen = dict(before)
    waiting = [one.get_node() for one in results]
    found = []
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen[id(node)] = node
        kind = node.get_type_name()
        if kind in _WITHOUT_ARITHMETIC:
            continue
        inputs = node.input_values()
        if _computes(node, inputs):
            found.append(node)
        waiting += [one.get_node() for one in inputs]
        for body in _bodies(node, kind):
            waiting += [one.input_value(0).get_node() for one in body.get_results()]
    return found


def _computes(node: Any, inputs: Iterable[Output]) -> bool:
    """Whether a node gives floats, or compares them, or makes 32-bit integers of them.

    Up to OpenVINO 2025, one that gives integers keeps their 64 bits if it is marked, and the plugin has
    no kernel for what follows.
    """
    outputs = node.outputs()
    if any(map(_is_real, outputs)):
        return True
    return all(_is_boolean(one) or _is_int32(one) for one in outputs) and any(map(_is_real, inputs))


def _is_boolean(x: Output) -> bool:
    return bool(x.get_element_type() == ELEMENT_TYPES["bool"])


def _is_int32(x: Output) -> bool:
    return bool(x.get_element_type() == ELEMENT_TYPES["int32"])


def _is_real(x: Output) -> bool:
    return bool(x.get_element_type().is_real())


def _bodies(node: Any, kind: str) -> list[Any]:
    if kind == "If":
        return [node.get_then_body(), node.get_else_body()]
    if kind == "TensorIterator":
        return [node.get_body()]
    return [node.get_function()] if kind == "Loop" else []


def _disguised_factors(node: Any, products: Set[int]) -> list[Any]:
    """Let a number that multiplies a matrix product be no constant, and return what stands for it.

    The plugin would multiply the constant matrix by it, and round that.
    """
    if node.get_type_name() != "Multiply":
        return []
    for x, place in ((0, 1), (1, 0)):
        if id(node.input_value(x).get_node()) not in products:
            continue
        number = constant_of(node.input_value(place))
        if number is not None and math.isfinite(number):
            return [_disguise(node, place, number)]
    return []


def _disguise(node: Any, place: int, number: Number) -> Any:
    """Put the other operand, held between a number and itself, in the place of the constant."""
    held = opset.clamp(node.input_value(1 - place), number, number)
    node.input(place).replace_source_output(held.output(0))
    return held


@functools.cache
def _keeper() -> Callable[[Any], None]:
    """Return what marks a node, in the way of the running OpenVINO.

    Up to 2025 the plugin looks for a key. From 2026 on the value is an object, which Python can't make
    but a model that is read from IR has.
    """
    read = compat.openvino_class("Core")().read_model(_ASKING.encode(), b"")
    (asking,) = (node for node in read.get_ops() if node.get_type_name() == "Exp")
    ((key, value),) = ((key, asking.get_rt_info()[key]) for key in asking.get_rt_info())

    def mark_by_key(node: Any) -> None:
        # Without an object the mark passes to what a transformation puts in the node's place.
        node.get_rt_info()[key] = ""

    def mark_by_object(node: Any) -> None:
        node.set_rt_info(value, key)
        if node.get_type_name() == "Subtract":
            keep_kind(node)

    return mark_by_key if key == "precise_0" else mark_by_object


_KINDS = {"Divide": "nonconvertable_divide_0", "Subtract": "dequantization_node_0"}


def keep_kind(node: Any) -> None:
    """Let a Divide or Subtract node of floats stay what it is, where that is safe.

    The plugin would make x * y**-1 or x + -1 * y of them: a quotient that is not correctly rounded, and
    new nodes, which do not keep their precision.
    """
    inputs = node.input_values()
    for place in (0, 1):
        if varies(inputs[place]):
            continue
        number = constant_of(inputs[place])
        if number is None or not math.isfinite(number) or not varies(inputs[1 - place]):
            return
        # Fused with a reduction or a matrix product, a constant x is taken for y (up to 2026.4), and a
        # quotient may be 0 (2024.6).
        _keeper()(_disguise(node, place, number))
    node.get_rt_info()[_KINDS[node.get_type_name()]] = ""
