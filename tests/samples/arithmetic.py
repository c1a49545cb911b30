"""Arithmetic operations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from samples.row import (
    EVERY,
    FLOATS,
    SPECIAL,
    Row,
    array,
    grid,
    promoted,
)


def rows() -> Iterator[Row]:
    x, y = grid(6, 1, low=-99, high=99), grid(5, low=-9, high=8)

    def result(dtype: str) -> str:
        return "int8" if dtype == "bool" else promoted(dtype)

    def floor_divide(x1: Any, x2: Any, dtypes: Sequence[str] = ("float32",)) -> Row:
        return Row(
            "numpy.floor_divide",
            (x1, x2),
            np.floor_divide,
            dtypes=tuple(dtypes),
            result=result,
        )

    yield floor_divide(x, y, EVERY)
    specials = np.array(np.meshgrid(SPECIAL, SPECIAL)).reshape(2, -1)
    yield floor_divide(specials[0], specials[1], FLOATS[:3])
    yield floor_divide(array(1.0, 7.0, -7.0, 3e38, 6.0, 5.5), array(0.1, 2, 2, 7, 0.3, -1.1))
    extremes = array(-(2.0**31), 2.0**31 - 1, 2.0**31 - 1, 2.0**30 + 1, -(2.0**31) + 1, 5, 0)
    yield floor_divide(extremes, array(-1, 1, 2, 3, 2.0**31 - 1, 0, 0), ("int32", "int8", "int16"))
    yield floor_divide(array(0, 1, 127, 255), array(0, 2, 3, 2), ("uint8",))
    yield floor_divide(x, 3, ("float32", "int32", "int8", "uint8"))
    yield floor_divide(-7, y, ("int32",))
    yield Row(
        "numpy.floor_divide",
        (x, -2.5),
        np.floor_divide,
        dtypes=("int32", "uint8"),
        result="float32",
    )
    yield floor_divide(grid(0, 2), grid(2), ("float32", "int32"))
