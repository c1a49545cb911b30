"""Sorting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from samples.row import EVERY, FLOATS, SPECIAL, WITH_INFINITIES, Array, Row, array, grid, mixed


def rows() -> Iterator[Row]:
    specials = np.stack([SPECIAL, np.roll(SPECIAL, 2)[::-1], np.arange(7.0), np.full(7, np.nan)])
    wide = array(
        2.0**24 + 1, 2.0**24, 2.0**31 - 1, -(2.0**31), 2.0**24 + 2, 2.0**24 + 1, -5, 2.0**31 - 2
    )
    ties = np.floor(grid(4, 40, low=-3, high=3))
    for name, reference in (("sort", np.sort), ("argsort", _argsort)):
        target = f"numpy.{name}"
        result: Any = "int32" if name == "argsort" else str
        for shape, axis in (
            ((5,), -1),
            ((3, 4), 0),
            ((3, 4), None),
            ((2, 3, 4), 1),
            ((2, 3, 4), -1),
            ((3, 1), 1),
            ((1,), 0),
            ((0, 3), 0),
            ((0, 3), 1),
            ((0,), None),
            ((), None),
        ):
            every = EVERY if shape == (5,) or axis == 1 == len(shape) - 2 else ("float32", "int32")
            x = grid(*shape, low=-9, high=9)
            yield Row(target, (x,), reference, {"axis": axis}, every, result)
        yield Row(target, (grid(3, 4),), reference, result=result)
        yield Row(target, (ties,), reference, {"axis": 1}, WITH_INFINITIES, result)
        yield Row(target, (ties,), reference, {"axis": 0}, ("float32", "int32"), result)
        yield Row(target, (specials,), reference, {"axis": 1}, FLOATS[:3], result)
        yield Row(target, (specials.T,), reference, {"axis": 0}, ("float32",), result)
        yield Row(target, (wide,), reference, {}, ("int32", "int64", "uint32"), result)
        yield Row(target, (grid(2, 1025),), reference, {}, ("float32", "int32"), result)
        yield Row(target, (wide.reshape(2, 4),), reference, {"axis": 0}, ("int32",), result)
        # The arrangements for many rows, long rows and rows of a middle axis.
        for shape, axis in (
            ((21, 37), 1),
            ((3, 9000), 1),
            ((20001,), 0),
            ((3, 20, 32), 1),
            ((50, 16), 0),
            ((40, 7), 0),
        ):
            yield Row(target, (mixed(*shape),), reference, {"axis": axis}, ("float32",), result)
            tied = np.floor(grid(*shape, low=-40, high=40))
            yield Row(target, (tied,), reference, {"axis": axis}, ("int32",), result)
    # So long that argsort's keys would overflow.
    long = np.floor(grid(46341, low=-9, high=9))
    yield Row("numpy.argsort", (grid(),), np.argsort, result="int32")
    yield Row("numpy.argsort", (long,), _argsort, {}, ("int32",), "int32")
    yield Row("numpy.argsort", (mixed(40000),), _argsort, {}, ("float32",), "int32")
    for shape, axis in (((40000,), 0), ((2, 40001), 1), ((33001, 2), 0)):
        x = _short_runs(*shape)
        yield Row("numpy.argsort", (x,), _argsort, {"axis": axis}, ("float32",), "int32")
        x = np.where(np.isfinite(x), x, 0)
        yield Row("numpy.argsort", (x,), _argsort, {"axis": axis}, ("int32",), "int32")

    yield from _partitions(specials, ties, long)


def _partitions(specials: Array, ties: Array, long: Array) -> Iterator[Row]:
    def row(x: Array, kth: int, dtypes: tuple[str, ...], **kwargs: Any) -> Row:
        target, kwargs = "numpy.argpartition", {"kth": kth, **kwargs}
        return Row(target, (x,), _argpartition, kwargs, dtypes, "int32", compared=_partition)

    for shape, axis in (((7,), -1), ((3, 4), 0), ((3, 4), None), ((2, 3, 4), 1), ((0, 3), 1)):
        for kth in (1, -1, 0):
            dtypes = EVERY if len(shape) == 1 else ("float32",)
            yield row(grid(*shape, low=0, high=14), kth, dtypes, axis=axis)
    for kth in (2, 4, -2):
        yield row(specials, kth, FLOATS[:3])
        yield row(np.where(np.isnan(specials), 0, specials), kth, FLOATS[:3])
    for kth in (0, 1, 20, 38, -39):
        yield row(ties, kth, ("float32", "int32"), axis=1)
    for kth in (5, -6, 40000):
        yield row(long, kth, ("float32", "int32"))
    for kth in (100, 2, -3, 500):
        yield row(mixed(20, 600), kth, ("float32",), axis=1)
    yield row(grid(200, 3), 5, ("float32",), axis=0)
    yield row(grid(3, 300, 2), -7, ("float32",), axis=1)


def _short_runs(*shape: int) -> Array:
    """Values in no order, of which few are equal; but of nan and infinities there are 75 each."""
    values = np.random.default_rng(1).integers(-20_000, 20_000, shape).astype(np.float32)
    values.ravel()[: 225 * 7 : 7] = np.resize(array(np.nan, -np.inf, np.inf), 225)
    return values


def _argsort(x: Array, axis: int | None = -1) -> Array:
    # NumPy does not order the nan of bfloat16.
    return np.argsort(x.astype(np.float64), axis=axis, kind="stable")


def _argpartition(x: Array, kth: int, axis: int | None = -1) -> Array:
    return _argsort(x, axis)


def _partition(indices: Array, x: Array, kth: int, axis: int | None = -1) -> Array:
    """The indices in order, to see that each is there once, and what lies before, at and after kth."""
    if axis is None:
        x, axis = x.ravel(), 0
    if x.size == 0:
        return indices
    values = np.take_along_axis(x.astype(np.float64), indices, axis)
    values, each = np.moveaxis(values, axis, -1), np.sort(np.moveaxis(indices, axis, -1), -1)
    before, at, after = np.split(values, [kth % values.shape[-1], kth % values.shape[-1] + 1], -1)
    # Nan is equal to itself here.
    parts = [np.nan_to_num(part, nan=1e300) for part in (np.sort(before), at, np.sort(after))]
    values = np.concatenate(parts, -1)
    ranks = np.unique(values, return_inverse=True)[1]
    return np.stack([each, ranks.reshape(each.shape)]).astype("int32")
