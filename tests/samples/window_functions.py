"""Window functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from samples.row import (
    Array,
    Row,
    fixed,
)

LENGTHS = (0, 1, 2, 3, 4, 7, 16, 51, 400, 1023)


def rows() -> Iterator[Row]:
    for name in ("bartlett", "blackman", "hamming", "hanning"):
        reference = _clean(getattr(np, name))
        target = f"numpy.{name}"
        for length in (*LENGTHS, 10_000):
            yield Row(target, (length,), reference)
        for length in (2, 13, 51, 1023, 10_000):
            yield Row(target, (fixed(length, "int32"),), reference)
            yield Row(target, (fixed([length], "int64"),), reference)
    kaiser = _clean(np.kaiser)
    for length in LENGTHS:
        yield Row("numpy.kaiser", (length, 8.6), kaiser, scale=_peak)
    for beta in (0, 0.5, 3, 14.0, 60.0, 300.0, -5):
        yield Row("numpy.kaiser", (64, beta), kaiser, scale=_peak)
    yield Row("numpy.kaiser", (fixed(12, "int32"), fixed(5.5, "float32")), kaiser, scale=_peak)


def _clean(reference: Callable[..., Array]) -> Callable[..., Array]:
    """Of a plain length, and without NumPy's rounding errors where the window is 0."""

    def window(length: Any, *args: Any) -> Array:
        values = reference(int(np.squeeze(length)), *map(float, args))
        return np.where(np.abs(values) < 1e-15, 0, values)

    return window


def _peak(*_: Any) -> Any:
    return 1.0
