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
    to_float,
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

    numbers = np.concatenate([SPECIAL, grid(9), array(1e30, 3.0, -2.0)])
    yield Row("numpy.reciprocal", (numbers,), np.reciprocal, dtypes=FLOATS[:3])
    whole = array(1.0, -1.0, 2.0, -2.0, 127.0, 3.0)
    yield Row("numpy.reciprocal", (whole,), _reciprocal, dtypes=EVERY)
    for shape in ((), (0, 3), (2, 3)):
        yield Row("numpy.reciprocal", (grid(*shape),), np.reciprocal)

    def divide_no_nan(x1: Any, x2: Any, dtypes: Sequence[str] = ("float32",)) -> Row:
        def reference(a: Any, b: Any) -> Any:
            return np.where(np.equal(b, 0), 0.0, np.true_divide(a, b))

        return Row("numpy.divide_no_nan", (x1, x2), reference, {}, tuple(dtypes), to_float)

    yield divide_no_nan(x, y, EVERY)
    yield divide_no_nan(specials[0], specials[1], FLOATS[:3])
    yield divide_no_nan(x, array(0.0, 1.0, 2.0), EVERY)
    yield divide_no_nan(x, 2.5, ("float32", "int32", "uint8"))
    yield divide_no_nan(x, 0, ("float32", "int32"))
    yield divide_no_nan(3, y, ("float32", "int32"))
    yield divide_no_nan(grid(0, 2), grid(2))


def _reciprocal(x: Any) -> Any:
    return x if x.dtype == bool else np.reciprocal(x)
