"""Means, variances and quantiles of floats; nan where there is nothing to take them of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.lowering.constants import constant, constant_like, dtype_of, is_tensor, opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    convert,
    divide,
    equal,
    floor,
    isnan,
    less,
    logical_or,
    maximum,
    minimum,
    multiply,
    negative,
    power,
    round_half_even,
    select,
    subtract,
)
from keras_openvino_ops.lowering.reductions import any_true, total
from keras_openvino_ops.lowering.shapes import (
    broadcast_to,
    dimension,
    expand_dims,
    merge_axes_last,
    product,
    rank_of,
    reduced_shape,
    reshape,
    scalar,
    squeeze,
    static_shape,
    transpose,
)
from keras_openvino_ops.lowering.sorting import smallest

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.shapes import Dimension

    Mean = Callable[[Output, Sequence[int], bool], Output]

IN_FLOAT32 = dict.fromkeys(
    ("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"), "float32"
)
"""The dtype that Keras takes the mean of integers in, and gives it in."""

METHODS = ("linear", "lower", "higher", "midpoint", "nearest")
"""What `quantiles` may give between two elements; also "halves", their mean even if one is infinite."""


def mean_along(x: Output, axes: Sequence[int], keepdims: bool = False) -> Output:
    """The mean along some axes."""
    are_some = all(static_shape(x)[axis] for axis in axes)
    return (_mean_of_some if are_some else _mean)(x, axes, keepdims)


def variance_along(x: Output, axes: Sequence[int], keepdims: bool = False) -> Output:
    """The variance along some axes."""
    return _variance_about(_mean_of_some(x, axes, True), x, axes, keepdims)


def moments_along(x: Output, axes: Sequence[int], keepdims: bool = False) -> tuple[Output, Output]:
    """The mean and the variance along some axes."""
    mean = mean_along(x, axes, True)
    variance = _variance_about(mean, x, axes, keepdims)
    return mean if keepdims or not axes else squeeze(mean, axes), variance


def distances_from_mean(x: Output, axes: Sequence[int]) -> Output:
    """What each element is more than the mean along some axes.

    Less what their own mean is, which rounding leaves.
    """
    distances = subtract(x, _mean(x, axes, True))
    return subtract(distances, _mean(distances, axes, True))


def nanmean_along(x: Output, axes: Sequence[int], keepdims: bool = False) -> Output:
    """The mean along some axes of what is not nan."""
    return _mean_except(isnan(x))(x, axes, keepdims)


def nanvariance_along(x: Output, axes: Sequence[int], keepdims: bool = False) -> Output:
    """The variance along some axes of what is not nan."""
    mean = _mean_except(isnan(x))
    distances = subtract(x, mean(x, axes, True))
    rest = mean(distances, axes, keepdims)
    return _corrected(mean(multiply(distances, distances), axes, keepdims), rest)


def _mean_of_some(x: Output, axes: Sequence[int], keepdims: bool) -> Output:
    """The mean along some axes, or any number if there are no elements."""
    if _is_reduced_at_once(x, axes):
        # Without counting. OpenVINO's mean of no elements is 0.
        return opset.reduce_mean(x, constant(list(axes), "int64"), keepdims).output(0)
    return _mean(x, axes, keepdims)


def _is_reduced_at_once(x: Output, axes: Sequence[int]) -> bool:
    """Whether lengths are dynamic, and the sum along some axes is one of OpenVINO's reductions."""
    if not axes or not x.get_partial_shape().is_dynamic:
        return False
    sums = total(x, axes).get_node()
    return sums.get_type_name() == "ReduceSum" and bool(sums.input_value(0) == x)


def _mean(x: Output, axes: Sequence[int], keepdims: bool) -> Output:
    if not axes:
        return x
    if 0 in static_shape(x):
        return broadcast_to(constant_like(float("nan"), x), reduced_shape(x, axes, keepdims))
    # Of no elements it is 0 / 0.
    return divide(total(x, axes, keepdims), _count(x, axes))


def _count(x: Output, axes: Sequence[int]) -> Output:
    """How many elements there are along some axes."""
    count = product([dimension(x, axis) for axis in axes])
    return convert(count, dtype_of(x)) if is_tensor(count) else constant_like(count, x)


def _mean_square(x: Output, axes: Sequence[int], keepdims: bool) -> Output:
    """The mean of the squares along some axes."""
    if not _is_reduced_at_once(x, axes):
        return _mean(multiply(x, x), axes, keepdims)
    return divide(power(norm_along(x, axes, keepdims), 2), _count(x, axes))


def norm_along(x: Output, axes: Sequence[int], keepdims: bool = False) -> Output:
    """The root of the sum of the squares along some axes."""
    if _is_reduced_at_once(x, axes):
        # The squares are nowhere in memory.
        return opset.reduce_l2(x, constant(list(axes), "int64"), keepdims).output(0)
    return opset.sqrt(total(multiply(x, x), axes, keepdims)).output(0)


