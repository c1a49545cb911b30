"""Softmax and its kin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy import special

from samples.nn_rectifiers import in_floats
from samples.row import EVERY, Array, Row, array, grid


def _axes(axis: Any) -> Any:
    return tuple(axis) if isinstance(axis, list) else axis


def softmax(x: Array, axis: Any = -1) -> Array:
    return x if axis == () else special.softmax(x, _axes(axis))


def log_softmax(x: Array, axis: Any = -1) -> Array:
    return x if axis == () else special.log_softmax(x, _axes(axis))


def sparsemax(x: Array, axis: int = -1) -> Array:
    z = -np.sort(-x, axis)
    k = np.moveaxis(np.arange(1.0, x.shape[axis] + 1).reshape(-1, *[1] * (x.ndim - 1)), 0, axis)
    sums = np.cumsum(z, axis)
    count = np.sum(1 + k * z > sums, axis, keepdims=True)
    tau = (np.take_along_axis(sums, count - 1, axis) - 1) / count
    return np.asarray(np.maximum(x - tau, 0))


def rows() -> Iterator[Row]:
    for reference in (softmax, log_softmax, sparsemax):
        target, x = f"nn.{reference.__name__}", grid(2, 3, 4)
        for axis in (-1, 0, 1):
            dtypes = EVERY if axis == 1 else ("float32",)
            yield Row(target, (x,), reference, {"axis": axis}, dtypes, in_floats)
        yield Row(target, (array(1e4, -1e4, 1e4, 0.0),), reference, {"axis": 0})
        yield Row(target, (grid(1),), reference)
        yield Row(target, (grid(0, 3),), reference)
        yield Row(target, (np.array([[3e38, 3e38]], np.float64),), reference)
        if reference is sparsemax:
            continue
        for axes in (None, (0, 2), (2, 1), (0, 1, 2), [1], ()):
            yield Row(target, (x,), reference, {"axis": axes})
        yield Row(target, (np.array(0.5),), reference, {"axis": None})
