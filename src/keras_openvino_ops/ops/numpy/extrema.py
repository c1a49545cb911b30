"""Extrema finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.constants import constant_like, dtype_of, is_float, is_tensor
from keras_openvino_ops.lowering.elementwise import (
    NARROW_INTEGERS,
    convert,
    isnan,
    maximum,
    minimum,
    or_nan_of,
    select,
    subtract,
    wrapped,
)
from keras_openvino_ops.lowering.reductions import all_true, largest, least
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


_ORDERED = {"bool": "uint8", "uint32": "int64", "uint64": "int64"}
"""What OpenVINO orders the values of a dtype in, where it has no kernel for it."""


@op(
    "numpy.max",
    "numpy.amax",
    promote=Promote.REDUCE_SAME,
    compute=_ORDERED,
    limits=[
        "of nothing but -inf and the lowest finite number, it is -inf",
        "a second and a third reduction find nan and infinities: twice the time of one",
    ],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "passes over nan",
            Probe((tensor([[1, np.nan, 3]]),), tensor([np.nan]), {"axis": 1}),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "rounds integers beyond 2**24 to float32 in a graph",
            Probe(
                (tensor([[2**24 + 1, 5]], "int32"),),
                tensor([2**24 + 1], "int32"),
                {"axis": 1},
                mode=Mode.STATIC,
            ),
        ),
    ],
)
def max(x: Output, axis: Axis = None, keepdims: bool = False, initial: Any = None) -> Output:
    """Return the largest element along some axes, or ``initial`` if that is larger.

    It is nan if there is one among the elements.
    """
    return _extreme(x, axis, keepdims, initial, largest, larger)


@op(
    "numpy.nanmax",
    promote=Promote.REDUCE_SAME,
    compute=_ORDERED,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "-inf becomes the smallest finite number",
            Probe((tensor([[-np.inf]]),), tensor([-np.inf]), {"axis": 1}),
        )
    ],
)
def nanmax(x: Output, axis: Axis = None, keepdims: bool = False) -> Output:
    """Return the largest element along some axes that is not nan; nan if there is no other."""
    return _extreme_number(x, axis, keepdims, largest, float("-inf"))


@op(
    "numpy.min",
    "numpy.amin",
    promote=Promote.REDUCE_SAME,
    compute=_ORDERED,
    limits=[
        "of nothing but inf and the highest finite number, it is inf",
        "a second and a third reduction find nan and infinities: twice the time of one",
    ],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.9,<=3.15.1",
            "passes over nan",
            Probe((tensor([[1, np.nan, 3]]),), tensor([np.nan]), {"axis": 1}),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.9,<=3.15.1",
            "rounds integers beyond 2**24 to float32 in a graph",
            Probe(
                (tensor([[2**24 + 1, 2**25]], "int32"),),
                tensor([2**24 + 1], "int32"),
                {"axis": 1},
                mode=Mode.STATIC,
            ),
        ),
    ],
)
def min(x: Output, axis: Axis = None, keepdims: bool = False, initial: Any = None) -> Output:
    """Return the smallest element along some axes, or ``initial`` if that is smaller.

    It is nan if there is one among the elements.
    """
    return _extreme(x, axis, keepdims, initial, least, smaller)


@op(
    "numpy.nanmin",
    promote=Promote.REDUCE_SAME,
    compute=_ORDERED,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "inf becomes the largest finite number",
            Probe((tensor([[np.inf]]),), tensor([np.inf]), {"axis": 1}),
        )
    ],
)
def nanmin(x: Output, axis: Axis = None, keepdims: bool = False) -> Output:
    """Return the smallest element along some axes that is not nan; nan if there is no other."""
    return _extreme_number(x, axis, keepdims, least, float("inf"))


@op(
    "numpy.ptp",
    promote=Promote.REDUCE_SAME,
    compute={"uint32": "int64", "uint64": "int64"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "passes over nan",
            Probe((tensor([[1, np.nan, 3]]),), tensor([np.nan]), {"axis": 1}),
        )
    ],
)
def ptp(x: Output, axis: Axis = None, keepdims: bool = False) -> Output:
    """Return the largest element less the smallest along some axes; nan if there is one among them.

    The difference of integers wraps around. As in NumPy, booleans have none.
    """
    dtype = dtype_of(x)
    if dtype == "bool":
        raise TypeError("x must have a numeric dtype. Received: bool")
    wide = convert(x, "int32") if dtype in NARROW_INTEGERS else x
    top = _extreme(wide, axis, keepdims, None, largest, larger)
    difference = subtract(top, _extreme(wide, axis, keepdims, None, least, smaller))
    return wrapped(difference, dtype) if dtype in NARROW_INTEGERS else difference


def _extreme(
    x: Output,
    axis: Axis,
    keepdims: bool,
    initial: Any,
    reduce: Callable[..., Output],
    combine: Callable[[Output, Output], Output],
) -> Output:
    axes = normalize_axes(axis, rank_of(x))
    if initial is not None:
        initial = convert(initial, dtype_of(x)) if is_tensor(initial) else constant_like(initial, x)
    if any(static_shape(x)[one] == 0 for one in axes):
        if initial is None:
            raise ValueError(
                "an empty axis has no largest or smallest element. "
                f"Received: x.shape={static_shape(x)}, axis={axis}"
            )
        return broadcast_to(initial, reduced_shape(x, axes, keepdims))
    result = reduce(x, axes, keepdims) if axes else x
    return result if initial is None else combine(result, initial)


def _extreme_number(
    x: Output, axis: Axis, keepdims: bool, reduce: Callable[..., Output], beyond: float
) -> Output:
    axes = normalize_axes(axis, rank_of(x))
    if not axes or not is_float(dtype_of(x)):
        return _extreme(x, axis, keepdims, None, reduce, larger)
    undefined = isnan(x)
    result = _extreme(select(undefined, beyond, x), axis, keepdims, None, reduce, larger)
    return select(all_true(undefined, axes, keepdims), float("nan"), result)


def larger(x: Output, y: Output) -> Output:
    """Return the larger of x and y; nan if either is."""
    result = maximum(x, y)
    return or_nan_of(result, x, y) if is_float(dtype_of(x)) else result


def smaller(x: Output, y: Output) -> Output:
    """Return the smaller of x and y; nan if either is."""
    result = minimum(x, y)
    return or_nan_of(result, x, y) if is_float(dtype_of(x)) else result
