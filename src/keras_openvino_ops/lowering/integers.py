"""Integers as NumPy computes them: modulo their range."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.constants import dtype_of
from keras_openvino_ops.lowering.elementwise import NARROW_INTEGERS, convert, wrapped
from keras_openvino_ops.lowering.shapes import static_shape

if TYPE_CHECKING:
    from openvino import Output


def modular(operation: Callable[..., Output], *operands: Output) -> Output:
    """Apply an operation to operands of one dtype, integers modulo their range.

    OpenVINO saturates those of 8 and 16 bits, which are computed in int32 instead.
    """
    dtype = dtype_of(operands[0])
    if dtype not in NARROW_INTEGERS:
        return operation(*operands)
    result = operation(*(convert(x, "int32") for x in operands))
    # OpenVINO 2024.6 has no bitwise operations on empty constants.
    return convert(result, dtype) if 0 in static_shape(result) else wrapped(result, dtype)
