"""Floating point routines."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.row import EDGES, EVERY, FLOATS, SPECIAL, WITH_INFINITIES, Row, grid


def rows() -> Iterator[Row]:
    yield Row("numpy.signbit", (grid(2, 3),), np.signbit, {}, EVERY, "bool")
    yield Row("numpy.signbit", (EDGES,), np.signbit, {}, WITH_INFINITIES, "bool")
    yield Row("numpy.signbit", (SPECIAL,), np.signbit, {}, FLOATS[:3], "bool")
    for shape in ((), (0,), (2, 0), (1, 1)):
        yield Row("numpy.signbit", (grid(*shape),), np.signbit, result="bool")
