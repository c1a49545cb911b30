"""e**x in float32, as a product that OpenVINO compiles in less time than `power_of_e`.

Exp, compiled, is within 2 ULP at best, and 0 below 2**-126. But it reduces its argument by multiples of
LN2, the float32 number nearest to ln 2, which leaves nothing to round of numbers k LN2: there it gives
2**k and a few units of 2**-21 of that, exactly. So e**x is two such powers times e**r.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from keras_openvino_ops.lowering.elementwise import (
    add,
    clamp,
    exp,
    multiply,
    polynomial,
    round_half_even,
    subtract,
)
from keras_openvino_ops.lowering.exponentials import LN2
from keras_openvino_ops.lowering.folding import varies

if TYPE_CHECKING:
    from openvino import Output

FAR = 112 * LN2
"""What the first of two powers is held to, exactly: the second makes subnormal numbers of it."""


class SplitExponential(NamedTuple):
    """e**x as (1 + r + curve) * first * second; the second is 1 unless x is beyond FAR."""

    r: Output
    curve: Output
    rest: Output
    first: Output
    second: Output

    def within(self) -> Output:
        """e**x for x within FAR; beyond, what a sum with 1 needs of it."""
        return add(multiply(self.first, self.rest), self.first)

    def value(self) -> Output:
        """e**x, subnormal numbers included."""
        return multiply(self.within(), self.second)

    def less_one(self) -> Output:
        """e**x - 1, however small x is, for x within FAR."""
        return add(multiply(self.first, self.rest), add(self.first, -1))


def split_exponential(x: Output, low: Output | None = None) -> SplitExponential:
    """e**(x + low) for x in [-120, 89] and ``low``, if x varies, next to nothing beside it."""
    multiple = multiply(round_half_even(multiply(x, 1 / math.log(2))), LN2)
    r = subtract(x, multiple)
    if varies(x):
        # Compiled, the powers are of 2, not of e: those of LN2 - ln 2 are missing.
        missing = multiply(x, LN2 / math.log(2) - 1)
        r = add(missing if low is None else add(missing, low), r)
    # A minimax fit of e**r - 1 for |r| <= ln 2 / 2, within 2**-28.
    series = polynomial(
        r,
        float.fromhex("0x1.fffffcp-2"),
        float.fromhex("0x1.555492p-3"),
        float.fromhex("0x1.5558bap-5"),
        float.fromhex("0x1.1239b4p-7"),
        float.fromhex("0x1.6a4336p-10"),
    )
    curve = multiply(multiply(r, r), series)
    held = clamp(multiple, -FAR, FAR)
    return SplitExponential(r, curve, add(curve, r), exp(held), exp(subtract(multiple, held)))
