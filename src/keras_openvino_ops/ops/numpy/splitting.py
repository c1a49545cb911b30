"""Splitting of arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.arguments import integers_of, is_scalar
from keras_openvino_ops.lowering.constants import constant, is_tensor, opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    convert,
    divide,
    floor,
    minimum,
    multiply,
    subtract,
)
from keras_openvino_ops.lowering.joining import slice_along
from keras_openvino_ops.lowering.shapes import dimension, normalize_axis, rank_of
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.shapes import Dimension


@op(
    "numpy.split",
    promote=Promote.NO_OPMATH,
    limits=["a tensor of indices must have a known length"],
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
        return _cut(x, integers_of(indices_or_sections), axis)
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


@op(
    "numpy.array_split",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.STATIC_ONLY,
            ">=3.13,<=3.15.1",
            "raises where the axis is dynamic",
            Probe((tensor([1, 2, 3]), 2), (tensor([1, 2]), tensor([3])), mode=Mode.DYNAMIC),
        )
    ],
)
def array_split(x: Output, indices_or_sections: Any, axis: int = 0) -> list[Output]:
    """Return an array cut along an axis as `split` does, or into sections that need not be equal.

    If they don't come out even, the first ones are longer by one.
    """
    axis = normalize_axis(axis, rank_of(x))
    if not is_scalar(indices_or_sections):
        return _cut(x, integers_of(indices_or_sections), axis)
    sections, length = _number_of_sections(indices_or_sections), dimension(x, axis)
    if not is_tensor(length):
        size, longer = divmod(length, sections)
        return _cut(x, [size * one + min(one, longer) for one in range(1, sections)], axis)
    whole = _quotient(length, sections)
    numbers = constant(range(1, sections), "int64")
    longer = minimum(numbers, subtract(length, multiply(whole, sections)))
    return _cut(x, integers_of(add(multiply(numbers, whole), longer)), axis)


@op(
    "numpy.hsplit",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "raises for negative indices",
            Probe((tensor([1, 2, 3]), [-1]), (tensor([1, 2]), tensor([3]))),
        )
    ],
)
def hsplit(x: Output, indices_or_sections: Any) -> list[Output]:
    """Return an array cut as `split` does along its second axis, or the only one of a vector."""
    _require_rank(x, 1)
    return split(x, indices_or_sections, 0 if rank_of(x) == 1 else 1)


@op(
    "numpy.vsplit",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "raises for negative indices",
            Probe((tensor([[1], [2]]), [-1]), (tensor([[1]]), tensor([[2]]))),
        )
    ],
)
def vsplit(x: Output, indices_or_sections: Any) -> list[Output]:
    """Return an array of two dimensions or more cut as `split` does along its first axis."""
    _require_rank(x, 2)
    return split(x, indices_or_sections, 0)


@op(
    "numpy.dsplit",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.15,<=3.15.1",
            "raises for negative indices",
            Probe((tensor([[[1, 2]]]), [-1]), (tensor([[[1]]]), tensor([[[2]]]))),
        )
    ],
)
def dsplit(x: Output, indices_or_sections: Any) -> list[Output]:
    """Return an array of three dimensions or more cut as `split` does along its third axis."""
    _require_rank(x, 3)
    return split(x, indices_or_sections, 2)


def _require_rank(x: Output, rank: int) -> None:
    if rank_of(x) < rank:
        raise ValueError(f"x must have at least {rank} dimensions. Received: {rank_of(x)}")


def _quotient(length: Output, sections: int) -> Output:
    """A length over a number of sections, rounded down."""
    # As a float, a length beyond 2**24 is rounded: what the first division leaves is divided as well.
    first = _floored(length, sections)
    return add(first, _floored(subtract(length, multiply(first, sections)), sections))


def _floored(x: Output, divisor: int) -> Output:
    # A half more is never at a multiple of the divisor, whatever the rounding.
    return convert(floor(divide(add(convert(x, "float32"), 0.5), divisor)), "int64")


def _number_of_sections(given: Any) -> int:
    (sections,) = integers_of(given)
    if is_tensor(sections) or sections < 1:
        raise ValueError(f"the number of sections must be a positive integer. Received: {given!r}")
    return sections


def _cut(x: Output, indices: list[Dimension], axis: int) -> list[Output]:
    bounds = [0, *indices, dimension(x, axis)]
    known = [one for one in bounds if not is_tensor(one)]
    lengths = [stop - start for start, stop in zip(known, known[1:])]
    if len(known) == len(bounds) and min(lengths) > 0:
        along = constant(axis, "int64")
        return list(opset.variadic_split(x, along, constant(lengths, "int64")).outputs())
    return [slice_along(x, axis, start, stop) for start, stop in zip(bounds, bounds[1:])]
