"""Einstein's summation convention."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Union

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.constants import is_tensor
from keras_openvino_ops.lowering.contractions import contract, sum_of, transpose_to
from keras_openvino_ops.lowering.diagonals import diagonal_of
from keras_openvino_ops.lowering.elementwise import equal, select
from keras_openvino_ops.lowering.shapes import broadcast_to, dimension, rank_of, static_shape
from keras_openvino_ops.ops.numpy.products import SUMS
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output

    # A letter, or for an axis of the ellipsis, its place from the end.
    Label = Union[str, int]


@op(
    "numpy.einsum",
    promote=Promote.MATRIX_PRODUCT,
    compute=SUMS,
    limits=["multiplies the operands from left to right; integers are summed modulo 2**32"],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "integers beyond 2**24 are rounded in a graph",
            Probe(
                ("ij,jk", tensor([[2**24 + 1]], "int32"), tensor([[1]], "int32")),
                tensor([[2**24 + 1]], "int32"),
                mode=Mode.STATIC,
            ),
        )
    ],
)
def einsum(subscripts: str, *operands: Output, **kwargs: Any) -> Output:
    """Return the product of the operands, summed over the axes that the output does not name.

    ``subscripts`` has a letter for each axis, an ellipsis for those that broadcast, commas between the
    operands and, after ``->``, the axes of the output. Without it, the output has the axes of the
    ellipsis and the letters that occur once, in alphabetical order. A letter that an operand repeats
    stands for the diagonal.

    The operands are multiplied from the first to the last. Sums of integers are exact and wrap; int8
    gives int32. The keyword arguments of ``numpy.einsum`` have no effect.
    """
    if not operands:
        raise ValueError(f"there must be an operand. Received: subscripts={subscripts!r}")
    terms, output = _parsed(subscripts, [rank_of(x) for x in operands])
    (result, labels), *rest = (_distinct(x, term) for x, term in zip(operands, terms))
    for place, (y, y_labels) in enumerate(rest, 1):
        later = {label for _, others in rest[place:] for label in others}
        kept = [
            label
            for label in {**dict.fromkeys(labels), **dict.fromkeys(y_labels)}
            if label in later or label in output
        ]
        if place == len(rest):
            kept = output
        over = [label for label in labels if label in y_labels and label not in kept]
        result, y = (
            _stretched(result, labels, y, y_labels, over),
            _stretched(y, y_labels, result, labels, over),
        )
        result, labels = contract(result, labels, y, y_labels, kept), kept
    summed = [axis for axis, label in enumerate(labels) if label not in output]
    left = [label for label in labels if label in output]
    return transpose_to(sum_of(result, summed), left, output)


def _parsed(subscripts: str, ranks: Sequence[int]) -> tuple[list[list[Label]], list[Label]]:
    """Return the labels of the operands' axes, and those of the output's."""
    inputs, arrow, output = subscripts.replace(" ", "").partition("->")
    terms = inputs.split(",")
    if len(terms) != len(ranks):
        raise ValueError(
            "there must be subscripts for each operand. "
            f"Received: subscripts={subscripts!r} for {len(ranks)} operands"
        )
    labels = [_labels(subscripts, term, rank) for term, rank in zip(terms, ranks)]
    ellipsis = max(sum(isinstance(label, int) for label in one) for one in labels)
    counts = Counter(label for one in labels for label in one if isinstance(label, str))
    if not arrow:
        once = sorted(letter for letter, count in counts.items() if count == 1)
        return labels, [*range(-ellipsis, 0), *once]
    letters = output.replace("...", "", 1)
    if len(set(letters)) != len(letters) or not set(letters) <= set(counts):
        raise ValueError(
            f"the output must name axes of the operands, each once. Received: subscripts={subscripts!r}"
        )
    if ellipsis and "..." not in output:
        raise ValueError(f"the output must have the ellipsis. Received: subscripts={subscripts!r}")
    return labels, _labels(subscripts, output, len(letters) + ellipsis)


def _labels(subscripts: str, term: str, rank: int) -> list[Label]:
    """Return the labels of the axes of an operand, or of the output."""
    before, dots, after = term.partition("...")
    letters = before + after
    if letters and not (letters.isascii() and letters.isalpha()):
        raise ValueError(
            "subscripts are letters, an ellipsis of three dots, commas and one arrow. "
            f"Received: subscripts={subscripts!r}"
        )
    beyond = rank - len(letters)
    if beyond < 0 or (beyond and not dots):
        raise ValueError(
            f"{term!r} does not name the axes of a tensor of {rank} dimensions. "
            f"Received: subscripts={subscripts!r}"
        )
    return [*before, *range(-beyond, 0), *after]


def _distinct(x: Output, labels: list[Label]) -> tuple[Output, list[Label]]:
    """Return a tensor with the diagonal of the axes that have the same label."""
    for label in dict.fromkeys(labels):
        while labels.count(label) > 1:
            first = labels.index(label)
            second = labels.index(label, first + 1)
            lengths = {static_shape(x)[first], static_shape(x)[second]} - {None}
            if len(lengths) > 1:
                raise ValueError(
                    f"the axes of a diagonal must have one length. Received: {label!r} for axes "
                    f"{first} and {second} of shape {static_shape(x)}"
                )
            x = diagonal_of(x, 0, first, second)
            labels = [one for axis, one in enumerate(labels) if axis not in (first, second)]
            labels.append(label)
    return x, labels


def _stretched(
    x: Output, labels: list[Label], y: Output, y_labels: list[Label], over: list[Label]
) -> Output:
    """Return x broadcast to y along the axes that are summed over, where it may have length 1."""
    lengths = [dimension(x, axis) for axis in range(rank_of(x))]
    stretched = False
    for label in over:
        axis, length = labels.index(label), dimension(y, y_labels.index(label))
        own = lengths[axis]
        if is_tensor(own):
            lengths[axis], stretched = select(equal(own, 1), length, own), True
        elif own == 1 and (is_tensor(length) or length != 1):
            lengths[axis], stretched = length, True
    return broadcast_to(x, lengths) if stretched else x
