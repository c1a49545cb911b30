"""Array creation from existing data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from samples.row import (
    EVERY,
    Array,
    Row,
    array,
    grid,
)


def rows() -> Iterator[Row]:
    for x in (grid(2, 3), grid(), grid(0, 2), array(np.nan, np.inf, -0.0)):
        every = EVERY if x.shape == (2, 3) else ("float32",)
        yield Row("numpy.array", (x,), np.array, {}, every)
        yield Row("numpy.copy", (x,), np.copy, {}, every)
    yield Row("numpy.copy", (2.5,), np.copy, result="float32")
    yield Row("numpy.copy", ([1, 2],), np.copy, result="int32")
    for dtype in EVERY:
        yield Row(
            "numpy.array", (np.trunc(grid(2, 3, low=0)), dtype), _array, {}, ("float32", "int32"), dtype
        )
    for value, dtype in (
        ([1, 2], "int32"),
        ([[1, 2.5], [3, 4]], "float32"),
        (3, "int32"),
        (2.5, "float32"),
        (True, "bool"),
        ([], "float32"),
        ((1, 2), "int32"),
        ([True, False], "bool"),
        ([1.5, True], "float32"),
        (np.float64(0.1), "float64"),
    ):
        yield Row("numpy.array", (value,), np.array, result=dtype)


def _array(x: Array, dtype: Any) -> Array:
    return x != 0 if dtype == "bool" else x
