"""Counting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.constants import constant, dtype_of, is_float, opset
from keras_openvino_ops.lowering.elementwise import WIDE_INTEGERS, add, convert
from keras_openvino_ops.lowering.reductions import largest, total
from keras_openvino_ops.lowering.shapes import (
    Axis,
    broadcast_to,
    dimension,
    normalize_axes,
    rank_of,
    reduced_shape,
    reshape,
    static_shape,
)
from keras_openvino_ops.ops.numpy.native_lists import refuses_lists
from keras_openvino_ops.promotion import UPCAST, Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output


@op(
    "numpy.count_nonzero",
    promote=Promote.NO_OPMATH,
    convert={"x": "bool"},
    defects=[refuses_lists(lambda x: np.array(np.count_nonzero(x), "int32"))],
    limits=["exact up to 2**24, since the CPU plugin sums in float32"],
)
def count_nonzero(x: Output, axis: Axis = None) -> Output:
    """Return how many elements along some axes are not zero, in int32: exact up to 2**24."""
    axes = normalize_axes(axis, rank_of(x))
    if 0 in static_shape(x):
        return broadcast_to(constant(0, "int32"), reduced_shape(x, axes, False))
    if not axes:
        return convert(x, "int32")
    return convert(total(convert(x, "float32"), axes), "int32")


@op(
    "numpy.bincount",
    promote=Promote.NO_OPMATH,
    convert={"x": "any", "weights": "any"},
    limits=["sparse=True raises: OpenVINO has no sparse tensors"],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.10,<=3.15.1",
            "raises for integers of 8 bits",
            Probe((tensor([1], "uint8"),), tensor([0, 1], "int32")),
        ),
        Defect(
            DefectKind.SLOW,
            ">=3.11,<=3.15.1",
            "compares each element with each integer: 100,000 of them take 180 times as long",
            Probe(
                (tensor([1, 3, 1], "int32"),),
                tensor([0, 2, 0, 1], "int32"),
                mode=Mode.STATIC,
                slow=("OneHot",),
            ),
        ),
    ],
)
def bincount(
    x: Output, weights: Output | None = None, minlength: int = 0, sparse: bool = False
) -> Output:
    """Return how often each integer from 0 on occurs in a vector, or in each row of a matrix.

    With weights, their sums instead, in the promoted dtype of both. The result has a place for each
    integer up to the largest, and at least ``minlength``. Integers must not be negative.
    """
    rank = rank_of(x)
    if is_float(dtype_of(x)):
        raise TypeError(f"x must have an integer dtype. Received: {dtype_of(x)}")
    if rank not in (1, 2):
        raise ValueError(f"x must have one or two dimensions. Received: x.shape={static_shape(x)}")
    if sparse:
        raise ValueError("sparse tensors are not supported. Received: sparse=True")
    integers = convert(x, "int32")
    minimum = constant([int(minlength) - 1], "int32")
    every = opset.concat([reshape(integers, (-1,)), minimum], 0).output(0)
    length = add(largest(every, [0]), 1)

    dtype = "int32"
    updates = broadcast_to(constant(1, "int32"), [dimension(x, axis) for axis in range(rank)])
    if weights is not None:
        if rank_of(weights) != rank:
            raise ValueError(
                "x and weights must have the same shape. "
                f"Received: x.shape={static_shape(x)}, weights.shape={static_shape(weights)}"
            )
        dtype = _promoted(dtype_of(x), dtype_of(weights))
        compute = dtype if dtype in WIDE_INTEGERS else "int32"
        updates = convert(weights, UPCAST.get(dtype, dtype) if is_float(dtype) else compute)
    zeros = broadcast_to(
        constant(0, dtype_of(updates)), [*(dimension(x, axis) for axis in range(rank - 1)), length]
    )
    axis = constant(rank - 1, "int64")
    sums = opset.scatter_elements_update(zeros, integers, updates, axis, reduction="sum")
    return convert(sums.output(0), dtype)


def _promoted(integer: str, dtype: str) -> str:
    return dtype if is_float(dtype) else str(np.promote_types(integer, dtype))
