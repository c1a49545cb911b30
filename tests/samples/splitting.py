"""Splitting of arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from samples.row import EVERY, SPECIAL, Row, fixed, grid


def rows() -> Iterator[Row]:
    shape: tuple[int, ...]
    indices: Sequence[int]
    large = fixed([2**31 - 1, 2**24 + 1, -(2**31), -(2**24) - 1], "int32")
    yield Row("numpy.split", (grid(4, 6), 3), np.split, {"axis": 1}, EVERY)
    yield Row("numpy.split", (grid(4, 6), [1, 4]), np.split, {"axis": -1}, EVERY)
    for sections, axis in ((2, 0), (4, 0), (1, 1), (6, -1), (2, -2)):
        yield Row("numpy.split", (grid(4, 6), sections), np.split, {"axis": axis})
    for indices in ([2], (1, 3), [-2], [-3, -1], [3, 1], [0, 2, 2], [7], [-9, 2], [], [2, 9, 11]):
        yield Row("numpy.split", (grid(4, 2), indices), np.split)
        yield Row("numpy.split", (grid(2, 4, 2), indices), np.split, {"axis": 1}, ("bool",))
    yield Row("numpy.split", (grid(4, 6), [fixed(1, "int32"), 4]), np.split, {"axis": 1})
    yield Row(
        "numpy.split", (grid(4, 6), [fixed(-5, "int64"), fixed(-2, "int64")]), np.split, {"axis": 1}
    )
    for shape, axis in (((0,), 0), ((0, 4), 0), ((0, 4), 1), ((4, 0), 0)):
        yield Row("numpy.split", (grid(*shape), 2), np.split, {"axis": axis})
        yield Row("numpy.split", (grid(*shape), [1]), np.split, {"axis": axis})
    yield Row("numpy.split", (np.tile(SPECIAL, 2), 2), np.split)
    yield Row("numpy.split", (large, 2), np.split, result="int32")

    yield Row("numpy.array_split", (grid(4, 7), 3), np.array_split, {"axis": 1}, EVERY)
    for sections in (1, 2, 3, 5, 7, 9):
        yield Row("numpy.array_split", (grid(7, 2), sections), np.array_split)
        yield Row("numpy.array_split", (grid(2, 7), sections), np.array_split, {"axis": -1}, ("bool",))
    yield Row("numpy.array_split", (grid(7), [2, -1]), np.array_split)
    yield Row("numpy.array_split", (grid(0, 3), 2), np.array_split)
    yield Row("numpy.array_split", (grid(0, 3), 2), np.array_split, {"axis": 1})
    yield Row("numpy.array_split", (SPECIAL, 2), np.array_split)
    yield Row("numpy.array_split", (large, 3), np.array_split, result="int32")

    for name, reference, shapes in (
        ("hsplit", np.hsplit, ((4,), (2, 4), (2, 4, 3), (4, 0), (0, 4))),
        ("vsplit", np.vsplit, ((4, 2), (4, 3, 2), (0, 4), (4, 0))),
        ("dsplit", np.dsplit, ((1, 2, 4), (1, 2, 4, 2), (0, 1, 4))),
    ):
        for shape in shapes:
            every = EVERY if shape == shapes[1] else ("float32", "bool")
            yield Row(f"numpy.{name}", (grid(*shape), 2), reference, {}, every)
            for indices in ([1, 3], (-1,), [3, 1], []):
                yield Row(f"numpy.{name}", (grid(*shape), indices), reference)
