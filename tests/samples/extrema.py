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
    for name in ("max", "amax"):
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
                yield Row(target, (grid(*shape, low=-9, high=9),), np.max, kwargs, every)
    wide = np.array([[2.0**24 + 1, 2.0**24 + 3, 2.0**31 - 1], [-(2.0**31), -(2.0**31) + 1, -5]])
    for axis in (0, 1, None):
        yield Row("numpy.max", (wide,), np.max, {"axis": axis}, ("int32", "int64", "uint32"))
    wide = np.array([[2.0**24 + 1, 2.0**24 + 3], [2.0**30 + 1, 2.0**30 - 1]])
    yield Row("numpy.max", (wide,), np.max, {"axis": 1}, ("int32",))
    special = np.stack([SPECIAL, np.full(7, -np.inf), np.arange(7.0)])
    yield Row("numpy.max", (special,), np.max, {"axis": 1}, FLOATS[:3])
    yield Row("numpy.max", (grid(3, 4),), np.max, {"axis": 1, "initial": 2}, ("float32", "int32"))
    yield Row("numpy.max", (grid(3),), np.max, {"initial": True}, ("bool",))
    yield Row("numpy.max", (grid(0, 4),), np.max, {"axis": 0, "initial": -3})
    yield Row("numpy.max", (array(1.0, np.nan),), np.max, {"initial": 5.0})
