"""Divisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from samples.row import (
    EVERY,
    FLOATS,
    SIGNED,
    SPECIAL,
    UNSIGNED,
    Row,
    array,
    fixed,
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
    yield floor_divide(array(0, 5, -5), array(-(2.0**31), -(2.0**31), -(2.0**31)), ("int32",))
    # What the floored quotient leaves is rounded: 3.7 - 1e-7.
    yield floor_divide(array(-1e-7, -1e-3, 1e-7, 3e38, -3e38), array(3.7, 3e38, -3.7, 2e38, 2e38))
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

    def remainder(name: str, x1: Any, x2: Any, dtypes: Sequence[str] = ("float32",)) -> Row:
        def result(dtype: str) -> str:
            return "int32" if dtype == "bool" else promoted(dtype)

        return Row(f"numpy.{name}", (x1, x2), getattr(np, name), {}, tuple(dtypes), result, 0.5)

    wide = 2.0 ** np.array([-30.0, 20, 29, 60, 120])
    for name in ("fmod", "mod"):
        yield remainder(name, x, y, EVERY)
        yield remainder(name, specials[0], specials[1], FLOATS[:3])
        yield remainder(name, extremes, array(-1, 1, 2, 3, 2.0**31 - 1, 0, 0), SIGNED)
        lowest = array(-(2.0**31), -127, -128)
        yield remainder(name, array(1, 127, 127), lowest, ("int8", "int32"))
        yield remainder(name, array(0, 1, 127, 255), array(0, 2, 3, 2), UNSIGNED)
        yield remainder(name, array(0.0, 1.0, 1.0), array(0.0, 0.0, 1.0), ("bool", "uint8"))
        yield remainder(name, np.outer(grid(5), wide), grid(5) * 1.7)
        yield remainder(name, 1e38 * grid(3, low=1, high=3), array(1e-20, 0.7, 2e38))
        yield remainder(name, x, 3, ("float32", "int32", "int8", "uint8"))
        yield remainder(name, -7, y, ("int32", "float32"))
        yield Row(f"numpy.{name}", (x, -2.5), getattr(np, name), {}, ("int32",), "float32")
        # Many elements are divided short at first, and long if that doesn't do for all.
        many = np.concatenate([np.arange(-(2.0**12), 0), np.arange(-(2.0**12), 0)[::-1] * 0.37])
        for divisors in (many[::-1], -many * 1e-6, np.where(many == -5, 0, many[::-1] + 0.5)):
            yield remainder(name, many, divisors)
        yield remainder(name, many.reshape(2, -1), many[1024 : 1024 + 2**12])
        for shape in ((), (0, 2), (3, 2)):
            yield remainder(name, grid(*shape), fixed(1.5, "float32"))
            yield remainder(name, grid(*shape), grid(2), ("float32", "int32"))
