"""Loops whose number of turns depends on the data."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from keras_openvino_ops import compat
from keras_openvino_ops.lowering.constants import constant, opset
from keras_openvino_ops.lowering.reductions import any_true
from keras_openvino_ops.lowering.shapes import rank_of, shape_of

if TYPE_CHECKING:
    from openvino import Output

_Model = compat.openvino_class("Model")


def repeat_while(
    condition: Callable[..., Output],
    step: Callable[..., Output],
    state: Output,
    *invariant: Output,
    limit: int,
) -> Output:
    """Repeat state = step(state, *invariant) while the condition holds for any element of them.

    Once at least, at most ``limit`` times. The state and what is invariant broadcast.
    """
    # OpenVINO 2024.6 loses the state of a loop that takes no turn.
    for one in invariant:
        state = opset.broadcast(state, shape_of(one), broadcast_spec="BIDIRECTIONAL").output(0)
    given = (state, *invariant)
    parameters = [opset.parameter(one.get_partial_shape(), one.get_element_type()) for one in given]
    inside = [parameter.output(0) for parameter in parameters]
    after = step(*inside)
    again = condition(after, *inside[1:])
    results = [
        opset.result(any_true(again, range(rank_of(again)))),
        opset.result(after),
    ]
    loop = opset.loop(constant(limit, "int64"), constant(True, "bool"))
    loop.set_function(_Model(results, parameters))
    loop.set_special_body_ports([-1, 0])
    loop.set_merged_input(parameters[0], state, results[1].output(0))
    for parameter, value in zip(parameters[1:], invariant):
        loop.set_invariant_input(parameter, value)
    return loop.get_iter_value(results[1].output(0), -1)
