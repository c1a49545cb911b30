"""Statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.constants import constant_like, is_tensor
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
from keras_openvino_ops.lowering.reductions import any_true
from keras_openvino_ops.lowering.shapes import (
    Axis,
    broadcast_to,
    dimension,
    expand_dims,
    merge_axes_last,
    normalize_axes,
    rank_of,
    reduced_shape,
    scalar,
    smallest,
    static_shape,
    take,
)
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Defect, DefectKind, Probe, op, tensor

if TYPE_CHECKING:
    from openvino import Output


@op(
    "numpy.median",
    promote=Promote.INT_TO_FLOAT,
    defects=[
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
        ascending = smallest(x, minimum(add(upper, 1), length))
    else:
        upper, lower = length // 2, (length - 1) // 2
        ascending = smallest(x, upper + 1)
    # Halves first: the sum of two large values would overflow.
    middle = add(
        multiply(take(ascending, scalar(lower), last), 0.5),
        multiply(take(ascending, scalar(upper), last), 0.5),
    )
    undefined = any_true(isnan(x), [last])
    if is_tensor(length):
        undefined = logical_or(undefined, equal(length, 0))
    return select(undefined, float("nan"), middle)
