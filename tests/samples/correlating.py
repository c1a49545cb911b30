"""Correlating."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from samples.row import EVERY, FLOATS, Array, Row, array, fixed, grid


def rows() -> Iterator[Row]:
    long, short = grid(9), grid(4, low=-2, high=2)
    for mode in ("valid", "same", "full"):
        kwargs = {"mode": mode}
        for both in ((long, short), (short, long)):
            yield Row("numpy.correlate", both, np.correlate, kwargs, EVERY, _in_float, scale=_sizes)
        pairs: tuple[tuple[Any, Any], ...] = (
            (long, short[:3]),
            (short[:3], long),
            (short, short + 1),
            (short, array(2)),
            (array(2), short[:2]),
            (grid(40), grid(30)),
            (long, [1.0, -2.0]),
            ([1.0, 2.0], long),
        )
        for args in pairs:
            yield Row("numpy.correlate", args, np.correlate, kwargs, result="float32", scale=_sizes)
        undefined = array(1, 2, np.inf, 3, 4, np.nan, 5, 6, 7)
        yield Row("numpy.correlate", (undefined, short[:2]), np.correlate, kwargs, FLOATS[:3])
        mixed = (long, fixed([1, 2, 3], "int16"))
        yield Row("numpy.correlate", mixed, np.correlate, kwargs, ("float32",), scale=_sizes)
    yield Row("numpy.correlate", (long, short), np.correlate, scale=_sizes)

    # An inner product of n terms errs in units of its factors' lengths, which are 1.
    ones, own = _unit, ("float32", "float16")
    x = np.sin(grid(4, 9)) + array(9, 0, -5, 1)[:, np.newaxis]
    yield Row("numpy.corrcoef", (x,), np.corrcoef, {}, EVERY, _of_own, 4, ones)
    for some in (grid(7), grid(2, 2), grid(3, 40) * 1e20, grid(5, 3) + 1e5, grid(3, 1)):
        yield Row("numpy.corrcoef", (some,), _corrcoef, {}, own[:1], ulp=4, scale=ones)
    special = np.stack([grid(6), np.zeros(6), np.where(grid(6) > 3, np.nan, grid(6)), -grid(6)])
    yield Row("numpy.corrcoef", (special,), np.corrcoef, {}, own, ulp=4, scale=ones)
    yield Row("numpy.corrcoef", ([[1, 2, 4], [3, 1, 1]],), np.corrcoef, result="float32", ulp=4)


def _in_float(dtype: str) -> str:
    """Keras's dtype for a correlation of two vectors of a dtype."""
    dtype = str(keras.backend.result_type(dtype, dtype))
    if dtype == "int64":
        return "float64"
    return dtype if "float" in dtype else "float32"


def _sizes(x1: Array, x2: Array, mode: Any = "valid") -> Any:
    return np.correlate(np.abs(x1), np.abs(x2), mode)


def _of_own(dtype: str) -> str:
    if dtype == "int64":
        return "float64"
    return dtype if "float" in dtype else "float32"


def _corrcoef(x: Array) -> Array:
    return np.asarray(np.corrcoef(x))


def _unit(x: Array) -> Array:
    return np.ones(())
