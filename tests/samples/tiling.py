"""Tiling of arrays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from samples.row import EVERY, SPECIAL, Row, fixed, grid


def rows() -> Iterator[Row]:
    repeats: Any
    large = fixed([2**31 - 1, 2**24 + 1, -(2**31), -(2**24) - 1], "int32")
    yield Row("numpy.tile", (grid(2, 3), [2, 3]), np.tile, {}, EVERY)
    for repeats in (1, 2, (3,), [1, 2], [2, 3, 4], (1, 1, 1, 2), [], 0, (0, 2), [2, 0, 1]):
        yield Row("numpy.tile", (grid(2, 3), repeats), np.tile)
        yield Row("numpy.tile", (grid(3), repeats), np.tile, {}, ("bool",))
    for shape in ((), (0,), (0, 3), (3, 0), (1, 1)):
        for repeats in (2, [2, 3]):
            yield Row("numpy.tile", (grid(*shape), repeats), np.tile)
    yield Row("numpy.tile", (grid(2, 3), [fixed(2, "int32"), 3]), np.tile)
    yield Row("numpy.tile", (grid(2, 3), fixed(2, "int64")), np.tile)
    yield Row("numpy.tile", (SPECIAL, 2), np.tile)
    yield Row("numpy.tile", (large, 2), np.tile, result="int32")

    yield Row("numpy.repeat", (grid(2, 3), 2), np.repeat, {}, EVERY)
    yield Row("numpy.repeat", (grid(2, 3), [1, 0, 2]), np.repeat, {"axis": 1}, EVERY)
    yield Row("numpy.repeat", (grid(2, 3), fixed([1, 0, 2], "int32")), np.repeat, {"axis": 1}, EVERY)
    for repeats in (
        1,
        0,
        3,
        [2],
        (2, 1),
        [0, 0],
        fixed([2], "int64"),
        fixed([3, 1], "int64"),
        fixed(2, "uint8"),
        fixed([0, 0], "int8"),
    ):
        for axis in (0, -2):
            yield Row("numpy.repeat", (grid(2, 3), repeats), np.repeat, {"axis": axis})
            yield Row("numpy.repeat", (grid(3, 2, 3), repeats), np.repeat, {"axis": 1}, ("bool",))
    for repeats in (2, [1, 2, 0, 3], fixed([1, 2, 0, 3], "int32")):
        yield Row("numpy.repeat", (grid(2, 2), repeats), np.repeat)
    for shape in ((0,), (0, 3), (1,), (), (3, 0)):
        yield Row("numpy.repeat", (grid(*shape), 2), np.repeat)
        yield Row("numpy.repeat", (grid(*shape), fixed(2, "int32")), np.repeat)
    yield Row("numpy.repeat", (grid(0, 3), 2), np.repeat, {"axis": 1})
    yield Row("numpy.repeat", (grid(0, 3), 2), np.repeat, {"axis": 0})
    yield Row("numpy.repeat", (grid(0, 3), []), np.repeat, {"axis": 0})
    yield Row("numpy.repeat", (grid(0, 3), fixed([], "int32")), np.repeat, {"axis": 0})
    yield Row("numpy.repeat", (SPECIAL, 2), np.repeat)
    yield Row("numpy.repeat", (large, 2), np.repeat, result="int32")
    yield Row("numpy.repeat", (large, fixed([1, 2, 0, 3], "int32")), np.repeat, result="int32")
