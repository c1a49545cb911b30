"""Softplus, elu and their kin."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from samples.row import (
    EDGES,
    FLOATS,
    INTEGERS,
    SPECIAL,
    WITH_INFINITIES,
    Array,
    Row,
    array,
    grid,
)

Reference = Callable[..., Any]

# Their exponentials are normal numbers in float32; that of -88 is not.
WIDE = np.concatenate(
    [EDGES[np.abs(EDGES) != 88], SPECIAL, array(-87.0, -20.0, 1.5, 17.0, 87.0), grid(40)]
)


def in_floats(dtype: str) -> str:
    return "float32" if dtype in (*INTEGERS, "bool") else dtype


def activation(
    name: str,
    reference: Reference,
    kwargs: Mapping[str, Any] | None = None,
    values: Array = WIDE,
    shapes: Sequence[tuple[int, ...]] = ((), (0,), (2, 0, 3), (1, 1), (2, 3, 4)),
    **bounds: Any,
) -> Iterator[Row]:
    """The rows of an activation function: every dtype, the edges, and shapes."""
    target, given = f"nn.{name}", kwargs or {}
    yield Row(target, (values,), reference, given, WITH_INFINITIES, in_floats, **bounds)
    yield Row(target, (grid(9),), reference, given, ("float64",), in_floats, **bounds)
    for shape in shapes:
        yield Row(target, (grid(*shape),), reference, given, **bounds)


def elu(x: Array, alpha: float = 1.0, scale: float = 1.0) -> Array:
    return scale * np.where(x < 0, alpha * np.expm1(x), x)


def celu(x: Array, alpha: float = 1.0) -> Array:
    return np.where(x < 0, alpha * np.expm1(x / alpha), x)


def selu(x: Array) -> Array:
    return elu(x, 1.6732632423543772848170429916717, 1.0507009873554804934193349852946)


def squareplus(x: Array, b: float = 4) -> Array:
    root = np.hypot(x, np.sqrt(b))
    return np.where(x < 0, b / 2 / (root - x), (x + root) / 2)


def sparse_plus(x: Array) -> Array:
    return np.where(x <= -1, 0, np.where(x < 1, (x + 1) ** 2 / 4, x))


def rows() -> Iterator[Row]:
    yield from activation("softplus", lambda x: np.logaddexp(x, 0))
    yield from activation("log_sigmoid", lambda x: -np.logaddexp(-x, 0))
    yield from activation("elu", elu)
    for alpha in (0.3, -0.5, 0.0):
        yield from activation("elu", elu, {"alpha": alpha}, shapes=[(2, 3)])
    yield from activation("selu", selu)
    yield from activation("celu", celu)
    yield from activation("celu", celu, {"alpha": 0.3}, shapes=[(2, 3)])
    yield from activation("squareplus", squareplus)
    yield from activation("squareplus", squareplus, {"b": 0.25}, array(3e38, -3e36, 1e19, -1e5, -1.0))
    yield from activation("sparse_plus", sparse_plus)

    def threshold(x: Array, threshold: float, default_value: float) -> Array:
        return np.where(x > threshold, x, default_value).astype(x.dtype)

    for values in (grid(2, 3), np.concatenate([SPECIAL, array(-2.0, 2.0)])):
        yield Row("nn.threshold", (values, 1.0, -2.0), threshold, dtypes=FLOATS[:3])
    yield Row("nn.threshold", (grid(2, 3), 1, -2), threshold, dtypes=("int32", "int64", "int8"))
    yield Row("nn.threshold", (grid(0, 3), 1.0, -2.0), threshold)
