"""Set routines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.defects import Defect, DefectKind, Probe, tensor
from keras_openvino_ops.lowering.constants import constant, dtype_of, is_float, is_tensor
from keras_openvino_ops.lowering.elementwise import (
    convert,
    isnan,
    less,
    logical_and,
    logical_not,
    minimum,
    select,
)
from keras_openvino_ops.lowering.joining import concatenate
from keras_openvino_ops.lowering.ordering import IN_32_BITS, ascending, count_of_numbers, equal_exactly
from keras_openvino_ops.lowering.shapes import (
    broadcast_to,
    dimension,
    rank_of,
    scalar,
    static_shape,
    take,
)
from keras_openvino_ops.lowering.slices import flatten
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output


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
    bounds = select(isnan(elements), float("inf"), elements) if is_float(dtype_of(x1)) else elements
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
