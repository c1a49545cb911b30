"""Transpose-like operations."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

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
