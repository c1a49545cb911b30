"""Truth value testing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.constants import constant
from keras_openvino_ops.lowering.reductions import all_true, any_true
from keras_openvino_ops.lowering.shapes import (
    Axis,
    broadcast_to,
    normalize_axes,
    rank_of,
    reduced_shape,
    static_shape,
)
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from collections.abc import Callable

    from openvino import Output


@op(
    "numpy.all",
    promote=Promote.ALWAYS_BOOL,
    convert={"x": "bool"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "nan is false in a graph; raises for numbers before 3.12",
            Probe((tensor([[np.nan]]),), tensor([True], "bool"), {"axis": 1}, mode=Mode.STATIC),
        )
    ],
)
def all(x: Output, axis: Axis = None, keepdims: bool = False) -> Output:
    """Return whether every element along some axes is true: any number but 0, nan included.

    It is true of no elements.
    """
    return _reduced(x, axis, keepdims, all_true, empty=True)


@op(
    "numpy.any",
    promote=Promote.ALWAYS_BOOL,
    convert={"x": "bool"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "nan is false in a graph; raises for numbers before 3.12",
            Probe((tensor([[np.nan]]),), tensor([True], "bool"), {"axis": 1}, mode=Mode.STATIC),
        )
    ],
)
def any(x: Output, axis: Axis = None, keepdims: bool = False) -> Output:
    """Return whether any element along some axes is true: any number but 0, nan included.

    It is false of no elements.
    """
    return _reduced(x, axis, keepdims, any_true, empty=False)


def _reduced(
    x: Output, axis: Axis, keepdims: bool, reduce: Callable[..., Output], empty: bool
) -> Output:
    axes = normalize_axes(axis, rank_of(x))
    if not axes:
        return x
    if 0 in static_shape(x):
        return broadcast_to(constant(empty, "bool"), reduced_shape(x, axes, keepdims))
    return reduce(x, axes, keepdims)
