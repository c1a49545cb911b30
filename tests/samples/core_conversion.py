"""From tensors to arrays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from samples.row import EVERY, Row, fixed, grid


def itself(x: Any) -> Any:
    return x


def rows() -> Iterator[Row]:
    for x in (grid(2, 3, low=0), grid(0, 2)):
        yield Row("core.convert_to_numpy", (x,), itself, {}, EVERY)
    for x in (fixed([2**63 - 1, -(2**63), 2**31], "int64"), fixed([2**32 - 1], "uint32")):
        yield Row("core.convert_to_numpy", (x,), itself, {}, (str(x.dtype),), str(x.dtype))
