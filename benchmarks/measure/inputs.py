"""Makers of arguments: from a number of elements to an array of about as many."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Maker = Callable[[int], Array]


def uniform(low: float, high: float, seed: int = 0) -> Maker:
    """A vector of float32 values."""

    def make(size: int) -> Array:
        generator = np.random.default_rng(seed)
        return low + (high - low) * generator.random(size, np.float32)

    return make


def integers(low: int, high: int, seed: int = 0) -> Maker:
    """A vector of int32 values below ``high``."""
    return lambda size: np.random.default_rng(seed).integers(low, high, size, np.int32)


def truths(size: int) -> Array:
    """A vector of bools."""
    return uniform(0, 1, 7)(size) > 0.5


def shaped(values: Maker, shape: Callable[[int], tuple[int, ...]]) -> Maker:
    """An array of a shape that depends on the size."""

    def make(size: int) -> Array:
        dimensions = shape(size)
        return values(math.prod(dimensions)).reshape(dimensions)

    return make


def length(count: Callable[[int], int], values: Maker) -> Maker:
    """A vector of another length than the size."""
    return lambda size: values(count(size))


def fixed(count: int, values: Maker) -> Maker:
    """A vector of the same length at every size."""
    return lambda size: values(count)


def side(size: int) -> int:
    """The side of a square matrix."""
    return math.isqrt(size)


def square_of(size: int) -> tuple[int, int]:
    """A square matrix's shape."""
    return side(size), side(size)


def rows_of(size: int) -> tuple[int, int]:
    """The shape of a matrix with rows of 2,000 elements, 250 where the size is small."""
    width = min(2000, size // 4)
    return size // width, width


FINITE = uniform(-4, 4)
OTHER = uniform(-4, 4, 1)
POSITIVE = uniform(0.1, 9)
UNIT = uniform(-0.99, 0.99)
SMALL_INTEGERS = integers(1, 1000)
MATRIX = shaped(FINITE, square_of)
ROWS = shaped(FINITE, rows_of)


def with_nans(values: Maker) -> Maker:
    """Values of which every seventh is nan."""

    def make(size: int) -> Array:
        array = values(size).copy()
        array.ravel()[::7] = np.nan
        return array

    return make
