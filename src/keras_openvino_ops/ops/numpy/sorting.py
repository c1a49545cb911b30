"""Sorting."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.constants import is_tensor
from keras_openvino_ops.lowering.ordering import IN_32_BITS, ascending, ascending_order
from keras_openvino_ops.lowering.partitioning import partition_order
from keras_openvino_ops.lowering.shapes import dimension, normalize_axis, rank_of, reshape
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output

SHORT = 32


@op(
    "numpy.sort",
    promote=Promote.DEFAULT,
    compute=IN_32_BITS,
    defects=[
        Defect(
            DefectKind.SLOW,
            ">=3.15,<=3.15.1",
            "sorts by insertion, in quadratic time",
            Probe(
                (tensor([[3, 1, 2]]),),
                tensor([[1, 2, 3]]),
                mode=Mode.STATIC,
                slow=("stable TopK",),
            ),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.12,<=3.15.1",
            "nan is not sorted last",
            Probe((tensor([np.nan, 2, np.inf, 1]),), tensor([1, 2, np.inf, np.nan])),
        ),
    ],
)
def sort(x: Output, axis: int | None = -1) -> Output:
    """Return the elements in ascending order along an axis, or all of them for None; nan comes last."""
    return ascending(*_along(x, axis))


@op(
    "numpy.argsort",
    promote=Promote.DEFAULT,
    compute=IN_32_BITS,
    result="int32",
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.10,<=3.15.1",
            "nan is not sorted last",
            Probe((tensor([np.nan, 2, np.inf, 1]),), tensor([3, 1, 2, 0], "int32")),
        )
    ],
    limits=[
        "equal elements keep their order, which the native one loses: rows of over 32,766 elements "
        "take 1.1 times native's time, and 3 times where more than 256 are equal; with dynamic shapes, "
        "rows of any length take 1.5 to 6 times its time",
    ],
)
def argsort(x: Output, axis: int | None = -1) -> Output:
    """Return the int32 indices that sort along an axis, or x flattened for None.

    Equal elements keep their order, and nan comes last. As in NumPy, a scalar is a vector of one.
    """
    return ascending_order(*_along(x, axis if rank_of(x) else None))


@op(
    "numpy.argpartition",
    promote=Promote.DEFAULT,
    compute=IN_32_BITS,
    result="int32",
    defects=[
        Defect(
            DefectKind.SLOW,
            ">=3.15,<=3.15.1",
            "has a tensor of the size of a row for each of the smaller elements",
            Probe(
                (tensor([[3, 1, 2]]), 1),
                tensor([[1, 2, 0]], "int32"),
                mode=Mode.STATIC,
                slow=("OneHot",),
            ),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "nan does not come last",
            Probe((tensor([np.nan, 2, 1]), 1), tensor([2, 1, 0], "int32")),
        ),
    ],
)
def argpartition(x: Output, kth: int, axis: int | None = -1) -> Output:
    """Return int32 indices that put the k-th smallest element in its place, smaller ones before it.

    The order among the others is none in particular. Nan comes last.
    """
    x, axis = _along(x, axis)
    length = dimension(x, axis)
    index = operator.index(kth)
    if not is_tensor(length) and not -length <= index < max(length, 1):
        raise ValueError(f"kth is out of bounds for an axis of length {length}. Received: kth={kth}")
    # There to sort costs nothing, and NumPy's choice, too, is sorted as a rule.
    short = not is_tensor(length) and length <= SHORT
    return ascending_order(x, axis) if short else partition_order(x, axis, index)


def _along(x: Output, axis: int | None) -> tuple[Output, int]:
    if axis is None:
        return reshape(x, (-1,)), 0
    return x, normalize_axis(axis, rank_of(x))
