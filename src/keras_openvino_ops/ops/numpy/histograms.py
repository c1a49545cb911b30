"""Histograms."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Probe, tensor
from keras_openvino_ops.lowering.constants import constant, dtype_of, is_float, is_tensor, opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    convert,
    divide,
    equal,
    less_equal,
    minimum,
    multiply,
    negative,
    select,
    subtract,
)
from keras_openvino_ops.lowering.ordering import count_at_most
from keras_openvino_ops.lowering.reductions import largest
from keras_openvino_ops.lowering.shapes import (
    arange,
    broadcast_to,
    dimension,
    rank_of,
    reshape,
    scalar,
    static_shape,
    take,
)
from keras_openvino_ops.lowering.slices import END, flatten, slice_along
from keras_openvino_ops.promotion import UPCAST, Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output


@op(
    "numpy.histogram",
    promote=Promote.NO_OPMATH,
    convert={"x": "any"},
    limits=[
        "counts are int32; without a range, nan and infinities give nan as edges, where NumPy raises"
    ],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "a range of one value is not widened",
            Probe((tensor([1, 2, 3]), 2, (2, 2)), (tensor([0, 1], "int32"), tensor([1.5, 2, 2.5]))),
        )
    ],
)
def histogram(x: Output, bins: Any = 10, range: Any = None) -> tuple[Output, Output]:
    """Return how many elements lie in each of some bins, and the edges of the bins.

    ``bins`` is their number, which divides ``range``, or what x spans, evenly; or their edges, in
    ascending order. A bin holds its lower edge, and the last one its upper edge too; none holds nan.
    The counts are int32, and the edges have x's dtype, or float32 for integers. What x spans is finite,
    or the edges are nan.
    """
    dtype = dtype_of(x) if is_float(dtype_of(x)) else "float32"
    values = convert(flatten(x), UPCAST.get(dtype, dtype))
    edges = _edges(values, bins, range)
    # The elements are counted between the edges that are returned, which may be rounded.
    edges = convert(convert(edges, dtype), dtype_of(values))
    return _counts(values, edges), convert(edges, dtype)


def _edges(x: Output, bins: Any, range: Any) -> Output:
    dtype = dtype_of(x)
    if not isinstance(bins, (int, np.integer)):
        return _given_edges(bins, dtype)
    count = operator.index(bins)
    if count < 1:
        raise ValueError(f"bins must be positive. Received: bins={bins}")
    if range is not None:
        low, high = map(float, range)
        if not (np.isfinite([low, high]).all() and low <= high):
            raise ValueError(f"range must be finite and ascend. Received: range={range}")
        if low == high:
            low, high = low - 0.5, high + 0.5
        return constant(np.linspace(low, high, count + 1), dtype)
    low, high = _span(x)
    step = divide(subtract(high, low), constant(count, dtype))
    inner = add(low, multiply(convert(arange(count), dtype), step))
    return opset.concat([inner, reshape(high, (1,))], 0).output(0)


def _given_edges(bins: Any, dtype: str) -> Output:
    if not is_tensor(bins):
        if (np.diff(bins) < 0).any():
            raise ValueError(f"bins must ascend. Received: bins={bins}")
        bins = constant(bins, "float64")
    if rank_of(bins) != 1 or static_shape(bins) in ((0,), (1,)):
        raise ValueError(
            "bins must be a number or a vector of at least two edges. "
            f"Received: bins.shape={static_shape(bins)}"
        )
    return convert(bins, dtype)


def _span(x: Output) -> tuple[Output, Output]:
    """The smallest and the largest element; half below and above, if they are one; 0 and 1, if none."""
    dtype = dtype_of(x)
    if static_shape(x) == (0,):
        return constant(0, dtype), constant(1, dtype)
    low, high = negative(largest(negative(x), [0])), largest(x, [0])
    one = equal(low, high)
    low, high = select(one, subtract(low, 0.5), low), select(one, add(high, 0.5), high)
    if static_shape(x) == (None,):
        none = equal(dimension(x, 0), 0)
        low, high = select(none, 0, low), select(none, 1, high)
    return low, high


def _counts(x: Output, edges: Output) -> Output:
    """How many elements lie between each edge and the next, in int32."""
    length = dimension(edges, 0)
    last = subtract(scalar(length), 1)
    # Place 0 is for what lies below the first edge or above the last.
    inside = less_equal(x, take(edges, last, 0))
    places = minimum(count_at_most(edges, x, equal_too=True), convert(last, "int32"))
    places = select(inside, places, 0)
    zeros = broadcast_to(constant(0, "int32"), [length])
    ones = broadcast_to(constant(1, "int32"), [dimension(x, 0)])
    axis = constant(0, "int64")
    counts = opset.scatter_elements_update(zeros, places, ones, axis, reduction="sum").output(0)
    return slice_along(counts, 0, 1, END)
