"""Norms and other numbers of matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.contractions import diagonal, sum_of
from keras_openvino_ops.lowering.shapes import normalize_axis, rank_of
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output


@op("numpy.trace", promote=Promote.REDUCE_ACCUMULATE)
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
    return sum_of(diagonal(x, offset, axis1, axis2), [rank - 2])
