"""The logarithm of a sum of exponentials."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from samples.nn_rectifiers import in_floats
from samples.row import EVERY, Array, Row, array, grid


def logsumexp(x: Array, axis: Any = None, keepdims: bool = False) -> Array:
    axes: Any = tuple(range(x.ndim)) if axis is None else axis
    reduce: Any = np.logaddexp.reduce
    return np.asarray(reduce(x.astype(np.float64), axes, keepdims=keepdims))


def rows() -> Iterator[Row]:
    target, inf, nan = "math.logsumexp", np.inf, np.nan

    def row(x: Array, dtypes: Any = ("float32",), **kwargs: Any) -> Row:
        return Row(target, (x,), logsumexp, kwargs, dtypes, in_floats)

    x = grid(2, 3, 4)
    for axis in (None, 0, -1, (0, 2), (1, 0), ()):
        yield row(x, EVERY if axis == -1 else ("float32",), axis=axis)
        yield row(x, axis=axis, keepdims=True)
    yield row(array(1000.0, 1000.0, -1e4))
    yield row(
        np.array([[inf, 1], [-inf, 1], [-inf, -inf], [inf, -inf], [nan, 1], [nan, inf]], np.float64),
        axis=1,
    )
    yield row(array(3e38, 3e38))
    yield row(np.array(0.5))
    yield row(grid(0, 3), axis=0)
    yield row(grid(0, 3), axis=1)
