"""Splitting of arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from keras_openvino_ops.lowering.constants import constant, is_tensor, opset
from keras_openvino_ops.lowering.joining import is_scalar, listed, slice_along
from keras_openvino_ops.lowering.shapes import dimension, normalize_axis, rank_of
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Defect, DefectKind, Probe, op, tensor

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.shapes import Dimension


@op(
    "numpy.split",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.10,<=3.15.1",
            "raises for negative indices",
            Probe((tensor([1, 2, 3]), [-1]), (tensor([1, 2]), tensor([3]))),
        )
    ],
)
def split(x: Output, indices_or_sections: Any, axis: int = 0) -> list[Output]:
    """Return an array cut along an axis: into equal sections, or at some indices.

    The sections must come out even; where the length of the axis is dynamic, that is seen when the
    graph runs. The parts between indices are Python's slices: negative indices count from the end,
    and a part that would end before it starts is empty.
    """
    axis = normalize_axis(axis, rank_of(x))
    if not is_scalar(indices_or_sections):
        return _cut(x, listed(indices_or_sections), axis)
    sections, length = _number_of_sections(indices_or_sections), dimension(x, axis)
    if is_tensor(length):
        return list(opset.split(x, constant(axis, "int64"), sections).outputs())
    if length % sections:
        raise ValueError(
            "an axis must divide into equal sections. "
            f"Received: indices_or_sections={sections} for an axis of length {length}"
        )
    size = length // sections
    return _cut(x, [size * one for one in range(1, sections)], axis)


def _number_of_sections(given: Any) -> int:
    (sections,) = listed(given)
    if is_tensor(sections) or sections < 1:
        raise ValueError(f"the number of sections must be a positive integer. Received: {given!r}")
    return sections


def _cut(x: Output, indices: list[Dimension], axis: int) -> list[Output]:
    bounds = [0, *indices, dimension(x, axis)]
    return [slice_along(x, axis, start, stop) for start, stop in zip(bounds, bounds[1:])]
