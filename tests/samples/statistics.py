"""Statistics."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from samples.row import (
    EVERY,
    SPECIAL,
    Array,
    Row,
    array,
    grid,
    to_float,
)


def rows() -> Iterator[Row]:
    for shape, axis in (
        ((5,), None),
        ((6,), 0),
        ((), None),
        ((3, 4), None),
        ((3, 4), 0),
        ((3, 4), -1),
        ((3, 4, 5), (0, 2)),
        ((3, 4, 5), [1]),
        ((2, 3, 4, 5), (-1, 1)),
        ((1, 3), 0),
        ((0, 3), 0),
        ((3, 0), 0),
    ):
        for keepdims in (False, True):
            every = EVERY if shape in ((5,), (3, 4)) else ("float32",)
            kwargs = {"axis": axis, "keepdims": keepdims}
            yield Row("numpy.median", (grid(*shape),), _median, kwargs, every, to_float)
    special = np.stack([SPECIAL, np.roll(SPECIAL, 1)[::-1], np.arange(7.0), np.full(7, np.inf)])
    yield Row("numpy.median", (special,), _median, {"axis": 1})
    yield Row("numpy.median", (array(np.inf, -np.inf),), _median)
    yield Row("numpy.median", (grid(3, 257),), _median, {"axis": 1})


def _median(x: Array, axis: Any = None, keepdims: bool = False) -> Any:
    axis = tuple(axis) if isinstance(axis, list) else axis
    return np.median(x, axis=axis, keepdims=keepdims)
