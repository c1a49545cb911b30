"""Bit-wise operations."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import numpy as np

from samples.row import INTEGERS, Row, array, fixed, grid, promoted

LIMITS = array(-(2.0**31) + 1, -129.0, -128.0, -5.0, -1.0, 0.0, 1.0, 6.0, 127.0, 200.0, 2.0**31 - 1)


def rows() -> Iterator[Row]:
    whole = (*INTEGERS, "bool")
    x, y = grid(5, 1, low=-99, high=99), grid(4, low=-9, high=120)
    for name in ("and", "or", "xor"):
        target, reference = f"numpy.bitwise_{name}", getattr(np, f"bitwise_{name}")
        yield Row(target, (x, y), reference, {}, whole, promoted)
        yield Row(target, (LIMITS[:, None], LIMITS), reference, {}, whole, promoted)

        def of_int32(a: Any, b: Any, reference: Any = reference) -> Any:
            return reference(np.int32(a), np.int32(b))

        # Keras makes a tensor of a number first, in int32.
        yield Row(target, (x, 5), of_int32, {}, ("int32", "int8", "bool"), "int32")
        yield Row(target, (-3, y), of_int32, {}, ("int32", "uint8"), "int32")
        yield Row(target, (x, True), reference, {}, ("int8", "uint8", "int16", "bool"))
        narrow, wide = fixed([[-7], [100]], "int8"), fixed([1000, 255], "uint16")
        yield Row(target, (narrow, wide), reference, result="int32")
        yield Row(target, (fixed([True, False], "bool"), narrow), reference, result="int8")
        for shapes in (((), ()), ((0, 2), (2,)), ((2, 1, 3), (4, 1))):
            given = tuple(grid(*shape, low=-50, high=50) for shape in shapes)
            yield Row(target, given, reference, {}, ("int32", "int8"))

    for name in ("bitwise_not", "bitwise_invert"):
        # uint32's are beyond 2**31.
        dtypes = tuple(dtype for dtype in whole if dtype != "uint32")
        yield Row(f"numpy.{name}", (LIMITS,), np.invert, {}, dtypes)
        yield Row(f"numpy.{name}", (True,), np.invert, result="bool")
        for shape in ((), (0, 2), (2, 3)):
            yield Row(f"numpy.{name}", (grid(*shape, low=-50, high=50),), np.invert, {}, ("int32",))

    def shifted(dtype: str) -> str:
        return "int8" if dtype == "bool" else promoted(dtype)

    places = array(-(2.0**31) + 1, -9.0, -1.0, 0.0, 1.0, 3.0, 7.0, 8.0, 15.0, 16.0, 31.0)
    few = array(-2.0, 0.0, 1.0, 5.0)
    for target, name in {
        "bitwise_left_shift": "left",
        "left_shift": "left",
        "bitwise_right_shift": "right",
        "right_shift": "right",
    }.items():
        reference = getattr(np, f"{name}_shift")
        shift = functools.partial(Row, f"numpy.{target}", reference=reference, result=shifted)

        # 64 bits hold more of a shift than the 32 that they compute in.
        exact = ("int8", "int16", "int32", "uint8", "uint16", "bool")
        yield shift((LIMITS[:, None], places), dtypes=exact)
        yield shift((LIMITS[:, None], array(32.0, 33.0, 2.0**31 - 1)), dtypes=("int32", "int16"))
        yield shift((grid(6, 1, low=-99, high=99), few), dtypes=("int64", "uint32", "int32"))
        yield shift((LIMITS[:, None], array(-1.0, 64.0, 100.0)), dtypes=("int64",))
        for number in (0, 2, -1):
            signed = ("int8", "int32", "int64") if number < 0 else ("int8", "int32", "uint8", "int64")
            yield Row(f"numpy.{target}", (x, number), reference, {}, signed)
            yield Row(f"numpy.{target}", (x, number), reference, {}, ("bool",), "int32")
        yield shift((3, few), dtypes=("int32",))
        # Keras makes a tensor of x first, in int32.
        yield Row(f"numpy.{target}", (3, fixed([0, 2], "int8")), reference, result="int32")
        if name == "right":
            yield shift((LIMITS[:, None], array(32.0, 33.0, 60.0)), dtypes=("int64",))
        narrow, wide = fixed([[-7], [100]], "int8"), fixed([10, 2], "uint16")
        yield Row(f"numpy.{target}", (narrow, wide), reference, result="int32")
        for shapes in (((), ()), ((0, 2), (2,)), ((2, 1, 3), (4, 1))):
            given = tuple(grid(*shape, low=0, high=9) for shape in shapes)
            yield shift(given, dtypes=("int16", "int32"))
