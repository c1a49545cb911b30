"""Searching."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from samples.row import (
    EVERY,
    FLOATS,
    SPECIAL,
    WITH_INFINITIES,
    Array,
    Row,
    array,
    fixed,
    grid,
    mixed,
)


def rows() -> Iterator[Row]:
    specials = np.stack([SPECIAL, np.arange(7.0), np.full(7, -np.inf), np.full(7, np.nan)])
    wide = np.array([[2.0**24 + 1, 2.0**24 + 3, 2.0**24 + 2], [-(2.0**31), 2.0**31 - 1, -5]])
    for name, reference in (("argmax", np.argmax), ("argmin", np.argmin)):
        target = f"numpy.{name}"
        for shape, axis in (
            ((5,), None),
            ((), None),
            ((3, 4), None),
            ((3, 4), 0),
            ((3, 4), -1),
            ((2, 3, 4), 1),
            ((1, 3), 0),
            ((0, 3), 1),
        ):
            for keepdims in (False, True):
                every = EVERY if shape in ((5,), (2, 3, 4)) else ("float32",)
                kwargs = {"axis": axis, "keepdims": keepdims}
                x = grid(*shape, low=-9, high=9)
                yield Row(target, (x,), reference, kwargs, every, "int32")
        ties = np.floor(grid(4, 40, low=-2, high=3))
        for axis in (0, 1, None):
            yield Row(target, (ties,), reference, {"axis": axis}, WITH_INFINITIES, "int32")
            integers = ("int32", "int64", "uint32")
            yield Row(target, (wide,), reference, {"axis": axis}, integers, "int32")
        yield Row(target, (specials[:, ::-1],), reference, {"axis": 1}, FLOATS[:3], "int32")
        yield Row(target, (specials[1:3],), reference, {"axis": 0}, FLOATS[:3], "int32")
        yield Row(target, (array(-1.0, -0.0, 2.0**-149),), reference, {}, ("float32",), "int32")
        # Long axes, which are divided into blocks: with divisors, and without.
        for length in (210, 211):
            long = np.floor(grid(2, length, low=-9, high=9))
            gap = np.where(grid(2, length) > 3, np.nan, long)
            for x in (long, gap):
                for axis in (1, None):
                    kwargs = {"axis": axis, "keepdims": True}
                    yield Row(target, (x,), reference, kwargs, ("float16", "float32"), "int32")
                yield Row(target, (x.T.reshape(1, length, 2),), reference, {"axis": 1}, result="int32")
    zeros = array([0.0, -0.0], [-0.0, 0.0])
    yield Row("numpy.argmax", (zeros,), np.argmax, {"axis": 1}, FLOATS, "int32")
    yield Row("numpy.argmin", (zeros,), np.argmin, {"axis": 1}, FLOATS, "int32")

    gaps = np.stack([np.roll(SPECIAL, shift) for shift in (0, 2, 5)] + [np.full(7, np.nan)])
    for target, number in (("numpy.nanargmax", _nanargmax), ("numpy.nanargmin", _nanargmin)):
        for shape, axis in (((5,), None), ((3, 4), None), ((2, 3, 4), 1), ((), None), ((0, 3), 1)):
            for keepdims in (False, True):
                every = EVERY if len(shape) in (1, 3) else ("float32",)
                kwargs = {"axis": axis, "keepdims": keepdims}
                x = grid(*shape, low=-9, high=9)
                yield Row(target, (x,), number, kwargs, every, "int32")
        for axis in (0, 1, None):
            yield Row(target, (gaps,), number, {"axis": axis}, FLOATS[:3], "int32")
        yield Row(target, (np.full((2, 3), np.nan),), number, {"keepdims": True}, result="int32")

    bins = np.array([-3, 0.5, 0.5, 1, 2])
    x = np.array([[-9, -3, 0, 0.5], [0.75, 1, 2, 9]])
    integral = tuple(dtype for dtype in EVERY if "int" in dtype)
    for order in (bins, bins[::-1]):
        yield Row("numpy.digitize", (x, order), np.digitize, {}, FLOATS, "int32")
        yield Row("numpy.digitize", (x, order), np.digitize, {}, integral, "int32")
        yield Row("numpy.digitize", (SPECIAL, order), _digitize, {}, FLOATS[:3], "int32")
    yield Row(
        "numpy.digitize", (fixed([1, 2, 3], "int32"), array(1.5, 2.5)), np.digitize, result="int32"
    )
    yield Row("numpy.digitize", (x, [0.0, 1.0]), np.digitize, result="int32")
    for some in ((), (1.0,)):
        yield Row("numpy.digitize", (x, array(*some)), np.digitize, result="int32")
    yield Row("numpy.digitize", (grid(0, 2), bins), np.digitize, result="int32")
    yield Row("numpy.digitize", (grid(), bins), np.digitize, result="int32")
    large = array(2.0**24, 2.0**24 + 1, 2.0**24 + 2)
    yield Row("numpy.digitize", (large, large[1:]), np.digitize, {}, ("int32", "int64"), "int32")

    last = array(-np.inf, -1, 0, 0, 3, np.inf, np.nan, np.nan)
    for side in ("left", "right"):
        target, sides = "numpy.searchsorted", {"side": side}
        yield Row(target, (bins, x), np.searchsorted, sides, FLOATS + integral, "int32")
        yield Row(target, (last, SPECIAL), _searchsorted, sides, FLOATS[:3], "int32")
        yield Row(target, (large, large), np.searchsorted, sides, ("int32", "int64"), "int32")
        yield Row(target, (array(), x), np.searchsorted, sides, result="int32")
        yield Row(target, (bins, grid(0, 2)), np.searchsorted, sides, result="int32")
        yield Row(target, (bins, 0.5), np.searchsorted, sides, result="int32")
    yield Row("numpy.searchsorted", (bins, x), np.searchsorted, result="int32")
    # Many numbers are looked up in another way.
    many, bounds = mixed(130, 130), array(-np.inf, -100, -0.0, 5, 5, 5, 7, 250, np.inf)
    for ordered in (bounds, bounds[1:2], bounds[1:8], bounds[::-1]):
        yield Row("numpy.digitize", (many, ordered), _digitize, {}, ("float32", "int32"), "int32")
    for side in ("left", "right"):
        for ordered in (bounds, np.append(bounds, [np.nan, np.nan])):
            sides = {"side": side}
            yield Row("numpy.searchsorted", (ordered, many), _searchsorted, sides, result="int32")
        wide = np.resize(large, (130, 130))
        ordered = np.sort(large)
        yield Row("numpy.searchsorted", (ordered, wide), np.searchsorted, sides, ("int32",), "int32")


def _digitize(x: Array, bins: Array) -> Array:
    # NumPy does not order the nan of bfloat16.
    return np.digitize(x.astype(np.float64), bins.astype(np.float64))


def _searchsorted(sorted_sequence: Array, values: Array, side: Any) -> Any:
    return np.searchsorted(sorted_sequence.astype(np.float64), values.astype(np.float64), side)


def _nanargmax(x: Array, axis: int | None = None, keepdims: bool = False) -> Array:
    return _numbered(np.argmax, x, -np.inf, axis, keepdims)


def _nanargmin(x: Array, axis: int | None = None, keepdims: bool = False) -> Array:
    return _numbered(np.argmin, x, np.inf, axis, keepdims)


def _numbered(argument: Any, x: Array, beyond: float, axis: int | None, keepdims: bool) -> Array:
    """Keras gives -1 where NumPy finds only nan."""
    x = x.astype(np.float64)
    undefined = np.isnan(x)
    index = argument(np.where(undefined, beyond, x), axis=axis, keepdims=keepdims)
    return np.where(np.all(undefined, axis=axis, keepdims=keepdims), -1, index)
