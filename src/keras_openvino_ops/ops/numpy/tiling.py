"""Tiling of arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Probe, tensor
from keras_openvino_ops.lowering.arguments import integers_of
from keras_openvino_ops.lowering.constants import constant, dtype_of, is_tensor, opset
from keras_openvino_ops.lowering.elementwise import convert, subtract
from keras_openvino_ops.lowering.joining import concatenate, empty_along
from keras_openvino_ops.lowering.ordering import count_at_most
from keras_openvino_ops.lowering.shapes import (
    arange,
    broadcast_to,
    dimension,
    expand_dims,
    normalize_axis,
    product,
    rank_of,
    reshape,
    static_shape,
    take,
    vector,
)
from keras_openvino_ops.lowering.slices import blocks_of, flatten
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.shapes import Dimension


@op(
    "numpy.tile",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "raises for no repeats at all",
            Probe((tensor([1, 2]), []), tensor([1, 2])),
        )
    ],
)
def tile(x: Output, repeats: Any) -> Output:
    """Return the array laid out several times along its axes.

    ``repeats`` has a number for each of the last axes, or one for the last alone; where there are
    more of them than axes, the array gets axes of length 1 in front.
    """
    counts = _counts(repeats)
    missing = rank_of(x) - len(counts)
    return _tiled(expand_dims(x, range(-missing)), [1] * missing + counts)


@op(
    "numpy.repeat",
    promote=Promote.NO_OPMATH,
    limits=["a list of numbers for a dynamic axis is taken to be of its length"],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.12,<=3.15.1",
            "ends the process for an empty array",
            Probe((tensor([]), 2), tensor([]), fatal=True),
        )
    ],
)
def repeat(x: Output, repeats: Any, axis: int | None = None) -> Output:
    """Return each element several times along an axis, or of x flattened for None.

    ``repeats`` is one number for all elements, or one for each: if these are a tensor, the length of
    the axis in the result depends on their values and is dynamic.
    """
    x, axis = (flatten(x), 0) if axis is None else (x, normalize_axis(axis, rank_of(x)))
    length = dimension(x, axis)
    if length == 0:
        return x
    if is_tensor(repeats):
        return _repeated(x, repeats, axis)
    counts = _counts(repeats)
    if any(map(is_tensor, counts)):
        return _repeated(x, vector(counts), axis)
    if not any(counts):
        return empty_along(x, axis)
    if len(counts) == 1:
        if rank_of(x) == 1:
            return flatten(_each_repeated(blocks_of(x), counts[0], 1))
        return _each_repeated(x, counts[0], axis)
    if not is_tensor(length) and length != len(counts):
        raise ValueError(
            "one number is needed, or one for each element. "
            f"Received: repeats={repeats} for an axis of length {length}"
        )
    return take(x, constant(np.repeat(np.arange(len(counts)), counts), "int64"), axis)


def _each_repeated(x: Output, count: Dimension, axis: int) -> Output:
    """Each element along an axis as often as a number says; by indices, as Tile is slow within rows."""
    if 0 in static_shape(x):
        beside = [1] * rank_of(x)
        return _tiled(x, [*beside[:axis], count, *beside[axis + 1 :]])
    places = expand_dims(arange(dimension(x, axis), "int32"), [1])
    return take(x, reshape(_tiled(places, [1, count]), (-1,)), axis)


def _counts(repeats: Any) -> list[Dimension]:
    counts = integers_of(repeats)
    if any(not is_tensor(count) and count < 0 for count in counts):
        raise ValueError(f"repeats must not be negative. Received: repeats={repeats}")
    return counts


def _tiled(x: Output, counts: Sequence[Dimension]) -> Output:
    """An array laid out along its axes, once or more for each."""
    if not counts:
        return x
    if 0 in static_shape(x) or any(not is_tensor(count) and count == 0 for count in counts):
        lengths = [product([dimension(x, axis), count]) for axis, count in enumerate(counts)]
        return broadcast_to(constant(0, dtype_of(x)), lengths)
    return opset.tile(x, vector(counts)).output(0)


def _repeated(x: Output, counts: Output, axis: int) -> Output:
    """Each element along an axis as often as a tensor says."""
    length, first = dimension(x, axis), constant(0, "int64")
    each = broadcast_to(convert(counts, "int32"), [length])
    ends = opset.cumsum(concatenate([constant([0], "int32"), each], 0), first).output(0)
    # By a scatter, which is exact, and which OpenVINO can fold, unlike CumSum.
    nowhere = broadcast_to(constant(0, "int32"), [length])
    total = opset.scatter_elements_update(constant([0], "int32"), nowhere, each, first, "sum")
    places = arange(total.output(0), "int32")
    return take(x, subtract(count_at_most(ends, places, equal_too=True), 1), axis)
