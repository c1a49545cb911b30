"""Diagonals of matrices, which lie in the last two axes unless others are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.constants import constant_like, is_tensor, opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    equal,
    less_equal,
    maximum,
    minimum,
    multiply,
    select,
    subtract,
)
from keras_openvino_ops.lowering.shapes import (
    arange,
    broadcast_to,
    dimension,
    expand_dims,
    product,
    rank_of,
    reshape,
    scalar,
    static_shape,
    take,
    transpose,
)

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.shapes import Dimension


def lower_triangle(rows: Dimension, columns: Dimension, k: Dimension) -> Output:
    """A boolean matrix that holds at and below the k-th diagonal."""
    row, column = _indices(rows, columns)
    return less_equal(column, add(row, scalar(k)))


def on_diagonal(rows: Dimension, columns: Dimension, k: Dimension) -> Output:
    """A boolean matrix that holds on the k-th diagonal."""
    row, column = _indices(rows, columns)
    return equal(subtract(column, row), scalar(k))


def _indices(rows: Dimension, columns: Dimension) -> tuple[Output, Output]:
    return expand_dims(arange(rows), [1]), expand_dims(arange(columns), [0])


def diagonal_of(x: Output, k: int, axis1: int = -2, axis2: int = -1) -> Output:
    """The k-th diagonals of the matrices in two axes, in the last axis of the result."""
    rank = rank_of(x)
    matrix_axes = [axis1 % rank, axis2 % rank]
    x = transpose(x, [*(axis for axis in range(rank) if axis not in matrix_axes), *matrix_axes])
    batch = [dimension(x, axis) for axis in range(rank - 2)]
    rows, columns = dimension(x, rank - 2), dimension(x, rank - 1)
    length = _diagonal_length(rows, columns, k)
    if 0 in (*batch, length):
        return broadcast_to(constant_like(0, x), [*batch, length])
    flat = reshape(x, [*batch, product([rows, columns])])
    first = k if k >= 0 else multiply(scalar(columns), -k)
    return take(flat, add(multiply(arange(length), add(scalar(columns), 1)), first), rank - 2)


def _diagonal_length(rows: Dimension, columns: Dimension, k: int) -> Dimension:
    ends = ((rows, max(-k, 0)), (columns, max(k, 0)))
    known = [length - outside for length, outside in ends if not is_tensor(length)]
    if len(known) == 2 or min(known, default=1) <= 0:
        return max(min(known), 0)
    return maximum(minimum(*(subtract(scalar(length), outside) for length, outside in ends)), 0)


def matrix_with_diagonal(x: Output, k: int) -> Output:
    """The square matrix with a vector on its k-th diagonal, else zeros."""
    length = dimension(x, 0)
    size = add(length, abs(k)) if is_tensor(length) else length + abs(k)
    if static_shape(x) == (0,):
        return broadcast_to(constant_like(0, x), (size, size))
    zero = constant_like(0, x)
    parts = [broadcast_to(zero, [max(-k, 0)]), x, broadcast_to(zero, [max(k, 0)])]
    column = expand_dims(opset.concat(parts, 0).output(0), [1])
    return select(on_diagonal(size, size, k), column, 0)
