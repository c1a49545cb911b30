"""Numerical ranges."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from samples.row import (
    EVERY,
    Row,
    array,
    fixed,
    grid,
    to_float,
)

Reference = Callable[..., Any]


def rows() -> Iterator[Row]:
    yield from _arange()
    yield from _linspace()
    yield from _logspace()
    yield from _geomspace()
    yield from _meshgrid()


def _arange() -> Iterator[Row]:
    args: tuple[Any, ...]
    for args in ((5,), (0,), (-3,), (2, 7), (7, 2), (2, 7, 2), (7, 2, -2), (7, 2, 2), (-7, 8, 5)):
        yield Row("numpy.arange", args, np.arange, result="int32")
    for args in ((2.5,), (0.0, 1.05, 0.35), (0, 1, 0.1), (1.5, -1, -0.25), (0.5, 4), (5, 1, 0.5)):
        yield Row("numpy.arange", args, np.arange, scale=_reach)
    yield Row("numpy.arange", (1.0, 2.0, 0.01), np.arange)
    for dtype in EVERY[:-1]:
        yield Row("numpy.arange", (2, 9, 3, dtype), _arange_in(dtype), result=dtype)
        yield Row("numpy.arange", (3,), _arange_in(dtype), {"dtype": dtype}, result=dtype)
    for args in ((5.5,), (0.5, 3, 0.5), (0, 2, 0.7), (1.5, -2, -1.5)):
        yield Row(
            "numpy.arange",
            (*args, *(None,) * (3 - len(args)), "int32"),
            _arange_in("int32"),
            result="int32",
        )
    yield Row("numpy.arange", (0, 6, 1, "bool"), lambda *_: np.arange(6) > 0, result="bool")
    top = 2**31 - 1
    yield Row("numpy.arange", (top - 5, top, 2), np.arange, result="int32")
    yield Row(
        "numpy.arange",
        (fixed(2, "int32"), fixed(9, "int32"), fixed(3, "int32")),
        np.arange,
        result="int32",
    )
    yield Row(
        "numpy.arange",
        (fixed(2**24 + 1, "int32"), fixed(2**24 + 6, "int32")),
        np.arange,
        result="int32",
    )
    yield Row("numpy.arange", (fixed(7, "int32"), 2, fixed(-2, "int32")), np.arange, result="int32")
    yield Row("numpy.arange", (fixed(7, "int32"), 9, fixed(-2, "int32")), np.arange, result="int32")
    yield Row("numpy.arange", (fixed(3, "int8"), fixed(9, "int8")), np.arange, result="int8")
    for args in ((0, 1.5, 0.25), (49, 0, -7), (1, 0, 0.5), (0.0, 1.05, 0.35)):
        tensors = tuple(fixed(one, "float32") for one in args)
        yield Row("numpy.arange", tensors, _arange_of_tensors, scale=_reach)
    yield Row("numpy.arange", (fixed(3.5, "float32"),), np.arange)
    yield Row(
        "numpy.arange",
        (fixed(5.5, "float32"), None, None, "int32"),
        _arange_in("int32"),
        result="int32",
    )


def _arange_of_tensors(*args: Any) -> Any:
    return np.arange(*(float(one) for one in args))


def _arange_in(dtype: str) -> Reference:
    exact = "float64" if "float" in dtype else dtype
    return lambda *args, **_: np.arange(*args[:3], dtype=exact)


def _reach(*args: Any) -> Any:
    """The larger of start and stop."""
    return np.max(np.abs([float(one) for one in args[:2]]))


def _linspace() -> Iterator[Row]:
    target = "numpy.linspace"
    for args in (
        (0, 10, 5),
        (-1, 1, 7),
        (3.5, 0.25, 50),
        (0, 1, 1),
        (0, 1, 0),
        (2, 2, 3),
        (0, 1, 1001),
    ):
        for endpoint in (True, False):
            yield Row(target, args, np.linspace, {"endpoint": endpoint}, scale=_ends)
    yield Row(target, (0, 1), np.linspace)
    for dtype in EVERY:
        kwargs = {"dtype": dtype}
        yield Row(target, (0, 10, 5), _in_dtype(np.linspace), kwargs, result=dtype)
        yield Row(target, (0, 9, 10), _in_dtype(np.linspace), kwargs, result=dtype)
        yield Row(target, (0, 11, 34), _in_dtype(np.linspace), kwargs, result=dtype)
    yield Row(target, (-5, 0, 4), _in_dtype(np.linspace), {"dtype": "int32"}, result="int32")
    yield Row(target, (grid(2, 3), grid(3), 5), np.linspace, {}, EVERY, to_float, scale=_ends)
    yield Row(target, (grid(2, 1), grid(2, 3) + 9, 6), np.linspace, {"endpoint": False}, scale=_ends)
    for axis in (0, 1, 2, -1, -2, -3):
        yield Row(target, (grid(2, 3), 4, 5), np.linspace, {"axis": axis}, scale=_ends)
    yield Row(target, (0.5, grid(2), 3), np.linspace, {"axis": -1}, scale=_ends)
    yield Row(target, (grid(0, 3), grid(0, 3), 4), np.linspace, {"axis": 1})
    yield Row(target, (grid(2, 2), grid(2, 2) * 3, 4), np.linspace, {"dtype": "int32"}, result="int32")
    yield Row(target, (grid(2), grid(2) + 3, 4), np.linspace, {"retstep": True}, scale=_ends)
    for num in (0, 1):
        yield Row(target, (grid(2), grid(2) + 3, num), np.linspace, {"axis": 1})
    yield Row(target, (0, 10, fixed(5, "int32")), _with_number(np.linspace), scale=_ends)
    yield Row(
        target, (0, 10, fixed(5, "int32")), _with_number(np.linspace), {"endpoint": False}, scale=_ends
    )
    yield Row(target, (grid(0), grid(0), 4), np.linspace)
    extremes = array(np.nan, 1e38, -3e38), array(1, -1e38, 3e38)
    yield Row(target, (*extremes, 3), np.linspace, scale=_ends)


def _in_dtype(reference: Reference) -> Reference:
    """In float64 for the floats that NumPy hasn't."""
    return lambda *args, dtype: reference(*args, dtype="float64" if "float" in dtype else dtype)


