"""Arithmetic operations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from samples.row import (
    EVERY,
    FLOATS,
    SIGNED,
    SPECIAL,
    UNSIGNED,
    Row,
    array,
    fixed,
    grid,
    promoted,
    to_float,
)


def rows() -> Iterator[Row]:
    numbers = np.concatenate([SPECIAL, grid(9), array(1e30, 3.0, -2.0)])
    yield Row("numpy.reciprocal", (numbers,), np.reciprocal, dtypes=FLOATS[:3])
    whole = array(1.0, -1.0, 2.0, -2.0, 127.0, 3.0)
    yield Row(
        "numpy.reciprocal",
        (whole,),
        np.reciprocal,
        dtypes=EVERY,
        result=lambda dtype: "int8" if dtype == "bool" else dtype,
    )
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

    def power(x1: Any, x2: Any, dtypes: Any = ("float32",), result: Any = promoted) -> Row:
        return Row("numpy.power", (x1, x2), _power, {}, dtypes, result)

    yield power(grid(6, 1, low=0, high=9), grid(5), FLOATS)
    yield power(grid(6, 1), np.arange(-3.0, 4.0), (*FLOATS, *SIGNED))
    yield power(grid(6, 1, low=0), np.arange(7.0), UNSIGNED)
    yield power(specials[0], specials[1], FLOATS[:3])
    signs = array(-np.inf, -0.0, -1.0, -2.0, 0.0, np.inf)
    yield power(signs[:, None], array(-3, -2, -1, 0, 1, 2, 3, 0.5, 1e10, -1e9 - 1), FLOATS[1:3])
    yield power(
        array(3, -7, 2, 2, -1, -1, 1, 0, 0, 5),
        array(40, 33, 31, 32, -3, -2, -9, -1, 0, -1),
        ("int8", "int16", "int32"),
    )
    yield power(array(3, 2, 255, 0, 65535), array(7, 8, 3, 0, 2), ("uint8", "uint16"))
    yield power(array(3, 5, -2), 2.0**31 - array(1, 2, 3), ("int32",))
    for exponent in (0, 1, 2, 3, 4, 7):
        yield power(
            grid(4, low=-9, high=9), exponent, ("float32", "bfloat16", "int32", "int8", "uint8")
        )
    yield power(grid(4), array(5.0))
    yield power(grid(4, low=0, high=9), 0.5, ("float32", "float16"))
    yield power(grid(4, low=0, high=9), -1.5, ("int32", "uint8"), "float32")
    yield power(2, grid(5), ("float32", "int32"))
    yield power(flags[0], flags[1], ("bool",))
    yield power(fixed([False, True], "bool"), fixed([3, 0], "uint8"), result="uint8")
    yield power(grid(0, 2), grid(2), ("float32", "int32", "uint8"))
    yield power(grid(), grid(2, 1), ("float32", "int32"))


def _power(x: Any, y: Any) -> Any:
    """NumPy's, which allows no negative exponents of integers and makes int8 of booleans."""
    kind = np.result_type(x, y).kind
    if kind == "b":
        return x | ~y
    if kind != "i":
        return np.power(x, y)
    inverse = np.where(x == -1, 1 - y % 2 * 2, x == 1)
    return np.where(np.less(y, 0), inverse, np.power(x, np.maximum(y, 0)))
