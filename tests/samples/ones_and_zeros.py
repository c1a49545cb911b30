"""Array creation from a shape or a value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from samples.row import (
    EVERY,
    Array,
    Row,
    fixed,
    grid,
)

SHAPES = ((2, 3), [3, 1], 4, (), (0, 2), (2, 0))


def rows() -> Iterator[Row]:
    shape: Any
    for name, reference in (("ones", np.ones), ("zeros", np.zeros), ("empty", np.zeros)):
        target = f"numpy.{name}"
        for shape in SHAPES:
            yield Row(target, (shape,), reference)
        yield Row(target, ((2, fixed(3, "int32")),), _of_tensor(reference))
        yield Row(target, ((fixed(2, "int64"), fixed(0, "int64")),), _of_tensor(reference))
        for dtype in EVERY:
            yield Row(target, ((2, 2), dtype), _in_float64(reference), result=dtype)
    for name, reference in (("ones", np.ones), ("zeros", np.zeros), ("empty", np.zeros)):
        target = f"numpy.{name}_like"
        for shape in ((2, 3), (), (0, 2), (1,)):
            every = EVERY if shape == (2, 3) else ("float32",)
            yield Row(target, (grid(*shape),), _like(reference), {}, every)
        for dtype in EVERY:
            yield Row(target, (grid(2, 3),), _like(reference), {"dtype": dtype}, result=dtype)

    for value in (3, -2.5, True, np.nan, np.inf, -0.0, [1, 2, 3], [[1.5], [2.5]]):
        yield Row("numpy.full", ((2, 3), value), np.full)
        yield Row("numpy.full_like", (grid(2, 3), value), np.full_like)
    for shape in SHAPES:
        yield Row("numpy.full", (shape, 7), np.full)
    yield Row("numpy.full", ((2, 3), grid(3)), np.full, {}, EVERY, "float32")
    yield Row("numpy.full", ((2, fixed(3, "int32")), grid(2, 1)), _full)
    yield Row("numpy.full", ((fixed(2, "int64"), fixed(3, "int64")), grid(1)), _full)
    for dtype in EVERY:
        yield Row("numpy.full", ((2, 2), 3, dtype), _in_float64(np.full), result=dtype)
        yield Row("numpy.full", ((2, 2), 2.5, dtype), _full, result=dtype)
    yield Row("numpy.full", ((2,), 2**31 - 1, "int32"), _in_float64(np.full), result="int32")
    yield Row("numpy.full", ((2,), 0.1, "float64"), _in_float64(np.full), result="float64")
    for shape in ((), (0, 2), (2, 3, 2)):
        yield Row("numpy.full_like", (grid(*shape), 2), np.full_like)
    yield Row("numpy.full_like", (grid(2, 3), grid(3)), np.full_like, {}, EVERY)
    yield Row("numpy.full_like", (grid(0, 3), grid(0, 3)), np.full_like)
    yield Row("numpy.full_like", (grid(2, 3), fixed([1.5, 2, 3], "float32")), _like(np.full), {}, EVERY)
    for dtype in EVERY:
        yield Row("numpy.full_like", (grid(2, 3), 2), _like(np.full), {"dtype": dtype}, result=dtype)

    for args in ((3,), (2, 3), (3, 2), (3, 3, 1), (3, 4, -1), (2, 2, 5), (0,), (0, 2), (3, 0)):
        yield Row("numpy.eye", args, np.eye)
    yield Row("numpy.eye", (), np.eye, {"N": 2, "M": 3, "k": 1})
    yield Row("numpy.eye", (fixed(2, "int32"), fixed(3, "int64")), _of_tensor(np.eye))
    for dtype in EVERY:
        yield Row("numpy.eye", (2, 3, 1, dtype), _in_float64(np.eye), result=dtype)
        yield Row("numpy.identity", (2, dtype), _in_float64(np.identity), result=dtype)
    for size in (0, 1, 4):
        yield Row("numpy.identity", (size,), np.identity)
    yield Row("numpy.identity", (fixed(2, "int32"),), _of_tensor(np.identity))


def _of_tensor(reference: Callable[..., Array]) -> Callable[..., Array]:
    """With lengths that are tensors, as plain integers."""

    def plain(*args: Any) -> Array:
        return reference(*(_plain(one) for one in args))

    return plain


def _plain(shape: Any) -> Any:
    return tuple(map(int, shape)) if isinstance(shape, tuple) else int(shape)


def _full(shape: Any, value: Any, dtype: Any = None) -> Array:
    return np.full(_plain(shape), np.trunc(value) if dtype and "int" in dtype else value)


def _in_float64(reference: Callable[..., Array]) -> Callable[..., Array]:
    """Without the dtype, which may be one that NumPy hasn't."""
    return lambda *args: reference(*args[:-1], dtype="float64")


def _like(reference: Callable[..., Array]) -> Callable[..., Array]:
    return lambda x, *args, **kwargs: reference(x.shape, *args)
