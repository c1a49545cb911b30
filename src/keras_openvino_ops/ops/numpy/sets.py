"""Set routines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.constants import dtype_of, is_float
from keras_openvino_ops.lowering.elementwise import isnan, less, logical_and, logical_not
from keras_openvino_ops.lowering.ordering import IN_32_BITS, ascending, count_at_most
from keras_openvino_ops.lowering.slices import flatten
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Defect, DefectKind, Probe, op, tensor

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
    elements = ascending(flatten(x2), 0)
    before = count_at_most(elements, x1, equal_too=False)
    found = less(before, count_at_most(elements, x1, equal_too=True))
    if is_float(dtype_of(x1)):
        found = logical_and(found, logical_not(isnan(x1)))
    return logical_not(found) if invert else found
