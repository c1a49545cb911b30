"""Norms and other numbers of matrices."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.constants import constant, opset
from keras_openvino_ops.lowering.contractions import sum_of
from keras_openvino_ops.lowering.diagonals import diagonal_of
from keras_openvino_ops.lowering.elementwise import (
    add,
    convert,
    divide,
    equal,
    isnan,
    less,
    log,
    magnitude,
    multiply,
    negative,
    not_equal,
    select,
    subtract,
)
from keras_openvino_ops.lowering.loops import repeat
from keras_openvino_ops.lowering.reductions import total
from keras_openvino_ops.lowering.shapes import (
    arange,
    broadcast_to,
    dimension,
    expand_dims,
    normalize_axis,
    padded,
    product,
    rank_of,
    reshape,
    squeeze,
    static_shape,
)
from keras_openvino_ops.ops.numpy.trigonometric import IN_FLOATS, TO_FLOATX
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output


@op(
    "numpy.slogdet",
    promote=Promote.DEFAULT,
    compute=IN_FLOATS,
    result=TO_FLOATX,
    limits=["computes in float32, and each step of the elimination rounds"],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "takes a negative pivot of constants for 0: the logarithm of |-2| is -87.5",
            Probe((tensor([[-2]]),), (tensor(-1), tensor(math.log(2)))),
        ),
        Defect(
            DefectKind.SLOW,
            ">=3.15,<=3.15.1",
            "a graph that grows with the matrix: one of order 64 takes 22 seconds to compile",
            Probe(
                (tensor(np.eye(16)),),
                (tensor(1), tensor(0)),
                mode=Mode.STATIC,
                nodes=200,
            ),
        ),
    ],
)
def slogdet(x: Output) -> tuple[Output, Output]:
    """Return the sign of the determinants of matrices, and the logarithm of their absolute values.

    The matrices are the last two axes. A singular one gives 0 and -inf, one without elements 1 and 0.
    By Gaussian elimination with partial pivoting (Golub and Van Loan, Matrix Computations, 3.4), in
    float32 and in a loop with one step for each column.
    """
    rank, shape = rank_of(x), static_shape(x)
    if rank < 2 or len({shape[-2], shape[-1]} - {None}) > 1:
        raise ValueError(f"x must be a square matrix, or several. Received: x.shape={shape}")
    batch, order = [dimension(x, axis) for axis in range(rank - 2)], dimension(x, rank - 1)
    if 0 in shape:
        return broadcast_to(constant(1, "float32"), batch), broadcast_to(constant(0, "float32"), batch)
    matrices = reshape(x, [product(batch), order, order])
    # OpenVINO 2024.6 ends the process in a loop over empty tensors, and loses the state of one of no
    # steps: where there may be none, a matrix is added, and a row (0, ..., 0, 1) below a column of 1.
    if None in shape[:-2]:
        matrices = padded(matrices, 0, 1)
    if None in shape[-2:]:
        matrices = padded(padded(matrices, 1, 1), 2, 1, value=1)
    count, order = dimension(matrices, 0), dimension(matrices, 1)
    state = [broadcast_to(constant(value, "float32"), [count]) for value in (1, 0)]
    _, *results = repeat(order, _eliminate, [matrices, *state])
    if None in shape[:-2]:
        bounds = [constant([bound], "int64") for bound in (0, -1, 1, 0)]
        results = [opset.slice(one, *bounds).output(0) for one in results]
    sign, logarithm = (reshape(one, batch) for one in results)
    return sign, logarithm


def _eliminate(index: Output, x: Output, sign: Output, logarithm: Output) -> tuple[Output, ...]:
    """Clear a column below the diagonal of each matrix, and take its pivot into the determinant.

    Rows and columns are picked by comparing their numbers, as OpenVINO's gathers with an index for each
    matrix fail in places.
    """
    places, place = arange(dimension(x, 1), "float32"), convert(index, "float32")
    in_row, in_column = expand_dims(equal(places, place), [0, 2]), equal(places, place)
    column = total(select(in_column, x, 0), [2])
    size = select(isnan(column), float("inf"), magnitude(column))
    size = select(less(places, place), -1, size)
    largest = opset.reduce_max(size, constant([1], "int64"), True).output(0)
    candidates = select(equal(size, largest), places, 2.0**24)
    first = opset.reduce_min(candidates, constant([1], "int64"), True).output(0)

    in_pivot_row = expand_dims(equal(places, first), [2])
    pivot_row = total(select(in_pivot_row, x, 0), [1], keepdims=True)
    row = total(select(in_row, x, 0), [1], keepdims=True)
    x = select(in_row, pivot_row, select(in_pivot_row, row, x))
    pivot = total(select(in_column, pivot_row, 0), [2], keepdims=True)

    below = expand_dims(less(place, places), [0, 2])
    column = total(select(in_column, x, 0), [2], keepdims=True)
    factors = select(below, divide(column, select(equal(pivot, 0), 1, pivot)), 0)
    x = subtract(x, multiply(factors, pivot_row))

    pivot, first = squeeze(pivot, [1, 2]), squeeze(first, [1])
    for changes in (not_equal(first, place), less(pivot, 0)):
        sign = select(changes, negative(sign), sign)
    sign = select(equal(pivot, 0), 0, sign)
    return x, sign, add(logarithm, log(magnitude(pivot)))


@op(
    "numpy.trace",
    promote=Promote.REDUCE_ACCUMULATE,
    limits=["uint8 and uint16 give uint32 on every release"],
    defects=[
        Defect(
            DefectKind.STATIC_ONLY,
            ">=3.14,<=3.15.1",
            "raises for dynamic dimensions",
            Probe((tensor([[1, 2], [3, 4]]),), tensor(5), mode=Mode.DYNAMIC),
        )
    ],
)
def trace(x: Output, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Output:
    """Return the sum of the elements of a diagonal of each matrix along two axes.

    ``offset`` moves the diagonal right, or down if negative. Integers of 8 and 16 bits give 32 bits.
    The sum of no elements is 0.
    """
    rank = rank_of(x)
    if rank < 2:
        raise ValueError(f"x must have at least 2 dimensions. Received: {rank}")
    axis1, axis2 = normalize_axis(axis1, rank), normalize_axis(axis2, rank)
    if axis1 == axis2:
        raise ValueError(f"axis1 and axis2 must be different. Received: {axis1} and {axis2}")
    return sum_of(diagonal_of(x, offset, axis1, axis2), [rank - 2])
