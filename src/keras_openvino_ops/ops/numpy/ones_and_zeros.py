"""Array creation from a shape or a value."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Union

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.constants import constant, dtype_of, is_integer, is_tensor, opset
from keras_openvino_ops.lowering.diagonals import on_diagonal
from keras_openvino_ops.lowering.elementwise import convert
from keras_openvino_ops.lowering.shapes import (
    rank_of,
    reshape,
    shape_of,
    static_shape,
    vector,
)
from keras_openvino_ops.ops.numpy.changing_dimensions import broadcast_to
from keras_openvino_ops.ops.numpy.native_lists import refuses_lists
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.shapes import Dimension

    Shape = Union[Dimension, Sequence[Dimension]]


@op(
    "numpy.empty",
    promote=Promote.CREATION,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.10,<=3.14.1",
            "raises for a shape that holds a tensor",
            Probe(((tensor(2, "int32"),),), tensor([0, 0]), mode=Mode.STATIC),
        ),
    ],
)
def empty(shape: Shape, dtype: str = "float32") -> Output:
    """Return a tensor of a shape, filled with zeros."""
    return _filled(shape, 0, dtype)


@op("numpy.empty_like", promote=Promote.NO_OPMATH)
def empty_like(x: Output, dtype: str | None = None) -> Output:
    """Return a tensor of the shape and, if none is given, the dtype of x, filled with zeros."""
    return _filled(_shape(x), 0, dtype_of(x))


@op(
    "numpy.eye",
    promote=Promote.CREATION,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.12,<=3.14.1",
            "raises for a size that is a tensor",
            Probe((tensor(1, "int32"), tensor(2, "int64")), tensor([[1, 0]])),
        ),
    ],
)
def eye(N: Dimension, M: Dimension | None = None, k: Dimension = 0, dtype: str = "float32") -> Output:
    """Return a matrix of N rows and M columns with ones on the k-th diagonal, else zeros."""
    return convert(on_diagonal(_length(N), _length(N if M is None else M), k), dtype)


@op("numpy.identity", promote=Promote.CREATION)
def identity(n: Dimension, dtype: str = "float32") -> Output:
    """Return a square matrix of n rows with ones on its main diagonal, else zeros."""
    return eye(n, dtype=dtype)


@op(
    "numpy.ones",
    promote=Promote.CREATION,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.14.1",
            "raises for a shape that holds a tensor",
            Probe(((tensor(2, "int32"),),), tensor([1, 1]), mode=Mode.STATIC),
        ),
    ],
)
def ones(shape: Shape, dtype: str = "float32") -> Output:
    """Return a tensor of a shape, filled with ones."""
    return _filled(shape, 1, dtype)


@op("numpy.ones_like", promote=Promote.NO_OPMATH, defects=[refuses_lists(np.ones_like)])
def ones_like(x: Output, dtype: str | None = None) -> Output:
    """Return a tensor of the shape and, if none is given, the dtype of x, filled with ones."""
    return _filled(_shape(x), 1, dtype_of(x))


@op(
    "numpy.zeros",
    promote=Promote.CREATION,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.14.1",
            "raises for a shape that holds a tensor",
            Probe(((tensor(2, "int32"),),), tensor([0, 0]), mode=Mode.STATIC),
        ),
    ],
)
def zeros(shape: Shape, dtype: str = "float32") -> Output:
    """Return a tensor of a shape, filled with zeros."""
    return _filled(shape, 0, dtype)


@op("numpy.zeros_like", promote=Promote.NO_OPMATH, defects=[refuses_lists(np.zeros_like)])
def zeros_like(x: Output, dtype: str | None = None) -> Output:
    """Return a tensor of the shape and, if none is given, the dtype of x, filled with zeros."""
    return _filled(_shape(x), 0, dtype_of(x))


@op(
    "numpy.full",
    promote=Promote.CREATION,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "a fill value that is a tensor keeps its dtype",
            Probe(((2,), tensor(3, "int32")), tensor([3, 3])),
        ),
    ],
)
def full(shape: Shape, fill_value: Any, dtype: str = "float32") -> Output:
    """Return a tensor of a shape, filled with a value that broadcasts to it."""
    return _filled(shape, fill_value, dtype)


@op(
    "numpy.full_like",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.10,<=3.15.1",
            "raises for a fill value that is not a scalar",
            Probe((tensor([1, 2]), tensor([3, 4])), tensor([3, 4])),
        ),
    ],
)
def full_like(x: Output, fill_value: Any, dtype: str | None = None) -> Output:
    """Return a tensor of the shape and, if none is given, the dtype of x, filled with a value.

    The value broadcasts to the shape.
    """
    return _filled(_shape(x), fill_value, dtype_of(x))


def _filled(shape: Shape, value: Any, dtype: str) -> Output:
    value = convert(value, dtype) if is_tensor(value) else constant(value, dtype)
    if 0 in static_shape(value):
        # OpenVINO ends the process.
        return broadcast_to(value, shape)
    return opset.broadcast(value, _dimensions(shape)).output(0)


def _shape(x: Output) -> Shape:
    lengths = static_shape(x)
    return shape_of(x) if None in lengths else [one for one in lengths if one is not None]


def _dimensions(shape: Shape) -> Output:
    """A shape as an int64 tensor of rank 1."""
    if is_tensor(shape):
        return convert(shape if rank_of(shape) else reshape(shape, (1,)), "int64")
    lengths = shape if isinstance(shape, (list, tuple)) else np.ravel(shape).tolist()
    return vector([_length(one) for one in lengths])


def _length(length: Dimension) -> Dimension:
    """Return the length of an axis, as an int if it is not a tensor."""
    if is_tensor(length):
        if not is_integer(dtype_of(length)):
            raise TypeError(f"a dimension must be an integer. Received: a tensor of {dtype_of(length)}")
        return length
    if operator.index(length) < 0:
        raise ValueError(f"a dimension must not be negative. Received: {length}")
    return operator.index(length)