def _mean_except(left_out: Output) -> Mean:
    """The mean of what is not left out."""

    def mean(x: Output, axes: Sequence[int], keepdims: bool) -> Output:
        if 0 in static_shape(x):
            return _mean(x, axes, keepdims)
        sums = total(select(left_out, 0, x), axes, keepdims)
        counts = total(select(left_out, constant_like(0, x), 1), axes, keepdims)
        return divide(sums, counts)

    return mean


def _variance_about(mean: Output, x: Output, axes: Sequence[int], keepdims: bool) -> Output:
    """The mean square of the distances from the mean, less the square of their own mean.

    Rounding leaves some of the mean in the distances (Chan, Golub, LeVeque, The American Statistician
    37 (1983): the corrected two-pass algorithm).
    """
    distances = subtract(x, mean)
    rest = _mean_of_some(distances, axes, keepdims)
    squares = _mean_square(distances, axes, keepdims)
    return _corrected(squares, rest)


def _corrected(squares: Output, rest: Output) -> Output:
    """A mean square less the square of what rounding left of the mean."""
    # Of equal elements, rounding may leave more of the one than of the other.
    return subtract(squares, minimum(multiply(rest, rest), squares))


def quantiles(
    x: Output,
    q: Output,
    axes: Sequence[int],
    method: str,
    keepdims: bool,
    skip_nan: bool = False,
) -> Output:
    """The elements below which the fractions q of those along some axes lie, with the axes of q first.

    The fraction q of n elements in order ends at the position q * (n - 1), counted from 0 and exact up
    to 2**24. What it is between two positions, the method says. It is nan if an element is nan, or
    with skip_nan, if all are; nan if there are none.
    """
    lengths = [dimension(q, axis) for axis in range(rank_of(q))]
    kept = reduced_shape(x, axes, keepdims=False)
    if 0 in static_shape(x) or 0 in static_shape(q):
        shape = [*lengths, *reduced_shape(x, axes, keepdims)]
        return broadcast_to(constant_like(float("nan"), x), shape)
    rows = merge_axes_last(x, axes) if axes else expand_dims(x, [rank_of(x)])
    node = q.get_node()
    highest = float(np.max(node.data)) if node.get_type_name() == "Constant" else 1.0
    values = _quantiles_of_rows(rows, reshape(q, (-1,)), highest, method, skip_nan)
    last = rank_of(values) - 1
    result = reshape(transpose(values, [last, *range(last)]), [*lengths, *kept])
    return expand_dims(result, [len(lengths) + axis for axis in sorted(axes)]) if keepdims else result


def _quantiles_of_rows(
    x: Output, q: Output, highest_fraction: float, method: str, skip_nan: bool
) -> Output:
    """Those of the last axis, for each q of a vector, along the last axis."""
    last = rank_of(x) - 1
    if skip_nan and is_tensor(dimension(x, last)):
        # One nan more keeps the rows from being empty.
        shape = reduced_shape(x, [last], keepdims=True)
        x = opset.concat([x, broadcast_to(constant_like(float("nan"), x), shape)], last).output(0)
    undefined = isnan(x)
    length = dimension(x, last)
    count = convert(scalar(length), dtype_of(x))
    if skip_nan:
        count = subtract(count, total(convert(undefined, dtype_of(x)), [last], keepdims=True))
        none = equal(count, 0)
        x = select(undefined, float("inf"), x)
    else:
        none = any_true(undefined, [last], keepdims=True)
        if is_tensor(length):
            none = logical_or(none, equal(count, 0))
    ascending = smallest(x, last, _enough(length, highest_fraction))

    def element(position: Output) -> Output:
        return ascending.at(convert(position, "int32"))

    highest = maximum(subtract(count, 1), 0)
    position = multiply(q, highest)
    # As long as nothing is in place of nan, it is no index.
    position = select(less(0, position), minimum(position, highest), 0)
    lower, higher = floor(position), negative(floor(negative(position)))
    if method == "lower":
        result = element(lower)
    elif method == "higher":
        result = element(higher)
    elif method == "nearest":
        result = element(round_half_even(position))
    elif method == "halves":
        # Halves first: the sum of two large values would overflow.
        result = add(multiply(element(lower), 0.5), multiply(element(higher), 0.5))
    else:
        fraction = subtract(position, lower)
        if method == "midpoint":
            fraction = select(equal(fraction, 0), fraction, 0.5)
        following = element(minimum(add(lower, 1), highest))
        result = _interpolated(element(lower), following, fraction)
    return select(none, float("nan"), result)


def _enough(length: Dimension, fraction: float) -> Dimension:
    """How many of the smallest elements hold those beside a fraction, even if it was rounded."""
    return length if is_tensor(length) else min(int(fraction * length) + 3, length)


def _interpolated(low: Output, high: Output, fraction: Output) -> Output:
    """Between two numbers, from the nearer one: so the ends are exact, and infinite ends give nan."""
    distance = subtract(high, low)
    from_low = add(low, multiply(distance, fraction))
    from_high = subtract(high, multiply(distance, subtract(1, fraction)))
    return select(less(fraction, 0.5), from_low, from_high)
