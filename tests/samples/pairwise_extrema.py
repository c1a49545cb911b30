"""Extrema of two tensors, element by element."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.row import EVERY, FLOATS, SPECIAL, Row, array, grid, promoted, to_float


def rows() -> Iterator[Row]:
    x, y = grid(7, 1), grid(5)
    specials = np.array(np.meshgrid(SPECIAL, SPECIAL)).reshape(2, -1)
    for name in ("fmax", "fmin", "maximum", "minimum"):
        target, reference = f"numpy.{name}", getattr(np, name)
        mixed = np.concatenate([grid(5), array(0.0)])
        yield Row(target, (mixed, grid(3, 1)), reference, dtypes=EVERY, result=promoted)
        yield Row(target, tuple(specials), reference, dtypes=FLOATS[:3])
        yield Row(target, (x, 0.5), reference, dtypes=("float32", "float16"))
        yield Row(target, (x, 0.5), reference, dtypes=("int32", "uint8"), result=to_float)
        yield Row(target, (-2, y), reference, dtypes=("float32",))
        yield Row(target, (grid(0, 3), grid(3)), reference)
        yield Row(target, (grid(), grid(2, 1)), reference)
        wide = array(2.0**24 + 1, -(2.0**31), 2.0**31 - 1, 5)
        near = array(2.0**24, 2.0**31 - 1, -(2.0**31), 5)
        yield Row(target, (wide, near), reference, dtypes=("int32", "uint8"))
