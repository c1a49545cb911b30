"""Rounding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from samples.row import (
    FLOATS,
    INTEGERS,
    SPECIAL,
    WITH_INFINITIES,
    Row,
    array,
    grid,
    same,
    to_float,
)


def rows() -> Iterator[Row]:
    ties = array(0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 8388609.0, 0.4999, 1e9)
    for decimals in (0, 1, 2, -1):
        values = np.concatenate([SPECIAL, ties, grid(20, low=-99.0, high=99.0)])
        yield Row("numpy.round", (values, decimals), _round, dtypes=("float32", "bfloat16"))
    tens = array(25.0, 35.0, 50.0, 150.0, -250.0, 350.0, -15.0, 127.0, 5.0, 45.0, 49.0, -51.0, 0.0)
    for decimals in (0, 2, -1, -2, -4):
        yield Row("numpy.round", (tens, decimals), np.round, dtypes=(*FLOATS, *INTEGERS))
    wide = array(2.0**30 + 5, 2.0**24 + 1, -(2.0**30) - 15, 2.0**24 + 15)
    yield Row("numpy.round", (wide, -1), np.round, dtypes=("int32",))
    yield Row("numpy.round", (array(0.0, 1.0),), np.array, dtypes=("bool",))
    for shape in ((), (0, 3), (2, 3)):
        yield Row("numpy.round", (grid(*shape),), np.round, dtypes=("float32", "int32"))
        yield Row("numpy.round", (grid(*shape),), np.round, {"decimals": 1})

    values = np.concatenate([SPECIAL, ties, grid(20, low=-99.0, high=99.0), array(-3e38)])
    for name, result in {"floor": to_float, "ceil": to_float, "trunc": same}.items():
        target, reference = f"numpy.{name}", getattr(np, name)
        yield Row(target, (values,), reference, dtypes=WITH_INFINITIES, result=result, ulp=0.5)
        for shape in ((), (0, 3), (2, 3)):
            yield Row(target, (grid(*shape),), reference, {}, ("float32", "int32"), result)


def _round(x: Any, decimals: int) -> Any:
    # In float32: which numbers are ties depends on it.
    return np.round(x.astype(np.float32), decimals)
