"""The bits of numbers, by arithmetic: OpenVINO has no operation that reinterprets them.

Bit patterns are int32, and those of narrower dtypes not negative. Each product is one with a power of
two, and exact.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from keras_openvino_ops.lowering.constants import constant, dtype_of, is_tensor, opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    convert,
    divide,
    equal,
    floor,
    isnan,
    less,
    less_equal,
    logical_and,
    logical_or,
    magnitude,
    maximum,
    multiply,
    select,
    subtract,
)
from keras_openvino_ops.lowering.exponentials import any_power_of_two
from keras_openvino_ops.lowering.precision import keep_float32
from keras_openvino_ops.lowering.shapes import static_shape, take

if TYPE_CHECKING:
    from openvino import Output


class Format(NamedTuple):
    """A binary floating-point format of IEEE 754's kind."""

    bits: int
    fraction_bits: int
    bias: int

    @property
    def infinity(self) -> int:
        """The pattern of infinity."""
        return (2 * self.bias + 1) << self.fraction_bits

    @property
    def nan(self) -> int:
        """The pattern of the nan that NumPy makes."""
        return self.infinity + (1 << (self.fraction_bits - 1))

    @property
    def sign(self) -> int:
        """The sign's bit, as an int32 number."""
        return 1 << 15 if self.bits == 16 else -(1 << 31)


FORMATS = {
    "float16": Format(16, 10, 15),
    "bfloat16": Format(16, 7, 127),
    "float32": Format(32, 23, 127),
}
"""The formats whose values float32 holds."""


def is_negative(x: Output) -> Output:
    """Whether the sign of a float is negative, -0.0's too; nan's is not."""
    return logical_or(less(x, 0), logical_and(equal(x, 0), less(divide(1, x), 0)))


def bits_of(x: Output) -> Output:
    """The bit pattern of a float16, bfloat16 or float32 number, without the sign of nan."""
    negative = convert(is_negative(convert(x, "float32")), "int32")
    return add(bits_of_magnitude(x), multiply(negative, FORMATS[dtype_of(x)].sign))


def bits_of_magnitude(x: Output) -> Output:
    """The bit pattern of |x|, a float16, bfloat16 or float32 number.

    (e + bias - 1) 2**p + s for |x| = s 2**(e - p), s an integer of p + 1 bits, e at least 1 - bias.
    """
    kind = FORMATS[dtype_of(x)]
    wide = magnitude(convert(x, "float32"))
    infinite = equal(wide, float("inf"))
    size = select(less(wide, float("inf")), wide, 0)
    small = less(size, 1)
    size = multiply(size, select(small, constant(2.0 ** (kind.bias - 1), "float32"), 1.0))
    exponent = multiply(convert(small, "float32"), 1 - kind.bias)
    step = (kind.bias + 1) // 2
    while step:
        reached = less_equal(2.0**step, size)
        size = multiply(size, select(reached, constant(2.0**-step, "float32"), 1.0))
        exponent = add(exponent, multiply(convert(reached, "float32"), step))
        step //= 2
    significand = convert(multiply(size, 2.0**kind.fraction_bits), "int32")
    field = convert(add(exponent, kind.bias - 1), "int32")
    result = add(multiply(field, 1 << kind.fraction_bits), significand)
    for condition, pattern in ((infinite, kind.infinity), (isnan(wide), kind.nan)):
        result = add(result, multiply(convert(condition, "int32"), pattern))
    return result


def float_of(pattern: Output, dtype: str) -> Output:
    """The float32 number that a bit pattern is of in float16, bfloat16 or float32."""
    kind = FORMATS[dtype]
    size = bitwise_and(pattern, (1 << (kind.bits - 1)) - 1)
    exponent = convert(shift_right(size, kind.fraction_bits), "float32")
    fraction = convert(bitwise_and(size, (1 << kind.fraction_bits) - 1), "float32")
    normal = convert(less(0, exponent), "float32")
    significand = add(multiply(fraction, 2.0**-kind.fraction_bits), normal)
    # A pattern that is not finite has no power of two.
    finite = less(exponent, 2 * kind.bias + 1)
    power = any_power_of_two(subtract(maximum(select(finite, exponent, 1), 1), kind.bias))
    special = select(less(0, fraction), constant(float("nan"), "float32"), float("inf"))
    result = select(finite, multiply(significand, power), special)
    negative = less(pattern, 0) if kind.bits == 32 else less((1 << 15) - 1, pattern)
    return multiply(result, select(negative, constant(-1.0, "float32"), 1.0))


def bitwise_and(x: Output, mask: int) -> Output:
    """The bits that int32 numbers and a mask have in common."""
    # OpenVINO 2024.6 has no bitwise kernels for no elements.
    return x if 0 in static_shape(x) else opset.bitwise_and(x, constant(mask, "int32")).output(0)


def shift_right(x: Output, places: Output | int) -> Output:
    """The bits of int32 or narrower numbers moved down by 0 to 31 places: floor(x / 2**places).

    Of 16 bits at a time, which float32 holds, since OpenVINO shifts one element after another.
    """
    if not is_tensor(places) and not places:
        return x
    powers = 2.0 ** -np.arange(32)
    scale = take(constant(powers, "float32"), places, 0) if is_tensor(places) else powers[places]
    parts = [x]
    if dtype_of(x) == "int32":
        parts = [bitwise_and(x, 0xFFFF), bitwise_and(x, -0x10000)]
    moved = [convert(floor(multiply(convert(part, "float32"), scale)), dtype_of(x)) for part in parts]
    result = functools.reduce(add, moved)
    keep_float32([result], [x, places] if is_tensor(places) else [x])
    return result
