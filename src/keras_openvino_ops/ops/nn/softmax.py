"""Softmax, its logarithm, and sparsemax."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.accumulations import running_sum
from keras_openvino_ops.lowering.constants import constant, opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    convert,
    divide,
    less,
    maximum,
    multiply,
    negative,
    subtract,
)
from keras_openvino_ops.lowering.ordering import ascending
from keras_openvino_ops.lowering.reductions import total
from keras_openvino_ops.lowering.shapes import (
    Axis,
    arange,
    dimension,
    normalize_axes,
    normalize_axis,
    product,
    rank_of,
    reshape,
    static_shape,
    transpose,
)
from keras_openvino_ops.ops.dtypes import ACTIVATION, RESULT, of_integers
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Accuracy, op

if TYPE_CHECKING:
    from openvino import Output

KEEPS_FLOAT64: dict[str, Any] = {"promote": Promote.DEFAULT, "compute": RESULT, "result": RESULT}


def _softmax(x: Any) -> Any:
    return np.exp(x) / np.exp(x).sum()


def _one(x: Any, axis: Any = -1) -> Any:
    """Probabilities add up to 1, and so do their errors."""
    return np.ones_like(x)


def _largest(x: Any, axis: Any = -1) -> Any:
    """What is subtracted is as large as this, and so are the errors."""
    return np.full_like(x, np.abs(x).max(initial=1))


@op("nn.softmax", **KEEPS_FLOAT64, accuracy=Accuracy(2.0, _one), defects=[of_integers(_softmax)])
def softmax(x: Output, axis: Axis = -1) -> Output:
    """Return e**x over its sum along some axes: all of them for None, x itself for no axes."""

    def along(x: Output, axis: int) -> Output:
        return opset.softmax(x, axis).output(0)

    return _along_axes(along, x, axis)


@op(
    "nn.log_softmax",
    **KEEPS_FLOAT64,
    accuracy=Accuracy(2.0, _largest),
    defects=[of_integers(lambda x: np.log(_softmax(x)))],
)
def log_softmax(x: Output, axis: Axis = -1) -> Output:
    """Return x less the logarithm of the sum of e**x along some axes, as `softmax` takes them."""

    def along(x: Output, axis: int) -> Output:
        return opset.log_softmax(x, axis).output(0)

    return _along_axes(along, x, axis)


def _along_axes(function: Callable[[Output, int], Output], x: Output, axis: Axis) -> Output:
    """A function along one axis, applied to what some axes of x hold together."""
    rank = rank_of(x)
    if (isinstance(axis, (tuple, list)) and not axis) or 0 in static_shape(x):
        return x
    if rank == 0:
        return reshape(function(reshape(x, (1,)), 0), ())
    axes = sorted(normalize_axes(axis, rank))
    if len(axes) == 1:
        return function(x, axes[0])
    kept = [one for one in range(rank) if one not in axes]
    order = [*kept, *axes]
    lengths = [dimension(x, one) for one in order]
    rows = reshape(transpose(x, order), [product(lengths[: len(kept)]), product(lengths[len(kept) :])])
    return transpose(reshape(function(rows, 1), lengths), [int(one) for one in np.argsort(order)])


DYNAMIC_SPARSEMAX = Defect(
    DefectKind.STATIC_ONLY,
    ">=3.15,<=3.15.1",
    "raises for dynamic dimensions",
    Probe((tensor([[2, 0]]),), tensor([[1, 0]]), mode=Mode.DYNAMIC),
)


@op("nn.sparsemax", **{**ACTIVATION, "accuracy": Accuracy(2.0, _largest)}, defects=[DYNAMIC_SPARSEMAX])
def sparsemax(x: Output, axis: int = -1) -> Output:
    """Return the probabilities that are closest to x along an axis: x less what makes them add up to 1.

    Martins and Astudillo, From Softmax to Sparsemax, 2016: of the k largest elements, k the most that
    stay positive, the mean less 1 / k is taken away; what becomes negative is 0.
    """
    rank = rank_of(x)
    axis = normalize_axis(axis, rank)
    if 0 in static_shape(x):
        return x
    order = [one for one in range(rank) if one != axis] + [axis]
    last, length = rank - 1, dimension(x, axis)
    moved = transpose(x, order)
    # Moved to end at 0, so that sums don't overflow or cancel.
    moved = subtract(moved, opset.reduce_max(moved, constant([last], "int64"), True).output(0))
    descending = negative(ascending(negative(moved), last))
    sums = running_sum(descending, last)
    count = add(arange(length, "float32"), 1)
    stays = convert(less(sums, add(multiply(count, descending), 1)), "float32")
    k = total(stays, [last], keepdims=True)
    excess = divide(subtract(total(multiply(stays, descending), [last], keepdims=True), 1), k)
    result = maximum(subtract(moved, excess), 0)
    return transpose(result, [int(one) for one in np.argsort(order)])
