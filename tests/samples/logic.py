"""Logic functions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.row import EVERY, FLOATS, SPECIAL, Row, array, fixed, grid


def rows() -> Iterator[Row]:
    yield from _allclose()
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


def _allclose() -> Iterator[Row]:
    target = "numpy.allclose"
    base = array(0.0, 0.5, -2.0, 3.0, 7.0, 1.0)
    yield Row(target, (base, base), np.allclose, {}, EVERY, "bool")
    yield Row(target, (base, base[::-1]), np.allclose, {}, EVERY, "bool")
    yield Row(target, (base, base * 1.00001), np.allclose, result="bool")
    yield Row(target, (base, base * 1.00002), np.allclose, {"rtol": 1e-3}, result="bool")
    yield Row(target, (base, base + 1, 0.0, 1.5), np.allclose, result="bool")
    yield Row(target, (grid(3, 1), grid(3, 1) + array(0, 1e-9, 0)), np.allclose, result="bool")
    for x in (SPECIAL, array(np.inf, 1), array(np.nan)):
        for equal_nan in (False, True):
            yield Row(target, (x, x), np.allclose, {"equal_nan": equal_nan}, FLOATS[:3], "bool")
    for shape in ((), (0,), (2, 0), (2, 1, 3)):
        yield Row(target, (grid(*shape), grid(*shape)), np.allclose, result="bool")
    yield Row(target, (base, 0.5), np.allclose, {}, ("float32", "int32"), "bool")
    large = fixed([2**24], "int32")
    yield Row(target, (large, large + 1, 0.0, 0.0), np.allclose, result="bool")
