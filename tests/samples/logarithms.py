"""Logarithms and powers to other bases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from samples.row import (
    EVERY,
    FLOATS,
    INTEGERS,
    SPECIAL,
    WITH_INFINITIES,
    Array,
    Row,
    array,
    grid,
    same,
    to_float,
)


def rows() -> Iterator[Row]:
    # Below -87 the powers are below the normal numbers.
    near_ends = array(88.3, 88.4, 88.7, 88.72, 88.73, 200.0, -87.0, -86.5, -80.5, -79.5, 1e-8)
    arguments = np.concatenate([SPECIAL, grid(40, low=-80, high=88.0), near_ends])
    yield Row("numpy.exp", (arguments,), np.exp, {}, FLOATS[:3])
    whole = np.clip(arguments, -87, 200)
    yield Row("numpy.exp", (whole,), np.exp, {}, (*INTEGERS, "bool"), to_float)
    yield Row("numpy.exp", (array(-87.3, -87.33, 88.7228),), np.exp)
    positive = np.concatenate(
        [SPECIAL, array(1e-30, 3e38, 1024.0, 1000.0), grid(40, low=0.01, high=9.0)]
    )
    exponents = np.concatenate(
        [SPECIAL, array(-125.0, 127.9, 128.0, 200.0, 1e-8), grid(40, low=-99, high=99)]
    )
    for name, values in {"log2": positive, "log10": positive, "exp2": exponents}.items():
        target, reference = f"numpy.{name}", getattr(np, name)
        # Integers as low as -128 have powers below the normal numbers.
        dtypes = FLOATS[:3] if name == "exp2" else WITH_INFINITIES
        yield Row(target, (values,), reference, dtypes=dtypes, result=to_float)
        yield Row(target, ([1.5, 2],), reference)
        for shape in ((), (0,), (2, 0, 3), (2, 3, 4)):
            yield Row(target, (grid(*shape, low=0.1),), reference)

    target = "numpy.log"
    yield Row(target, (positive,), np.log, {}, WITH_INFINITIES, to_float)
    yield Row(target, ([1.5, 2],), np.log)
    for name in ("exp", "log", "log2", "log10"):
        kept = same if name == "exp" else to_float
        row = Row(f"numpy.{name}", (grid(9, low=0.1),), getattr(np, name), {}, ("float64",), kept)
        yield row
    for name, reference in {"exp": np.exp, "log": np.log}.items():
        target = f"numpy.{name}"
        yield Row(target, (2,), reference, result="float32")
        for shape in ((), (0,), (2, 0, 3), (2, 3, 4)):
            yield Row(target, (grid(*shape, low=0.1),), reference)

    whole = grid(20, low=-99, high=99)
    yield Row("numpy.exp2", (whole,), np.exp2, dtypes=(*INTEGERS, "bool"), result=to_float)

    def logaddexp2(x1: Any, x2: Any, dtypes: Sequence[str] = ("float32",)) -> Row:
        def larger(a: Any, b: Any) -> Array:
            return np.asarray(np.fmax(np.abs(a), np.abs(b)))

        # Where the two logarithms cancel, the error is one of the larger operand's.
        return Row(
            "numpy.logaddexp2", (x1, x2), np.logaddexp2, {}, tuple(dtypes), to_float, scale=larger
        )

    x, y = grid(7, 1), grid(5)
    yield logaddexp2(x, y, EVERY)
    yield logaddexp2(*np.array(np.meshgrid(SPECIAL, SPECIAL)).reshape(2, -1))
    far = array(0.0, 0.0, -17.0, 100.0, 88.0, -3e38)
    yield logaddexp2(far, array(-18.0, 18.0, -17.0, -100.0, 88.0, 3e38))
    yield logaddexp2(x, 2.0)
    yield logaddexp2(3, y)
    yield logaddexp2(grid(0, 3), grid(3))
