"""Special functions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.row import (
    EDGES,
    EVERY,
    FLOATS,
    SPECIAL,
    WITH_INFINITIES,
    Array,
    Row,
    array,
    grid,
    to_float,
)


def rows() -> Iterator[Row]:
    for dtype in EVERY:
        result = dtype if "float" in dtype else "float64" if dtype == "int64" else "float32"
        yield Row("numpy.i0", (grid(2, 5),), np.i0, {}, (dtype,), result)
    for x in (grid(2001, low=-5, high=5), grid(2001, low=-92, high=92), grid(0), grid(0, 2), grid()):
        yield Row("numpy.i0", (x,), np.i0)
    for x in (EDGES, SPECIAL):
        yield Row("numpy.i0", (x,), _i0, dtypes=FLOATS[:3])

    points = np.concatenate(
        [SPECIAL, array(1e-8, 1e-30, 1e-45, 8388609.0, 1e20), grid(60, low=-9, high=9)]
    )
    yield Row("numpy.sinc", (points,), _sinc, dtypes=WITH_INFINITIES, result=to_float)
    yield Row("numpy.sinc", (grid(9),), _sinc, dtypes=("float64",), result=to_float)
    for shape in ((), (0, 3), (2, 3)):
        yield Row("numpy.sinc", (grid(*shape),), _sinc, {}, ("float32", "int32"), to_float)


def _i0(x: Array) -> Array:
    """With infinities, of which NumPy makes nan."""
    return np.where(np.isinf(x), np.inf, np.i0(np.clip(x, -200, 200)))


def _sinc(x: Array) -> Array:
    # NumPy's own zeros are off by the rounding of pi.
    return np.where((x != 0) & (x == np.rint(x)) & np.isfinite(x), 0.0, np.sinc(x))
