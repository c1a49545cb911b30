"""The mean and the variance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from samples.nn_rectifiers import in_floats
from samples.row import EVERY, Array, Row, array, grid


def moments(x: Array, axes: Any, keepdims: bool = False) -> tuple[Array, Array]:
    named = tuple(axes) if isinstance(axes, list) else axes
    return np.mean(x, named, keepdims=keepdims), np.var(x, named, keepdims=keepdims)


def largest(x: Array, axes: Any, keepdims: bool = False) -> Array:
    return np.asarray(np.abs(x).max())


def rows() -> Iterator[Row]:
    x = grid(3, 4, 5)
    both = (in_floats, in_floats)
    for axes in ([0], (0, 2), [-1], (0, 1, 2)):
        dtypes = EVERY if axes == (0, 2) else ("float32",)
        yield Row("nn.moments", (x, axes), moments, {}, dtypes, both, 4, largest)
        yield Row("nn.moments", (x, axes), moments, {"keepdims": True}, ("float32",), both, 4, largest)
    far = np.array([[1e4, 1e4 + 1, 1e4 + 2], [0.0, 1.0, 2.0]], np.float64)
    yield Row("nn.moments", (far, [1]), moments, result=both)
    yield Row("nn.moments", (array(6e4, 5e4, 6e4, 4e4), [0]), moments, result=both)

    def held(x: Array, axes: Any) -> tuple[Array, ...]:
        return tuple(np.clip(one, -65504, 65504) for one in moments(x, axes))

    yield Row("nn.moments", (array(6e4, -6e4), [0]), held, {}, ("float16",), both)
