"""Activation functions that multiply x by how open a gate is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import special

from samples.nn_rectifiers import WIDE, activation, in_floats
from samples.row import EVERY, Array, Row, grid


def gated(gate: Array, x: Array) -> Array:
    return np.where(x == -np.inf, -0.0, x * gate)


def silu(x: Array) -> Array:
    return gated(special.expit(x), x)


def gelu(x: Array, approximate: bool = True) -> Array:
    if approximate:
        return gated(special.expit(2 * np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)), x)
    return gated(special.ndtr(x), x)


def hard_silu(x: Array) -> Array:
    return gated(np.clip(x + 3, 0, 6) / 6, x)


def glu(x: Array, axis: int = -1) -> Array:
    value, gate = np.split(x, 2, axis)
    return np.asarray(value * special.expit(gate))


def size(x: Array, **_: bool) -> Array:
    return np.abs(x)


def rows() -> Iterator[Row]:
    # Not -inf: with dynamic dimensions the result is nan.
    values = WIDE[np.isnan(WIDE) | (np.abs(WIDE) < 86)]
    yield from activation("silu", silu, values=values, ulp=5.0)
    for approximate in (True, False):
        kwargs = {"approximate": approximate}
        yield from activation("gelu", gelu, kwargs, values, ulp=4.0, scale=size)
    yield from activation("hard_silu", hard_silu, values=values, scale=size)
    for axis in (-1, 1):
        yield Row("nn.glu", (grid(2, 4, 6),), glu, {"axis": axis}, EVERY, in_floats)
    yield Row("nn.glu", (grid(4),), glu)
    yield Row("nn.glu", (grid(0, 4),), glu)
