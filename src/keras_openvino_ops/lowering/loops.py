"""Loops whose number of turns depends on the data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from keras_openvino_ops import compat
from keras_openvino_ops.lowering.constants import constant, opset
from keras_openvino_ops.lowering.reductions import any_true
from keras_openvino_ops.lowering.shapes import rank_of, shape_of, static_shape

if TYPE_CHECKING:
    from openvino import Output

_Model = compat.openvino_class("Model")


def repeat_while(
    condition: Callable[..., Output],
    step: Callable[..., Sequence[Output]],
    states: Sequence[Output],
    *invariant: Output,
    limit: int,
    unrolled: int = 0,
) -> list[Output]:
    """Repeat states = step(*states, *invariant) while the condition holds of any elements of them.

    Once at least, at most ``limit`` times; before that, ``unrolled`` times without a loop, whose turns
    cost copies of the states. The states take the shape that all operands broadcast to.
    """
    # OpenVINO 2024.6 loses the state of a loop that takes no turn.
    states = [_broadcast(state, [*states, *invariant]) for state in states]
    for _ in range(unrolled):
        states = list(step(*states, *invariant))
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
