"""Logic functions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.row import EVERY, FLOATS, SPECIAL, Row, array, fixed, grid


def rows() -> Iterator[Row]:
    target = "numpy.isclose"
    base = array(0.0, 0.5, -2.0, 3.0, 7.0, 1.0)
    yield Row(target, (base, base[::-1]), np.isclose, {}, EVERY, "bool")
    yield Row(target, (base, base), np.isclose, {}, EVERY, "bool")
    yield Row(target, (grid(3, 1), grid(4)), np.isclose, {"atol": 1.3}, result="bool")
    yield Row(target, (array(0, 0.5), array(1, 1)), np.isclose, {}, FLOATS, "bool")
    near = np.array([1e-9, 1e-7, 1.000001, 1.0001, -5.00001])
    yield Row(target, (near, array(0, 0, 1, 1, -5)), np.isclose, result="bool")
    yield Row(target, (near, array(0, 0, 1, 1, -5), 1e-3, 1e-3), np.isclose, result="bool")
    specials = np.array(np.meshgrid(SPECIAL, SPECIAL)).reshape(2, -1)
    for equal_nan in (False, True):
        kwargs = {"equal_nan": equal_nan}
        yield Row(target, tuple(specials), np.isclose, kwargs, FLOATS[:3], "bool")
    large = fixed([2**24, 2**24 + 1, 2**31 - 1, -(2**31), 5], "int32")
    other = fixed([2**24 + 1, 2**24 + 1, -(2**31), -(2**31) + 1, 6], "int32")
    yield Row(target, (large, other, 0.0, 0.0), np.isclose, result="bool")
    yield Row(target, (large, other), np.isclose, result="bool")
    yield Row(target, (base, 0.5), np.isclose, {}, ("float32", "int32"), "bool")
    yield Row(target, (grid(0, 2), grid(2)), np.isclose, result="bool")
    yield Row(target, (grid(), grid()), np.isclose, result="bool")
