"""Arithmetic operations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from samples.row import EVERY, FLOATS, SIGNED, SPECIAL, Row, array, fixed, grid, promoted, to_float


def rows() -> Iterator[Row]:
    numbers = np.concatenate([SPECIAL, grid(9), array(1e30, 3.0, -2.0)])
    yield Row("numpy.reciprocal", (numbers,), np.reciprocal, dtypes=FLOATS[:3])
    whole = array(1.0, -1.0, 2.0, -2.0, 127.0, 3.0)
    yield Row("numpy.reciprocal", (whole,), _reciprocal, dtypes=EVERY)
    for shape in ((), (0, 3), (2, 3)):
        yield Row("numpy.reciprocal", (grid(*shape),), np.reciprocal)

    values = np.concatenate([SPECIAL, grid(9, low=-99, high=300)])
    limits = array(-(2.0**31), 2.0**31 - 1, 2.0**24 + 1, 255, 0)
    for name in ("negative",):
        reference = getattr(np, name)
        yield Row(f"numpy.{name}", (values,), reference, dtypes=FLOATS[:3])
        yield Row(f"numpy.{name}", (limits,), reference, dtypes=(*SIGNED, "uint8", "uint16"))
        # Of any other, the result is beyond what the CPU plugin holds.
        yield Row(f"numpy.{name}", (array(0),), reference, dtypes=("uint32",))
        for shape in ((), (0, 3), (2, 3)):
            dtypes = ("float32", "float64", "int32", "int8")
            yield Row(f"numpy.{name}", (grid(*shape),), reference, dtypes=dtypes)

    x, y = grid(6, 1, low=-99, high=99), grid(5, low=-9, high=8)
    specials = np.array(np.meshgrid(SPECIAL, SPECIAL)).reshape(2, -1)
    for name in ("add", "subtract", "multiply", "divide", "true_divide"):
        target, reference = f"numpy.{name}", getattr(np, name)
        divides = "divide" in name
        result = to_float if divides else promoted
        without = ("bool", "uint32") if name == "subtract" else ()
        every = tuple(dtype for dtype in EVERY if dtype not in without)
        yield Row(target, (x, y), reference, dtypes=every, result=result)
        yield Row(target, tuple(specials), reference, dtypes=FLOATS[:3])
        other = array(2.0**24 + 1, 77, -1, 200, 9)
        narrow = ("int8", "int16", "int32", "uint8", "uint16")
        yield Row(target, (limits, other), reference, dtypes=narrow, result=result)
        yield Row(target, (x, 2.5), reference, dtypes=("float32", "float16", "bfloat16"))
        yield Row(target, (2.5, y), reference, dtypes=("int32", "uint8"), result="float32")
        yield Row(target, (x, 3), reference, dtypes=("float32", "int32", "int8"), result=result)
        mixed = (fixed([1, 200], "uint8"), fixed([[-3], [7]], "int16"))
        yield Row(target, mixed, reference, result="float32" if divides else "int16")
        mixed = (fixed([1, 200], "int32"), fixed([[-3], [7]], "float16"))
        yield Row(target, mixed, reference, result="float16")
        mixed = (fixed([False, True], "bool"), fixed([3, 7], "uint8"))
        yield Row(target, mixed, reference, result="float32" if divides else "uint8")
        yield Row(target, ([1.0, 2.0], grid(2)), reference)
        yield Row(target, (grid(0, 2), grid(2)), reference, dtypes=("float32", "uint8"), result=result)
        yield Row(target, (grid(), grid(2, 1)), reference, dtypes=("float32", "int32"), result=result)
    flags = array(0.0, 0.0, 1.0, 1.0), array(0.0, 1.0, 0.0, 1.0)
    yield Row("numpy.subtract", flags, np.logical_xor, dtypes=("bool",))


def _reciprocal(x: Any) -> Any:
    return x if x.dtype == bool else np.reciprocal(x)
