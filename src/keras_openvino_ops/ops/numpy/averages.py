"""Averages and variances."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.constants import constant_like, is_tensor, opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    divide,
    equal,
    isnan,
    logical_or,
    minimum,
    multiply,
    select,
    subtract,
)
from keras_openvino_ops.lowering.reductions import any_true, total
from keras_openvino_ops.lowering.shapes import (
    Axis,
    broadcast_to,
    dimension,
    expand_dims,
    merge_axes_last,
    normalize_axes,
    rank_of,
    reduced_shape,
    squeeze,
    static_shape,
    transpose,
    vector,
)
from keras_openvino_ops.lowering.sorting import smallest
from keras_openvino_ops.lowering.statistics import (
    IN_FLOAT32,
    mean_along,
    nanmean_along,
    nanvariance_along,
    quantiles,
    variance_along,
)
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output


@op(
    "numpy.median",
    promote=Promote.INT_TO_FLOAT,
    defects=[
        Defect(
            DefectKind.SLOW,
            ">=3.15,<=3.15.1",
            "sorts by insertion, in quadratic time",
            Probe(
                (tensor([[3, 1, 2]]),),
                tensor(2),
                mode=Mode.STATIC,
                slow=("stable TopK",),
            ),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.12,<=3.15.1",
            "raises for several axes",
            Probe((tensor([[[1, 2], [4, 8]]]),), tensor([3]), {"axis": (1, 2)}),
        ),
    ],
)
def median(x: Output, axis: Axis = None, keepdims: bool = False) -> Output:
    """Return the middle value along some axes; of an even number, the mean of the middle two.

    It is nan if there is one among the values, or if there are none.
    """
    axes = normalize_axes(axis, rank_of(x))
    if 0 in static_shape(x):
        return broadcast_to(constant_like(float("nan"), x), reduced_shape(x, axes, keepdims))
    result = _median_of_last_axis(merge_axes_last(x, axes)) if axes else x
    return expand_dims(result, sorted(axes)) if keepdims else result


def _median_of_last_axis(x: Output) -> Output:
    last = rank_of(x) - 1
    length = dimension(x, last)
    if is_tensor(length):
        upper, lower = divide(length, 2), divide(subtract(length, 1), 2)
        ascending = smallest(x, last, minimum(add(upper, 1), length))
    else:
        upper, lower = length // 2, (length - 1) // 2
        ascending = smallest(x, last, upper + 1)
    # Halves first: the sum of two large values would overflow.
    halves = [multiply(ascending.at(vector([place])), 0.5) for place in (lower, upper)]
    middle = squeeze(add(*halves), [last])
    undefined = any_true(isnan(x), [last])
    if is_tensor(length):
        undefined = logical_or(undefined, equal(length, 0))
    return select(undefined, float("nan"), middle)


@op(
    "numpy.average",
    promote=Promote.INT_TO_FLOAT,
    limits=["weights whose sum is 0 give infinities or nan, where NumPy raises"],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.9,<=3.15.1",
            "the average of integers is an integer",
            Probe((tensor([1, 2], "int32"),), tensor(1.5)),
        ),
    ],
)
def average(x: Output, axis: Axis = None, weights: Output | None = None) -> Output:
    """Return the mean along some axes, each element counted with its weight.

    The weights have x's shape, or the lengths of these axes in the order in which they are named. If
    they add up to 0, the result is infinite or nan.
    """
    axes = normalize_axes(axis, rank_of(x))
    if weights is None:
        return mean_along(x, axes)
    if not _may_equal(static_shape(weights), static_shape(x)):
        lengths = tuple(static_shape(x)[one] for one in axes)
        if axis is None or not _may_equal(static_shape(weights), lengths):
            raise ValueError(
                "weights must have the shape of x or the lengths of its axes that are reduced. "
                f"Received: weights.shape={static_shape(weights)}, x.shape={static_shape(x)}, "
                f"axis={axis}"
            )
        ascending = sorted(axes)
        weights = transpose(weights, [axes.index(one) for one in ascending])
        weights = expand_dims(weights, [one for one in range(rank_of(x)) if one not in axes])
    if 0 in static_shape(x) or not axes:
        return mean_along(x, axes)
    return divide(total(multiply(x, weights), axes), total(weights, axes))


def _may_equal(shape: tuple[int | None, ...], other: tuple[int | None, ...]) -> bool:
    """Whether shapes are the same, as far as they are known."""
    return len(shape) == len(other) and all(
        one == two or None in (one, two) for one, two in zip(shape, other)
    )


@op(
    "numpy.mean",
    promote=Promote.DEFAULT,
    compute=IN_FLOAT32,
    result=IN_FLOAT32,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "the mean of no elements is 0",
            Probe((tensor([]),), tensor(np.nan)),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.8,<3.12",
            "the mean of integers is an integer",
            Probe((tensor([1, 2], "int32"),), tensor(1.5)),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "raises for keepdims over all axes",
            Probe((tensor([[1, 2]]),), tensor([[1.5]]), {"keepdims": True}),
        ),
    ],
)
def mean(x: Output, axis: Axis = None, keepdims: bool = False) -> Output:
    """Return the mean along some axes, of integers in float32; nan of no elements."""
    return mean_along(x, normalize_axes(axis, rank_of(x)), keepdims)


@op(
    "numpy.std",
    promote=Promote.DEFAULT,
    compute=IN_FLOAT32,
    result=IN_FLOAT32,
    defects=[
        Defect(
            DefectKind.INACCURATE,
            ">=3.8,<=3.15.1",
            "subtracts squares: 0 or nan where elements differ little",
            Probe((tensor([1e4, 1e4 + 1, 1e4 + 2]),), tensor((2 / 3) ** 0.5)),
        ),
    ],
)
def std(x: Output, axis: Axis = None, keepdims: bool = False) -> Output:
    """Return the standard deviation along some axes: the root of `var`."""
    return opset.sqrt(var(x, axis, keepdims)).output(0)


@op(
    "numpy.var",
    promote=Promote.INT_TO_FLOAT,
    defects=[
        Defect(
            DefectKind.INACCURATE,
            ">=3.8,<=3.15.1",
            "subtracts squares: 0 where elements differ little",
            Probe((tensor([1e4, 1e4 + 1, 1e4 + 2]),), tensor(2 / 3)),
        ),
    ],
)
def var(x: Output, axis: Axis = None, keepdims: bool = False) -> Output:
    """Return the variance along some axes: the mean square of the distances from the mean.

    It is as accurate for elements that differ little from each other as for others.
    """
    return variance_along(x, normalize_axes(axis, rank_of(x)), keepdims)


@op(
    "numpy.nanmedian",
    promote=Promote.INT_TO_FLOAT,
    defects=[
        Defect(
            DefectKind.SLOW,
            ">=3.15,<=3.15.1",
            "sorts by insertion, in quadratic time",
            Probe(
                (tensor([[3, 1, 2]]),),
                tensor(2),
                mode=Mode.STATIC,
                slow=("stable TopK",),
            ),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.15,<=3.15.1",
            "the mean of two large values overflows",
            Probe((tensor([3e38, 3e38]),), tensor(3e38)),
        ),
    ],
)
def nanmedian(x: Output, axis: Axis = None, keepdims: bool = False) -> Output:
    """Return the middle value along some axes of what is not nan; nan if there is nothing else.

    Of an even number of values, it is the mean of the middle two.
    """
    axes = normalize_axes(axis, rank_of(x))
    return quantiles(x, constant_like(0.5, x), axes, "halves", keepdims, skip_nan=True)


@op(
    "numpy.nanmean",
    promote=Promote.INT_TO_FLOAT,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "keepdims over all axes keeps one",
            Probe((tensor([[1, 2]]),), tensor([[1.5]]), {"keepdims": True}),
        ),
    ],
)
def nanmean(x: Output, axis: Axis = None, keepdims: bool = False) -> Output:
    """Return the mean along some axes of what is not nan; nan if there is nothing else."""
    return nanmean_along(x, normalize_axes(axis, rank_of(x)), keepdims)


@op(
    "numpy.nanstd",
    promote=Promote.INT_TO_FLOAT,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "keepdims over all axes keeps one",
            Probe((tensor([[1, 2]]),), tensor([[0.5]]), {"keepdims": True}),
        ),
    ],
)
def nanstd(x: Output, axis: Axis = None, keepdims: bool = False) -> Output:
    """Return the standard deviation along some axes of what is not nan: the root of `nanvar`."""
    return opset.sqrt(nanvar(x, axis, keepdims)).output(0)


@op(
    "numpy.nanvar",
    promote=Promote.INT_TO_FLOAT,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "keepdims over all axes keeps one",
            Probe((tensor([[1, 2]]),), tensor([[0.25]]), {"keepdims": True}),
        ),
    ],
)
def nanvar(x: Output, axis: Axis = None, keepdims: bool = False) -> Output:
    """Return the variance along some axes of what is not nan; nan if there is nothing else."""
    return nanvariance_along(x, normalize_axes(axis, rank_of(x)), keepdims)
