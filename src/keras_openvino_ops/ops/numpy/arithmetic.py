"""Arithmetic operations; those by a division that leaves a remainder are in `division`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.lowering import elementwise
from keras_openvino_ops.lowering.constants import dtype_of, is_float
from keras_openvino_ops.lowering.elementwise import convert, divide, less, logical_and, multiply
from keras_openvino_ops.lowering.integers import modular
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Defect, DefectKind, Probe, op, tensor

if TYPE_CHECKING:
    from openvino import Output


@op(
    "numpy.reciprocal",
    promote=Promote.DEFAULT,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.10,<=3.15.1",
            "raises for booleans",
            Probe((tensor([True], "bool"),), tensor([True], "bool")),
        )
    ],
)
def reciprocal(x: Output) -> Output:
    """Return 1 / x; of integers, rounded towards zero, and 0 for 0."""
    if is_float(dtype_of(x)):
        return divide(1, x)
    if dtype_of(x) == "bool":
        return x
    unit = less(x, 2) if dtype_of(x).startswith("u") else logical_and(less(-2, x), less(x, 2))
    return multiply(x, convert(unit, dtype_of(x)))


@op(
    "numpy.negative",
    promote=Promote.NO_OPMATH,
    compute={"uint32": "int64", "uint64": "int64"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "raises for unsigned integers, or gives 0",
            Probe((tensor([1], "uint8"),), tensor([255], "uint8")),
        )
    ],
)
def negative(x: Output) -> Output:
    """Return -x; of integers, modulo their range.

    Raises
    ------
    TypeError
        If x is boolean: NumPy has `logical_not` for that.
    """
    if dtype_of(x) == "bool":
        raise TypeError("booleans have no negative; use logical_not. Received: x.dtype=bool")
    return modular(elementwise.negative, x)
