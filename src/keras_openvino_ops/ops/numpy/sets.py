"""Set routines."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.constants import constant, constant_like, dtype_of, is_float, is_tensor
from keras_openvino_ops.lowering.distinct import (
    count_of_places,
    distinct_places,
    distinct_rows,
    distinct_values,
    first_indices,
    occurrences,
)
from keras_openvino_ops.lowering.elementwise import (
    convert,
    infinite_for_nan,
    less,
    logical_and,
    logical_not,
    minimum,
)
from keras_openvino_ops.lowering.joining import concatenate, slice_along
from keras_openvino_ops.lowering.ordering import IN_32_BITS, ascending, count_of_numbers, equal_exactly
from keras_openvino_ops.lowering.shapes import (
    broadcast_to,
    dimension,
    normalize_axis,
    product,
    rank_of,
    reshape,
    scalar,
    static_shape,
    take,
    transpose,
)
from keras_openvino_ops.lowering.slices import flatten
from keras_openvino_ops.promotion import UPCAST, Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output


@op(
    "numpy.unique",
    promote=Promote.NO_OPMATH,
    convert={"x": "any"},
    limits=["along an axis, up to 2**24 slices"],
    defects=[
        Defect(
            DefectKind.SLOW,
            ">=3.15,<=3.15.1",
            "compares each float with all different ones: of 100,000 a thousand times slower",
            Probe(
                (tensor([2, 1, 2]),),
                tensor([1, 2]),
                mode=Mode.STATIC,
                slow=("Unique of slices",),
            ),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.15,<=3.15.1",
            "raises for bfloat16",
            Probe((tensor([2, 1, 2], "bfloat16"),), tensor([1, 2], "bfloat16")),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.15,<=3.15.1",
            "loses the order of slices with nan along an axis",
            Probe(
                (tensor([[np.nan, 1], [2, 1], [0, 1]]),),
                tensor([[0, 1], [2, 1], [np.nan, 1]]),
                {"axis": 0},
            ),
        ),
    ],
)
def unique(
    x: Output,
    sorted: bool = True,
    return_index: bool = False,
    return_inverse: bool = False,
    return_counts: bool = False,
    axis: int | None = None,
    size: int | None = None,
    fill_value: Any = None,
) -> Output | tuple[Output, ...]:
    """Return the different elements in ascending order, or for an axis the different slices along it.

    Then, if asked for, in int32: the index of the first of each, the place of each element among them,
    in the shape of x or along the axis, and the number of each. Every nan is different and comes after
    every number; -0.0 equals 0.0. ``sorted`` has no effect. With ``size``, the first so many: if there
    are fewer, followed by ``fill_value`` or 0, their indices by 1 and their numbers by 0.
    """
    if size is not None and operator.index(size) < 0:
        raise ValueError(f"size must not be negative. Received: size={size}")
    along = 0 if axis is None else normalize_axis(axis, rank_of(x))
    dtype, lengths = dtype_of(x), [dimension(x, one) for one in range(rank_of(x))]
    wide = convert(x, UPCAST.get(dtype, dtype) if is_float(dtype) else "int32")
    index = None
    if axis is not None:
        beside = [one for one in range(len(lengths)) if one != along]
        rows = transpose(wide, [along, *beside])
        shape = [lengths[along], product([lengths[one] for one in beside])]
        places = distinct_rows(reshape(rows, shape))
        count = count_of_places(places)
        index = first_indices(places, count)
        values = _slices_at(x, index, along)
    elif return_index or return_inverse or return_counts:
        values, places = distinct_places(flatten(wide))
        values, count = convert(values, dtype), scalar(dimension(values, 0))
    else:
        return _of_size(convert(distinct_values(flatten(wide)), dtype), 0, size, fill_value)
    results = [_of_size(values, along, size, fill_value)]
    if return_index:
        index = first_indices(places, count) if index is None else index
        results.append(_of_size(index, 0, size, 1))
    if return_inverse:
        results.append(reshape(places, lengths) if axis is None else places)
    if return_counts:
        results.append(_of_size(occurrences(places, count), 0, size, 0))
    return tuple(results) if len(results) > 1 else results[0]


def _slices_at(x: Output, index: Output, axis: int) -> Output:
    if 0 in static_shape(x):
        # Of no elements the plugin's Gather ends the process.
        lengths = [dimension(x, one) for one in range(rank_of(x))]
        lengths[axis] = dimension(index, 0)
        return broadcast_to(constant_like(0, x), lengths)
    return take(x, index, axis)


def _of_size(x: Output, axis: int, size: int | None, filling: Any) -> Output:
    """The first so many elements along an axis, filled up if there are fewer; all of them for None."""
    if size is None:
        return x
    lengths = [dimension(x, one) for one in range(rank_of(x))]
    lengths[axis] = operator.index(size)
    filled = broadcast_to(constant_like(0 if filling is None else filling, x), lengths)
    if size == 0:
        return filled
    return reshape(slice_along(concatenate([x, filled], axis), axis, 0, size), lengths)


@op(
    "numpy.isin",
    promote=Promote.ALWAYS_BOOL,
    compute=IN_32_BITS,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.13,<=3.15.1",
            "compares integers beyond 2**24 as float32",
            Probe((tensor([2**24 + 1], "int32"), tensor([2**24], "int32")), tensor([False], "bool")),
        )
    ],
)
def isin(x1: Output, x2: Output, assume_unique: bool = False, invert: bool = False) -> Output:
    """Return which elements of x1 are among those of x2, or for ``invert`` which are not.

    Nan is not, as it equals nothing. ``assume_unique`` has no effect: x2 is sorted, and each element
    of x1 looked up in it.
    """
    if 0 in (*static_shape(x1), *static_shape(x2)):
        none = broadcast_to(constant(False, "bool"), [dimension(x1, one) for one in range(rank_of(x1))])
        return logical_not(none) if invert else none
    elements = ascending(flatten(x2), 0)
    bounds = infinite_for_nan(elements)
    place = count_of_numbers(bounds, x1, equal_too=False)
    length = dimension(elements, 0)
    if is_tensor(length):
        # If there are no elements, there is one to look up.
        elements = concatenate([elements, constant([0], dtype_of(x1))], 0)
        found = equal_exactly(take(elements, place, 0), x1)
        found = logical_and(found, less(place, convert(scalar(length), "int32")))
    else:
        found = equal_exactly(take(elements, minimum(place, length - 1), 0), x1)
    return logical_not(found) if invert else found
