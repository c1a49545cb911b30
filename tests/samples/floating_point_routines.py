"""Floating point routines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import ml_dtypes
import numpy as np

from samples.row import (
    EDGES,
    EVERY,
    FLOATS,
    INTEGERS,
    SPECIAL,
    WITH_INFINITIES,
    Array,
    Row,
    array,
    fixed,
    grid,
    to_float,
)


def rows() -> Iterator[Row]:
    yield Row("numpy.signbit", (grid(2, 3),), np.signbit, {}, EVERY, "bool")
    yield Row("numpy.signbit", (EDGES,), np.signbit, {}, WITH_INFINITIES, "bool")
    yield Row("numpy.signbit", (SPECIAL,), np.signbit, {}, FLOATS[:3], "bool")
    for shape in ((), (0,), (2, 0), (1, 1)):
        yield Row("numpy.signbit", (grid(*shape),), np.signbit, result="bool")

    # Without subnormal results, which OpenVINO may take for zero.
    x = array(-(2.0**100), 1.5, 1.5, 1.5, -(2.0**-126), 2.0**-60, 0.0, -0.0, 2.0**120, 3.0)
    exponents = fixed([-226, 127, 128, -126, 253, -300, 400, -400, -246, 2**31 - 1], "int32")
    yield Row("numpy.ldexp", (x, exponents), _ldexp)
    yield Row("numpy.ldexp", (grid(2, 3), fixed([-3, 0, 4], "int8")), _ldexp, {}, EVERY, to_float)
    yield Row("numpy.ldexp", (SPECIAL, fixed([3], "int64")), _ldexp, {}, FLOATS[:3])
    for dtype in INTEGERS:
        yield Row("numpy.ldexp", (grid(3), fixed([0, 1, 5], dtype)), _ldexp)
    yield Row("numpy.ldexp", (grid(3), 2), _ldexp)
    yield Row("numpy.ldexp", (2.5, fixed([1, 2], "int32")), _ldexp)
    yield Row("numpy.ldexp", (grid(0, 2), fixed([1, 2], "int32")), _ldexp)
    yield Row("numpy.ldexp", (grid(), fixed(1, "int32")), _ldexp)

    edges = array(0.0, -0.0, 1.0, -1.0, 0.1, 1023.5, 3e38, 65504.0, -2.0, 1e-7, np.inf, -np.inf)
    for dtype in FLOATS[:3]:
        # The subnormal neighbours of zero in bfloat16 are flushed to it.
        values = edges[2:].astype(ml_dtypes.bfloat16) if dtype == "bfloat16" else edges.astype(dtype)
        yield Row(
            "numpy.nextafter",
            (fixed(values[:, None], dtype), fixed(values, dtype)),
            np.nextafter,
            result=dtype,
            ulp=0.0,
        )
    for dtype in EVERY:
        yield Row("numpy.nextafter", (grid(2, 3), grid(3)), _nextafter(dtype), {}, (dtype,), to_float)
    yield Row("numpy.nextafter", (SPECIAL, array(np.nan)), np.nextafter)
    yield Row("numpy.nextafter", (array(np.nan), SPECIAL), np.nextafter)
    for shape in ((), (0,), (2, 0)):
        yield Row("numpy.nextafter", (grid(*shape), grid(*shape)), np.nextafter)


def _ldexp(x: Array, exponent: Array) -> Any:
    return np.ldexp(np.asarray(x, np.float64), np.asarray(exponent).astype(int))


def _nextafter(dtype: str) -> Callable[..., Array]:
    """The reference in the result dtype: Keras's NumPy backend takes that of integers in float64."""
    final = to_float(dtype)
    result = ml_dtypes.bfloat16 if final == "bfloat16" else final

    def reference(x1: Array, x2: Array) -> Any:
        return np.nextafter(x1.astype(result), x2.astype(result))

    return reference
