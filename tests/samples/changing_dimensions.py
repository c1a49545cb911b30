"""Changing number of dimensions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.changing_shape import LARGE
from samples.row import EVERY, SPECIAL, Row, fixed, grid


def rows() -> Iterator[Row]:
    yield Row("numpy.broadcast_to", (grid(3, 1), (2, 3, 4)), np.broadcast_to, {}, EVERY)
    for old, new in (
        ((), ()),
        ((), (3,)),
        ((), (2, 3)),
        ((1,), (4,)),
        ((3,), (3,)),
        ((3,), [2, 3]),
        ((2, 1, 3), (2, 4, 3)),
        ((1, 3), (0, 3)),
        ((0, 3), (0, 3)),
        ((0, 3), (2, 0, 3)),
        ((0, 1), (0, 3)),
        ((), (0,)),
        ((3,), (np.int64(2), np.int32(3))),
    ):
        yield Row("numpy.broadcast_to", (grid(*old), new), np.broadcast_to)
    two, three = fixed(2, "int32"), fixed(3, "int64")
    for sizes in ((two, 3), [two, three]):
        yield Row("numpy.broadcast_to", (grid(3), sizes), np.broadcast_to)
    yield Row("numpy.broadcast_to", (grid(), 3), np.broadcast_to)
    yield Row("numpy.broadcast_to", (LARGE, (2, 2, 2)), np.broadcast_to, result="int32")
    yield Row("numpy.broadcast_to", (SPECIAL, (2, 7)), np.broadcast_to)
    yield Row("numpy.broadcast_to", ([1, 2], (2, 2)), np.broadcast_to, result="int32")
    yield Row("numpy.broadcast_to", (2.5, (2, 2)), np.broadcast_to)

    yield Row("numpy.expand_dims", (grid(2, 3), 1), np.expand_dims, {}, EVERY)
    for axis in (0, 2, -1, -3, (0, 1), (0, -1), (1, 3), (-1, -2), [3, 1], ()):
        yield Row("numpy.expand_dims", (grid(2, 3), axis), _expand_dims)
    for shape in ((), (0,), (0, 3), (1,)):
        yield Row("numpy.expand_dims", (grid(*shape), 0), np.expand_dims)
    yield Row("numpy.expand_dims", (LARGE,), np.expand_dims, {"axis": -1}, result="int32")
    yield Row("numpy.expand_dims", ([1, 2], 0), np.expand_dims, result="int32")
    yield Row("numpy.expand_dims", (2.5, 0), np.expand_dims)

    yield Row("numpy.squeeze", (grid(2, 1, 3, 1), 1), np.squeeze, {}, EVERY)
    for axis in (-1, 3, (1, 3), (-1, 1), [1], ()):
        yield Row("numpy.squeeze", (grid(2, 1, 3, 1),), _squeeze, {"axis": axis})
    yield Row("numpy.squeeze", (grid(1, 0, 1), (0, 2)), np.squeeze)
    yield Row("numpy.squeeze", (grid(1, 1), (0, 1)), np.squeeze)
    yield Row("numpy.squeeze", (fixed([[[7]], [[2**31 - 1]]], "int32"), 1), np.squeeze, result="int32")
    # A dynamic axis is kept, whatever its length; a list has none.
    for shape in ((2, 3), (), (0, 3)):
        yield Row("numpy.squeeze", (grid(*shape),), np.squeeze)
    yield Row("numpy.squeeze", ([[[1], [2]]],), np.squeeze, result="int32")
    yield Row("numpy.squeeze", ([[2.5]],), np.squeeze)


def _expand_dims(x: np.ndarray, axis: int | list[int] | tuple[int, ...]) -> np.ndarray:
    return np.expand_dims(x, tuple(axis) if isinstance(axis, list) else axis)


def _squeeze(x: np.ndarray, axis: int | list[int] | tuple[int, ...]) -> np.ndarray:
    return np.squeeze(x, tuple(axis) if isinstance(axis, list) else axis)
