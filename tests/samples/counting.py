"""Counting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from samples.row import EVERY, FLOATS, INTEGERS, Array, Row, array, fixed, grid


def rows() -> Iterator[Row]:
    zeros = np.floor(grid(2, 3, 4, low=-2, high=3))
    for axis in (None, 0, 1, -1, (0, 2), (1,)):
        every = EVERY if axis in (None, 1) else ("float32",)
        yield Row("numpy.count_nonzero", (zeros,), np.count_nonzero, {"axis": axis}, every, "int32")
    for shape in ((), (0,), (0, 3), (3, 0), (1, 1)):
        yield Row("numpy.count_nonzero", (grid(*shape),), np.count_nonzero, result="int32")
    special = array(np.nan, -0.0, np.inf, 0.0, -1e-3)
    yield Row("numpy.count_nonzero", (special,), np.count_nonzero, {}, FLOATS[:3], "int32")
    yield Row("numpy.count_nonzero", (grid(3, 0),), np.count_nonzero, {"axis": 1}, result="int32")

    target, x = "numpy.bincount", array(1, 1, 2, 3, 2, 4, 4, 6)
    counted = (*INTEGERS, "bool")
    for minlength in (0, 3, 9):
        yield Row(target, (x,), np.bincount, {"minlength": minlength}, counted, "int32")
    weights = array(0.5, 0, 3, 2.25, 1, -1, 4, 2)
    narrow = tuple(dtype for dtype in INTEGERS if dtype != "int64")
    yield Row(target, (x, weights), _bincount, {}, narrow)
    for dtype in FLOATS:
        integers = fixed(x, "int32")
        yield Row(target, (integers, weights), np.bincount, {"minlength": 8}, (dtype,))
    integers = fixed(x, "uint8")
    yield Row(target, (integers, weights), np.bincount, {"minlength": 2}, ("float32",))
    rows_ = array([1, 1, 0], [2, 2, 3])
    yield Row(target, (rows_,), _bincount, {}, ("int32", "uint8"), "int32")
    yield Row(target, (fixed(rows_, "int32"), grid(2, 3)), _bincount, {"minlength": 6})
    yield Row(target, (fixed([], "int32"),), np.bincount, {"minlength": 2}, result="int32")
    yield Row(target, (fixed([], "int32"),), np.bincount, result="int32")
    yield Row(target, (fixed([0], "int32"),), np.bincount, result="int32")


def _bincount(x: Array, weights: Any = None, minlength: int = 0) -> Array:
    if x.ndim == 1:
        return np.bincount(x, weights, minlength)
    length = max(int(x.max()) + 1, minlength)
    each = weights if weights is not None else [None] * len(x)
    return np.stack([np.bincount(row, one, length) for row, one in zip(x, each)])
