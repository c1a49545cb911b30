"""Basic operations of array manipulation."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.row import EVERY, Row, grid


def rows() -> Iterator[Row]:
    for name in ("size", "ndim"):
        for shape in ((), (3,), (0, 2), (2, 3, 4)):
            dtypes = EVERY if shape == (3,) else ("float32",)
            yield Row(
                f"numpy.{name}", (grid(*shape),), getattr(np, name), dtypes=dtypes, result="int32"
            )
