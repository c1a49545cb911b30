"""Truth value testing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from samples.row import EVERY, FLOATS, SPECIAL, Row, array, grid


def rows() -> Iterator[Row]:
    for name, reference in (("all", np.all), ("any", np.any)):
        target = f"numpy.{name}"
        for shape, axis in (
            ((5,), None),
            ((), None),
            ((3, 4), 0),
            ((3, 4), (0, 1)),
            ((3, 4, 5), 1),
            ((2, 3, 4, 5), (-1, 1)),
            ((3, 4), ()),
            ((0, 3), 0),
            ((0, 3), 1),
        ):
            for keepdims in (False, True):
                every = EVERY if len(shape) in (1, 3) else ("float32", "bool")
                x: Any = np.floor(grid(*shape, low=-2, high=3))
                kwargs = {"axis": axis, "keepdims": keepdims}
                yield Row(target, (x,), reference, kwargs, every, "bool")
        mixed = array([0, 0, 0], [0, 1, 0], [2, -1, 256])
        for axis in (0, 1, None):
            yield Row(target, (mixed,), reference, {"axis": axis}, EVERY, "bool")
        yield Row(target, (SPECIAL[:, None],), reference, {"axis": 1}, FLOATS[:3], "bool")
        yield Row(target, ([0, 1, 2],), reference, result="bool")
