"""Extrema finding."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.row import (
    EVERY,
    FLOATS,
    SPECIAL,
    Row,
    array,
    grid,
)


def rows() -> Iterator[Row]:
    for name, reference in (("max", np.max), ("amax", np.max), ("min", np.min), ("amin", np.min)):
        target = f"numpy.{name}"
        for shape, axis in (
            ((5,), None),
            ((), None),
            ((3, 4), 0),
            ((3, 4), (0, 1)),
            ((3, 4, 5), 1),
            ((2, 3, 4, 5), (-1, 1)),
            ((3, 0), 0),
            ((1, 3), 0),
        ):
            for keepdims in (False, True):
                every = EVERY if len(shape) in (1, 3) else ("float32",)
                kwargs = {"axis": axis, "keepdims": keepdims}
                yield Row(target, (grid(*shape, low=-9, high=9),), reference, kwargs, every)
    wide = np.array([[2.0**24 + 1, 2.0**24 + 3, 2.0**31 - 1], [-(2.0**31), -(2.0**31) + 1, -5]])
    large = np.array([[2.0**24 + 1, 2.0**24 + 3], [2.0**30 + 1, 2.0**30 - 1]])
    special = np.stack([SPECIAL, np.full(7, -np.inf), np.full(7, np.inf), np.arange(7.0)])
    for name, reference in (("max", np.max), ("min", np.min)):
        target = f"numpy.{name}"
        for axis in (0, 1, None):
            yield Row(target, (wide,), reference, {"axis": axis}, ("int32", "int64", "uint32"))
        yield Row(target, (large,), reference, {"axis": 1}, ("int32",))
        yield Row(target, (special,), reference, {"axis": 1}, FLOATS[:3])
        initial = {"axis": 1, "initial": 2}
        yield Row(target, (grid(3, 4),), reference, initial, ("float32", "int32"))
        yield Row(target, (grid(3),), reference, {"initial": True}, ("bool",))
        yield Row(target, (grid(0, 4),), reference, {"axis": 0, "initial": -3})
        yield Row(target, (array(1.0, np.nan),), reference, {"initial": 5.0})
        yield Row(target, ([3, 1, 2],), reference, result="int32")

    gaps = np.stack([SPECIAL, np.full(7, np.nan), np.full(7, -np.inf), np.full(7, np.inf)])
    for name, extreme in (("nanmax", np.nanmax), ("nanmin", np.nanmin), ("ptp", np.ptp)):
        target = f"numpy.{name}"
        numbers = EVERY[:-1] if name == "ptp" else EVERY
        for shape, axis in (
            ((5,), None),
            ((3, 4), None),
            ((3, 4), 0),
            ((2, 3, 4), 1),
            ((2, 3, 4), (0, -1)),
            ((3, 0), 0),
            ((1, 3), 0),
            ((), None),
        ):
            for keepdims in (False, True):
                dtypes: tuple[str, ...] = numbers if len(shape) in (1, 3) else ("float32",)
                kwargs = {"axis": axis, "keepdims": keepdims}
                yield Row(target, (grid(*shape, low=-9, high=9),), extreme, kwargs, dtypes)
        yield Row(target, (gaps,), extreme, {"axis": 1}, FLOATS[:3])
        yield Row(target, (gaps[:, 2:],), extreme, {"axis": 0}, FLOATS[:3])
        yield Row(target, (large,), extreme, {"axis": 1}, ("int32", "int64", "uint32"))
        yield Row(target, (array(1, np.nan, 3),), extreme, {"axis": ()})
    yield Row("numpy.ptp", (array(-128, 127, 0),), np.ptp, {}, ("int8", "int16", "uint8"))
