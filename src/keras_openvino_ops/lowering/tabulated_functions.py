"""Functions from tables, for shapes that are dynamic, where each operation may be a kernel.

From the next number h of a table on, f(h + l) is f(h) + f'(h) l (1 + y / 2 + y**2 / 6), where y is
f''(h) / f'(h) l: the second term is so small that its rounding errors are not seen, nor is what is left
out.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any, NamedTuple, Optional

import numpy as np

from keras_openvino_ops.lowering.elementwise import (
    add,
    clamp,
    convert,
    maximum,
    multiply,
    power,
    round_half_even,
)
from keras_openvino_ops.lowering.folding import is_known_empty
from keras_openvino_ops.lowering.fusion import in_shape_of, names
from keras_openvino_ops.lowering.slices import flatten
from keras_openvino_ops.lowering.tabulated import element_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from openvino import Output

    Array = np.ndarray[Any, Any]
    Derivatives = tuple[Array, Array, Optional[Array]]

SCALE = 2.0**48
"""What the tables are scaled by where the plugin would clear their numbers."""

GATE_SLOPE, GATE_CURVE = 2 * math.sqrt(2 / math.pi), 2 * math.sqrt(2 / math.pi) * 0.044715


class _Tables(NamedTuple):
    """A rising function at the ends of some steps.

    Attributes
    ----------
    low, high
        The integers between which it is tabulated. Below, it is 0.
    steps
        How many there are between two integers.
    slope
        The function's slope.
    ratio
        The slope's own slope over it; None if that is -x.
    shift
        How far from where it is the function has the value that is rounded.
    first
        The first step that is not scaled.
    """

    low: int
    high: int
    steps: int
    value: Array
    slope: Array
    ratio: Array | None
    shift: Array
    first: int


def times_normal(x: Output) -> Output:
    """X times the normal distribution function of x; nan stays nan, and is what -inf gives."""
    return _times(x, _normal_tables())


def times_logistic_of_cubic(x: Output) -> Output:
    """X / (1 + e**-u), u = 2 sqrt(2 / pi) (x + 0.044715 x**3); of nan and -inf, nan."""
    return _times(x, _logistic_tables())


def _times(x: Output, tables: _Tables) -> Output:
    flat = flatten(x)
    if is_known_empty(flat):
        # The plugin divides by its length.
        return x
    value, scale = _of_tables(flat, tables)
    return in_shape_of(x, multiply(multiply(value, flat), scale))


def logarithm_of_one_and_exponential(x: Output) -> Output:
    """log(1 + e**x) for a vector, which is x where it is large or nan; with more axes."""
    if is_known_empty(x):
        return x
    value, scale = _of_tables(x, _softplus_tables())
    return maximum(multiply(value, scale), x)


def logarithm_of_one_and_less(x: Output, base: float) -> Output:
    """log(1 + base**x) to base 2 or e, for x <= 0; a number for nan."""
    tables = _binary_softplus_tables() if base == 2 else _softplus_tables()
    return in_shape_of(x, multiply(*_of_tables(flatten(x), tables)))


def _of_tables(x: Output, tables: _Tables) -> tuple[Output, Output]:
    """A function of a vector, or 0, but a number for nan; and what it is to be multiplied by."""
    count = tables.steps
    steps = round_half_even(multiply(clamp(x, tables.low, tables.high), count))
    place = convert(steps, "int32")
    beside = add(add(multiply(steps, -1 / count), x), element_at(place, tables.shift))
    beside, again = names(clamp(beside, -0.51 / count, 0.51 / count), 1)
    # Four times the distance from a point between two steps is 2 or more, or -2 or less.
    scale = clamp(add(multiply(steps, 4), 2 - 4 * tables.first), 1 / SCALE, 1.0)
    if tables.ratio is None:
        y = multiply(multiply(beside, steps), -1 / count)
    else:
        y = multiply(beside, element_at(place, tables.ratio))
    # 1 + y / 2 + y**2 / 6
    curve = add(multiply(power(add(y, 1.5), 2), 1 / 6), 0.625)
    change = multiply(multiply(curve, again), element_at(place, tables.slope))
    return add(change, element_at(place, tables.value)), scale


@functools.cache
def _normal_tables() -> _Tables:
    return _tables(_normal, -15, 6, 512)


@functools.cache
def _logistic_tables() -> _Tables:
    return _tables(_logistic_of_cubic, -12, 6, 512)


@functools.cache
def _softplus_tables() -> _Tables:
    return _tables(_softplus, -105, 18, 64)


@functools.cache
def _binary_softplus_tables() -> _Tables:
    return _tables(_binary_softplus, -151, 1, 64)


def _normal(x: Array) -> Derivatives:
    value = np.array([math.erfc(-one / math.sqrt(2)) / 2 for one in x])
    return value, np.exp(-x * x / 2) / math.sqrt(2 * math.pi), None


def _logistic_of_cubic(x: Array) -> Derivatives:
    exponential = np.exp(x * (GATE_SLOPE + GATE_CURVE * x * x))
    value, rest = exponential / (1 + exponential), 1 / (1 + exponential)
    inner, curve = GATE_SLOPE + 3 * GATE_CURVE * x * x, 6 * GATE_CURVE * x
    return value, value * rest * inner, inner * (rest - value) + curve / inner


def _softplus(x: Array) -> Derivatives:
    return np.logaddexp(x, 0), 1 / (1 + np.exp(-x)), 1 / (1 + np.exp(x))


def _binary_softplus(x: Array) -> Derivatives:
    return np.logaddexp2(x, 0), 1 / (1 + np.exp2(-x)), math.log(2) / (1 + np.exp2(x))


def _tables(function: Callable[[Array], Derivatives], low: int, high: int, count: int) -> _Tables:
    """In the order of places: from 0 on, then of those below 0."""
    steps = np.concatenate([np.arange(high * count + 1), np.arange(low * count, 0)])
    value, slope, ratio = function(steps / count)
    value[steps == low * count] = slope[steps == low * count] = 0
    small = (steps < 0) & (np.minimum(value, slope) < 2.0**-100)
    factor = np.where(small, SCALE, 1)
    value, slope = value * factor, slope * factor
    rounded = value.astype(np.float32)
    # Where it hardly rises, it is near 1, and its rounding error half as large.
    shift = (value - rounded) / np.maximum(slope, 1e-4 * value + (value == 0))
    first = int(steps[~small].min())
    narrow = None if ratio is None else ratio.astype(np.float32)
    slope, shift = slope.astype(np.float32), shift.astype(np.float32)
    return _Tables(low, high, count, rounded, slope, narrow, shift, first)
