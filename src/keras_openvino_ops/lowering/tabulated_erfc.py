"""The complement of the error function from tables, where OpenVINO compiles node by node.

Its logarithm is smooth on the whole line, so 1 - erf(h + d) = (1 - erf(h)) e**-q with a square of d in
q is within 2**-27 of it for h next to h + d, without a case for signs, or for x near to or far from 0.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops.lowering.elementwise import (
    add,
    clamp,
    convert,
    multiply,
    or_nan_of,
    power,
    round_half_even,
)
from keras_openvino_ops.lowering.fusion import in_shape_of, names
from keras_openvino_ops.lowering.shapes import static_shape
from keras_openvino_ops.lowering.slices import flatten
from keras_openvino_ops.lowering.tabulated import element_at

if TYPE_CHECKING:
    from openvino import Output

    Table = np.ndarray[Any, np.dtype[np.float32]]

STEPS = 128
"""How many numbers the tables have between an integer and the next."""

LOWEST, HIGHEST = -4.0, 10.25
"""The ends of the tables: beyond them the function is 2, and 0."""

SCALE = 2.0**24
"""What makes the least subnormal numbers normal: the plugin clears subnormal constants."""


def tabulated_erfc(x: Output) -> Output:
    """1 - erf(x), subnormal results included, within 1.5 ULP; nan stays nan."""
    if 0 in static_shape(x):
        # Of a vector that is known to be empty, the plugin's Gather divides by its length.
        return x
    flat = flatten(x)
    # From -x, as the tables have positive places first.
    steps = round_half_even(clamp(multiply(flat, -STEPS), -HIGHEST * STEPS, -LOWEST * STEPS))
    place = convert(steps, "int32")
    slope, curve = (element_at(place, table) for table in _logarithm_tables())
    value, value_again = names(element_at(place, _values()), 1)
    rest, rest_again = names(clamp(add(multiply(flat, STEPS), steps), -0.5, 0.5), 1)
    # nan has gone to a place and a rest.
    exponent = multiply(add(multiply(or_nan_of(rest, flat), curve), slope), rest_again)
    change = multiply(_exponential_minus_one(exponent), value)
    return in_shape_of(x, multiply(add(change, value_again), 1 / SCALE))


def _exponential_minus_one(x: Output) -> Output:
    """e**x - 1 for a vector |x| <= 0.08, within 2**-28: a minimax fit, x + x**2 times a square."""
    x, *again = names(x, 3)
    square = power(add(x, float.fromhex("0x1.fff9dep+0")), 2)
    series = add(multiply(square, float.fromhex("0x1.5571eap-5")), float.fromhex("0x1.554b2p-2"))
    return add(multiply(multiply(series, again[0]), again[1]), again[2])


@functools.cache
def _values() -> Table:
    """1 - erf, scaled."""
    values = np.array([math.erfc(x) for x in _places()]) * SCALE
    values[_places() == HIGHEST] = 0
    return values.astype(np.float32)


@functools.cache
def _logarithm_tables() -> tuple[Table, Table]:
    """The derivative of log(1 - erf(x)), and half the second, in steps."""
    x = _places()
    slope = -2 / math.sqrt(math.pi) * np.exp(-x * x) / np.array([math.erfc(one) for one in x])
    curve = -slope * (slope + 2 * x) / 2
    return (slope / STEPS).astype(np.float32), (curve / STEPS**2).astype(np.float32)


def _places() -> np.ndarray[Any, Any]:
    """The numbers x in the tables' order: from place 0 on, then those counted from the end."""
    low, high = int(LOWEST * STEPS), int(HIGHEST * STEPS)
    return np.concatenate([np.arange(0, low - 1, -1), np.arange(high, 0, -1)]) / STEPS
