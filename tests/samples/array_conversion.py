"""Array conversion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ml_dtypes
import numpy as np

from samples.row import Array, Row, fixed, grid

WIDTHS = {
    1: ("int8", "uint8"),
    2: ("int16", "uint16", "float16", "bfloat16"),
    4: ("int32", "uint32", "float32"),
}


def rows() -> Iterator[Row]:
    rng = np.random.default_rng(0)
    # Bits that are finite numbers in every format.
    noise = rng.integers(-(2**31), 2**31, (2, 4), dtype=np.int32) & ~0x40004000
    for size, dtypes in WIDTHS.items():
        for other, targets in WIDTHS.items():
            for old in dtypes:
                for new in targets if size == other else targets[::2]:
                    # The plugin takes uint32 for int32.
                    some = noise & (2**31 - 1) if "uint32" in (old, new) else noise
                    yield _row(some.view(_dtype(old)), new)
    numbers = [0, 1, -1, 1.5, 2**-126, 3e38, 2**-24, 65504, np.inf, -np.inf, np.nan, 1e-3, 6e-5, -0.75]
    for old, new in (("float32", "int32"), ("float16", "int16"), ("bfloat16", "uint16")):
        x = np.array(numbers).astype(np.float32).astype(_dtype(old))
        yield _row(x, new)
        # From the bits back.
        yield _row(np.array(x).view(new), old)
    yield _row(fixed([True, False], "bool"), "uint8")
    yield _row(fixed([True, False], "bool"), "int8")
    yield _row(fixed([0, 1], "uint8"), "bool")
    yield _row(fixed([5, -7], "int64"), "int32")
    yield _row(fixed([5, 0, -7, -1], "int32"), "int64")
    yield _row(fixed([[5, 0, 0, 0], [-7, -1, -1, -1]], "int16"), "int64")
    yield _row(fixed(1.5, "float32"), "int32")
    yield _row(fixed(np.zeros((0, 4)), "uint8"), "int32")
    yield _row(fixed(np.zeros((2, 0)), "float32"), "int8")
    yield Row("numpy.view", (grid(2, 3),), lambda x: x)
    yield Row("numpy.view", (grid(2, 3),), lambda x, dtype: x, {"dtype": None})


def _row(x: Array, dtype: str) -> Row:
    def reference(x: Array, dtype: str) -> Array:
        return np.array(x).view(_dtype(dtype))

    return Row("numpy.view", (fixed(x, str(x.dtype)), dtype), reference, result=dtype)


def _dtype(name: str) -> Any:
    return ml_dtypes.bfloat16 if name == "bfloat16" else name
