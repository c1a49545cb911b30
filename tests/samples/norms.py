"""Norms and other numbers of matrices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from samples.row import EVERY, FLOATS, SPECIAL, Array, Row, array, fixed, grid, to_float

SUMS = {"bool": "int32", "int8": "int32", "int16": "int32", "uint8": "uint32", "uint16": "uint32"}


def rows() -> Iterator[Row]:
    yield from _slogdet()
    yield from _trace()


def _trace() -> Iterator[Row]:
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


def _slogdet() -> Iterator[Row]:
    def slogdet(x: Array, dtypes: Sequence[str] = ("float32",)) -> Row:
        # Each step of the elimination rounds; a sum of logarithms that cancels counts as 1.
        return Row(
            "numpy.slogdet",
            (x,),
            np.linalg.slogdet,
            dtypes=tuple(dtypes),
            result=lambda dtype: dtype if dtype == "float64" else to_float(dtype),
            ulp=16.0,
            scale=lambda _: array(1),
        )

    yield slogdet(np.array([[2, 1, 1], [4, 3, 0], [1, 0, 5]], np.float64), EVERY)
    for shape in ((1, 1), (2, 2), (5, 5), (3, 4, 4), (2, 3, 3, 3), (20, 20)):
        yield slogdet(grid(*shape))
    yield slogdet(np.eye(4)[[2, 0, 3, 1]])
    yield slogdet(np.stack([np.zeros((3, 3)), np.ones((3, 3)), np.diag([1.0, -2.0, 3.0])]))
    yield slogdet(np.array([[0.0, 1e-30], [1e30, 5.0]]))
    yield slogdet(np.full((1, 1), np.nan))
    yield slogdet(np.array([[np.inf, 1], [1, 1]]))
    for shape in ((0, 0), (0, 3, 3), (2, 0, 0)):
        yield slogdet(grid(*shape))
