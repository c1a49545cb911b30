"""Floating point routines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.constants import dtype_of, is_float
from keras_openvino_ops.lowering.elementwise import (
    divide,
    equal,
    less,
    logical_and,
    logical_or,
    not_equal,
)
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output


@op("numpy.signbit", promote=Promote.DEFAULT, result="bool")
def signbit(x: Output) -> Output:
    """Return whether x is negative: -0.0 is, nan is not."""
    dtype = dtype_of(x)
    if dtype == "bool" or dtype.startswith("u"):
        return not_equal(x, x)
    negative = less(x, 0)
    if not is_float(dtype):
        return negative
    return logical_or(negative, logical_and(equal(x, 0), less(divide(1, x), 0)))
