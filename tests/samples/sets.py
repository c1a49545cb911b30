"""Set routines."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.row import EVERY, FLOATS, SPECIAL, Array, Row, array, fixed, grid, mixed


def rows() -> Iterator[Row]:
    x = np.floor(grid(4, 10, low=-9, high=9))
    for invert in (False, True):
        kwargs = {"invert": invert}
        yield Row("numpy.isin", (x, array([3, -2, 3], [7, 0, 100])), _isin, kwargs, EVERY, "bool")
        yield Row("numpy.isin", (SPECIAL, SPECIAL[:4]), _isin, kwargs, FLOATS[:3], "bool")
        yield Row("numpy.isin", (x, array()), _isin, kwargs, result="bool")
    yield Row("numpy.isin", (x, 2), _isin, {}, ("float32", "int32"), "bool")
    yield Row("numpy.isin", (2, x), _isin, {}, ("float32", "int32"), "bool")
    yield Row("numpy.isin", (x, [2, -3]), _isin, {}, ("float32", "int32"), "bool")
    yield Row("numpy.isin", (grid(3), grid(3)), _isin, {"assume_unique": True}, result="bool")
    yield Row("numpy.isin", (grid(), grid()), _isin, result="bool")
    for shape in ((0,), (0, 2), (2, 0)):
        yield Row("numpy.isin", (grid(*shape), x), _isin, result="bool")
        yield Row("numpy.isin", (grid(*shape), grid(*shape)), _isin, result="bool")
    yield Row("numpy.isin", (fixed([1, 2], "int32"), array(2.0, 1.5)), _isin, result="bool")
    yield Row("numpy.isin", (fixed([True, False], "bool"), fixed([1, 2], "int8")), _isin, result="bool")
    many = mixed(130, 130)
    for some in (array(5, 1.5, 7, np.nan, -0.0), array(np.inf, 3), many[0]):
        yield Row("numpy.isin", (many, some), _isin, {}, ("float32", "int32"), "bool")
    large = array(2.0**24, 2.0**24 + 1, -(2.0**31), 2.0**31 - 1, 2.0**31 - 2)
    for some in (large[:1], large[1::2], large[::2]):
        yield Row("numpy.isin", (large, some), _isin, {}, ("int32", "int64"), "bool")


def _isin(x1: Array, x2: Array, assume_unique: bool = False, invert: bool = False) -> Array:
    # NumPy does not order the nan of bfloat16.
    x1, x2 = (np.asarray(one).astype(np.float64) for one in (x1, x2))
    return np.isin(x1, x2, invert=invert)
