"""Activation functions that move x towards 0."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.nn_rectifiers import activation
from samples.row import FLOATS, SPECIAL, Array, Row, array, grid


def tanh_shrink(x: Array) -> Array:
    """By its series where the difference cancels in float64."""
    z = x * x
    series = z * x * (1 / 3 - z * (2 / 15 - z * (17 / 315 - z * 62 / 2835)))
    return np.where(np.abs(x) < 0.03, series, x - np.tanh(x))


def soft_shrink(x: Array, threshold: float = 0.5) -> Array:
    return np.asarray(x - np.clip(x, -threshold, threshold))


def hard_shrink(x: Array, threshold: float = 0.5) -> Array:
    return np.where(np.abs(x) <= threshold, 0, x).astype(x.dtype)


def rows() -> Iterator[Row]:
    yield from activation("tanh_shrink", tanh_shrink)
    finite = array(-3.0, -0.5, -0.25, 0.0, 0.25, 0.5, 0.75, 1e4)
    for name, reference in (("soft_shrink", soft_shrink), ("hard_shrink", hard_shrink)):
        yield Row(f"nn.{name}", (finite,), reference, dtypes=FLOATS)
        yield Row(f"nn.{name}", (finite,), reference, {"threshold": 0.75})
        yield Row(f"nn.{name}", (grid(2, 0, 3),), reference)
        yield Row(f"nn.{name}", (grid(2, 3, 4),), reference)
    yield Row("nn.soft_shrink", (SPECIAL,), soft_shrink)
    yield Row("nn.hard_shrink", (SPECIAL,), hard_shrink)
    yield Row("nn.hard_shrink", (grid(2, 3, low=0),), hard_shrink, {"threshold": 1}, ("uint8", "int32"))
