"""Miscellaneous elementwise functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from samples.row import (
    EVERY,
    FLOATS,
    INTEGERS,
    SPECIAL,
    WITH_INFINITIES,
    Row,
    array,
    fixed,
    grid,
    promoted,
    same,
    to_float,
)

LIMITS = {"float16": 65504.0, "bfloat16": 255 * 2.0**120, "float32": float(np.finfo("float32").max)}


def kept(dtype: str) -> str:
    return "float64" if dtype == "int64" else to_float(dtype)


def as_float(dtype: str) -> str:
    return promoted(dtype) if "float" in promoted(dtype) else kept(promoted(dtype))


def as_float_or_bool(dtype: str) -> str:
    return dtype if dtype == "bool" else as_float(dtype)


def rows() -> Iterator[Row]:
    values = np.concatenate([SPECIAL, grid(9)])
    for dtype, limit in LIMITS.items():

        def limited(x: Any, limit: float = limit) -> Any:
            return np.nan_to_num(x, posinf=limit, neginf=-limit)

        yield Row("numpy.nan_to_num", (values,), limited, dtypes=(dtype,))
    numbers = {"nan": 2.0, "posinf": 9.0, "neginf": -5.0}
    yield Row("numpy.nan_to_num", (values,), np.nan_to_num, numbers, dtypes=FLOATS[:3])
    yield Row("numpy.nan_to_num", (grid(2, 3),), np.nan_to_num, dtypes=EVERY)
    for shape in ((), (0, 3)):
        yield Row("numpy.nan_to_num", (grid(*shape),), np.nan_to_num)

    def clip(bounds: Any, dtypes: Any = ("float32",), x: Any = values, result: Any = same) -> Row:
        return Row("numpy.clip", (x, *bounds), _clip, {}, dtypes, result)

    yield clip((-2, 2.5), FLOATS[:3])
    yield clip((-2, 2.5), INTEGERS)
    yield clip((2.5, -2.0), ("float32", "int32"))
    yield clip((-np.inf, 1.0), ("float32", "int32"))
    yield clip((None, 1.0), ("float32", "int32"))
    yield clip((-300, 1000), ("int8", "uint8", "float16", "float64"), grid(9, low=-400, high=400))
    yield clip((2**24 - 1, 2**24 + 1), ("int32", "int64"), 2.0**24 + array(-3, 0, 1, 2, 5))
    yield clip((0, 5), ("bool",), array(0.0, 1.0), "int32")
    ends = grid(2, 1, low=-3, high=1), grid(3, low=-1, high=4)
    yield clip(ends, ("float32", "bfloat16", "int32", "uint8"), grid(2, 3, low=-9, high=9))
    yield clip((SPECIAL[:, None], 1.5), FLOATS[:3])
    yield clip((fixed([-1.5], "float32"), fixed([2.5], "float32")), ("int32", "float16", "int8"))
    for shape in ((), (0, 3), (2, 3)):
        yield clip((-1.0, 1.0), ("float32", "int32", "uint8"), grid(*shape))

    roots = np.concatenate(
        [SPECIAL, array(8.0, -27.0, 1e-30, 3e38, -1e-37), grid(40, low=-99, high=99)]
    )
    yield Row("numpy.cbrt", (roots,), np.cbrt, dtypes=WITH_INFINITIES, result=kept)
    yield Row("numpy.cbrt", (grid(9),), np.cbrt, dtypes=("float64",))
    for name, result in {"cbrt": kept, "fabs": to_float}.items():
        for shape in ((), (0, 3), (2, 3)):
            dtypes = ("float32", "int32")
            yield Row(f"numpy.{name}", (grid(*shape),), getattr(np, name), {}, dtypes, result)

    yield Row("numpy.fabs", (values,), np.fabs, dtypes=WITH_INFINITIES, result=to_float)
    yield Row("numpy.fabs", (grid(9),), np.fabs, dtypes=("float64",))

    x, y = grid(7, 1), grid(5)
    specials = np.array(np.meshgrid(SPECIAL, SPECIAL)).reshape(2, -1)
    target, mixed = "numpy.heaviside", np.concatenate([grid(5), array(0.0)])
    yield Row(target, (mixed, grid(3, 1)), np.heaviside, dtypes=EVERY, result=as_float_or_bool)
    yield Row(target, tuple(specials), np.heaviside, dtypes=FLOATS[:3])
    yield Row(target, (x, 0.5), np.heaviside, dtypes=("float32", "float16"), result="float32")
    yield Row(target, (x, 0.5), np.heaviside, dtypes=("int32", "uint8"), result=to_float)
    yield Row(target, (-2, y), np.heaviside, dtypes=("float32",))
    yield Row(target, (grid(0, 3), grid(3)), np.heaviside)
    yield Row(target, (grid(), grid(2, 1)), np.heaviside)

    signed = ("float32", "float16", "bfloat16", "float64", "int8", "int16", "int32", "int64")
    yield Row("numpy.sign", (array(-7.0, -0.5, 0.0, 0.5, 100.0),), np.sign, dtypes=signed)
    yield Row("numpy.sign", (array(0.0, 1.0, 200.0),), np.sign, dtypes=("uint8", "uint16", "uint32"))
    yield Row("numpy.sign", (SPECIAL,), np.sign, dtypes=FLOATS[:3])
    yield Row("numpy.sign", (grid(),), np.sign)
    yield Row("numpy.sign", (grid(0, 3),), np.sign)
    yield Row("numpy.sign", ([1.5, -2],), np.sign)

    limits = array(-(2.0**31), 2.0**31 - 1, 2.0**24 + 1, -46341.0, 255, 3)
    shapes: list[tuple[int, ...]] = [(), (5,), (0, 3), (2, 3)]
    for name in ("square", "absolute", "abs"):
        target, reference = f"numpy.{name}", getattr(np, name)
        yield Row(target, (values,), reference, dtypes=FLOATS[:3])
        integers = [dtype for dtype in INTEGERS if (name, dtype) != ("square", "int64")]
        yield Row(target, (limits,), reference, dtypes=tuple(integers))
        for lengths in shapes:
            row = Row(target, (grid(*lengths),), reference)
            yield replace(row, dtypes=("float32", "float64", "int32", "int8"))
    yield Row("numpy.square", (array(0.0, 1.0),), _square_bool, dtypes=("bool",), result="int32")
    for name in ("absolute", "abs"):
        yield Row(f"numpy.{name}", (array(0.0, 1.0),), np.abs, dtypes=("bool",))
    squares = np.concatenate([SPECIAL, grid(30, low=-3, high=99), array(1e-30, 3e38, 1e9)])
    yield Row("numpy.sqrt", (squares,), np.sqrt, dtypes=WITH_INFINITIES, result=to_float)
    for shape in ((), (0, 3), (2, 3)):
        roots = grid(*shape, low=0)
        yield Row("numpy.sqrt", (roots,), np.sqrt, {}, ("float32", "int32"), to_float)


def _clip(x: Any, low: Any, high: Any) -> Any:
    return np.clip(x.astype("float64"), low, high)


def _square_bool(x: Any) -> Any:
    return np.square(x.astype("int32"))
