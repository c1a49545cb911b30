"""Parts of tensors, and tensors put together from parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.constants import constant, constant_like, opset
from keras_openvino_ops.lowering.shapes import normalize_axis, rank_of, reshape, static_shape, vector

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.shapes import Dimension

END = 2**31 - 1
"""A position behind every element, whether the plugin computes in 64 bits or in 32."""


def slice_along(x: Output, axis: int, start: Dimension, stop: Dimension, step: int = 1) -> Output:
    """The elements start, start + step, ... before stop of an axis, as x[start:stop:step] has them."""
    bounds = vector([start]), vector([stop]), vector([step])
    return opset.slice(x, *bounds, constant([axis], "int64")).output(0)


def reverse(x: Output, axes: Sequence[int]) -> Output:
    """A tensor with the order of the elements along some axes reversed."""
    if not axes or any(static_shape(x)[axis] == 0 for axis in axes):
        return x
    count = len(axes)
    bounds = [constant([bound] * count, "int64") for bound in (-1, -END, -1)]
    return opset.slice(x, *bounds, constant(list(axes), "int64")).output(0)


def concat(xs: Sequence[Output], axis: int) -> Output:
    """Tensors one after the other along an axis that they have.

    Raises
    ------
    ValueError
        If there is no tensor, or they differ in the number of dimensions.
    numpy.exceptions.AxisError
        If they have no such axis.
    """
    if not xs:
        raise ValueError("at least one tensor is needed. Received: none")
    ranks = [rank_of(x) for x in xs]
    if len(set(ranks)) > 1:
        raise ValueError(f"the tensors must have one number of dimensions. Received: {ranks}")
    axis = normalize_axis(axis, ranks[0])
    return opset.concat(list(xs), axis).output(0) if len(xs) > 1 else xs[0]


def flatten(x: Output) -> Output:
    """The elements in one dimension, the last axis varying fastest."""
    if rank_of(x) == 1:
        return x
    lengths = static_shape(x)
    if 0 in lengths:
        return reshape(x, (0,))
    return opset.reshape(x, constant([-1], "int64"), False).output(0)


def zeros(dimensions: Sequence[Dimension], dtype: str) -> Output:
    """A tensor of zeros."""
    return filled(constant(0, dtype), dimensions)


def zeros_like(x: Output) -> Output:
    """A tensor of zeros of x's shape and dtype."""
    shape = opset.shape_of(x, output_type="i64")
    return opset.broadcast(constant_like(0, x), shape).output(0)


def filled(value: Output, dimensions: Sequence[Dimension]) -> Output:
    """A value broadcast to a shape."""
    if not dimensions:
        return value
    return opset.broadcast(value, vector(dimensions)).output(0)
