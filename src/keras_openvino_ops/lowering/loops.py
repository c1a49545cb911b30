"""Loops: one body for all steps, so that the graph does not grow with their number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from keras_openvino_ops import compat
from keras_openvino_ops.lowering.constants import (
    ELEMENT_TYPES,
    constant,
    dtype_of,
    is_tensor,
    opset,
)
from keras_openvino_ops.lowering.reductions import any_true
from keras_openvino_ops.lowering.shapes import (
    broadcast_to,
    dimension,
    expand_dims,
    rank_of,
    scalar,
    shape_of,
    squeeze,
    static_shape,
)

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.shapes import Dimension

_Model = compat.openvino_class("Model")


def repeat(
    count: Dimension,
    step: Callable[..., Sequence[Output]],
    state: Sequence[Output],
    *invariant: Output,
    condition: Callable[..., Output] | None = None,
) -> list[Output]:
    """The state after a step was applied count times, or as long as a condition holds of the state.

    ``step`` takes the int64 index of the step, the state and what is invariant, and returns the new
    state, in the same dtypes and shapes; ``condition`` takes the new state.
    """
    index = opset.parameter([], ELEMENT_TYPES["int64"])
    given = [*state, *invariant]
    inputs = [_parameter(static_shape(x), x) for x in given]
    results = step(index.output(0), *(one.output(0) for one in inputs))
    always = constant(True, "bool")
    again = condition(*results) if condition else always
    loop = opset.loop(scalar(count), always)
    loop.set_function(_Model([again, *results], [index, *inputs]))
    loop.set_special_body_ports([0, 0])
    for one, first, result in zip(inputs, state, results):
        loop.set_merged_input(one, first, result)
    for one, value in zip(inputs[len(state) :], invariant):
        loop.set_invariant_input(one, value)
    return [loop.get_iter_value(result, -1) for result in results]


def repeat_while(
    condition: Callable[..., Output],
    step: Callable[..., Sequence[Output]],
    states: Sequence[Output],
    *invariant: Output,
    limit: int,
) -> list[Output]:
    """Repeat states = step(*states, *invariant) while the condition holds of any elements of them.

    Once at least, at most ``limit`` times. The states take the shape that all operands broadcast to.
    """
    # OpenVINO 2024.6 loses the state of a loop that takes no turn.
    states = [_broadcast(state, [*states, *invariant]) for state in states]
    given = (*states, *invariant)
    parameters = [opset.parameter(one.get_partial_shape(), one.get_element_type()) for one in given]
    inside = [parameter.output(0) for parameter in parameters]
    after = step(*inside)
    again = condition(*after, *inside[len(states) :])
    results = [opset.result(one) for one in (any_true(again, range(rank_of(again))), *after)]
    loop = opset.loop(constant(limit, "int64"), constant(True, "bool"))
    loop.set_function(_Model(results, parameters))
    loop.set_special_body_ports([-1, 0])
    for parameter, state, result in zip(parameters, states, results[1:]):
        loop.set_merged_input(parameter, state, result.output(0))
    for parameter, value in zip(parameters[len(states) :], invariant):
        loop.set_invariant_input(parameter, value)
    return [loop.get_iter_value(result.output(0), -1) for result in results[1:]]


def _broadcast(x: Output, others: Sequence[Output]) -> Output:
    for other in others:
        if other.get_partial_shape().is_dynamic or static_shape(x) != static_shape(other):
            x = opset.broadcast(x, shape_of(other), broadcast_spec="BIDIRECTIONAL").output(0)
    return x


def map_slices(
    function: Callable[..., Sequence[Output]], operands: Sequence[Output], count: Dimension
) -> list[Output]:
    """What a function gives for each slice along the first axis of some tensors, stacked.

    ``count`` is the length of that axis. The function may use other tensors too: what doesn't depend
    on the slices is computed once, before the loop; where all of it is elementwise on scalars, there is
    no loop.
    """
    if count == 1:
        return [expand_dims(one, [0]) for one in function(*(squeeze(one, [0]) for one in operands))]
    slices = [_parameter((1, *static_shape(one)[1:]), one) for one in operands]
    items = [squeeze(one.output(0), [0]) for one in slices]
    results = function(*items)
    if _is_elementwise(items, results):
        return _of_all_at_once(items, operands, results)
    stacked = [expand_dims(one, [0]) for one in results]
    nodes = _nodes_between(slices, stacked)
    varying = [one for one in stacked if id(one.get_node()) in nodes]
    if is_tensor(count) or count > 0:
        mapped = iter(_loop(slices, operands, varying, nodes, count) if varying else ())
        return [
            next(mapped) if id(one.get_node()) in nodes else _repeated(one, count) for one in stacked
        ]
    return [_repeated(one, 0) for one in stacked]


_ELEMENTWISE = frozenset(
    """
    Abs Acos Acosh Add Asin Asinh Atan Atanh BitwiseAnd BitwiseLeftShift BitwiseNot BitwiseOr
    BitwiseRightShift BitwiseXor Ceiling Clamp Convert Cos Cosh Divide Elu Equal Erf Exp Floor FloorMod
    Greater GreaterEqual IsFinite IsInf IsNaN Less LessEqual Log LogicalAnd LogicalNot LogicalOr
    LogicalXor Maximum Minimum Mod Multiply Negative NotEqual Power Relu Round Select Selu Sigmoid Sign
    Sin Sinh SoftPlus SoftSign Sqrt SquaredDifference Subtract Tan Tanh
    """.split()
)


def _is_elementwise(items: Sequence[Output], results: Sequence[Output]) -> bool:
    """Whether every result depends on some scalars, by operations on scalars alone."""
    # Nodes are compared by identity, so all of them stay referenced.
    given = [one.get_node() for one in items]
    ends = [one.get_node() for one in results]
    nodes = _nodes_between(given, results)
    if not all(id(end) in nodes and end.get_output_size() == 1 for end in ends):
        return False
    known = set(map(id, given))
    return all(
        node.get_type_name() in _ELEMENTWISE
        and all(static_shape(one) == () for one in (node.output(0), *node.input_values()))
        for key, node in nodes.items()
        if key not in known
    )


def _of_all_at_once(
    items: Sequence[Output], operands: Sequence[Output], results: Sequence[Output]
) -> list[Output]:
    """Put vectors in the place of the scalars that some elementwise nodes take."""
    given = [one.get_node() for one in items]
    ends = [one.get_node() for one in results]
    nodes = _nodes_between(given, results)
    for item, operand in zip(items, operands):
        for entry in item.get_target_inputs():
            entry.replace_source_output(operand)
    done = set(map(id, given))
    waiting = list(ends)
    while waiting:
        node = waiting[-1]
        before = [one.get_node() for one in node.input_values()]
        left = [one for one in before if id(one) in nodes and id(one) not in done]
        waiting += left
        if not left:
            waiting.pop()
            if id(node) not in done:
                node.validate_and_infer_types()
                done.add(id(node))
    vectors = {id(node): operand for node, operand in zip(given, operands)}
    return [vectors.get(id(end), one) for end, one in zip(ends, results)]


def _loop(
    slices: Sequence[Any],
    operands: Sequence[Output],
    results: Sequence[Output],
    nodes: dict[int, Any],
    count: Dimension,
) -> list[Output]:
    """Run the nodes between the slices and the results once for each slice."""
    sliced = [index for index, one in enumerate(slices) if id(one) in nodes]
    outer = _replace_outer(nodes)
    ends = [*results, constant(True, "bool")]
    parameters = [*(slices[index] for index in sliced), *(parameter for parameter, _ in outer)]
    # A copy: the body may share no constant with the graph around it.
    body = _Model([opset.result(one) for one in ends], parameters).clone()
    # OpenVINO folds a Loop over constants, and fails for operations that it cannot fold; it does not
    # fold a TensorIterator, which can't run without a step.
    if is_tensor(count):
        loop = opset.loop(scalar(count), constant(True, "bool"))
        loop.set_function(body)
        loop.set_special_body_ports([-1, len(results)])
    else:
        loop = opset.tensor_iterator()
        loop.set_body(body)
    given = iter(body.get_parameters())
    for index, parameter in zip(sliced, given):
        loop.set_sliced_input(parameter, operands[index], 0, 1, 1, -1, 0)
    for (_, source), parameter in zip(outer, given):
        loop.set_invariant_input(parameter, source)
    copies = [result.input_value(0) for result in body.get_results()[:-1]]
    return [loop.get_concatenated_slices(one, 0, 1, 1, -1, 0) for one in copies]


def _parameter(lengths: Sequence[int | None], like: Output) -> Any:
    dimensions = [-1 if one is None else one for one in lengths]
    return opset.parameter(dimensions, like.get_element_type())


def _nodes_between(parameters: Sequence[Any], outputs: Sequence[Output]) -> dict[int, Any]:
    """The nodes that depend on some parameters and that some outputs depend on, by identity."""
    after = _closure(parameters, _consumers)

    def sources(node: Any) -> list[Any]:
        found = [value.get_node() for value in node.input_values()]
        return [one for one in found if id(one) in after]

    ends = [one.get_node() for one in outputs]
    return _closure([one for one in ends if id(one) in after], sources)


def _consumers(node: Any) -> list[Any]:
    return [one.get_node() for output in node.outputs() for one in output.get_target_inputs()]


def _closure(nodes: Sequence[Any], neighbours: Callable[[Any], Sequence[Any]]) -> dict[int, Any]:
    found: dict[int, Any] = {}
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if id(node) not in found:
            found[id(node)] = node
            waiting += neighbours(node)
    return found


def _replace_outer(nodes: dict[int, Any]) -> list[tuple[Any, Output]]:
    """Let parameters stand for what some nodes take from others, and return both.

    Constants stay. The CPU plugin may overwrite what a body computes from constants alone.
    """
    replaced = []
    for node in nodes.values():
        for entry in node.inputs():
            source = entry.get_source_output()
            origin = source.get_node()
            if id(origin) not in nodes and origin.get_type_name() != "Constant":
                parameter = _parameter(static_shape(source), source)
                entry.replace_source_output(parameter.output(0))
                replaced.append((parameter, source))
    return replaced


def _repeated(x: Output, count: Dimension) -> Output:
    """A tensor with a first axis of length 1, repeated along it; or of none, if its shape is known."""
    lengths = static_shape(x)
    if count != 0:
        return broadcast_to(x, [count, *(dimension(x, axis) for axis in range(1, rank_of(x)))])
    if None in lengths:
        raise ValueError("what has no elements must have a known shape to be mapped.")
    return broadcast_to(constant(0, dtype_of(x)), [0, *lengths[1:]])
