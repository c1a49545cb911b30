"""Elements in another order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.constants import constant, is_tensor, opset
from keras_openvino_ops.lowering.elementwise import subtract
from keras_openvino_ops.lowering.shapes import (
    dimension,
    expand_dims,
    rank_of,
    reshape,
    scalar,
    squeeze,
    static_shape,
    take,
)

if TYPE_CHECKING:
    from openvino import Output

MOST_INDICES = 2**13
"""How many constant indices to make rather than to reshape."""

SHORT = 256
"""How many elements to copy one by one rather than to reshape."""

END = 2**31 - 1
"""A position behind every element, whether the plugin computes in 64 bits or in 32."""


def slice_along(x: Output, axis: int, start: int, stop: int) -> Output:
    """The elements from one position of an axis up to another; negative ones count from the end."""
    return slice_between(x, axis, constant([start], "int64"), constant([stop], "int64"))


def slice_between(x: Output, axis: int, start: Output, stop: Output) -> Output:
    """The elements from one position of an axis up to another; int64 tensors of one element."""
    if rank_of(x) == 1 and (static_shape(x)[0] or SHORT + 1) > SHORT:
        # As a row: OpenVINO copies the elements of a vector one by one.
        return squeeze(slice_between(expand_dims(x, [0]), 1, start, stop), [0])
    step, along = constant([1], "int64"), constant([axis], "int64")
    return opset.slice(x, start, stop, step, along).output(0)


def reverse(x: Output, axes: Sequence[int]) -> Output:
    """A tensor with the order of the elements along some axes reversed."""
    if 0 in static_shape(x):
        return x
    if axes and rank_of(x) == 1:
        return flatten(_reversed(blocks_of(x), (0, 1)))
    return _reversed(x, axes)


def _reversed(x: Output, axes: Sequence[int]) -> Output:
    # By indices: a slice with a negative step takes 4 times as long along the last axis, and 10 times
    # with dynamic dimensions.
    for axis in axes:
        last = subtract(scalar(dimension(x, axis)), 1)
        down = opset.range(last, constant(-1, "int64"), constant(-1, "int64"), "i64").output(0)
        x = take(x, down, axis)
    return x


def blocks_of(x: Output) -> Output:
    """The elements of a vector in the rows of a matrix.

    In several rows, if it is long and its length has a divisor: then indices along the axes of the
    matrix take little memory as constants. Along the vector they would take as much as its elements.
    """
    length = dimension(x, 0)
    if is_tensor(length) or length <= MOST_INDICES:
        return expand_dims(x, [0])
    divisor = next(one for one in range(MOST_INDICES, 0, -1) if length % one == 0)
    return reshape(x, (length // divisor, divisor) if divisor > 1 else (1, length))


def flatten(x: Output) -> Output:
    """The elements in one dimension, the last axis varying fastest."""
    if rank_of(x) == 1:
        return x
    lengths = static_shape(x)
    if 0 in lengths:
        return reshape(x, (0,))
    return opset.reshape(x, constant([-1], "int64"), False).output(0)
