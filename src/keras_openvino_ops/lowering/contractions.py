"""Sums of products: what dot, matmul, tensordot and einsum are made of.

Integers are summed exactly, modulo 2**32, and come out as int32 (of 8 and 16 bits, from matrix products
at least modulo their own range). OpenVINO's own sums and matrix products take them through float32,
which holds them up to 2**24.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.constants import constant, dtype_of, is_float, is_tensor, opset
from keras_openvino_ops.lowering.elementwise import convert, maximum, multiply
from keras_openvino_ops.lowering.integer_products import (
    exact_in_float32,
    integer_matrix_product,
)
from keras_openvino_ops.lowering.reductions import total
from keras_openvino_ops.lowering.shapes import (
    broadcast_to,
    dimension,
    expand_dims,
    product,
    rank_of,
    reshape,
    squeeze,
    static_shape,
    transpose,
)

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.shapes import Dimension

    Labels = Sequence[Hashable]


def sum_of(x: Output, axes: Sequence[int]) -> Output:
    """The sum along some axes; of integers, in int32 if there are axes."""
    if not axes:
        return x
    return total(x if is_float(dtype_of(x)) else convert(x, "int32"), axes)


def contract(x: Output, x_labels: Labels, y: Output, y_labels: Labels, result_labels: Labels) -> Output:
    """The product of two tensors whose axes are labelled, summed over the labels not in the result.

    Every label of the result is one of x's or y's. Axes with the same label have the same length, or
    broadcast if the label is in the result.
    """
    lengths: dict[Hashable, Dimension] = dict.fromkeys([*x_labels, *y_labels], 1)
    for tensor, labels in ((x, x_labels), (y, y_labels)):
        for axis, label in enumerate(labels):
            lengths[label] = _broadcast(lengths[label], dimension(tensor, axis))
    if 0 in static_shape(x) or 0 in static_shape(y):
        zero = constant(0, dtype_of(x) if is_float(dtype_of(x)) else "int32")
        return broadcast_to(zero, [lengths[label] for label in result_labels])
    x, x_labels = _sum_out(x, x_labels, {*y_labels, *result_labels})
    y, y_labels = _sum_out(y, y_labels, {*x_labels, *result_labels})
    over = [label for label in x_labels if label not in result_labels]
    batch = [label for label in result_labels if label in x_labels and label in y_labels]
    rows = [label for label in result_labels if label not in y_labels]
    columns = [label for label in result_labels if label not in x_labels]
    floats = is_float(dtype_of(x))
    if dtype_of(x) != dtype_of(y):
        x, y = convert(x, "int32"), convert(y, "int32")
    # Integers that float32 is too short for make products and a sum of them where that takes no more
    # memory than the operands.
    exact = floats or exact_in_float32(dtype_of(x), product([lengths[label] for label in over]))
    matrices = (rows or columns) if exact else (rows and columns)
    if floats and len(over) == rank_of(x) == rank_of(y) == 1:
        # Not by Reshape: around a product of vectors, OpenVINO removes it, and ends the process.
        return squeeze(_matmul(expand_dims(x, [0]), expand_dims(y, [1])), [0, 1])
    if not over or not matrices:
        if not floats:
            x, y = convert(x, "int32"), convert(y, "int32")
        order = [*result_labels, *over]
        terms = multiply(_aligned(x, x_labels, order), _aligned(y, y_labels, order))
        return sum_of(terms, range(len(result_labels), len(order)))

    # The batch keeps its axes, and without one, so do the rows. All others are merged into the two axes
    # of a matrix.
    outer = [*batch, *rows]
    apart = len(batch) or max(len(rows) - 1, 0)
    left = _merged(transpose_to(x, x_labels, [*outer, *over]), apart, len(outer) - apart)
    right = _merged(transpose_to(y, y_labels, [*batch, *over, *columns]), len(batch), len(over))
    result = matrix_product(left, right)
    if (len(outer) - apart, len(columns)) != (1, 1):
        kept = [dimension(result, axis) for axis in range(apart)]
        result = reshape(result, [*kept, *(lengths[label] for label in [*outer[apart:], *columns])])
    return transpose_to(result, [*batch, *rows, *columns], result_labels)


def _broadcast(one: Dimension, other: Dimension) -> Dimension:
    """The length of an axis that broadcasts."""
    if not is_tensor(one):
        return other if one == 1 else one
    if not is_tensor(other):
        return one if other == 1 else other
    return maximum(one, other)


def _sum_out(x: Output, labels: Labels, kept: set[Hashable]) -> tuple[Output, Labels]:
    """Sum over the axes whose labels are nowhere else."""
    axes = [axis for axis, label in enumerate(labels) if label not in kept]
    return sum_of(x, axes), [label for label in labels if label in kept]


def transpose_to(x: Output, labels: Labels, order: Labels) -> Output:
    """A tensor with its axes in another order of their labels."""
    places = list(labels)
    return transpose(x, [places.index(label) for label in order])


def _aligned(x: Output, labels: Labels, order: Labels) -> Output:
    """A tensor with an axis for each label of an order, of length 1 where it had none."""
    moved = transpose_to(x, labels, [label for label in order if label in labels])
    return expand_dims(moved, [axis for axis, label in enumerate(order) if label not in labels])


def _merged(x: Output, batch: int, rows: int) -> Output:
    """A batch of matrices: the axes behind those of the batch as two, the first of several rows."""
    lengths = [dimension(x, axis) for axis in range(rank_of(x))]
    split = batch + rows
    if len(lengths) == batch + 2 and rows == 1:
        return x
    return reshape(x, [*lengths[:batch], product(lengths[batch:split]), product(lengths[split:])])


def matrix_product(x: Output, y: Output) -> Output:
    """The products of two batches of matrices; the axes before the last two broadcast."""
    if 0 in static_shape(x) or 0 in static_shape(y):
        dtype = dtype_of(x) if is_float(dtype_of(x)) else "int32"
        *outside, rows, _ = (dimension(x, axis) for axis in range(rank_of(x)))
        *beside, _, columns = (dimension(y, axis) for axis in range(rank_of(y)))
        ranks = len(outside), len(beside)
        outside = [1] * (max(ranks) - ranks[0]) + outside
        beside = [1] * (max(ranks) - ranks[1]) + beside
        batch = [_broadcast(one, other) for one, other in zip(outside, beside)]
        return broadcast_to(constant(0, dtype), [*batch, rows, columns])
    return _matmul(x, y) if is_float(dtype_of(x)) else integer_matrix_product(x, y)


def _matmul(x: Output, y: Output) -> Output:
    return opset.matmul(x, y, False, False).output(0)
