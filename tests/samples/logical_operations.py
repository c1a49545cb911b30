"""Logical operations."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.row import EVERY, FLOATS, SPECIAL, Row, array, fixed, grid


def rows() -> Iterator[Row]:
    x = array(0.0, 0.5, -2.0, 3.0, 0.0, 1.0, 100.0)
    y = array(0.0, -0.25, 4.0)[:, None]
    specials = np.array(np.meshgrid(SPECIAL, SPECIAL)).reshape(2, -1)
    for name in ("and", "or", "xor"):
        target, reference = f"numpy.logical_{name}", getattr(np, f"logical_{name}")
        yield Row(target, (x, y), reference, {}, EVERY, "bool")
        yield Row(target, tuple(specials), reference, {}, FLOATS[:3], "bool")
        for number in (0, 2, 0.5, True):
            yield Row(target, (x, number), reference, {}, ("float32", "int8", "bool"), "bool")
        yield Row(target, (0.25, x), reference, {}, ("float32", "int32"), "bool")
        yield Row(target, (fixed([[0], [256]], "int32"), x), reference, {}, ("float16",), "bool")
        for shapes in (((), ()), ((0, 2), (2,)), ((2, 1, 3), (4, 1))):
            given = tuple(grid(*shape) for shape in shapes)
            yield Row(target, given, reference, {}, ("float32", "int32"), "bool")
    target = "numpy.logical_not"
    yield Row(target, (x,), np.logical_not, {}, EVERY, "bool")
    yield Row(target, (SPECIAL,), np.logical_not, {}, FLOATS[:3], "bool")
    for shape in ((), (0, 2), (2, 3)):
        yield Row(target, (grid(*shape),), np.logical_not, {}, ("float32", "bool"), "bool")
