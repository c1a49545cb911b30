"""Computing only where it is asked for when the graph runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from keras_openvino_ops import compat
from keras_openvino_ops.lowering.constants import constant, constant_like, opset
from keras_openvino_ops.lowering.elementwise import convert, multiply, subtract
from keras_openvino_ops.lowering.joining import concatenate, slice_along
from keras_openvino_ops.lowering.shapes import (
    broadcast_to,
    expand_dims,
    rank_of,
    reshape,
    shape_of,
    squeeze,
    static_shape,
)
from keras_openvino_ops.lowering.slices import slice_between

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.constants import Number

    Way = tuple[Callable[..., Output], Sequence[Output]]
    """A function, and what it is given."""

_Model = compat.openvino_class("Model")


def where_needed(
    needed: Output, function: Callable[..., Output], operands: Sequence[Output], otherwise: Number
) -> Output:
    """What a function gives for some operands if it is needed; else a number, with axes of length 1.

    Parameters
    ----------
    needed
        A boolean scalar.
    function
        Takes as many tensors as there are operands; its result has axes.
    """
    # A loop that takes a turn or none. If won't do: up to OpenVINO 2025 it copies too few or too many
    # elements where the other branch has given the same shape before, and from 2025 on, what follows
    # it may be computed from other memory in the first run.
    inside = [_turn_of(x) for x in operands]
    result = function(*(squeeze(one.output(0), [0]) for one in inside))
    rank = rank_of(result)
    found = [reshape(result, (1, -1)), reshape(shape_of(result), (1, rank))]
    ends = [opset.result(one) for one in (constant(True, "bool"), *found)]
    turns = convert(needed, "int64")
    loop = opset.loop(turns, constant(True, "bool"))
    loop.set_function(_Model(ends, inside))
    loop.set_special_body_ports([-1, 0])
    for parameter, x in zip(inside, operands):
        loop.set_sliced_input(parameter, expand_dims(x, [0]), 0, 1, 1, -1, 0)
    # Without a turn, the plugin leaves what the last one gave.
    values, lengths = (
        reshape(slice_along(loop.get_concatenated_slices(one, 0, 1, 1, -1, 0), 0, 0, turns), (-1,))
        for one in found
    )
    turns_left = reshape(subtract(1, turns), (1,))
    number = broadcast_to(constant_like(otherwise, result), [turns_left])
    ones = broadcast_to(constant(1, "int64"), [multiply(turns_left, rank)])
    every = concatenate([values, number], 0)
    # So that a model that is given another shape keeps the rank: it makes (-1,) of (rank,).
    shape = squeeze(reshape(concatenate([lengths, ones], 0), (1, rank)), [0])
    return opset.reshape(every, shape, False).output(0)


def one_of_two(condition: Output, first: Way, second: Way) -> Output:
    """What the first function gives for its operands where a boolean scalar holds, else the second.

    Both take batches, as axis 0 of every operand and of the result. The one whose result is wanted gets
    the batch of one that is given here, the other a batch of none, which takes next to no time.
    """
    count = reshape(convert(condition, "int64"), (1,))
    none, one = constant([0], "int64"), constant([1], "int64")
    (function, operands), (other, others) = first, second
    result = function(*(slice_between(x, 0, none, count) for x in operands))
    rest = other(*(slice_between(x, 0, count, one) for x in others))
    return squeeze(opset.concat([result, rest], 0).output(0), [0])


def _turn_of(x: Output) -> Any:
    """A parameter for one turn's slice of a tensor."""
    lengths = [1, *(-1 if one is None else one for one in static_shape(x))]
    return opset.parameter(lengths, x.get_element_type())
