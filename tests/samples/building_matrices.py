"""Building matrices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import ml_dtypes
import numpy as np

from samples.row import (
    EVERY,
    Array,
    Row,
    array,
    fixed,
    grid,
)


def rows() -> Iterator[Row]:
    for shape in ((3, 3), (2, 5), (5, 2), (2, 3, 4), (1, 1), (0, 3), (2, 3, 0), (4,)):
        for k in (0, 1, -1, 9, -9):
            every = EVERY if shape == (2, 5) else ("float32",)
            yield Row("numpy.tril", (grid(*shape),), np.tril, {"k": k}, every)
            yield Row("numpy.triu", (grid(*shape),), np.triu, {"k": k}, every)
    for name, reference in (("tril", np.tril), ("triu", np.triu)):
        target = f"numpy.{name}"
        yield Row(target, (np.full((3, 3), np.nan),), reference)
        yield Row(target, (np.full((2, 2), 2.0**31 - 1),), reference, dtypes=("int32",))
    yield from _diagonals()
    yield from _vander()
    for dtype in EVERY:
        numpy_dtype = ml_dtypes.bfloat16 if dtype == "bfloat16" else dtype
        yield Row("numpy.tri", (3, 4, 1, dtype), _tri(numpy_dtype), result=dtype)
    for args in ((3,), (2, 3), (3, 2, -1), (0,), (0, 2), (3, 0), (2, 2, 5)):
        yield Row("numpy.tri", args, np.tri)
    yield Row("numpy.tri", (), np.tri, {"N": 2, "M": 3, "k": 1})


def _tri(dtype: Any) -> Callable[..., Array]:
    return lambda N, M, k, _: np.tri(N, M, k, dtype).astype("float64")


def _diagonals() -> Iterator[Row]:
    shape: tuple[int, ...]
    for shape in ((3,), (1,), (0,), (3, 3), (2, 4), (4, 2), (0, 3), (3, 0)):
        for k in (0, 1, -1, 3, -5):
            every = EVERY if k == 1 and shape in ((3,), (2, 4)) else ("float32",)
            yield Row("numpy.diag", (grid(*shape),), np.diag, {"k": k}, every)
    for shape in ((3,), (2, 2), (), (0,), (2, 0)):
        for k in (0, 1, -2):
            every = EVERY if k == 1 and shape == (2, 2) else ("float32",)
            yield Row("numpy.diagflat", (grid(*shape),), np.diagflat, {"k": k}, every)
    special = array(np.nan, np.inf, -0.0)
    wide = fixed([2**24 + 1, -(2**31), 2**31 - 1], "int32")
    for name, reference in (("diag", np.diag), ("diagflat", np.diagflat)):
        yield Row(f"numpy.{name}", (special,), reference)
        yield Row(f"numpy.{name}", (wide,), reference, result="int32")


def _vander() -> Iterator[Row]:
    target = "numpy.vander"
    yield Row(target, (grid(3, low=0, high=4),), np.vander, {}, EVERY)
    for args in ((2,), (0,), (1,), (5,), (6, True), (None, True)):
        yield Row(target, (grid(3), *args), np.vander)
    yield Row(target, (grid(0), 3), np.vander)
    yield Row(target, (array(0, -0.0, -2, np.inf, -np.inf, np.nan), 4), np.vander)
    yield Row(target, (array(-3, 2, 7), 5), np.vander, dtypes=("int32", "int64"))
