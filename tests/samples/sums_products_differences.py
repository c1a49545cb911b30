"""Sums, products, differences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from samples.row import EVERY, FLOATS, Array, Row, array, fixed, grid, to_float

WIDE = np.array([[2.0**24 + 1, 2.0**24 + 3, 7], [2.0**30 + 1, -(2.0**29) - 1, 5]])
INFINITE = np.array([[np.inf, 1, 2], [np.inf, -np.inf, 3], [np.nan, 0, 5], [-np.inf, -1, 0]])
SHAPES: tuple[tuple[tuple[int, ...], Any], ...] = (
    ((5,), None),
    ((), None),
    ((3, 4), 0),
    ((3, 4), (0, 1)),
    ((3, 4, 5), 1),
    ((2, 3, 4, 5), (-1, 1)),
    ((3, 4), ()),
    ((0, 3), 0),
    ((0, 3), 1),
    ((2, 0, 3), (0, 1)),
    ((1, 3), 0),
)
ALONG: tuple[tuple[tuple[int, ...], Any], ...] = (
    ((5,), None),
    ((), None),
    ((3, 4), None),
    ((3, 4), 0),
    ((3, 4, 5), 1),
    ((3, 4), -1),
    ((1, 3), 0),
    ((0, 3), 0),
    ((0, 3), 1),
    ((0,), None),
)


def rows() -> Iterator[Row]:
    yield from _reduction("numpy.sum", np.sum)
    yield from _reduction("numpy.prod", np.prod)
    yield from _reduction("numpy.nansum", np.nansum)
    yield from _reduction("numpy.nanprod", np.nanprod)
    x, narrow = array(100, 3), ("int8", "int16", "bool")
    for dtype, dtypes in (("int8", narrow), ("float32", EVERY)):
        kwargs = {"axis": 0, "dtype": dtype}
        yield Row("numpy.prod", (x,), np.prod, kwargs, dtypes, dtype)

    yield from _accumulation("numpy.cumsum", np.cumsum)
    yield from _accumulation("numpy.cumprod", np.cumprod)
    yield from _accumulation("numpy.nancumsum", np.nancumsum)
    # Blocks whose products overflow where those up to them do not.
    far = np.exp2(np.resize([-120, 121, 120, -121], 5000))
    ends = {3000: 0.0, 4000: np.inf}
    for values in (far, np.where(np.arange(5000) == 70, np.inf, far)):
        ended = np.array([ends.get(place, value) for place, value in enumerate(values)])
        yield Row("numpy.cumprod", (values,), np.cumprod)
        yield Row("numpy.cumprod", (ended,), np.cumprod)
        yield Row("numpy.cumprod", (np.stack([values, ended], 1),), np.cumprod, {"axis": 0})
    odd = 2 * np.floor(grid(2, 99, 3)) + 1
    yield Row("numpy.cumprod", (odd,), np.cumprod, {"axis": 1}, ("int32", "uint8"), _running)
    yield from _accumulation("numpy.nancumprod", np.nancumprod)
    yield from _diff()
    yield from _trapezoid()


def _reduction(target: str, reference: Any) -> Iterator[Row]:
    scale = _absolute(reference) if reference in (np.sum, np.nansum) else None
    for shape, axis in SHAPES:
        for keepdims in (False, True):
            every = EVERY if shape in ((5,), (3, 4, 5)) else ("float32", "int32")
            kwargs = {"axis": axis, "keepdims": keepdims}
            x = grid(*shape, low=-9, high=9)
            yield Row(target, (x,), reference, kwargs, every, _accumulated, 4, scale)
    large = grid(4, 3, low=90, high=127)
    for axis in (0, 1, None):
        yield Row(target, (WIDE,), reference, {"axis": axis}, ("int32",))
        # The plugin holds 64-bit and unsigned integers in int32.
        dtypes = EVERY[4:] if axis is not None else ("int8", "int16", "int32")
        yield Row(target, (large,), reference, {"axis": axis}, dtypes, _accumulated)
    yield Row(target, (INFINITE,), reference, {"axis": 1}, FLOATS[:3])
    yield Row(target, (grid(40, 3, low=0, high=9),), reference, {"axis": 0}, EVERY[4:], _accumulated)
    yield Row(target, ([3, 1, 2],), reference, result="int32")


def _accumulation(target: str, reference: Any) -> Iterator[Row]:
    scale = _absolute(reference) if reference in (np.cumsum, np.nancumsum) else None
    for shape, axis in ALONG:
        every = EVERY if shape in ((5,), (3, 4, 5)) else ("float32", "int32", "int8")
        x = grid(*shape, low=-9, high=9)
        yield Row(target, (x,), reference, {"axis": axis}, every, _running, 4, scale)
    yield Row(target, (WIDE,), reference, {"axis": 1}, ("int32",))
    large = grid(4, 3, low=90, high=127)
    yield Row(target, (large,), reference, {"axis": 0}, EVERY[4:], _running)
    yield Row(target, (INFINITE,), reference, {"axis": 1}, FLOATS[:3])
    narrow = ("int8", "int16", "bool")
    yield Row(target, (large,), reference, {"axis": 1, "dtype": "int8"}, narrow, "int8")
    yield Row(target, (large,), reference, {"axis": 1, "dtype": "float32"}, EVERY, "float32")


def _diff() -> Iterator[Row]:
    for shape, axis in (
        ((5,), -1),
        ((3, 4), 0),
        ((2, 3, 4), 1),
        ((1, 3), 0),
        ((0, 3), 0),
        ((0, 3), 1),
    ):
        for n in (1, 2):
            signed = tuple(dtype for dtype in EVERY if dtype != "uint32")
            every = signed if len(shape) in (1, 3) else ("float32", "int32", "int8")
            x = grid(*shape, low=-9, high=9)
            kwargs = {"n": n, "axis": axis}
            yield Row("numpy.diff", (x,), np.diff, kwargs, every, scale=_absolute_diff)
    # The plugin computes uint32 in int32.
    yield Row("numpy.diff", (array(1, 5, 8),), np.diff, {}, ("uint32",))
    yield Row("numpy.diff", (array(-120, 120, -100, 90),), np.diff, {}, ("int8", "int16", "uint8"))
    yield Row("numpy.diff", (WIDE,), np.diff, {}, ("int32",))
    yield Row("numpy.diff", (INFINITE,), np.diff, {}, FLOATS[:3])
    yield Row("numpy.diff", (grid(3),), np.diff, {"n": 0})
    yield Row("numpy.diff", (grid(3),), np.diff, {"n": 5})


def _trapezoid() -> Iterator[Row]:
    target = "numpy.trapezoid"
    for shape, axis in (((5,), -1), ((3, 4), 0), ((2, 3, 4), 1), ((1, 3), 0), ((0, 3), 0), ((0, 3), 1)):
        every = EVERY if len(shape) in (1, 3) else ("float32",)
        y = grid(*shape, low=-9, high=9)
        points = np.cumsum(grid(shape[axis], low=0, high=3))
        for kwargs in ({}, {"dx": 0.5}, {"x": points}, {"x": grid(*shape)}):
            options = {**kwargs, "axis": axis}
            yield Row(target, (y,), _integral, options, every, to_float, 4, _integral_scale)
    unit = {"x": fixed([0, 200, 100, 255], "uint8")}
    yield Row(target, (grid(4),), _integral, unit, scale=_integral_scale)
    unit = {"x": fixed([2**24 + 1, 2**24, 2**25 + 1, 2**24 + 5], "int32")}
    yield Row(target, (grid(4),), _integral, unit, scale=_integral_scale)
    unit = {"x": fixed([False, True, True, False], "bool")}
    yield Row(target, (grid(4),), _integral, unit, scale=_integral_scale)
    yield Row(target, (INFINITE,), _integral, {}, FLOATS[:3], to_float)
    yield Row(target, ([3, 1, 2],), _integral)
    yield Row(target, (grid(4, 3),), _integral, {"x": [1.0, 3.0, 4.0]}, scale=_integral_scale)


def _integral(y: Any, x: Any = None, dx: float = 1.0, axis: int = -1) -> Array:
    y = np.asarray(y, np.float64)
    x = None if x is None else np.asarray(x, np.float64)
    # Before NumPy 2 it is np.trapz.
    trapezoid = getattr(np, "trapezoid" if hasattr(np, "trapezoid") else "trapz")
    return np.asarray(trapezoid(y, x, dx, axis))


def _integral_scale(y: Any, x: Any = None, dx: float = 1.0, axis: int = -1) -> Array:
    """The integral of what cancels."""
    size = np.ptp(np.asarray(x, np.float64)) if x is not None and np.size(x) else dx
    return _integral(np.abs(y), None, size, axis)


def _absolute(reference: Any) -> Any:
    """The sum of what cancels in a sum."""

    def scale(x: Any, dtype: Any = None, **kwargs: Any) -> Array:
        return np.asarray(reference(np.abs(np.asarray(x, np.float64)), **kwargs))

    return scale


def _absolute_diff(a: Array, n: int = 1, axis: int = -1) -> Array:
    return np.asarray(np.diff(a, n, axis) * 0 + 2**n * np.max(np.abs(a), initial=0))


def _accumulated(dtype: str) -> str:
    """The dtype of a sum: Keras widens narrow integers to 32 bits."""
    narrow = {"bool": "int32", "int8": "int32", "int16": "int32", "uint8": "uint32", "uint16": "uint32"}
    return narrow.get(dtype, dtype)


def _running(dtype: str) -> str:
    return "int32" if dtype == "bool" else dtype
