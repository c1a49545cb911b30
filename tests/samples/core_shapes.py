"""The shape of a tensor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from samples.row import EVERY, Array, Row, grid


def dimensions(x: Any) -> tuple[Array, ...]:
    return tuple(np.array(one, np.int32) for one in x.shape)


def rows() -> Iterator[Row]:
    for shape in ((3,), (0,), (2, 3), (1, 4, 0, 2)):
        int32 = ("int32",) * len(shape)
        yield Row("core.shape", (grid(*shape),), dimensions, {}, EVERY, int32)
