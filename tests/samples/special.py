"""Special functions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.row import (
    EDGES,
    EVERY,
    FLOATS,
    SPECIAL,
    Array,
    Row,
    grid,
)


def rows() -> Iterator[Row]:
    for dtype in EVERY:
        result = dtype if "float" in dtype else "float64" if dtype == "int64" else "float32"
        yield Row("numpy.i0", (grid(2, 5),), np.i0, {}, (dtype,), result)
    # 4 ULP: the exponential, the square root, the quotient and the product are rounded each.
    for x in (grid(2001, low=-5, high=5), grid(2001, low=-92, high=92), grid(0), grid(0, 2), grid()):
        yield Row("numpy.i0", (x,), np.i0)
    for x in (EDGES, SPECIAL):
        yield Row("numpy.i0", (x,), _i0, dtypes=FLOATS[:3])


def _i0(x: Array) -> Array:
    """With infinities, of which NumPy makes nan."""
    return np.where(np.isinf(x), np.inf, np.i0(np.clip(x, -200, 200)))
