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
    for dtype in EVERY:
        numpy_dtype = ml_dtypes.bfloat16 if dtype == "bfloat16" else dtype
        yield Row("numpy.tri", (3, 4, 1, dtype), _tri(numpy_dtype), result=dtype)
    for args in ((3,), (2, 3), (3, 2, -1), (0,), (0, 2), (3, 0), (2, 2, 5)):
        yield Row("numpy.tri", args, np.tri)
    yield Row("numpy.tri", (), np.tri, {"N": 2, "M": 3, "k": 1})


def _tri(dtype: Any) -> Callable[..., Array]:
    return lambda N, M, k, _: np.tri(N, M, k, dtype).astype("float64")
