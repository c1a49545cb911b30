"""Sums of products: what dot, matmul, tensordot and einsum are made of.

Integers are summed exactly, modulo 2**32, and come out as int32. OpenVINO's own sums and matrix
products take them through float32, which holds them up to 2**24.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.constants import (
    Number,
    constant,
    constant_like,
    dtype_of,
    is_float,
    is_tensor,
    opset,
)
from keras_openvino_ops.lowering.elementwise import (
    add,
    convert,
    divide,
    maximum,
    minimum,
    multiply,
    subtract,
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
    vector,
)

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.shapes import Dimension

    Labels = Sequence[Hashable]

BYTES = {"int8": 1, "uint8": 1, "int16": 2, "uint16": 2}
"""The bytes of the integers that take fewer than four."""

EXACT_TERMS = 1024
"""How many products of two signed bytes float32 adds up without rounding: 2**24 / 2**7 / 2**7."""


def sum_of(x: Output, axes: Sequence[int]) -> Output:
    """The sum along some axes; of integers, in int32."""
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
    # Integers make products and a sum of them where that takes no more memory than the operands.
    matrices = (rows or columns) if floats else (rows and columns)
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
    """The products of two batches of matrices; the axes before the last two broadcast.

    Integers are split into bytes, whose products float32 adds up exactly, 1024 at a time: beside the
    bytes, that takes the memory of the result once for each 1024 terms of its sums.
    """
    if 0 in static_shape(x) or 0 in static_shape(y):
        dtype = dtype_of(x) if is_float(dtype_of(x)) else "int32"
        *outside, rows, _ = (dimension(x, axis) for axis in range(rank_of(x)))
        *beside, _, columns = (dimension(y, axis) for axis in range(rank_of(y)))
        ranks = len(outside), len(beside)
        outside = [1] * (max(ranks) - ranks[0]) + outside
        beside = [1] * (max(ranks) - ranks[1]) + beside
        batch = [_broadcast(one, other) for one, other in zip(outside, beside)]
        return broadcast_to(constant(0, dtype), [*batch, rows, columns])
    if is_float(dtype_of(x)):
        return _matmul(x, y)
    terms = dimension(x, rank_of(x) - 1)
    if not is_tensor(terms) and terms <= EXACT_TERMS:
        return _integer_product(x, y)
    products = _integer_product(*_in_chunks(x, y, terms))
    return sum_of(products, [rank_of(products) - 3])


def _integer_product(x: Output, y: Output) -> Output:
    """The products of matrices of integers whose sums have at most EXACT_TERMS terms."""
    x_bytes, y_bytes = _bytes(x), _bytes(y)
    result = None
    # By Horner's rule: the products of bytes that weigh 2**24, 2**16, 2**8 and 1.
    for weight in reversed(range(min(len(x_bytes) + len(y_bytes) - 1, 4))):
        if result is not None:
            result = multiply(result, 2**8)
        for index, part in enumerate(x_bytes):
            if 0 <= weight - index < len(y_bytes):
                term = convert(_matmul(part, y_bytes[weight - index]), "int32")
                result = term if result is None else add(result, term)
    return result


def _matmul(x: Output, y: Output) -> Output:
    return opset.matmul(x, y, False, False).output(0)


def _bytes(x: Output) -> list[Output]:
    """Integers as floats of -128 to 127 that weigh 1, 2**8, ...; equal modulo their range."""
    dtype = dtype_of(x)
    if dtype == "int8":
        return [convert(x, "float32")]
    count = BYTES.get(dtype, 4)
    # Each byte but the highest of four is made one of 0 to 255 first.
    raised = add(convert(x, "int32"), sum(2 ** (8 * index + 7) for index in range(min(count, 3))))
    parts = []
    for index in range(count):
        mask = -(2**24) if index == 3 else (2**8 - 1) << 8 * index
        masked = opset.bitwise_and(raised, constant(mask, "int32")).output(0)
        part = multiply(convert(masked, "float32"), 2.0 ** (-8 * index))
        parts.append(part if index == 3 else subtract(part, 128))
    return parts


def _in_chunks(x: Output, y: Output, terms: Dimension) -> tuple[Output, Output]:
    """Batches of matrices, each cut into several to be multiplied and added up."""
    if is_tensor(terms):
        length: Dimension = minimum(terms, EXACT_TERMS)
        count: Dimension = maximum(divide(add(terms, EXACT_TERMS - 1), EXACT_TERMS), 1)
        missing: Dimension = subtract(multiply(count, length), terms)
    else:
        length, count = EXACT_TERMS, -(-terms // EXACT_TERMS)
        missing = count * length - terms
    columns, rows = rank_of(x) - 1, rank_of(y) - 2
    x = _split_axis(padded(x, columns, missing), columns, count, length)
    y = _split_axis(padded(y, rows, missing), rows, count, length)
    return transpose(x, [*range(columns - 1), columns, columns - 1, columns + 1]), y


def padded(x: Output, axis: int, count: Dimension, value: Number = 0) -> Output:
    """A tensor with a number appended to an axis some times."""
    beside = [0] * rank_of(x)
    more = vector([*beside[:axis], count, *beside[axis + 1 :]])
    none, fill = constant(beside, "int64"), constant_like(value, x)
    return opset.pad(x, none, more, "constant", fill).output(0)


def _split_axis(x: Output, axis: int, count: Dimension, length: Dimension) -> Output:
    """A tensor with two axes in the place of one."""
    lengths = [dimension(x, one) for one in range(rank_of(x))]
    return reshape(x, [*lengths[:axis], count, length, *lengths[axis + 1 :]])
