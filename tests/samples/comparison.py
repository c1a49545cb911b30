"""Comparison."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.row import EVERY, FLOATS, SPECIAL, Row, array, fixed, grid

LARGE = fixed([2**24, 2**24 + 1, 2**31 - 1, 2**31 - 2, -(2**31), -(2**31) + 1, -1, 0], "int32")


def rows() -> Iterator[Row]:
    x, y = array(0.0, 0.5, -2.0, 3.0, 7.0, 1.0, 100.0), array(1.0, 0.25, -2.0, 3.0, 1.0)[:, None]
    specials = np.array(np.meshgrid(SPECIAL, SPECIAL)).reshape(2, -1)
    for name in ("greater", "greater_equal", "less", "less_equal", "equal", "not_equal"):
        target, reference = f"numpy.{name}", getattr(np, name)
        yield Row(target, (x, y), reference, {}, EVERY, "bool")
        yield Row(target, tuple(specials), reference, {}, FLOATS[:3], "bool")
        yield Row(target, (LARGE[:, None], LARGE), reference, result="bool")
        distant = fixed(LARGE, "int64")
        yield Row(target, (distant[:, None], LARGE), reference, result="bool")
        yield Row(target, (array(0.1, 0.3), 0.1), reference, {}, ("float16", "float32"), "bool")
        yield Row(target, (x, 3), reference, {}, ("float32", "int32", "int8", "bool"), "bool")
        yield Row(target, (0.5, x), reference, {}, ("float32", "int32", "uint8", "bool"), "bool")
        yield Row(target, (x, 300), reference, {}, ("int8", "uint8"), "bool")
        yield Row(target, (x, -1), reference, {}, ("uint8", "uint16", "uint32"), "bool")
        yield Row(target, (x, np.inf), reference, {}, FLOATS[:3], "bool")
        yield Row(target, (fixed([[3], [-1]], "int8"), x), reference, {}, ("float16",), "bool")
        yield Row(target, (fixed([[3], [1]], "uint8"), x), reference, {}, ("int8", "bool"), "bool")
        for shapes in (((), ()), ((0, 2), (2,)), ((2, 1, 3), (4, 1))):
            given = tuple(grid(*shape) for shape in shapes)
            yield Row(target, given, reference, {}, ("float32", "int32"), "bool")
