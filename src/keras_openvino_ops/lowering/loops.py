"""Loops inside the graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from keras_openvino_ops import compat
from keras_openvino_ops.lowering.constants import ELEMENT_TYPES, constant, opset
from keras_openvino_ops.lowering.shapes import rank_of, scalar

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.shapes import Dimension

_Model = compat.openvino_class("Model")


def repeat(
    count: Dimension, step: Callable[..., Sequence[Output]], state: Sequence[Output]
) -> list[Output]:
    """The state after a step was applied count times.

    ``step`` takes the int64 index of the step and the state, and returns the new state, in the same
    dtypes and shapes.
    """
    index = opset.parameter([], ELEMENT_TYPES["int64"])
    inputs = [opset.parameter([-1] * rank_of(x), x.get_element_type()) for x in state]
    results = step(index.output(0), *(one.output(0) for one in inputs))
    always = constant(True, "bool")
    loop = opset.loop(scalar(count), always)
    loop.set_function(_Model([always, *results], [index, *inputs]))
    loop.set_special_body_ports([0, 0])
    for one, first, result in zip(inputs, state, results):
        loop.set_merged_input(one, first, result)
    return [loop.get_iter_value(result, -1) for result in results]
