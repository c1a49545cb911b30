"""Joining of arrays."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.row import EVERY, SPECIAL, Row, fixed, grid, promoted


def rows() -> Iterator[Row]:
    shape: tuple[int, ...]
    large = fixed([[2**31 - 1, 2**24 + 1, -(2**31), -(2**24) - 1]], "int32")
    for axis in (0, 1, -1, -3):
        x = grid(2, 3, 2)
        yield Row("numpy.concatenate", ([x, x + 1],), np.concatenate, {"axis": axis}, EVERY, promoted)
        yield Row("numpy.stack", ([x, x + 1],), np.stack, {"axis": axis}, EVERY, promoted)
    yield Row("numpy.concatenate", ([grid(2, 1), grid(2, 3), grid(2, 0)],), np.concatenate, {"axis": 1})
    yield Row("numpy.concatenate", ((grid(1, 3), grid(4, 3)),), np.concatenate)
    yield Row("numpy.concatenate", ([grid(2, 1), grid(), grid(3)],), np.concatenate, {"axis": None})
    yield Row("numpy.concatenate", ([grid(3), [1.0, 2.0]],), np.concatenate)
    for shape in ((), (3,), (2, 3), (0,), (0, 3)):
        xs = [grid(*shape), np.ones(shape), grid(*shape)]
        if shape:
            yield Row("numpy.concatenate", (xs,), np.concatenate)
            yield Row(
                "numpy.concatenate", (xs[:1],), np.concatenate, {"axis": -1}, ("float32", "uint8")
            )
            yield Row("numpy.concatenate", (tuple(xs),), np.concatenate, {"axis": None}, ("bool",))
        yield Row("numpy.stack", (xs,), np.stack, {"axis": -1})
        yield Row("numpy.stack", (tuple(xs),), np.stack, {}, ("bool", "uint8"))
        yield Row("numpy.stack", (xs[:1],), np.stack)
        yield Row("numpy.dstack", (xs,), np.dstack, {}, ("float32", "bool"))
    yield Row("numpy.dstack", ([grid(2, 3), grid(2, 3)],), np.dstack, {}, EVERY, promoted)
    yield Row("numpy.dstack", ((grid(2, 3, 2), grid(2, 3), grid(2, 3, 0)),), np.dstack)
    yield Row("numpy.dstack", ([grid(1, 3, 1, 2), grid(1, 3, 2, 2)],), np.dstack)
    yield Row("numpy.stack", ([grid(), 2.0],), np.stack)
    yield Row("numpy.stack", ([grid(), 2],), np.stack, {}, ("float16", "int8"))
    for name, reference in (
        ("concatenate", np.concatenate),
        ("stack", np.stack),
        ("dstack", np.dstack),
    ):
        target = f"numpy.{name}"
        yield Row(target, ([SPECIAL, SPECIAL],), reference)
        yield Row(target, ([large, large],), reference, result="int32")
        yield Row(target, ([grid(2), fixed([1, 2], "int32")],), reference)
        yield Row(
            target, ([fixed([1, 2], "uint8"), fixed([-1, 2], "int8")],), reference, result="int16"
        )
        yield Row(target, ([fixed([True], "bool"), fixed([3], "int32")],), reference, result="int32")
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
