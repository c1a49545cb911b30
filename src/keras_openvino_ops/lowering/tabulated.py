"""Powers of e and 2 from a table: few operations, for shapes that OpenVINO compiles one by one.

2**x is 2**(i / 16), rounded once in the table, times 2**r, and e**x likewise. Close to 0 the compiled
Exp is within 1 ULP; farther off it is not, nor does it reach all of float32.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops.lowering import elementwise
from keras_openvino_ops.lowering.constants import constant, opset
from keras_openvino_ops.lowering.elementwise import add, clamp, convert, multiply, round_half_even

if TYPE_CHECKING:
    from openvino import Output

    Table = np.ndarray[Any, np.dtype[np.float32]]

STEPS = 16
"""How many powers the table has between a power of 2 and the next."""

LOWEST, HIGHEST = -151, 128
"""The ends of the table, as powers of 2: the first of them is 0 in float32, and the last infinite."""

SMALL = -96
"""Powers of 2 below this are scaled in the table: the plugin clears subnormal constants."""

SCALE = 2.0**64

# ln 2 / 16 in two parts, the first short enough for its products with the numbers of steps to be exact.
STEP_HIGH = round(math.log(2) / STEPS * 2**16) / 2**16
STEP_LOW = math.log(2) / STEPS - STEP_HIGH


def tabulated_exponential(x: Output, factor: float = 1.0) -> Output:
    """e**x times a power of 2, subnormal results included; nan stays nan. Within 2 ULP."""
    steps = _steps(x, math.log(2))
    return _scaled_power(steps, _rest(steps, x), factor)


def tabulated_exponential_minus_one(x: Output) -> Output:
    """e**x - 1 for |x| >= ln 2; nan stays nan. Within 2 ULP.

    As (2**(i / 16) - 1) + 2**(i / 16) (e**r - 1), the first of them from a table too.
    """
    steps = _steps(x, math.log(2))
    place = convert(steps, "int32")
    # Where the powers are scaled, they are next to nothing beside -1 all the same.
    change = multiply(add(elementwise.exp(_rest(steps, x)), -1), at(place, _powers(1)))
    return multiply(add(change, at(place, _powers_minus_one())), 2)


def tabulated_exponential2(x: Output) -> Output:
    """2**x, subnormal results included; nan stays nan. Within 2 ULP."""
    steps = _steps(x, 1)
    return _scaled_power(steps, multiply(add(multiply(steps, -1 / STEPS), x), math.log(2)), 1)


def _steps(x: Output, unit: float) -> Output:
    """How many 16ths of a unit x has, rounded up: e**r is below 1, where float32 is twice as dense."""
    bounded = clamp(x, LOWEST * unit, HIGHEST * unit)
    return round_half_even(add(multiply(bounded, STEPS / unit), 0.5))


def _rest(steps: Output, x: Output) -> Output:
    """X less so many 16ths of ln 2."""
    return add(add(multiply(steps, -STEP_HIGH), x), multiply(steps, -STEP_LOW))


def _scaled_power(steps: Output, rest: Output, factor: float) -> Output:
    """2**(steps / 16) times e**rest and a power of 2.

    nan has gone to the lowest place, and is what 0 times e**nan is, which is inf in compiled graphs.
    """
    power = at(convert(steps, "int32"), _powers(factor))
    # Four times the distance from a point between two places is 2 or more, or -2 or less.
    scale = clamp(add(multiply(steps, 4), 2 - 4 * SMALL * STEPS), 2 / SCALE, 2.0)
    return multiply(multiply(elementwise.exp(rest), power), scale)


def at(place: Output, table: Table) -> Output:
    """The element of a table at a place, counted from the end if it is negative."""
    return opset.gather(constant(table, "float32"), place, constant(0, "int32")).output(0)


@functools.cache
def _powers(factor: float) -> Table:
    """Halves of the powers, since the highest overflows."""
    powers = factor / 2 * np.exp2(_places() / STEPS)
    powers[_places() < SMALL * STEPS] *= SCALE
    powers[_places() == LOWEST * STEPS] = 0
    return powers.astype(np.float32)


@functools.cache
def _powers_minus_one() -> Table:
    """Halves of what powers of 2 are above 1."""
    return (np.expm1(_places() * (math.log(2) / STEPS)) / 2).astype(np.float32)


def _places() -> np.ndarray[Any, Any]:
    """The numbers of steps in a table's order: of the powers from 1 on, then of those below 1."""
    return np.concatenate([np.arange(HIGHEST * STEPS + 1), np.arange(LOWEST * STEPS, 0)])
