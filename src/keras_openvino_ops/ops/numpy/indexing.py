"""Indexing routines."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.constants import constant, constant_like, dtype_of, is_tensor, opset
from keras_openvino_ops.lowering.diagonals import diagonal_of
from keras_openvino_ops.lowering.elementwise import (
    add,
    convert,
    less,
    maximum,
    minimum,
    multiply,
    negative,
    select,
    subtract,
)
from keras_openvino_ops.lowering.shapes import (
    broadcast_to,
    dimension,
    normalize_axes,
    normalize_axis,
    rank_of,
    reshape,
    scalar,
    static_shape,
    take,
    vector,
)
from keras_openvino_ops.lowering.slices import flatten
from keras_openvino_ops.ops.numpy.division import floor_divide
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output


@op(
    "numpy.take",
    promote=Promote.NO_OPMATH,
    convert={"indices": "integer"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "ends the process for an empty array in a graph",
            Probe(
                (tensor(np.zeros((0, 3))), tensor([0, 1], "int32")),
                tensor(np.zeros((0, 2))),
                {"axis": 1},
                mode=Mode.STATIC,
                fatal=True,
            ),
        )
    ],
    limits=["an index out of range takes the nearest element: a graph cannot raise"],
)
def take_(x: Output, indices: Output, axis: int | None = None) -> Output:
    """Return the slices of x at some indices along an axis, or the elements of x flattened for None.

    Negative indices count from the end; an index out of range takes the slice nearest to it. The
    axes of ``indices`` take the place of the axis.
    """
    x, axis = (flatten(x), 0) if axis is None else (x, normalize_axis(axis, rank_of(x)))
    if dtype_of(indices) != "int32":
        indices = convert(indices, "int64")
    lengths, beside = ([dimension(one, place) for place in range(rank_of(one))] for one in (x, indices))
    if lengths[axis] == 0 and 0 not in static_shape(indices):
        raise IndexError(f"x must have elements to take. Received: x.shape={static_shape(x)}")
    if 0 in static_shape(x) or 0 in static_shape(indices):
        return broadcast_to(constant(0, dtype_of(x)), [*lengths[:axis], *beside, *lengths[axis + 1 :]])
    length = convert(scalar(lengths[axis]), dtype_of(indices))
    in_range = minimum(maximum(indices, negative(length)), subtract(length, 1))
    return take(x, in_range, axis)


@op(
    "numpy.take_along_axis",
    promote=Promote.NO_OPMATH,
    convert={"indices": "integer"},
    limits=["an index out of range takes the nearest element: a graph cannot raise"],
)
def take_along_axis(x: Output, indices: Output, axis: int | None = None) -> Output:
    """Return the elements of x at some indices along an axis, or of x flattened for None.

    Negative indices count from the end; an index out of range takes the element nearest to it. The
    other axes of ``x`` and ``indices`` broadcast.
    """
    if axis is None:
        x, axis = reshape(x, (-1,)), 0
    rank = rank_of(x)
    if rank_of(indices) != rank:
        raise ValueError(
            "x and indices must have the same number of dimensions. Received: "
            f"x.shape={static_shape(x)}, indices.shape={static_shape(indices)}"
        )
    axis = normalize_axis(axis, rank)
    if dtype_of(indices) != "int32":
        indices = convert(indices, "int64")
    length = convert(scalar(dimension(x, axis)), dtype_of(indices))
    from_front = select(less(indices, 0), add(indices, length), indices)
    # Out of range, OpenVINO 2024.6 reads memory that is not the tensor's.
    in_range = minimum(maximum(from_front, 0), subtract(length, 1))
    x, in_range = _broadcast_beside(x, in_range, axis)
    return opset.gather_elements(x, in_range, axis).output(0)


def _broadcast_beside(x: Output, y: Output, axis: int) -> tuple[Output, Output]:
    """Broadcast two tensors of one rank against each other, but for one axis."""
    beside = [one for one in range(rank_of(x)) if one != axis]
    shapes = static_shape(x), static_shape(y)
    if all(shapes[0][one] == shapes[1][one] is not None for one in beside):
        return x, y

    def like(a: Output, b: Output) -> Output:
        lengths = [dimension(b, one) if one != axis else 1 for one in range(rank_of(b))]
        return opset.broadcast(a, vector(lengths), broadcast_spec="BIDIRECTIONAL").output(0)

    return like(x, y), like(y, x)


@op(
    "numpy.where",
    promote=Promote.NO_OPMATH,
    convert={"condition": "any"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.11,<=3.14.1",
            "raises unless the condition is boolean",
            Probe((tensor([2, 0], "int32"), tensor([1, 2]), tensor([3, 4])), tensor([1, 4])),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.11,<=3.15.1",
            "without x1 and x2, one tensor instead of one for each axis",
            Probe((tensor([[True, False]], "bool"),), (tensor([0], "int32"), tensor([0], "int32"))),
        ),
    ],
)
def where(
    condition: Output, x1: Output | None = None, x2: Output | None = None
) -> Output | tuple[Output, ...]:
    """Return x1 where the condition holds, else x2.

    Without x1 and x2, return the int32 indices at which the condition holds, one tensor an axis.
    """
    if x1 is None and x2 is None:
        return nonzero(condition)
    if x1 is None or x2 is None:
        raise ValueError("x1 and x2 must both be given, or neither.")
    return select(_truth(condition), x1, x2)


@op(
    "numpy.nonzero",
    promote=Promote.NO_OPMATH,
    convert={"x": "any"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.10,<=3.15.1",
            "one tensor instead of one for each axis",
            Probe((tensor([[0, 1]], "int32"),), (tensor([0], "int32"), tensor([1], "int32"))),
        )
    ],
)
def nonzero(x: Output) -> tuple[Output, ...]:
    """Return the int32 indices of the elements that are not zero, one vector for each axis."""
    rank = rank_of(x)
    if rank == 0:
        raise ValueError("a scalar has no axis to index.")
    indices = opset.non_zero(_truth(x), "i32").output(0)
    return tuple(take(indices, constant(axis, "int64"), 0) for axis in range(rank))


def _truth(x: Output) -> Output:
    """Whether each element is not zero."""
    # OpenVINO 2026.4 fails on constants of 8 bits.
    return convert(convert(x, "int32") if dtype_of(x) in ("int8", "uint8") else x, "bool")


@op(
    "numpy.select",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "raises unless the conditions are boolean",
            Probe(([tensor([2, 0], "int32")], [tensor([1, 2])]), tensor([1, 0])),
        )
    ],
)
def select_(condlist: Sequence[Any], choicelist: Sequence[Output], default: Output = 0) -> Output:
    """Return for each element that of the first choice whose condition holds, else the default."""
    if len(condlist) != len(choicelist) or not condlist:
        raise ValueError(
            "condlist and choicelist must have the same length, at least 1. "
            f"Received: {len(condlist)} conditions and {len(choicelist)} choices"
        )
    result = default
    for condition, choice in reversed(list(zip(condlist, choicelist))):
        holds = convert(condition, "bool") if is_tensor(condition) else constant(condition, "bool")
        result = select(holds, choice, result)
    return result


@op(
    "numpy.unravel_index",
    promote=Promote.NO_OPMATH,
    convert={"indices": "integer"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "rounds indices beyond 2**24 to float32 in a graph",
            Probe(
                (tensor([2**31 - 1], "int32"), (7, 2**14 + 1, 2**16)),
                (tensor([1], "int32"), tensor([16382], "int32"), tensor([2**16 - 1], "int32")),
                mode=Mode.STATIC,
            ),
        ),
    ],
)
def unravel_index(indices: Output, shape: int | Sequence[int]) -> tuple[Output, ...]:
    """Return the indices into a tensor of a shape that indices into it flattened stand for.

    One tensor for each axis, in the dtype of the indices, which are not checked.
    """
    dtype = dtype_of(indices)
    lengths = [operator.index(one) for one in (shape if isinstance(shape, Sequence) else [shape])]
    rest = convert(indices, "int64" if dtype in ("int64", "uint32", "uint64") else "int32")
    coordinates = []
    for length in reversed(lengths[1:]):
        quotient = floor_divide(rest, constant_like(length, rest))
        coordinates.append(subtract(rest, multiply(quotient, length)))
        rest = quotient
    return tuple(convert(one, dtype) for one in (rest, *reversed(coordinates)))


@op(
    "numpy.diagonal",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.STATIC_ONLY,
            ">=3.14,<=3.15.1",
            "raises where a dimension is dynamic",
            Probe((tensor([[1, 2], [3, 4]]),), tensor([1, 4]), mode=Mode.DYNAMIC),
        ),
    ],
)
def diagonal(x: Output, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Output:
    """Return the diagonals of the matrices in two axes, in the last axis of the result.

    The offset is that of the columns, in axis2, from the rows, in axis1.
    """
    rank = rank_of(x)
    if rank < 2:
        raise ValueError(f"x must have at least two dimensions. Received: x.shape={static_shape(x)}")
    return diagonal_of(x, operator.index(offset), *normalize_axes([axis1, axis2], rank))
