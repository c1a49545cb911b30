"""Tensors joined, and cut, along an axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.constants import constant, dtype_of, is_tensor, opset
from keras_openvino_ops.lowering.shapes import (
    broadcast_to,
    dimension,
    normalize_axis,
    rank_of,
    reshape,
    scalar,
    static_shape,
)
from keras_openvino_ops.lowering.slices import flatten, slice_between

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.shapes import Dimension


def join(parts: Sequence[Output], axis: int | None) -> Output:
    """Tensors joined along an axis, or flattened and joined for None.

    Raises
    ------
    ValueError
        If there is none, or their shapes differ beside the axis; also what `normalize_axis` raises.
    """
    if not parts:
        raise ValueError("at least one array is needed. Received: none")
    if axis is None:
        return concatenate([flatten(part) for part in parts], 0)
    shapes = [static_shape(part) for part in parts]
    if len({len(shape) for shape in shapes}) > 1:
        raise ValueError(f"the arrays must have as many dimensions. Received: shapes {shapes}")
    axis = normalize_axis(axis, len(shapes[0]))
    for lengths in [*zip(*shapes)][:axis] + [*zip(*shapes)][axis + 1 :]:
        if len(set(lengths) - {None}) > 1:
            raise ValueError(f"the shapes must be equal but for axis {axis}. Received: shapes {shapes}")
    return concatenate(parts, axis)


def concatenate(parts: Sequence[Output], axis: int) -> Output:
    """Tensors joined along an axis, which is counted from the front."""
    held = [part for part in parts if static_shape(part)[axis] != 0] or list(parts[:1])
    return opset.concat(held, axis).output(0) if len(held) > 1 else held[0]


def slice_along(x: Output, axis: int, start: Dimension, stop: Dimension) -> Output:
    """The elements along an axis from start up to stop, by Python's rule for slices."""
    length = dimension(x, axis)
    if not (is_tensor(length) or is_tensor(start) or is_tensor(stop)):
        taken = range(*slice(start, stop).indices(length))
        if not taken:
            return empty_along(x, axis)
        if len(taken) == length:
            return x
        start, stop = taken.start, taken.stop
    return slice_between(x, axis, *(reshape(scalar(one), (1,)) for one in (start, stop)))


def empty_along(x: Output, axis: int) -> Output:
    """No elements along an axis, in x's shape beside it."""
    lengths = [0 if one == axis else dimension(x, one) for one in range(rank_of(x))]
    return broadcast_to(constant(0, dtype_of(x)), lengths)
