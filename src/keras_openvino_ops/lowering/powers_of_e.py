"""e**x in float32, within 1 ULP, in a few operations that OpenVINO fuses into one kernel.

The compiled Exp loses digits where it reduces its argument, and all of them below 2**-126. Here the
reduction is Cody and Waite's, x = k ln 2 + r, and e**x is e**r times two powers of two: products with
these are exact, and round once where they leave the normal numbers.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from keras_openvino_ops.lowering.elementwise import (
    add,
    floor,
    multiply,
    polynomial,
    round_half_even,
    subtract,
)
from keras_openvino_ops.lowering.exponentials import power_of_two

if TYPE_CHECKING:
    from openvino import Output

# ln 2 in two parts, the first short enough for its products with k to be exact.
LN2_HIGH, LN2_LOW = float.fromhex("0x1.62e4p-1"), float.fromhex("0x1.7f7d1cp-20")


class PowerOfE(NamedTuple):
    """e**x as (1 + rest) * first * second, the latter powers of two."""

    rest: Output
    first: Output
    second: Output

    def value(self) -> Output:
        """e**x, subnormal numbers included."""
        return self.scaled(add(self.rest, 1))

    def scaled(self, significand: Output) -> Output:
        """A significand times the powers of two, rounded once even if that is subnormal."""
        return multiply(multiply(significand, self.first), self.second)


def power_of_e(x: Output, low: Output | None = None) -> PowerOfE:
    """e**(x + low) for x in [-120, 110] and ``low`` next to nothing; its value overflows from 89 on."""
    k = round_half_even(multiply(x, 1 / math.log(2)))
    shift = multiply(k, LN2_LOW)
    if low is not None:
        shift = subtract(shift, low)
    r = subtract(subtract(x, multiply(k, LN2_HIGH)), shift)
    # A minimax fit of e**r - 1 for |r| <= ln 2 / 2.
    series = polynomial(
        r,
        0.5,
        float.fromhex("0x1.5554bp-3"),
        float.fromhex("0x1.5554d6p-5"),
        float.fromhex("0x1.1227cap-7"),
        float.fromhex("0x1.6d6236p-10"),
    )
    half = floor(multiply(k, 0.5))
    first = power_of_two(half)
    second = multiply(first, add(subtract(k, add(half, half)), 1))
    return PowerOfE(add(r, multiply(multiply(r, r), series)), first, second)
