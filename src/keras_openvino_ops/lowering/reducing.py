"""OpenVINO's reductions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.constants import constant, opset
from keras_openvino_ops.lowering.shapes import expand_dims, rank_of, reshape, squeeze

if TYPE_CHECKING:
    from openvino import Output


def reduce(kind: str, x: Output, axes: Sequence[int], keepdims: bool = False) -> Output:
    """What OpenVINO's reduction of a kind (sum, max, logical_or ...) gives along some axes.

    Of a vector as of a matrix, along both axes: the plugin reduces one axis alone several times slower.
    """
    operation = getattr(opset, f"reduce_{kind}")
    if rank_of(x) == 1 and axes:
        matrix = reshape(x, (1, -1))
        reduced = operation(matrix, constant([0, 1], "int64"), False).output(0)
        return reshape(reduced, (1,)) if keepdims else reduced
    if x.get_node().get_type_name() == "Concat":
        # As a batch of one: up to 2025.4, OpenVINO takes the extreme of joined tensors of dynamic
        # lengths for that of their elements one by one.
        batch = reduce(kind, expand_dims(x, [0]), [axis + 1 for axis in axes], keepdims)
        return squeeze(batch, [0])
    return operation(x, constant(list(axes), "int64"), keepdims).output(0)
