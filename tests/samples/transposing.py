"""Transpose-like operations."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.changing_shape import LARGE
from samples.row import EVERY, Row, grid


def rows() -> Iterator[Row]:
    x = grid(2, 3, 4)
    yield Row("numpy.moveaxis", (x, 0, -1), np.moveaxis, {}, EVERY)
    for source, destination in (
        (2, 0),
        (-1, 1),
        (1, 1),
        ((0, 1), (2, 0)),
        ([0, 2], [-1, -2]),
        ((), ()),
    ):
        yield Row("numpy.moveaxis", (x, source, destination), np.moveaxis)
    yield Row("numpy.moveaxis", (x,), np.moveaxis, {"source": (0, 1, 2), "destination": (1, 2, 0)})
    yield Row("numpy.moveaxis", (grid(0, 3), 0, 1), np.moveaxis)
    yield Row("numpy.swapaxes", (x, 0, 2), np.swapaxes, {}, EVERY)
    for axes in ((0, 1), (-1, 0), (1, 1), (-2, -3)):
        yield Row("numpy.swapaxes", (x,), np.swapaxes, {"axis1": axes[0], "axis2": axes[1]})
    yield Row("numpy.swapaxes", (grid(0, 3), 0, 1), np.swapaxes)

    yield Row("numpy.transpose", (x,), np.transpose, {}, EVERY)
    for order in ((0, 1, 2), (2, 0, 1), [1, 0, 2], (-1, 0, 1), (-1, -2, -3), None):
        yield Row("numpy.transpose", (x,), np.transpose, {"axes": order})
    for shape in ((), (3,), (0, 3), (2, 0, 3), (2, 3, 1, 2, 2)):
        yield Row("numpy.transpose", (grid(*shape),), np.transpose)
    yield Row("numpy.transpose", (grid(2, 3), (1, 0)), np.transpose)
    yield Row("numpy.transpose", (grid(), ()), np.transpose)
    yield Row("numpy.transpose", (LARGE,), np.transpose, result="int32")
