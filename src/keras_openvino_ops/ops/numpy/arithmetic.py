"""Arithmetic operations; those by a division that leaves a remainder are in `division`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.lowering import elementwise
from keras_openvino_ops.lowering.constants import dtype_of, is_float
from keras_openvino_ops.lowering.elementwise import convert, less, logical_and, logical_or, not_equal
from keras_openvino_ops.lowering.integers import modular
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Defect, DefectKind, Mode, Probe, op, tensor

if TYPE_CHECKING:
    from openvino import Output


@op(
    "numpy.add",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "holds integers of 8 and 16 bits at their limits in a graph: 200 + 100 is 255",
            Probe(
                (tensor([200], "uint8"), tensor([100], "uint8")),
                tensor([44], "uint8"),
                mode=Mode.STATIC,
            ),
        )
    ],
)
def add(x1: Output, x2: Output) -> Output:
    """Return x1 + x2; of integers, modulo their range, and of booleans, whether either is true."""
    if dtype_of(x1) == "bool":
        return logical_or(x1, x2)
    return modular(elementwise.add, x1, x2)


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
        return elementwise.divide(1, x)
    if dtype_of(x) == "bool":
        return x
    unit = less(x, 2) if dtype_of(x).startswith("u") else logical_and(less(-2, x), less(x, 2))
    return elementwise.multiply(x, convert(unit, dtype_of(x)))


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


@op(
    "numpy.multiply",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "holds integers of 8 and 16 bits at their limits in a graph: 20 * 13 is 255",
            Probe(
                (tensor([20], "uint8"), tensor([13], "uint8")),
                tensor([4], "uint8"),
                mode=Mode.STATIC,
            ),
        )
    ],
)
def multiply(x1: Output, x2: Output) -> Output:
    """Return x1 * x2; of integers, modulo their range, and of booleans, whether both are true."""
    if dtype_of(x1) == "bool":
        return logical_and(x1, x2)
    return modular(elementwise.multiply, x1, x2)


@op(
    "numpy.divide",
    "numpy.true_divide",
    promote=Promote.INT_TO_FLOAT,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "rounds a number beside integers to an integer: 7 / 2.5 is 3.5",
            Probe((tensor([7], "int32"), 2.5), tensor([2.8])),
        )
    ],
)
def divide(x1: Output, x2: Output) -> Output:
    """Return x1 / x2 as a float; by zero, an infinity, or nan for 0 / 0."""
    return elementwise.divide(x1, x2)


@op(
    "numpy.subtract",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "holds integers of 8 and 16 bits at their limits in a graph: 1 - 2 is 0 of uint8",
            Probe(
                (tensor([1], "uint8"), tensor([2], "uint8")),
                tensor([255], "uint8"),
                mode=Mode.STATIC,
            ),
        )
    ],
)
def subtract(x1: Output, x2: Output) -> Output:
    """Return x1 - x2; of integers, modulo their range, and of booleans, whether they differ."""
    if dtype_of(x1) == "bool":
        return not_equal(x1, x2)
    return modular(elementwise.subtract, x1, x2)
