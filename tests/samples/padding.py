"""Padding of arrays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from samples.row import EVERY, SPECIAL, Row, fixed, grid

NUMBERS = tuple(dtype for dtype in EVERY if dtype != "bool")


def rows() -> Iterator[Row]:
    x, widths = grid(3, 4, low=-9, high=9), ((1, 2), (2, 0))
    given: Any
    shape: tuple[int, ...]
    large = fixed([2**31 - 1, 2**24 + 1, -(2**31), -(2**24) - 1], "int32")
    for mode in ("constant", "edge", "reflect", "symmetric", "wrap", "maximum", "minimum"):
        yield Row("numpy.pad", (x, widths), np.pad, {"mode": mode}, EVERY)
        for given in (
            1,
            0,
            (2,),
            (0, 3),
            ((1, 2),),
            [(0, 1), (3, 2)],
            ((1,), (2,)),
            9,
            ((7, 0), (0, 11)),
        ):
            yield Row("numpy.pad", (x, given), np.pad, {"mode": mode})
        for shape, given in (((3,), 2), ((1,), 3), ((2, 1, 3), 1), ((1, 0), ((1, 1), (0, 0)))):
            yield Row("numpy.pad", (grid(*shape), given), np.pad, {"mode": mode}, ("float32", "bool"))
        yield Row("numpy.pad", (large, (2, 1)), np.pad, {"mode": mode}, result="int32")
        yield Row("numpy.pad", (SPECIAL, 2), np.pad, {"mode": mode})
    yield Row("numpy.pad", (x, 2), np.pad, {"mode": "linear_ramp"}, NUMBERS)
    for mode in ("mean", "median"):
        yield Row("numpy.pad", (x, widths), np.pad, {"mode": mode}, ("float32", "float64", "int32"))
        yield Row("numpy.pad", (grid(5, low=1, high=9), (0, 2)), np.pad, {"mode": mode}, NUMBERS)
    yield Row("numpy.pad", (x, ((3, 0), (0, 5))), np.pad, {"mode": "linear_ramp"})

    yield Row("numpy.pad", (x, widths), np.pad)
    for value in (7, 2.5, True):
        yield Row("numpy.pad", (x, widths), np.pad, {"constant_values": value}, ("float32", "float16"))
        yield Row("numpy.pad", (x, 1), np.pad, {"constant_values": value}, ("int32", "uint8", "bool"))
    yield Row("numpy.pad", (x, widths), np.pad, {"constant_values": fixed(-3, "int32")})
    yield Row("numpy.pad", (x, widths), np.pad, {"constant_values": fixed(1.5, "float32")})
    for pairs in ((1, 2), ((1, 2), (3, 4)), [[5, 6]], (8,)):
        yield Row("numpy.pad", (x, widths), np.pad, {"constant_values": pairs})
    for shape in ((0,), (0, 3), (3, 0)):
        yield Row("numpy.pad", (grid(*shape), 1), np.pad, {"constant_values": 2}, ("float32", "bool"))
    yield Row("numpy.pad", (grid(), 1), np.pad)
    yield Row("numpy.pad", (x, [(fixed(1, "int32"), 2), (0, fixed(3, "int64"))]), np.pad)
