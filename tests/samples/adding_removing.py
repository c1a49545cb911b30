"""Adding and removing of elements."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.row import EVERY, SPECIAL, Row, fixed, grid, promoted


def rows() -> Iterator[Row]:
    x = grid(2, 3)
    for axis in (None, 0, 1, -1, -2):
        yield Row("numpy.append", (x, x * 2), np.append, {"axis": axis}, EVERY, promoted)
    yield Row("numpy.append", (x, grid(4, 3)), np.append, {"axis": 0})
    yield Row("numpy.append", (x, grid(2, 0)), np.append, {"axis": 1})
    for y in (grid(2, 2), grid(), grid(0), grid(1, 1, 2), SPECIAL):
        yield Row("numpy.append", (x, y), np.append)
        yield Row("numpy.append", (y, y), np.append)
    yield Row("numpy.append", (x, 2.5), np.append, {}, ("float16", "float32"), "float32")
    yield Row("numpy.append", (x, 2), np.append, {}, ("int8", "int32"), "int32")
    yield Row("numpy.append", (fixed([1, 2], "int32"), 2.5), np.append)
    yield Row("numpy.append", (x, [4.0, 5.0]), np.append)
    yield Row("numpy.append", (fixed([1, 2], "uint8"), fixed([-1], "int8")), np.append, result="int16")
    yield Row("numpy.append", (fixed([True], "bool"), fixed([-1], "int8")), np.append, result="int8")
    large = fixed([[2**31 - 1, 2**24 + 1, -(2**31), -(2**24) - 1]], "int32")
    yield Row("numpy.append", (large, large), np.append, {"axis": 0}, result="int32")
