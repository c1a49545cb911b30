"""Arithmetic operations; those by a division that leaves a remainder are in `division`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering import elementwise, powers
from keras_openvino_ops.lowering.constants import constant_like, dtype_of, element_of, is_float, opset
from keras_openvino_ops.lowering.elementwise import (
    convert,
    equal,
    less,
    logical_and,
    logical_not,
    logical_or,
    not_equal,
    select,
)
from keras_openvino_ops.lowering.fusion import is_fused
from keras_openvino_ops.lowering.integers import modular
from keras_openvino_ops.lowering.loops import repeat_while
from keras_openvino_ops.lowering.shapes import expand_dims, rank_of, static_shape
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Accuracy, op

if TYPE_CHECKING:
    from openvino import Output

MOST_PRODUCTS = 16
"""The largest whole exponent that is computed by products: those of 31 take over 100 nodes."""


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
    result={"bool": "int8"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.10,<=3.15.1",
            "raises for booleans",
            Probe((tensor([True], "bool"),), tensor([1], "int8")),
        )
    ],
)
def reciprocal(x: Output) -> Output:
    """Return 1 / x; of integers, rounded towards zero, and 0 for 0. Booleans are integers of int8."""
    if is_float(dtype_of(x)):
        return powers.reciprocal(x)
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
    "numpy.power",
    promote=Promote.NO_OPMATH,
    compute={"uint32": "int64", "uint64": "int64"},
    limits=["negative exponents of integers give 0, 1 or -1, where NumPy raises"],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "the largest or the smallest integer, or 0, where integers overflow",
            Probe((tensor([3], "uint8"), tensor([7], "uint8")), tensor([139], "uint8")),
        ),
        Defect(
            DefectKind.INACCURATE,
            ">=3.8,<=3.15.1",
            "a whole number as the exponent is repeated products: 5 ULP off for 8, 23 for 31; the "
            "right digits take twice the time, and beyond 16, or with dynamic shapes, 12 times",
            Probe((tensor([1.4159298]), 16), tensor([261.01623803021755]), mode=Mode.STATIC, rtol=3e-7),
        ),
    ],
    accuracy=Accuracy(ulp=2.0),
)
def power(x1: Output, x2: Output) -> Output:
    """Return x1 to the power x2.

    x1 and x2 broadcast; the result has their promoted dtype. Floats are within 2 ULP, with the special
    values of C's pow. Integers are modulo their range, and 1 / x1**-x2 rounded towards zero for a
    negative exponent (0 for 0). Of booleans, it is False for False to the power True.
    """
    dtype = dtype_of(x1)
    if dtype == "bool":
        return logical_or(x1, logical_not(x2))
    exponent = _whole_number(x2)
    if exponent is not None:
        x1 = expand_dims(x1, range(rank_of(x2) - rank_of(x1)))
        if 1 <= exponent <= 4 and (is_fused(x1) or not is_float(dtype)):
            return modular(lambda x: _repeated_product(x, exponent), x1)
    if not is_float(dtype):
        return modular(_integer_power, x1, x2)
    if exponent is None or dtype != "float32" or -2 <= exponent <= 4:
        return opset.power(x1, x2).output(0)
    if is_fused(x1) and abs(exponent) <= MOST_PRODUCTS:
        return powers.whole_power(x1, exponent)
    # OpenVINO takes an exponent that is no constant for any number, not for repeated products.
    return opset.power(x1, elementwise.clamp(x1, exponent, exponent)).output(0)


def _whole_number(x: Output) -> int | None:
    """The whole number that a tensor is, if it is a constant with one element."""
    number = element_of(x)
    return int(number) if number is not None and float(number).is_integer() else None


def _repeated_product(x: Output, count: int) -> Output:
    square = elementwise.multiply(x, x)
    return {1: x, 2: square}.get(count) or elementwise.multiply(square, x if count == 3 else square)


def _integer_power(x: Output, exponent: Output) -> Output:
    """By squaring, with the bits of the exponent from the lowest.

    The exponent is in two floats: OpenVINO 2024.6 cannot fold loops with bitwise operations.
    """
    if 0 in (*static_shape(x), *static_shape(exponent)):
        return elementwise.multiply(x, exponent)
    counted = elementwise.maximum(exponent, 0)
    low = _masked(counted, 2**16 - 1)
    high = elementwise.divide(elementwise.subtract(counted, low), 2**16)
    states = [convert(low, "float32"), convert(high, "float32"), x, elementwise.full_like(x, 1)]
    result = repeat_while(_has_bits, _next_bit, states, limit=63)[-1]
    unit = logical_or(equal(x, 1), equal(x, -1))
    inverse = elementwise.multiply(convert(unit, dtype_of(x)), _factor(x, _masked(exponent, 1)))
    return select(less(exponent, 0), inverse, result)


def _masked(x: Output, bits: int) -> Output:
    return opset.bitwise_and(x, constant_like(bits, x)).output(0)


def _has_bits(low: Output, high: Output, *_: Output) -> Output:
    return less(0, elementwise.add(low, high))


def _next_bit(low: Output, high: Output, base: Output, result: Output) -> list[Output]:
    low, bit = _halved(low)
    high, carry = _halved(high)
    return [
        elementwise.add(low, elementwise.multiply(carry, 2.0**15)),
        high,
        elementwise.multiply(base, base),
        elementwise.multiply(result, _factor(base, convert(bit, dtype_of(base)))),
    ]


def _halved(x: Output) -> tuple[Output, Output]:
    half = elementwise.floor(elementwise.multiply(x, 0.5))
    return half, elementwise.subtract(x, elementwise.add(half, half))


def _factor(x: Output, flag: Output) -> Output:
    """X where the flag is 1, and 1 where it is 0."""
    return elementwise.add(elementwise.multiply(elementwise.subtract(x, 1), flag), 1)


@op(
    "numpy.subtract",
    promote=Promote.NO_OPMATH,
    limits=["of booleans it is exclusive or, where NumPy raises"],
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
