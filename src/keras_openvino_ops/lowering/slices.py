"""Elements in another order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.constants import constant, opset
from keras_openvino_ops.lowering.shapes import rank_of, reshape, static_shape

if TYPE_CHECKING:
    from openvino import Output

END = 2**31 - 1
"""A position behind every element, whether the plugin computes in 64 bits or in 32."""


def slice_along(x: Output, axis: int, start: int, stop: int) -> Output:
    """The elements from one position of an axis up to another; negative ones count from the end."""
    return opset.slice(x, *(constant([one], "int64") for one in (start, stop, 1, axis))).output(0)


def reverse(x: Output, axes: Sequence[int]) -> Output:
    """A tensor with the order of the elements along some axes reversed."""
    if not axes or any(static_shape(x)[axis] == 0 for axis in axes):
        return x
    count = len(axes)
    bounds = [constant([bound] * count, "int64") for bound in (-1, -END, -1)]
    return opset.slice(x, *bounds, constant(list(axes), "int64")).output(0)


def flatten(x: Output) -> Output:
    """The elements in one dimension, the last axis varying fastest."""
    if rank_of(x) == 1:
        return x
    lengths = static_shape(x)
    if 0 in lengths:
        return reshape(x, (0,))
    return opset.reshape(x, constant([-1], "int64"), False).output(0)
