"""Bit-wise operations.

Of integers in two's complement and of booleans. OpenVINO runs those on bits in 32 bits, in eager calls
too: int64 and uint32 are right below 2**31.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.bits import shift_right
from keras_openvino_ops.lowering.constants import constant, dtype_of, is_float, opset
from keras_openvino_ops.lowering.elementwise import (
    NARROW_INTEGERS,
    add,
    convert,
    less,
    logical_not,
    maximum,
    minimum,
    multiply,
    select,
    subtract,
    wrapped,
)
from keras_openvino_ops.lowering.folding import varies
from keras_openvino_ops.lowering.shapes import static_shape, take
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Node, Output


@op(
    "numpy.bitwise_and",
    promote=Promote.NO_OPMATH,
    strong_numbers=["x", "y"],
    limits=["64-bit integers and uint32 compute in 32 bits, in eager calls too"],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "a Python boolean counts as int32",
            Probe((tensor([7], "int16"), True), tensor([1], "int16")),
        )
    ],
)
def bitwise_and(x: Output, y: Output) -> Output:
    """Return the bits that x and y have in common.

    x and y broadcast; they are integers or booleans, and the result has their promoted dtype.
    """
    return _of_bits(opset.bitwise_and, x, y)


@op(
    "numpy.bitwise_or",
    promote=Promote.NO_OPMATH,
    strong_numbers=["x", "y"],
    limits=["64-bit integers and uint32 compute in 32 bits, in eager calls too"],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "a Python boolean counts as int32",
            Probe((tensor([7], "int16"), True), tensor([7], "int16")),
        )
    ],
)
def bitwise_or(x: Output, y: Output) -> Output:
    """Return the bits that x has, or y, or both; of dtypes and shapes as in `bitwise_and`."""
    return _of_bits(opset.bitwise_or, x, y)


@op(
    "numpy.bitwise_xor",
    promote=Promote.NO_OPMATH,
    strong_numbers=["x", "y"],
    limits=["64-bit integers and uint32 compute in 32 bits, in eager calls too"],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "a Python boolean counts as int32",
            Probe((tensor([7], "int16"), True), tensor([6], "int16")),
        )
    ],
)
def bitwise_xor(x: Output, y: Output) -> Output:
    """Return the bits in which x and y differ; of dtypes and shapes as in `bitwise_and`."""
    return _of_bits(opset.bitwise_xor, x, y)


@op(
    "numpy.bitwise_not",
    "numpy.bitwise_invert",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "a Python boolean counts as int32",
            Probe((True,), tensor(False, "bool")),
        )
    ],
)
def bitwise_invert(x: Output) -> Output:
    """Return x with every bit inverted: -1 - x of signed integers, not x of booleans."""
    _require_bits(x)
    dtype = dtype_of(x)
    if dtype == "bool":
        return logical_not(x)
    if dtype == "uint32" and 0 not in static_shape(x):
        # A folded result would be a constant beyond 2**31, which the plugin cuts off.
        return opset.bitwise_not(x).output(0)
    wide = "int32" if dtype in NARROW_INTEGERS else dtype
    ones = int(np.iinfo(dtype).max) if dtype.startswith("u") else -1
    return convert(subtract(ones, convert(x, wide)), dtype)


def _one_after_another(operation: str, result: int) -> Defect:
    five, one = tensor([5], "int32"), tensor([1], "int32")
    return Defect(
        DefectKind.SLOW,
        ">=3.14,<=3.15.1",
        "8 to 19 times as slow: shifts one element after another",
        Probe((five, one), tensor([result], "int32"), mode=Mode.STATIC, slow=(operation,)),
    )


@op(
    "numpy.bitwise_left_shift",
    "numpy.left_shift",
    promote=Promote.SHIFT,
    compute={"bool": "int8"},
    result={"bool": "int8"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "a shift by the width or more is one by the remainder: 5 << 32 is 5",
            Probe((tensor([5], "int32"), tensor([32], "int32")), tensor([0], "int32")),
        ),
        _one_after_another("BitwiseLeftShift", 10),
    ],
)
def left_shift(x: Output, y: Output) -> Output:
    """Return x with its bits moved up by y places: x * 2**y, wrapped to the dtype.

    x and y broadcast; they are integers or booleans, and the result has their promoted dtype, int8
    for booleans; that of x if y is a Python integer, and then int32 for booleans. As in NumPy, no bit
    is left of a shift by the dtype's width or more, or by a negative number.
    """
    _require_bits(x)
    dtype = dtype_of(x)
    if _no_elements(x, y):
        return _nothing(x, y)
    wide = "int32" if dtype in NARROW_INTEGERS else dtype
    bits = 8 * np.dtype(dtype).itemsize
    powers = [0, *(2**place for place in range(bits - 1)), -(2 ** (bits - 1)), 0]
    table = constant(np.array(powers).astype(wide), wide)
    places = add(minimum(maximum(convert(y, "int32"), -1), bits), 1)
    shifted = multiply(convert(x, wide), take(table, places, 0))
    return wrapped(shifted, dtype) if dtype in NARROW_INTEGERS else shifted


@op(
    "numpy.bitwise_right_shift",
    "numpy.right_shift",
    promote=Promote.SHIFT,
    compute={"bool": "int8"},
    result={"bool": "int8"},
    limits=["64-bit integers and uint32 compute in 32 bits, in eager calls too"],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "a shift by the width or more is one by the remainder: 5 >> 32 is 5",
            Probe((tensor([5], "int32"), tensor([32], "int32")), tensor([0], "int32")),
        ),
        _one_after_another("BitwiseRightShift", 2),
    ],
)
def right_shift(x: Output, y: Output) -> Output:
    """Return x with its bits moved down by y places: floor(x / 2**y).

    Dtypes and shapes as in `left_shift`. The sign moves in from above, so that a shift by the dtype's
    width or more, or by a negative number, leaves 0, or -1 of negative integers.
    """
    _require_bits(x)
    if _no_elements(x, y):
        return _nothing(x, y)
    in_32_bits = dtype_of(x) in (*NARROW_INTEGERS, "int32")
    y = convert(y, "int32" if in_32_bits else dtype_of(x))
    places = select(less(y, 0), 31, minimum(y, 31))
    return shift_right(x, places) if in_32_bits else _of_bits(opset.bitwise_right_shift, x, places)


def _of_bits(operation: Callable[[Output, Output], Node], x: Output, y: Output) -> Output:
    _require_bits(x)
    if _no_elements(x, y):
        return _nothing(x, y)
    if dtype_of(x) in ("int8", "uint8") and not (varies(x) or varies(y)):
        # Where one of two constants has one element, every fourth result alone is right on CPUs without
        # AVX-512, up to OpenVINO 2025.
        shape = opset.shape_of(operation(x, y)).output(0)
        x, y = (opset.broadcast(one, shape).output(0) for one in (x, y))
    return operation(x, y).output(0)


def _no_elements(x: Output, y: Output) -> bool:
    return 0 in static_shape(x) or 0 in static_shape(y)


def _nothing(x: Output, y: Output) -> Output:
    """A tensor without elements, of the shape of two: OpenVINO 2024.6 runs no bit-wise nodes on it."""
    return convert(multiply(convert(x, "int32"), convert(y, "int32")), dtype_of(x))


def _require_bits(x: Output) -> None:
    if is_float(dtype_of(x)):
        raise TypeError(f"the operands must be integers or booleans. Received: {dtype_of(x)}")
