"""Arguments that say a shape or an order: numbers, some of which a graph may compute."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops.lowering.constants import constant, is_tensor
from keras_openvino_ops.lowering.shapes import reshape, static_shape, take

if TYPE_CHECKING:
    from keras_openvino_ops.lowering.shapes import Dimension


def listed(value: Any) -> list[Any]:
    """Return what a sequence holds, or the value alone."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    return list(value) if isinstance(value, Sequence) else [value]


def dimensions_of(shape: Any) -> list[Dimension]:
    """Return the dimensions that a ``shape`` argument names.

    It is an integer, a list or a tuple of integers and scalar tensors, or a vector. A tensor that is
    a constant counts as integers.

    Raises
    ------
    TypeError
        If a dimension is not an integer.
    ValueError
        If a tensor has more than one dimension, or the length of a vector is dynamic.
    """
    if not is_tensor(shape):
        return [_dimension(one, shape) for one in listed(shape)]
    lengths = static_shape(shape)
    length = lengths[0] if lengths else 1
    if len(lengths) > 1 or length is None:
        raise ValueError(
            "a shape that is a tensor must be a vector of known length. "
            f"Received: a tensor of shape {lengths}"
        )
    if shape.get_node().get_type_name() == "Constant":
        return [int(one) for one in shape.get_node().data.ravel()]
    vector = reshape(shape, (-1,))
    return [take(vector, constant(one, "int64"), 0) for one in range(length)]


def _dimension(value: Any, shape: Any) -> Dimension:
    if is_tensor(value):
        if value.get_node().get_type_name() == "Constant":
            return int(value.get_node().data.item())
        return value
    try:
        return operator.index(value)
    except TypeError:
        raise TypeError(f"the dimensions of a shape must be integers. Received: {shape!r}") from None
