"""Rearranging of elements."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.row import EVERY, SPECIAL, Row, fixed, grid


def rows() -> Iterator[Row]:
    large = fixed([[2**31 - 1, 2**24 + 1, -(2**31), -(2**24) - 1]], "int32")
    yield Row("numpy.flip", (grid(2, 3, 4),), np.flip, {}, EVERY)
    for axis in (0, 1, -1, (0, 2), (-1, 0), [1, 2], ()):
        yield Row("numpy.flip", (grid(2, 3, 4),), np.flip, {"axis": axis})
    for shape in ((5,), (), (0,), (0, 3), (3, 0), (1, 4), (2, 3, 2, 3, 2)):
        yield Row("numpy.flip", (grid(*shape),), np.flip)
    yield Row("numpy.flip", (SPECIAL,), np.flip)
    yield Row("numpy.flip", (large,), np.flip, result="int32")
    yield Row("numpy.fliplr", (grid(2, 3),), np.fliplr, {}, EVERY)
    yield Row("numpy.fliplr", (grid(2, 3, 4),), np.fliplr)
    yield Row("numpy.fliplr", (grid(2, 0),), np.fliplr)
    yield Row("numpy.flipud", (grid(2, 3),), np.flipud, {}, EVERY)
    yield Row("numpy.flipud", (grid(4),), np.flipud)
    yield Row("numpy.flipud", (grid(0, 2),), np.flipud)

    yield Row("numpy.roll", (grid(3, 4), 1), np.roll, {}, EVERY)
    for shift in (0, 2, -1, 5, -9, 100):
        yield Row("numpy.roll", (grid(3, 4), shift), np.roll)
        yield Row("numpy.roll", (grid(3, 4), shift), np.roll, {"axis": 1})
    for shifts, axis in (((1, 2), (0, 1)), (2, (0, -1)), ((1, 2), (1, 1)), ((1, 2), 1), (1, -2)):
        yield Row("numpy.roll", (grid(3, 4), shifts), np.roll, {"axis": axis})
    for shape in ((0,), (0, 3), (1,), ()):
        yield Row("numpy.roll", (grid(*shape), 2), np.roll)
    yield Row("numpy.roll", (grid(0, 3), 1), np.roll, {"axis": 0})
    yield Row("numpy.roll", (large, 1), np.roll, {"axis": 1}, result="int32")

    for k in (0, 1, 2, 3, -1, 6):
        every = EVERY if k == 1 else ("float32",)
        yield Row("numpy.rot90", (grid(2, 3),), np.rot90, {"k": k}, every)
        yield Row("numpy.rot90", (grid(2, 3, 4),), np.rot90, {"k": k, "axes": (1, 2)})
        yield Row("numpy.rot90", (grid(2, 3, 4),), np.rot90, {"k": k, "axes": (2, 0)})
        yield Row("numpy.rot90", (grid(2, 3, 4),), np.rot90, {"k": k, "axes": (-1, -2)})
        yield Row("numpy.rot90", (grid(0, 3),), np.rot90, {"k": k})
