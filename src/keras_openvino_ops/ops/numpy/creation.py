"""Array creation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.lowering.constants import is_tensor
from keras_openvino_ops.lowering.elementwise import add, convert, less_equal, select
from keras_openvino_ops.lowering.shapes import arange, dimension, expand_dims, rank_of, scalar
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Defect, DefectKind, Probe, op, tensor

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.shapes import Dimension


def lower_triangle(rows: Dimension, columns: Dimension, k: Dimension) -> Output:
    """Return a boolean matrix that holds at and below the k-th diagonal."""
    row = expand_dims(arange(rows), [1])
    column = expand_dims(arange(columns), [0])
    return less_equal(column, add(row, scalar(k) if is_tensor(k) else k))


@op("numpy.tri", promote=Promote.CREATION)
def tri(N: Dimension, M: Dimension | None = None, k: Dimension = 0, dtype: str = "float32") -> Output:
    """Return a matrix of N rows and M columns with ones at and below the k-th diagonal, else zeros."""
    return convert(lower_triangle(N, N if M is None else M, k), dtype)


@op(
    "numpy.tril",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.11,<=3.15.1",
            "multiplies by zeros: nan and infinities stay, as nan, above the diagonal",
            Probe((tensor([[1, np.inf], [2, 3]]),), tensor([[1, 0], [2, 3]])),
        )
    ],
)
def tril(x: Output, k: Dimension = 0) -> Output:
    """Return the matrices in the last two axes with zeros above the k-th diagonal.

    A vector is taken as every row of a square matrix, as NumPy does.
    """
    rank = rank_of(x)
    if rank == 0:
        raise ValueError("x must have at least one dimension. Received: a scalar.")
    rows, columns = dimension(x, max(rank - 2, 0)), dimension(x, rank - 1)
    return select(lower_triangle(rows, columns, k), x, 0)
