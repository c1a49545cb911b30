"""Building matrices."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.constants import is_tensor, opset
from keras_openvino_ops.lowering.diagonals import diagonal_of, lower_triangle, matrix_with_diagonal
from keras_openvino_ops.lowering.elementwise import convert, select, subtract
from keras_openvino_ops.lowering.shapes import (
    arange,
    dimension,
    expand_dims,
    rank_of,
    scalar,
    static_shape,
)
from keras_openvino_ops.lowering.slices import flatten
from keras_openvino_ops.ops.numpy.complex_numbers import refuses_complex
from keras_openvino_ops.ops.numpy.trigonometric import IN_FLOATS
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.shapes import Dimension


@op(
    "numpy.diag",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.STATIC_ONLY,
            ">=3.13,<=3.15.1",
            "raises where a dimension is dynamic",
            Probe((tensor([1, 2]),), tensor([[1, 0], [0, 2]]), mode=Mode.DYNAMIC),
        ),
    ],
)
def diag(x: Output, k: int = 0) -> Output:
    """Return the k-th diagonal of a matrix, or the square matrix with a vector on that diagonal."""
    if rank_of(x) == 1:
        return matrix_with_diagonal(x, operator.index(k))
    if rank_of(x) == 2:
        return diagonal_of(x, operator.index(k))
    raise ValueError(f"x must have one or two dimensions. Received: x.shape={static_shape(x)}")


@op(
    "numpy.diagflat",
    promote=Promote.NO_OPMATH,
    complex_arrays=np.diagflat,
    defects=[refuses_complex(np.diagflat)],
)
def diagflat(x: Output, k: int = 0) -> Output:
    """Return the square matrix with the elements of x on its k-th diagonal, else zeros."""
    return matrix_with_diagonal(flatten(x), operator.index(k))


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
    return select(lower_triangle(*_last_two(x), k), x, 0)


@op(
    "numpy.triu",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.11,<=3.15.1",
            "multiplies by zeros: nan and infinities stay, as nan, below the diagonal",
            Probe((tensor([[1, 2], [np.inf, 3]]),), tensor([[1, 2], [0, 3]])),
        ),
    ],
)
def triu(x: Output, k: Dimension = 0) -> Output:
    """Return the matrices in the last two axes with zeros below the k-th diagonal.

    A vector is taken as every row of a square matrix, as NumPy does.
    """
    return select(lower_triangle(*_last_two(x), subtract(scalar(k), 1)), 0, x)


def _last_two(x: Output) -> tuple[Dimension, Dimension]:
    rank = rank_of(x)
    if rank == 0:
        raise ValueError("x must have at least one dimension. Received: a scalar.")
    return dimension(x, max(rank - 2, 0)), dimension(x, rank - 1)


@op(
    "numpy.vander",
    promote=Promote.DEFAULT,
    compute=IN_FLOATS,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "raises for booleans",
            Probe((tensor([True], "bool"), 2), tensor([[True, True]], "bool")),
        ),
    ],
)
def vander(x: Output, N: int | None = None, increasing: bool = False) -> Output:
    """Return the matrix whose columns are the powers of a vector, N - 1 to 0, or 0 up if increasing.

    N is the length of the vector by default. Integers are computed in float32, as in Keras.
    """
    if rank_of(x) != 1:
        raise ValueError(f"x must have one dimension. Received: x.shape={static_shape(x)}")
    columns = dimension(x, 0) if N is None else operator.index(N)
    if not is_tensor(columns) and columns < 0:
        raise ValueError(f"N must not be negative. Received: N={N}")
    exponents = arange(columns, "float32")
    if not increasing:
        last = subtract(convert(scalar(columns), "float32"), 1)
        exponents = subtract(last, exponents)
    return opset.power(expand_dims(x, [1]), expand_dims(exponents, [0])).output(0)
