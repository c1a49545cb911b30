"""Exponents and logarithms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from samples.row import (
    EDGES,
    EVERY,
    SPECIAL,
    WITH_INFINITIES,
    Array,
    Row,
    array,
    grid,
    to_float,
)


def rows() -> Iterator[Row]:
    for name, values in {
        "log1p": np.concatenate([EDGES[4:], SPECIAL, grid(40, low=-0.99, high=9.0)]),
        "expm1": np.concatenate([EDGES, SPECIAL, grid(40)]),
    }.items():
        target, reference = f"numpy.{name}", getattr(np, name)
        yield Row(target, (values,), reference, dtypes=WITH_INFINITIES, result=to_float)
        yield Row(target, (grid(9, low=-0.99),), reference, dtypes=("float64",), result=to_float)
        for shape in ((), (0,), (2, 0, 3), (1, 1), (2, 3, 4)):
            yield Row(target, (grid(*shape, low=0.1),), reference)

    def logaddexp(x1: Any, x2: Any, dtypes: Sequence[str] = ("float32",)) -> Row:
        def larger(a: Any, b: Any) -> Array:
            return np.asarray(np.fmax(np.abs(a), np.abs(b)))

        # Where the two logarithms cancel, the error is one of the larger operand's.
        return Row("numpy.logaddexp", (x1, x2), np.logaddexp, {}, tuple(dtypes), to_float, scale=larger)

    x, y = grid(7, 1), grid(5)
    yield logaddexp(x, y, EVERY)
    yield logaddexp(*np.array(np.meshgrid(SPECIAL, SPECIAL)).reshape(2, -1))
    far = array(0.0, 0.0, -17.0, 100.0, 88.0, -3e38)
    yield logaddexp(far, array(-18.0, 18.0, -17.0, -100.0, 88.0, 3e38))
    yield logaddexp(x, 2.0)
    yield logaddexp(3, y)
    yield logaddexp(grid(0, 3), grid(3))
