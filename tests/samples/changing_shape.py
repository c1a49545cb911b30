"""Changing array shape."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.row import EVERY, SPECIAL, Row, fixed, grid

LARGE = fixed([[2**31 - 1, 2**24 + 1], [-(2**31), -(2**24) - 1]], "int32")


def rows() -> Iterator[Row]:
    x = grid(2, 3, 4)
    yield Row("numpy.reshape", (x, (4, 6)), np.reshape, {}, EVERY)
    for new in (24, -1, (24,), (-1,), [6, 4], (-1, 6), (2, -1, 2), (2, 3, 4), (1, 24, 1)):
        yield Row("numpy.reshape", (x, new), np.reshape)
    yield Row("numpy.reshape", (x, (np.int64(6), np.int32(-1))), np.reshape)
    yield Row("numpy.reshape", (x, (None, 6)), lambda x, _: x.reshape(-1, 6))
    four, six = fixed(4, "int32"), fixed(6, "int64")
    for sizes in ((four, 6), (-1, six), [four, six]):
        yield Row("numpy.reshape", (x, sizes), np.reshape)
    for old in ((), (1,), (1, 1)):
        for size in (-1, (), (1, 1)):
            yield Row("numpy.reshape", (grid(*old), size), np.reshape)
    for old, size in (((0,), (0, 3)), ((0, 3), -1), ((0, 3), (3, -1)), ((2, 0), (0, 5)), ((0,), 0)):
        yield Row("numpy.reshape", (grid(*old), size), np.reshape)
    yield Row("numpy.reshape", (LARGE, (4, 1)), np.reshape, result="int32")
    yield Row("numpy.reshape", (SPECIAL, (7, 1)), np.reshape)
    yield Row("numpy.reshape", ([[1, 2], [3, 4]], (4,)), np.reshape, result="int32")
    yield Row("numpy.reshape", (2.5, (1,)), np.reshape)

    yield Row("numpy.ravel", (x,), np.ravel, {}, EVERY)
    for shape in ((), (1,), (5,), (0,), (0, 3), (2, 0, 3), (1, 1), (2, 1, 2, 1, 2)):
        yield Row("numpy.ravel", (grid(*shape),), np.ravel)
    yield Row("numpy.ravel", (LARGE,), np.ravel, result="int32")
    yield Row("numpy.ravel", (SPECIAL,), np.ravel)
