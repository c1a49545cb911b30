"""Functional programming."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import keras
import numpy as np

from samples.row import EVERY, Row, fixed, grid


def rows() -> Iterator[Row]:
    def same(x: Any) -> Any:
        return x

    # np.vectorize knows neither bfloat16 nor the dtype of no elements.
    for x, dtypes in ((grid(2, 3), EVERY), (grid(0), ("float32",)), (grid(2, 0), ("float32",))):
        yield Row("numpy.vectorize", (same,), lambda _: same, dtypes=dtypes, then=(x,))
    for shapes in (((3,), (2, 1)), ((), (3,)), ((), ()), ((1,), (1, 1)), ((2, 3), (2, 3))):
        yield _row(keras.ops.maximum, np.maximum, *(grid(*shape) for shape in shapes))
    yield _row(keras.ops.maximum, np.maximum, grid(3), 1.0)
    yield _row(keras.ops.maximum, np.maximum, grid(3), [0.0, 1.0, 2.0])
    yield _row(lambda x: 2.5, lambda x: 2.5, grid(3))
    # Not elementwise: it could not be called on whole arrays.
    yield _row(lambda x: keras.ops.reshape(x, ()), lambda x: np.reshape(x, ()), grid(3))
    yield _row(_both, _both, grid(3), grid(3))
    yield _row(
        lambda x, y: keras.ops.sum(x, axis=0) * y,
        lambda x, y: np.sum(x) * y,
        grid(2, 3),
        grid(2),
        signature="(n),()->()",
    )
    for x, y in (
        (grid(2, 3), grid(3)),
        (grid(4, 2, 3), grid(3)),
        (grid(4, 1, 2, 3), grid(5, 3)),
    ):
        yield _row(keras.ops.matmul, np.matmul, np.round(x), np.round(y), signature="(m,n),(n)->(m)")
    yield _row(
        lambda x: (keras.ops.sum(x, axis=0), keras.ops.flip(x)),
        lambda x: (np.sum(x), np.flip(x)),
        grid(2, 3),
        signature=" (n) -> (), (n) ",
    )
    tensor = fixed([1.5, 2.5], "float32")
    yield _row(lambda x, p: x * p[1], lambda x, p: x * p[1], grid(3), (0, 2), excluded={1})
    yield _row(
        lambda x, y: keras.ops.sum(y, axis=0) * x,
        lambda x, y: y.sum() * x,
        grid(3),
        tensor,
        excluded=[1],
    )


def _row(
    pyfunc: Callable[..., Any],
    reference: Callable[..., Any],
    *then: Any,
    **options: Any,
) -> Row:
    return Row(
        "numpy.vectorize",
        (pyfunc,),
        lambda _, **options: np.vectorize(reference, **options),
        options,
        then=then,
    )


def _both(x: Any, y: Any) -> Any:
    return x + y, x - y