def _with_number(reference: Reference) -> Reference:
    """With a number of samples that is a tensor, as a plain integer."""
    return lambda start, stop, num, **kwargs: reference(start, stop, int(num), **kwargs)


def _ends(start: Any, stop: Any, *_: Any, **kwargs: Any) -> Any:
    """The larger of start and stop."""
    largest = np.maximum(np.abs(start), np.abs(stop))
    return np.expand_dims(largest, kwargs.get("axis", 0))


def _logspace() -> Iterator[Row]:
    target = "numpy.logspace"
    for args in ((0, 10, 11), (-37, 38, 301), (0.1, 0.9, 50), (2, -3, 7), (1, 3, 1), (0, 3, 0)):
        for endpoint in (True, False):
            yield Row(target, args, np.logspace, {"endpoint": endpoint})
    yield Row(target, (0, 1), np.logspace)
    for base in (2, 2.718281828459045, 0.5, 3.7):
        yield Row(target, (-3, 20, 24), np.logspace, {"base": base})
    for dtype in EVERY[:-1]:
        yield Row(target, (0, 2, 9), _in_dtype(np.logspace), {"dtype": dtype}, result=dtype)
    yield Row(target, (0, 6, 7), _in_dtype(np.logspace), {"dtype": "int32"}, result="int32")
    yield Row(target, (grid(2, 3), grid(3), 5), np.logspace, {}, EVERY, to_float)
    yield Row(target, (grid(2, 1), 4, 5), np.logspace, {"axis": -1, "endpoint": False})
    yield Row(target, (0, 3, fixed(4, "int32")), _with_number(np.logspace))
    yield Row(target, (array(np.nan, 30, -60), 40, 3), np.logspace)
    yield Row(target, (grid(0, 3), grid(3), 4), np.logspace)


def _geomspace() -> Iterator[Row]:
    target = "numpy.geomspace"
    for args in ((1, 1000, 4), (1e-30, 1e30, 101), (-8, -0.5, 5), (3, 3, 3), (1, 2, 1), (1, 2, 0)):
        for endpoint in (True, False):
            yield Row(target, args, np.geomspace, {"endpoint": endpoint})
    yield Row(target, (1, 2), np.geomspace)
    start, stop = grid(2, 3, low=1, high=90), grid(3, low=2, high=120)
    yield Row(target, (start, stop, 7), np.geomspace, {}, EVERY[:-1], to_float)
    yield Row(target, (-start, -stop, 7), np.geomspace, {"axis": -1})
    yield Row(target, (2.0, stop, 5), np.geomspace, {"axis": 1, "endpoint": False})
    yield Row(target, (array(1e-37, 1e38, 1), 1e-6, 9), np.geomspace)
    yield Row(target, (grid(0, 3), grid(3, low=1), 4), np.geomspace)
    yield Row(target, (1, 1000, fixed(4, "int32")), _with_number(np.geomspace))
    for dtype in EVERY[:-1]:
        yield Row(target, (1, 64, 7), _geomspace_in(dtype), {"dtype": dtype}, result=dtype)


def _geomspace_in(dtype: str) -> Reference:
    """Of powers of 2, which NumPy may miss."""
    return lambda *_, **__: 2.0 ** np.arange(7)


def _meshgrid() -> Iterator[Row]:
    target = "numpy.meshgrid"
    x, y, z = grid(3), grid(2), grid(4)
    for indexing in ("xy", "ij"):
        kwargs = {"indexing": indexing}
        yield Row(target, (x, y), np.meshgrid, kwargs, EVERY)
        for args in ((x,), (x, y, z), (grid(2, 2), y), (grid(), y), (grid(1), y), (grid(0), y)):
            yield Row(target, args, np.meshgrid, kwargs)
    yield Row(
        target,
        (fixed([2**24 + 1, -(2**31)], "int32"), fixed([1, 2], "int32")),
        np.meshgrid,
        result="int32",
    )
    yield Row(target, (np.array([np.nan, np.inf]), x), np.meshgrid)
