"""Joining of arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.joining import join
from keras_openvino_ops.lowering.shapes import expand_dims, rank_of
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Defect, DefectKind, Probe, op, tensor

if TYPE_CHECKING:
    from openvino import Output


@op(
    "numpy.hstack",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.10,<=3.15.1",
            "raises for scalars",
            Probe(([tensor(1), tensor(2)],), tensor([1, 2])),
        )
    ],
)
def hstack(xs: Sequence[Output]) -> Output:
    """Return the arrays joined along their second axis, or along the only one of vectors.

    Scalars are vectors of one.
    """
    arrays = [_at_least(x, 1) for x in xs]
    return join(arrays, 0 if arrays and rank_of(arrays[0]) == 1 else 1)


@op(
    "numpy.vstack",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "raises for scalars, and joins vectors into one",
            Probe(([tensor([1]), tensor([2])],), tensor([[1], [2]])),
        )
    ],
)
def vstack(xs: Sequence[Output]) -> Output:
    """Return the arrays joined along their first axis; scalars and vectors are rows."""
    return join([_at_least(x, 2) for x in xs], 0)


def _at_least(x: Output, rank: int) -> Output:
    """An array with axes of length 1 in front, if it has fewer axes."""
    return expand_dims(x, range(max(rank - rank_of(x), 0)))
