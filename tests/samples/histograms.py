"""Histograms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from samples.row import EVERY, FLOATS, Array, Row, array, fixed, grid


def rows() -> Iterator[Row]:
    target, results = "numpy.histogram", ("int32", _in_float)
    x = array(0, 2, 4, 8, 10, 3, 3, 7, 1, 0)
    yield Row(target, (x,), _histogram, {}, EVERY, results)
    for kwargs in (
        {"bins": 5},
        {"bins": 1},
        {"bins": 7, "range": (2, 9)},
        {"bins": 3, "range": (0.5, 0.5)},
        {"range": (20, 30)},
        {"bins": [0, 1, 4.5, 10]},
        {"bins": fixed([0, 1, 1, 8], "float32")},
    ):
        yield Row(target, (x,), _histogram, kwargs, result=results)
    yield Row(target, (array(),), _histogram, {"bins": 8}, ("float16", "float32"), results)
    for values in (array(3, 3, 3), np.floor(grid(3, 4)), array(-7)):
        yield Row(target, (values,), _histogram, {"bins": 8}, FLOATS, results)
    yield Row(target, (grid(1000),), _histogram, {"bins": 7}, result=results, scale=_span)
    undefined = array(np.nan, np.inf, -np.inf, 0, 1, 1)
    yield Row(target, (undefined,), _histogram, {"bins": 2, "range": (0, 1)}, FLOATS[:3], results)
    yield Row(target, (undefined,), _histogram, {"bins": [-1, 0, 1]}, FLOATS[:3], results)


def _histogram(x: Array, bins: Any = 10, range: Any = None) -> Any:
    return np.histogram(x.astype(np.float64), bins, range)


def _in_float(dtype: str) -> str:
    return dtype if "float" in dtype else "float32"


def _span(x: Array, bins: int) -> Array:
    return np.asarray(np.ptp(x))
