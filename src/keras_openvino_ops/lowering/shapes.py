"""Shapes, axes and the moves of data that many ops share.

Shapes and dimensions are Python integers where they are known, and scalar or rank-1 int64 tensors
where they are dynamic. The rank is always known.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Union

import numpy as np
from numpy.exceptions import AxisError

from keras_openvino_ops.lowering.constants import Number, constant, constant_like, is_tensor, opset
from keras_openvino_ops.lowering.elementwise import convert

if TYPE_CHECKING:
    from openvino import Output

    Dimension = Union[int, Output]

Axis = Union[None, int, Sequence[int]]


def rank_of(x: Output) -> int:
    """Return the number of dimensions.

    Raises
    ------
    ValueError
        If it is not known when the graph is built.
    """
    rank = x.get_partial_shape().rank
    if rank.is_dynamic:
        raise ValueError("the number of dimensions must be known, but it is dynamic.")
    return int(rank.get_length())


def static_shape(x: Output) -> tuple[int | None, ...]:
    """Return the dimensions, None for those that are dynamic."""
    rank_of(x)
    return tuple(
        None if dimension.is_dynamic else int(dimension.get_length())
        for dimension in x.get_partial_shape()
    )


def normalize_axis(axis: Any, rank: int) -> int:
    """Return an axis counted from the front.

    Raises
    ------
    TypeError
        If the axis is not an integer.
    numpy.exceptions.AxisError
        If the tensor has no such axis (a ValueError and an IndexError).
    """
    try:
        index = operator.index(axis)
    except TypeError:
        raise TypeError(f"an axis must be an integer. Received: axis={axis!r}") from None
    if not -rank <= index < rank:
        raise AxisError(f"axis {index} is out of bounds for a tensor of {rank} dimensions.")
    return index % rank


def normalize_axes(axis: Axis, rank: int) -> tuple[int, ...]:
    """Return the axes that an ``axis`` argument names: all for None, none twice.

    Raises
    ------
    ValueError
        If an axis is named twice; also what `normalize_axis` raises.
    """
    if axis is None:
        return tuple(range(rank))
    named = axis if isinstance(axis, (list, tuple)) else (axis,)
    axes = tuple(normalize_axis(one, rank) for one in named)
    if len(set(axes)) != len(axes):
        raise ValueError(f"an axis is named twice. Received: axis={axis!r}")
    return axes


def shape_of(x: Output) -> Output:
    """The shape as an int64 tensor."""
    return opset.shape_of(x, output_type="i64").output(0)


def dimension(x: Output, axis: int) -> Dimension:
    """The length of an axis."""
    static = static_shape(x)[axis]
    if static is not None:
        return static
    return opset.gather(shape_of(x), constant(axis, "int64"), constant(0, "int64")).output(0)


def scalar(value: Dimension) -> Output:
    """A dimension as a scalar int64 tensor."""
    if not is_tensor(value):
        return constant(operator.index(value), "int64")
    whole = convert(value, "int64")
    return whole if static_shape(whole) == () else reshape(whole, ())


def vector(dimensions: Sequence[Dimension]) -> Output:
    """Dimensions as an int64 tensor of rank 1."""
    if not any(is_tensor(one) for one in dimensions):
        return constant([operator.index(one) for one in dimensions], "int64")
    parts = [reshape(scalar(one), (1,)) for one in dimensions]
    return opset.concat(parts, 0).output(0) if len(parts) > 1 else parts[0]


def product(dimensions: Sequence[Dimension]) -> Dimension:
    """The product of dimensions: the number of elements that they hold."""
    static, dynamic = 1, []
    for one in dimensions:
        if is_tensor(one):
            dynamic.append(one)
        else:
            static *= operator.index(one)
    if not dynamic:
        return static
    if static == 1 and len(dynamic) == 1:
        return scalar(dynamic[0])
    return opset.reduce_prod(vector([static, *dynamic]), constant([0], "int64")).output(0)


def reshape(x: Output, dimensions: Sequence[Dimension]) -> Output:
    """A tensor with other dimensions and the same elements."""
    return opset.reshape(x, vector(dimensions), False).output(0)


def transpose(x: Output, axes: Sequence[int]) -> Output:
    """A tensor whose axis i is axis axes[i] of x."""
    if tuple(axes) == tuple(range(len(axes))):
        return x
    return opset.transpose(x, constant(list(axes), "int64")).output(0)


def expand_dims(x: Output, axes: Sequence[int]) -> Output:
    """A tensor with axes of length 1 inserted, counted in the result."""
    return opset.unsqueeze(x, constant(list(axes), "int64")).output(0) if axes else x


def squeeze(x: Output, axes: Sequence[int]) -> Output:
    """A tensor without some axes of length 1."""
    return opset.squeeze(x, constant(list(axes), "int64")).output(0) if axes else x


def padded(x: Output, axis: int, count: Dimension, value: Number = 0) -> Output:
    """A tensor with a number appended to an axis some times."""
    beside = [0] * rank_of(x)
    more = vector([*beside[:axis], count, *beside[axis + 1 :]])
    none, fill = constant(beside, "int64"), constant_like(value, x)
    return opset.pad(x, none, more, "constant", fill).output(0)


def merge_axes_last(x: Output, axes: Sequence[int]) -> Output:
    """A tensor whose last axis holds, in order, what some axes of x held."""
    rank = rank_of(x)
    kept = [axis for axis in range(rank) if axis not in axes]
    moved = transpose(x, [*kept, *sorted(axes)])
    if len(axes) == 1:
        return moved
    lengths = [dimension(x, axis) for axis in range(rank)]
    return reshape(
        moved,
        [*(lengths[axis] for axis in kept), product([lengths[axis] for axis in axes])],
    )


def arange(stop: Dimension, dtype: str = "int64") -> Output:
    """The integers 0, 1, ..., stop - 1."""
    integers = opset.range(constant(0, "int64"), scalar(stop), constant(1, "int64"), "i64").output(0)
    return convert(integers, dtype)


def indices_along(x: Output, axis: int) -> Output:
    """The int32 indices along an axis of x, in the shape that broadcasts against it."""
    beside = [one for one in range(rank_of(x)) if one != axis]
    return expand_dims(arange(dimension(x, axis), "int32"), beside)


def take(x: Output, indices: Output, axis: int) -> Output:
    """The slices of x at some indices along an axis."""
    return opset.gather(x, indices, constant(axis, "int64")).output(0)


def broadcast_to(x: Output, dimensions: Sequence[Dimension]) -> Output:
    """A tensor whose elements are repeated to fill other dimensions, by NumPy's rule."""
    return opset.broadcast(x, vector(dimensions)).output(0)


def reduced_shape(x: Output, axes: Sequence[int], keepdims: bool) -> list[Dimension]:
    """The dimensions that remain of x when some axes are reduced."""
    return [
        1 if axis in axes else dimension(x, axis)
        for axis in range(rank_of(x))
        if keepdims or axis not in axes
    ]


def broadcast_static(x: Output, y: Output) -> tuple[Output, Output]:
    """Two tensors broadcast to their common shape, if it is known and not theirs already.

    For long formulas of several operands: OpenVINO runs out of registers where it broadcasts inside a
    fused kernel, 2024.6 first, and without AVX-512 all.
    """
    shapes = static_shape(x), static_shape(y)
    lengths = (*shapes[0], *shapes[1])
    # It cannot broadcast empty tensors on its own.
    if shapes[0] == shapes[1] or () in shapes or None in lengths or 0 in lengths:
        return x, y
    common = np.broadcast_shapes(*shapes)  # type: ignore[arg-type]
    return broadcast_to(x, common), broadcast_to(y, common)
