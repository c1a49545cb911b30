"""Rational routines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.constants import dtype_of, is_integer
from keras_openvino_ops.lowering.elementwise import (
    NARROW_INTEGERS,
    add,
    convert,
    divide,
    less,
    maximum,
    minimum,
    multiply,
    negative,
    round_half_even,
    subtract,
    wrapped,
)
from keras_openvino_ops.lowering.loops import repeat_while
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output

# With remainders of the least magnitude, the worst pair below 2**31 takes 26 (Pell numbers); quotients
# that float32 has rounded cost a few more.
STEPS = 32


@op(
    "numpy.gcd",
    promote=Promote.NO_OPMATH,
    strong_numbers=["x1", "x2"],
    limits=["64-bit integers and uint32 compute in 32 bits, in eager calls too"],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "integers beyond 2**24 lose digits in a graph",
            Probe(
                (tensor([2**31 - 1], "int32"), tensor([1836311903], "int32")),
                tensor([1], "int32"),
                mode=Mode.STATIC,
            ),
        )
    ],
)
def gcd(x1: Output, x2: Output) -> Output:
    """Return the greatest common divisor of |x1| and |x2|: |x| of x and 0.

    x1 and x2 broadcast, and are integers. 64 bits and uint32 compute in 32: beyond them
    the result is undefined.
    """
    dtype = _integer_dtype(x1)
    return _narrowed(negative(_negative_gcd(_negative_magnitude(x1), _negative_magnitude(x2))), dtype)


@op(
    "numpy.lcm",
    promote=Promote.NO_OPMATH,
    strong_numbers=["x1", "x2"],
    limits=["64-bit integers and uint32 compute in 32 bits, in eager calls too"],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "narrow integers saturate, and don't wrap: lcm(100, 75) is 255 in uint8",
            Probe((tensor([100], "uint8"), tensor([75], "uint8")), tensor([44], "uint8")),
        )
    ],
)
def lcm(x1: Output, x2: Output) -> Output:
    """Return the least common multiple of |x1| and |x2|, modulo the dtype's range; 0 if either is 0.

    x1 and x2 broadcast, and are integers. 64 bits and uint32 compute in 32: beyond them
    the result is undefined.
    """
    dtype = _integer_dtype(x1)
    first, second = _negative_magnitude(x1), _negative_magnitude(x2)
    divisor = minimum(_negative_gcd(first, second), -1)
    quotient = _rounded_quotient(first, divisor)
    # What the rounding of large numbers to float32 has left of a quotient that is an integer.
    rest = _rounded_quotient(subtract(first, multiply(quotient, divisor)), divisor)
    return _narrowed(multiply(add(quotient, rest), negative(second)), dtype)


def _integer_dtype(x: Output) -> str:
    dtype = dtype_of(x)
    if not is_integer(dtype):
        raise TypeError(f"x1 and x2 must be integers. Received: {dtype}")
    return dtype


def _negative_magnitude(x: Output) -> Output:
    """-|x| in int32, which holds that of every integer of 32 bits."""
    wide = convert(x, "int32")
    return minimum(wide, negative(wide))


def _negative_gcd(x: Output, y: Output) -> Output:
    """-gcd(x, y) of numbers not above 0."""
    states = [minimum(x, y), maximum(x, y)]
    return repeat_while(lambda _, smaller: less(smaller, 0), _euclid, states, limit=STEPS)[0]


def _euclid(x: Output, y: Output) -> list[Output]:
    """Two numbers not above 0, x <= y, with the same divisor; x stays, once y is 0.

    Any quotient would do: the remainder is exact.
    """
    quotient = _rounded_quotient(x, minimum(y, -1))
    remainder = subtract(x, multiply(quotient, y))
    remainder = minimum(remainder, negative(remainder))
    return [minimum(y, remainder), maximum(y, remainder)]


def _rounded_quotient(x: Output, y: Output) -> Output:
    quotient = divide(convert(x, "float32"), convert(y, "float32"))
    return convert(round_half_even(quotient), "int32")


def _narrowed(x: Output, dtype: str) -> Output:
    return wrapped(x, dtype) if dtype in NARROW_INTEGERS else convert(x, dtype)
