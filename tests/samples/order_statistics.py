"""Order statistics."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from samples.row import EVERY, FLOATS, Array, Row, array, fixed, grid, to_float

METHODS = ("linear", "lower", "higher", "midpoint", "nearest")


def rows() -> Iterator[Row]:
    for prefix in ("", "nan"):
        yield from _quantiles(f"{prefix}quantile", 1)
        yield from _quantiles(f"{prefix}percentile", 100)


def _quantiles(name: str, whole: int) -> Iterator[Row]:
    target, reference = f"numpy.{name}", _reference(getattr(np, name))
    # NumPy puts the axes of a matrix of fractions elsewhere where it skips nan.
    plain = _reference(getattr(np, name.replace("nan", "")))
    nine, levels = grid(3, 9), fixed(array(0, 0.125, 0.5, 0.6875, 1) * whole, "float32")
    undefined = np.stack([*np.where(nine > 3.5, np.nan, nine), np.full(9, np.nan)])
    infinite = np.stack([array(-np.inf, 1, 2, np.inf), array(np.inf, 3, np.inf, 3), array(0, 0, 1, 2)])
    for method in METHODS:
        kwargs = {"axis": 1, "method": method}
        every = EVERY if name == "quantile" or method == "linear" else ("float32",)
        yield Row(target, (nine, levels), reference, kwargs, every, to_float, scale=_largest)
        yield Row(target, (undefined, levels), reference, kwargs, scale=_largest)
        yield Row(target, (infinite, levels), reference, kwargs, FLOATS[:1])
        halves = fixed(np.arange(17) / 16 * whole, "float32")
        yield Row(target, (np.floor(nine[0]), halves), reference, {"method": method}, scale=_largest)
    for shape, axis in (
        ((), None),
        ((3, 4), None),
        ((3, 4, 5), (0, 2)),
        ((3, 4, 5), [1]),
        ((2, 3, 4, 5), (-1, 1)),
        ((3, 0), 0),
    ):
        for q in (0.25, [0.5], fixed([[0, 0.25, 0.5], [1, 0.75, 0.625]], "float32")):
            q = np.multiply(q, whole).tolist() if isinstance(q, list) else q * whole
            for keepdims in (False, True):
                kwargs = {"axis": axis, "keepdims": keepdims}
                yield Row(target, (grid(*shape), q), plain, kwargs, scale=_largest)
    yield Row(target, (grid(0, 3), 0.5 * whole, 0), lambda x, q, axis: np.full(3, np.nan))
    yield Row(target, (grid(1), 0.3 * whole), reference)
    scalar = np.array(0.375 * whole)
    yield Row(target, (grid(7), scalar), reference, {}, FLOATS[2:], to_float, scale=_largest)
    yield Row(target, ([1, 5, 2], 0.75 * whole), reference, result="float32")
    for x, along in ((grid(21, 38), 1), (grid(2, 20, 16), 1), (grid(9001), 0)):
        some = [0.125 * whole, 0.75 * whole]
        if name.startswith("nan"):
            x = np.where(x > 3, np.nan, x)
        yield Row(target, (x, some), reference, {"axis": along}, scale=_largest)
        yield Row(target, (x, 0.25 * whole), reference, {"axis": along}, scale=_largest)
    tails = [0.1 * whole, 0.999 * whole]
    yield Row(target, (grid(3, 1000), tails), reference, {"axis": 1}, scale=_largest)


def _reference(function: Any) -> Any:
    def reference(x: Array, q: Any, axis: Any = None, **kwargs: Any) -> Any:
        return function(x, q, tuple(axis) if isinstance(axis, list) else axis, **kwargs)

    return reference


def _largest(x: Array, *_: Any, **__: Any) -> Any:
    # An interpolation rounds in units of the ends, not of what lies between them.
    return np.nanmax(np.abs(x), initial=0)
