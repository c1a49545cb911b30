"""Parts of a tensor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from samples.row import EVERY, Array, Row, fixed, grid


def part(x: Array, starts: Any, lengths: Any) -> Array:
    ends = [None if one in (-1, None) else int(start) + int(one) for start, one in zip(starts, lengths)]
    index = tuple(slice(int(start), end) for start, end in zip(starts, ends))
    result: Array = x[index]
    return result


def rows() -> Iterator[Row]:
    x, two = grid(4, 3, 5), fixed(2, "int32")
    yield Row("core.slice", (x, (1, 0, 2), (2, 3, 2)), part, {}, EVERY)
    for starts, lengths in (
        ((1, 0, 2), (-1, None, 0)),
        ([0, 1, 3], [4, 9, 1]),
        ((1, 0, 2), (two, 3, two)),
        ((two, 0, fixed(1, "int64")), (1, two, 3)),
        ((two, 0, 0), (two, -1, 5)),
        (fixed([1, 0, 2], "int32"), (2, 3, 1)),
        (np.array([1, 0, 2]).tolist(), np.array([2, 3, 1]).tolist()),
    ):
        yield Row("core.slice", (x, starts, lengths), part)
    yield Row("core.slice", (grid(0, 3), (0, 1), (0, 2)), part)
    yield Row("core.slice", (grid(7), (3,), (2,)), part)
    yield Row("core.slice", (grid(), (), ()), part)
