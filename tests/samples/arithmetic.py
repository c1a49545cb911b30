"""Arithmetic operations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from samples.row import EVERY, FLOATS, SIGNED, SPECIAL, Row, array, grid


def rows() -> Iterator[Row]:
    numbers = np.concatenate([SPECIAL, grid(9), array(1e30, 3.0, -2.0)])
    yield Row("numpy.reciprocal", (numbers,), np.reciprocal, dtypes=FLOATS[:3])
    whole = array(1.0, -1.0, 2.0, -2.0, 127.0, 3.0)
    yield Row("numpy.reciprocal", (whole,), _reciprocal, dtypes=EVERY)
    for shape in ((), (0, 3), (2, 3)):
        yield Row("numpy.reciprocal", (grid(*shape),), np.reciprocal)

    values = np.concatenate([SPECIAL, grid(9, low=-99, high=300)])
    limits = array(-(2.0**31), 2.0**31 - 1, 2.0**24 + 1, 255, 0)
    for name in ("negative",):
        reference = getattr(np, name)
        yield Row(f"numpy.{name}", (values,), reference, dtypes=FLOATS[:3])
        yield Row(f"numpy.{name}", (limits,), reference, dtypes=(*SIGNED, "uint8", "uint16"))
        # Of any other, the result is beyond what the CPU plugin holds.
        yield Row(f"numpy.{name}", (array(0),), reference, dtypes=("uint32",))
        for shape in ((), (0, 3), (2, 3)):
            dtypes = ("float32", "float64", "int32", "int8")
            yield Row(f"numpy.{name}", (grid(*shape),), reference, dtypes=dtypes)


def _reciprocal(x: Any) -> Any:
    return x if x.dtype == bool else np.reciprocal(x)
