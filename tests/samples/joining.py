"""Joining of arrays."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.row import EVERY, SPECIAL, Row, fixed, grid, promoted


def rows() -> Iterator[Row]:
    large = fixed([[2**31 - 1, 2**24 + 1, -(2**31), -(2**24) - 1]], "int32")
    for name, reference in (("hstack", np.hstack), ("vstack", np.vstack)):
        target, square = f"numpy.{name}", grid(3, 3)
        yield Row(target, ([square, square * 2],), reference, {}, EVERY, promoted)
        for shape in ((), (3,), (2, 3), (2, 3, 4), (1, 1), (0,), (0, 3), (2, 0)):
            x = grid(*shape)
            yield Row(target, ([x, np.negative(x, out=np.empty(shape)), x],), reference)
            yield Row(target, ((x, np.zeros(shape)),), reference, {}, ("bool",))
            yield Row(target, ([x],), reference, {}, ("float32", "uint8"))
        yield Row(target, ([SPECIAL, SPECIAL],), reference)
        yield Row(target, ([large, large],), reference, result="int32")
        yield Row(target, ([grid(2), fixed([1, 2], "int32")],), reference)
        yield Row(
            target, ([fixed([[1, 2]], "uint8"), fixed([[-1, 2]], "int8")],), reference, result="int16"
        )
        yield Row(target, ([grid(2), [1.0, 2.0]],), reference)
        yield Row(target, ([grid(), 2.0],), reference)
        yield Row(target, ([grid(), 2],), reference, {}, ("float16", "int8"))
    yield Row("numpy.hstack", ([grid(2, 1), grid(2, 3), grid(2, 0)],), np.hstack)
    yield Row("numpy.hstack", ([grid(3), grid(), grid(0)],), np.hstack)
    yield Row("numpy.vstack", ([grid(2, 3), grid(3), grid(0, 3), grid(1, 3)],), np.vstack)
