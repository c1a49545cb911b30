"""Set routines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from samples.row import EVERY, FLOATS, SPECIAL, Array, Row, array, fixed, grid, mixed, same


def rows() -> Iterator[Row]:
    x = np.floor(grid(4, 10, low=-9, high=9))
    for invert in (False, True):
        kwargs = {"invert": invert}
        yield Row("numpy.isin", (x, array([3, -2, 3], [7, 0, 100])), _isin, kwargs, EVERY, "bool")
        yield Row("numpy.isin", (SPECIAL, SPECIAL[:4]), _isin, kwargs, FLOATS[:3], "bool")
        yield Row("numpy.isin", (x, array()), _isin, kwargs, result="bool")
    yield Row("numpy.isin", (x, 2), _isin, {}, ("float32", "int32"), "bool")
    yield Row("numpy.isin", (2, x), _isin, {}, ("float32", "int32"), "bool")
    yield Row("numpy.isin", (x, [2, -3]), _isin, {}, ("float32", "int32"), "bool")
    yield Row("numpy.isin", (grid(3), grid(3)), _isin, {"assume_unique": True}, result="bool")
    yield Row("numpy.isin", (grid(), grid()), _isin, result="bool")
    for shape in ((0,), (0, 2), (2, 0)):
        yield Row("numpy.isin", (grid(*shape), x), _isin, result="bool")
        yield Row("numpy.isin", (grid(*shape), grid(*shape)), _isin, result="bool")
    yield Row("numpy.isin", (fixed([1, 2], "int32"), array(2.0, 1.5)), _isin, result="bool")
    yield Row("numpy.isin", (fixed([True, False], "bool"), fixed([1, 2], "int8")), _isin, result="bool")
    many = mixed(130, 130)
    for some in (array(5, 1.5, 7, np.nan, -0.0), array(np.inf, 3), many[0]):
        yield Row("numpy.isin", (many, some), _isin, {}, ("float32", "int32"), "bool")
    large = array(2.0**24, 2.0**24 + 1, -(2.0**31), 2.0**31 - 1, 2.0**31 - 2)
    for some in (large[:1], large[1::2], large[::2]):
        yield Row("numpy.isin", (large, some), _isin, {}, ("int32", "int64"), "bool")

    yield from _unique_rows()


EVERYTHING = {"return_index": True, "return_inverse": True, "return_counts": True}


def _unique_rows() -> Iterator[Row]:
    target, every = "numpy.unique", (same, "int32", "int32", "int32")
    x = np.floor(grid(4, 6, low=-3, high=3))
    nan = np.where(x < -2, np.nan, np.where(x > 1, np.inf, x))
    large = array([2.0**24, 2.0**24 + 1, -(2.0**31) + 1, 2.0**31 - 1, 2.0**31 - 2, 2.0**24 + 1])
    for axis in (None, 0, 1, -2):
        dtypes = EVERY if axis in (None, 1) else ("float32", "int32")
        yield Row(target, (x,), _unique, {"axis": axis}, dtypes)
        yield Row(target, (x,), _unique, {"axis": axis, **EVERYTHING}, dtypes, every)
        yield Row(target, (nan,), _unique, {"axis": axis}, FLOATS[:3])
        yield Row(target, (nan,), _unique, {"axis": axis, **EVERYTHING}, FLOATS[:3], every)
        yield Row(target, (large,), _unique, {"axis": axis, **EVERYTHING}, ("int32", "int64"), every)
        for size in (0, 2, 9, 40):
            kwargs = {"axis": axis, "size": size, **EVERYTHING}
            yield Row(target, (x,), _unique, kwargs, ("float32", "int8"), every)
        yield Row(target, (x,), _unique, {"axis": axis, "size": 40, "fill_value": -1})
        # Columns that tell rows apart at last, and rows that are equal.
        late = np.repeat(np.floor(np.arange(12.0)[:, None] / [12, 6, 3, 2]), 2, 0)[::-1]
        yield Row(target, (late,), _unique, {"axis": axis, **EVERYTHING}, ("float32", "int32"), every)
    yield Row(target, (np.repeat(x, 2, 0),), _unique, {"axis": 0, "sorted": False})
    yield Row(target, (grid(3, 2, 4) // 2,), _unique, {"axis": 1, **EVERYTHING}, result=every)
    for name in EVERYTHING:
        yield Row(target, (x,), _unique, {name: True}, result=(same, "int32"))
        yield Row(target, (x,), _unique, {name: True, "axis": 0, "size": 3}, result=(same, "int32"))
    for special in (array(), array(np.nan, np.nan), array(-np.inf, np.inf), SPECIAL, mixed(300)):
        yield Row(target, (special,), _unique)
        yield Row(target, (special,), _unique, EVERYTHING, result=every)
    for shape in ((), (1,), (0, 2), (2, 0)):
        yield Row(target, (grid(*shape),), _unique, EVERYTHING, ("float32", "int32"), every)
        for axis in range(len(shape)):
            kwargs = {"axis": axis, **EVERYTHING}
            yield Row(target, (grid(*shape),), _unique, kwargs, ("float32", "int32"), every)


def _unique(
    x: Array, axis: int | None = None, size: int | None = None, fill_value: float = 0, **asked: Any
) -> Any:
    asked.pop("sorted", None)
    dtype, along = x.dtype, (axis or 0) % max(x.ndim, 1)
    results = np.unique(x, axis=axis, equal_nan=False, **asked)
    names = ["values", *(name for name in EVERYTHING if name in asked)]
    named = dict(zip(names, results if asked else [results]))
    if size is not None:
        fillings = {"values": fill_value, "return_index": 1, "return_counts": 0}
        for name, filling in fillings.items():
            if name in named:
                named[name] = _of_size(named[name], along if name == "values" else 0, size, filling)
    if "return_inverse" in named:
        shape = x.shape if axis is None else x.shape[along : along + 1]
        named["return_inverse"] = named["return_inverse"].reshape(shape)
    assert named["values"].dtype == dtype
    return tuple(named.values())


def _of_size(x: Array, axis: int, size: int, filling: float) -> Array:
    lengths = [(0, max(size - length, 0) if one == axis else 0) for one, length in enumerate(x.shape)]
    padded = np.pad(x, lengths, constant_values=filling)
    return np.take(padded, range(size), axis)


def _isin(x1: Array, x2: Array, assume_unique: bool = False, invert: bool = False) -> Array:
    # NumPy does not order the nan of bfloat16.
    x1, x2 = (np.asarray(one).astype(np.float64) for one in (x1, x2))
    return np.isin(x1, x2, invert=invert)
