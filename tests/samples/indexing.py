"""Indexing routines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from samples.row import (
    EVERY,
    FLOATS,
    INTEGERS,
    SPECIAL,
    Array,
    Row,
    array,
    fixed,
    grid,
    promoted,
)


def rows() -> Iterator[Row]:
    x = grid(3, 4)
    take = "numpy.take_along_axis"
    for index_dtype in ("int32", "int64", "uint8", "int8"):
        indices = fixed([[0, 3], [1, 2], [3, 3]], index_dtype)
        yield Row(take, (x, indices), np.take_along_axis, {"axis": 1}, EVERY)
    yield Row(take, (x, fixed([[-1, 0], [-4, 3], [2, -2]], "int32")), np.take_along_axis, {"axis": -1})
    yield Row(take, (x, fixed([[0, -1, 1, 2]], "int32")), np.take_along_axis, {"axis": 0})
    yield Row(take, (x, fixed([[2], [0], [1]], "int32")), np.take_along_axis, {"axis": 0})
    yield Row(take, (grid(1, 4), fixed([[2], [0], [1]], "int32")), np.take_along_axis, {"axis": 1})
    yield Row(take, (x, fixed([0, 11, -1], "int64")), np.take_along_axis, {"axis": None})
    yield Row(take, (x, fixed(np.zeros((3, 0)), "int32")), np.take_along_axis, {"axis": 1})
    yield Row(take, (grid(2, 3, 4), fixed([[[1]], [[0]]], "int32")), np.take_along_axis, {"axis": 1})

    for index_dtype in ("int32", "int64", "uint8", "int8"):
        indices = fixed([[0, 3], [1, 2]], index_dtype)
        yield Row("numpy.take", (x, indices), np.take, {"axis": 1}, EVERY)
    for given in (2, -3, [1, 2], (0,), [[-1, 0], [2, 1]], fixed(1, "int32"), fixed([-2, 2], "int8")):
        for axis in (None, 0, -1):
            yield Row("numpy.take", (x, given), np.take, {"axis": axis})
        yield Row("numpy.take", (grid(2, 3, 4), given), np.take, {"axis": -2}, ("bool",))
    yield Row("numpy.take", (x, fixed([11, -12, 4], "int64")), np.take)
    yield Row("numpy.take", (grid(0, 3), fixed([0, 1], "int32")), np.take, {"axis": 1})
    yield Row("numpy.take", (grid(0, 3), fixed(np.zeros((2, 0)), "int32")), np.take, {"axis": 0})
    yield Row("numpy.take", (SPECIAL, fixed([0, 1, 2, 4], "int32")), np.take)

    condition = fixed([[True, False, True, False]], "bool")
    yield Row("numpy.where", (condition, x, grid(4)), np.where, {}, EVERY, promoted)
    yield Row("numpy.where", (fixed([0.5, 0.0, np.nan, -0.0], "float32"), x, grid(4)), np.where)
    yield Row("numpy.where", (fixed([0, 3, -1, 0], "int32"), x, grid(4)), np.where)
    yield Row("numpy.where", (condition, x, 0.0), np.where)
    yield Row("numpy.where", (condition, x, 1), np.where, dtypes=("float16", "int8", "float32"))
    yield Row("numpy.where", (condition, 2.5, x), np.where, dtypes=("int32",), result="float32")
    yield Row("numpy.where", (condition, x, fixed([2.0**40], "float32")), np.where, dtypes=FLOATS[2:3])
    large = fixed([2**31 - 1, 2**24 + 1, -(2**31), -(2**24) - 1], "int32")
    yield Row("numpy.where", (condition, large, fixed([-(2**31)], "int32")), np.where, result="int32")
    yield Row("numpy.where", (True, x, grid(4)), np.where)
    for dtype in ("int32", "int8", "uint8"):
        yield Row("numpy.where", (fixed([[1, 0], [0, 1]], dtype),), np.where, result="int32")
    yield Row("numpy.where", (fixed([False], "bool"),), np.where, result="int32")

    zeros = np.floor(grid(2, 3, 4, low=-2, high=3))
    yield Row("numpy.nonzero", (zeros,), np.nonzero, {}, EVERY, "int32")
    special = array(np.nan, -0.0, np.inf, 0.0, -1e-3)
    yield Row("numpy.nonzero", (special,), np.nonzero, {}, FLOATS[:3], "int32")
    for x in (grid(0), grid(0, 2), np.zeros((2, 2)), grid(1)):
        yield Row("numpy.nonzero", (x,), np.nonzero, {}, ("float32", "int32"), "int32")

    x = grid(3, 4, low=-9, high=9)
    conditions = [fixed(x > 2, "bool"), fixed(x > -3, "int32")]
    yield Row("numpy.select", (conditions, [x, x * 2]), _select, {}, (*FLOATS, *INTEGERS), promoted)
    yield Row("numpy.select", (conditions, [x, grid(4)], 7), _select, {}, ("float32", "int32"))
    yield Row("numpy.select", (conditions, [x, grid(3, 1)], -1), _select)
    yield Row("numpy.select", (conditions, [x, 3], 0.5), _select)
    yield Row("numpy.select", (conditions[:1], [x]), _select)
    yield Row("numpy.select", ([fixed([True], "bool")], [x]), _select)

    unravel = "numpy.unravel_index"
    flat = fixed([[0, 5, 23], [7, 12, 11]], "int32")
    for shape in ((2, 3, 4), (24,), (6, 4), (1, 24, 1)):
        yield Row(unravel, (flat, shape), np.unravel_index, result="int32")
    for dtype in (*INTEGERS[:3], *INTEGERS[4:]):
        yield Row(unravel, (fixed([0, 5, 23], dtype), (2, 300)), np.unravel_index, result=dtype)
    yield Row(unravel, (fixed([0, 5, 23], "int64"), (2, 300)), np.unravel_index, result="int64")
    large = fixed([2**31 - 1, 2**24 + 1], "int32")
    yield Row(unravel, (large, (7, 2**14 + 1, 2**16)), np.unravel_index, result="int32")
    yield Row(unravel, (fixed(5, "int32"), (2, 3)), np.unravel_index, result="int32")
    yield Row(unravel, (fixed([], "int32"), (2, 3)), np.unravel_index, result="int32")

    # A result that is an empty constant of int64 ends the process on OpenVINO 2024.6.
    narrow = tuple(dtype for dtype in EVERY if dtype != "int64")
    for offset in (0, 1, -1, 3, -3):
        dtypes = EVERY if abs(offset) < 3 else narrow
        yield Row("numpy.diagonal", (grid(2, 3),), np.diagonal, {"offset": offset}, dtypes)
        yield Row("numpy.diagonal", (grid(2, 3, 4), offset, 2, 0), np.diagonal)
    for axes in ((0, 1), (1, 0), (-1, -3), (1, -1)):
        kwargs = {"axis1": axes[0], "axis2": axes[1]}
        yield Row("numpy.diagonal", (grid(2, 3, 4),), np.diagonal, kwargs)
    for x in (grid(0, 3), grid(3, 0), grid(0, 2, 2), np.full((2, 2), np.nan)):
        yield Row("numpy.diagonal", (x,), np.diagonal)


def _select(conditions: list[Array], choices: list[Any], default: Any = 0) -> Array:
    """With conditions of any dtype, which NumPy no longer takes."""
    return np.select([one.astype(bool) for one in conditions], choices, default)
