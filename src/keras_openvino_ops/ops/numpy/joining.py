"""Joining of arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from keras_openvino_ops.defects import Defect, DefectKind, Probe, tensor
from keras_openvino_ops.lowering.joining import join
from keras_openvino_ops.lowering.shapes import expand_dims, normalize_axis, rank_of
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output


@op(
    "numpy.concatenate",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.13.2",
            "raises for tuples and for several dtypes",
            Probe(((tensor([1]), tensor([2], "int32")),), tensor([1, 2])),
        )
    ],
)
def concatenate(xs: Sequence[Output], axis: int | None = 0) -> Output:
    """Return the arrays joined along an axis, or their elements one after the other for None."""
    return join(xs, axis)


@op(
    "numpy.stack",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "makes float32 of float16 beside a Python number",
            Probe(([tensor(1, "float16"), 2.0],), tensor([1, 2], "float16")),
        )
    ],
)
def stack(x: Sequence[Output], axis: int = 0) -> Output:
    """Return the arrays, all of one shape, joined along a new axis."""
    place = normalize_axis(axis, rank_of(x[0]) + 1) if x else 0
    return join([expand_dims(one, [place]) for one in x], place)


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


@op(
    "numpy.dstack",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "makes float32 of float16 beside a Python number",
            Probe(([tensor(1, "float16"), 2.0],), tensor([[[1, 2]]], "float16")),
        )
    ],
)
def dstack(xs: Sequence[Output]) -> Output:
    """Return the arrays joined along their third axis.

    Matrices get it, and vectors and scalars become matrices of one row.
    """
    matrices = [_at_least(x, 2) for x in xs]
    return join([x if rank_of(x) > 2 else expand_dims(x, [2]) for x in matrices], 2)


def _at_least(x: Output, rank: int) -> Output:
    """An array with axes of length 1 in front, if it has fewer axes."""
    return expand_dims(x, range(max(rank - rank_of(x), 0)))
