"""Norms and other numbers of matrices."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.row import EVERY, FLOATS, SPECIAL, Row, fixed, grid

SUMS = {"bool": "int32", "int8": "int32", "int16": "int32", "uint8": "uint32", "uint16": "uint32"}


def rows() -> Iterator[Row]:
    def summed(dtype: str) -> str:
        return SUMS.get(dtype, dtype)

    for shape, kwargs in (
        ((3, 3), {}),
        ((3, 4), {"offset": 1}),
        ((4, 3), {"offset": -2}),
        ((3, 4), {"offset": -3}),
        ((3, 4), {"offset": 4}),
        ((1, 1), {}),
        ((0, 3), {}),
        ((3, 0), {"offset": 1}),
        ((2, 3, 4), {}),
        ((2, 3, 4), {"offset": 1, "axis1": 1, "axis2": 2}),
        ((2, 3, 4), {"offset": 1, "axis1": -1, "axis2": 0}),
        ((2, 3, 4, 5), {"offset": -1, "axis1": 3, "axis2": 1}),
        ((0, 2, 2), {"axis1": 1, "axis2": 2}),
    ):
        every = EVERY if shape in ((3, 3), (2, 3, 4)) else ("float32", "int32")
        x = np.round(grid(*shape, low=-99, high=99))
        yield Row("numpy.trace", (x,), np.trace, kwargs, every, summed)
    special = np.stack([np.diag(SPECIAL[[a, b]]) for a in range(7) for b in range(7)])
    yield Row("numpy.trace", (special,), np.trace, {"axis1": 1, "axis2": 2}, FLOATS[:3])
    large = fixed([[2**31 - 1, 0], [0, 2**24 + 1]], "int32")
    yield Row("numpy.trace", (large,), np.trace, {}, ("int32",), "int32")
