"""Averages and variances."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from samples.row import (
    EVERY,
    FLOATS,
    INTEGERS,
    SPECIAL,
    Array,
    Row,
    array,
    fixed,
    grid,
    to_float,
)

SHAPES: tuple[tuple[tuple[int, ...], Any], ...] = (
    ((5,), None),
    ((6,), 0),
    ((), None),
    ((3, 4), None),
    ((3, 4), 0),
    ((3, 4), -1),
    ((3, 4, 5), (0, 2)),
    ((3, 4, 5), [1]),
    ((2, 3, 4, 5), (-1, 1)),
    ((1, 3), 0),
    ((0, 3), 0),
    ((3, 0), 0),
)


def rows() -> Iterator[Row]:
    for shape, axis in SHAPES:
        for keepdims in (False, True):
            every = EVERY if shape in ((5,), (3, 4)) else ("float32",)
            kwargs = {"axis": axis, "keepdims": keepdims}
            yield Row("numpy.median", (grid(*shape),), _median, kwargs, every, to_float)
    special = np.stack([SPECIAL, np.roll(SPECIAL, 1)[::-1], np.arange(7.0), np.full(7, np.inf)])
    yield Row("numpy.median", (special,), _median, {"axis": 1})
    yield Row("numpy.median", (array(np.inf, -np.inf),), _median)
    yield Row("numpy.median", (grid(3, 257),), _median, {"axis": 1})
    for shape, axis in (((21, 38), 1), ((21, 38), 0), ((2, 20, 16), 1), ((9001,), 0), ((3, 8300), 1)):
        x = grid(*shape)
        yield Row("numpy.median", (x,), _median, {"axis": axis})
        yield Row("numpy.nanmedian", (np.where(x > 3, np.nan, x),), np.nanmedian, {"axis": axis})
    yield from _averages()
    yield from _means_and_variances()
    yield from _without_nan()


def _averages() -> Iterator[Row]:
    target, whole = "numpy.average", array(-7, 3, 2.5, 0, 1)
    yield Row(target, (whole,), _average, {}, EVERY, to_float, scale=_largest)
    kwargs = {"weights": array(1, 2, 3, 0, 1)}
    yield Row(target, (whole,), _average, kwargs, EVERY, to_float, scale=_largest)
    for shape, axis, weights in (
        ((), None, None),
        ((3, 4), 0, None),
        ((3, 4, 5), (0, 2), None),
        ((3, 4), None, (3, 4)),
        ((3, 4), 1, (3, 4)),
        ((3, 4), 1, (4,)),
        ((3, 4), -2, (3,)),
        ((3, 4, 5), 1, (4,)),
        ((3, 4, 3), (2, 0), (3, 3)),
        ((2, 0), 1, None),
        ((2, 0), 0, (2,)),
    ):
        given = {"axis": axis, "weights": None if weights is None else grid(*weights, low=1, high=3)}
        yield Row(target, (grid(*shape),), _average, given, scale=_largest)
    mixed = {"weights": fixed([1, 2], "int32"), "axis": 0}
    yield Row(target, (grid(2, 3),), _average, mixed, FLOATS, to_float, scale=_largest)
    yield Row(target, ([1, 2, 4],), _average, {"weights": [1, 0, 3]}, result="float32")
    yield Row(target, (SPECIAL,), _average, {}, FLOATS[:3])
    undefined = {"weights": array(0, 0, 0, 1, 2, 3, 4)}
    yield Row(target, (SPECIAL,), _average, undefined, FLOATS[:3])


def _means_and_variances() -> Iterator[Row]:
    # Squaring doubles the relative error of the distances.
    for name, reference, result, ulp in (
        ("mean", np.mean, _in_float, 2),
        ("std", np.std, _in_float, 2),
        ("var", np.var, to_float, 4),
    ):
        target = f"numpy.{name}"
        for shape, axis in SHAPES:
            every = EVERY if shape in ((5,), (3, 4)) else ("float32",)
            for keepdims in (False, True):
                kwargs = {"axis": axis, "keepdims": keepdims}
                x = grid(*shape)
                yield Row(target, (x,), _over(reference), kwargs, every, result, ulp, _largest)
        overflowing = array(3e38, 3e38) if name == "mean" else array(1e38, -1e38)
        yield Row(target, (overflowing,), lambda x: np.array(np.inf))
        for special in (SPECIAL, array(np.inf, 1), array(-np.inf, -np.inf), array(np.nan)):
            yield Row(target, (special,), reference, {}, FLOATS[:3])
        yield Row(target, (grid(3, 257, low=0, high=9),), reference, {"axis": 1}, scale=_largest)
        yield Row(target, (grid(1, 2**17, low=99, high=101),), reference, {}, ulp=ulp)
        yield Row(target, (1e6 + np.arange(12.0).reshape(3, 4) / 8,), reference, {"axis": 0})
        yield Row(target, (array(30000, 30000, 20000, 40000),), reference, {}, ("float16",))
        yield Row(target, (array(0, 200, 255, 1),), reference, {}, INTEGERS, result)
        yield Row(target, ([1, 2, 4],), reference, result="float32")
        yield Row(target, ([[0.5, 1.5], [2.0, 7.0]], 1), reference, result="float32")


def _without_nan() -> Iterator[Row]:
    undefined = np.where(grid(3, 4) > 2, np.nan, grid(3, 4))
    undefined[1] = np.nan
    for name in ("nanmean", "nanmedian", "nanstd", "nanvar"):
        target, reference = f"numpy.{name}", getattr(np, name)
        ulp = 4 if name == "nanvar" else 2
        for shape, axis in SHAPES:
            every = EVERY if shape == (5,) else ("float32",)
            for keepdims in (False, True):
                kwargs = {"axis": axis, "keepdims": keepdims}
                x = grid(*shape)
                yield Row(target, (x,), _over(reference), kwargs, every, to_float, ulp, _largest)
        for axis in (None, 0, 1, (0, 1)):
            yield Row(target, (undefined,), reference, {"axis": axis}, FLOATS, to_float)
        for special in (SPECIAL, array(np.inf, 1), array(-np.inf, np.nan), array(np.nan, np.nan)):
            yield Row(target, (special,), reference, {}, FLOATS[:3])
        long = grid(1, 2**17, low=99, high=101)
        yield Row(target, (np.where(long > 100.5, np.nan, long),), reference, {}, ulp=ulp)
        x = array(np.nan, 1e6, 1e6 + 0.25, 1e6 - 0.5)
        yield Row(target, (x,), reference)


def _median(x: Array, axis: Any = None, keepdims: bool = False) -> Any:
    axis = tuple(axis) if isinstance(axis, list) else axis
    return np.median(x, axis=axis, keepdims=keepdims)


def _average(x: Array, axis: Any = None, weights: Any = None) -> Any:
    return np.asarray(np.average(x, axis, weights))


def _over(reference: Any) -> Any:
    def over(x: Array, axis: Any, keepdims: bool) -> Any:
        return reference(x, axis=tuple(axis) if isinstance(axis, list) else axis, keepdims=keepdims)

    return over


def _in_float(dtype: str) -> str:
    return dtype if "float" in dtype else "float32"


def _largest(x: Array, *_: Any, **__: Any) -> Any:
    # A mean rounds in units of what it adds up.
    return np.max(np.abs(x), initial=0)
