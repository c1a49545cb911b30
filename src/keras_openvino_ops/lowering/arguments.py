"""Arguments that are integers: shapes, orders, counts. A graph may compute some of them."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops.lowering.constants import constant, is_tensor
from keras_openvino_ops.lowering.shapes import rank_of, reshape, static_shape, take

if TYPE_CHECKING:
    from keras_openvino_ops.lowering.shapes import Dimension


def listed(value: Any) -> list[Any]:
    """Return what a sequence holds, or the value alone."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    return list(value) if isinstance(value, Sequence) else [value]


def is_scalar(value: Any) -> bool:
    """Tell whether an argument is one number rather than several."""
    if is_tensor(value):
        return rank_of(value) == 0
    return not isinstance(value, (list, tuple)) and np.ndim(value) == 0


def integers_of(value: Any) -> list[Dimension]:
    """Return the integers of an argument.

    It is an integer, a list or a tuple of integers and scalar tensors, or a vector. A tensor that is
    a constant counts as integers.

    Raises
    ------
    TypeError
        If one is not an integer.
    ValueError
        If a tensor has more than one dimension, or the length of a vector is dynamic.
    """
    if not is_tensor(value):
        return [_integer(one, value) for one in listed(value)]
    lengths = static_shape(value)
    length = lengths[0] if lengths else 1
    if len(lengths) > 1 or length is None:
        raise ValueError(
            "a tensor of integers must be a vector of known length. "
            f"Received: a tensor of shape {lengths}"
        )
    if value.get_node().get_type_name() == "Constant":
        return [int(one) for one in value.get_node().data.ravel()]
    vector = reshape(value, (-1,))
    return [take(vector, constant(one, "int64"), 0) for one in range(length)]


def _integer(one: Any, value: Any) -> Dimension:
    if is_tensor(one):
        if one.get_node().get_type_name() == "Constant":
            return int(one.get_node().data.item())
        return one
    try:
        return operator.index(one)
    except TypeError:
        raise TypeError(f"integers are needed. Received: {value!r}") from None
