"""Trigonometric functions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.miscellaneous import as_float_or_bool
from samples.row import (
    EVERY,
    FLOATS,
    INTEGERS,
    SPECIAL,
    WITH_INFINITIES,
    Row,
    Rule,
    array,
    grid,
    to_float,
)


def rows() -> Iterator[Row]:
    x, y = grid(7, 1, low=-9.0, high=9.0), grid(9)
    specials = np.array(np.meshgrid(SPECIAL, SPECIAL)).reshape(2, -1)
    small = array(1e-30, 1e-30, 3e38, -3e38, 1e-10, 1e20, 2e38, -2e38, 5.0, 1e-35)
    large = array(1e-30, -2e-30, 3e38, -1e38, 1e20, -1e-10, 1.0, 2e38, 1e38, 1e-34)
    results: dict[str, Rule] = {"arctan2": to_float, "hypot": as_float_or_bool}
    for name, result in results.items():
        target, reference = f"numpy.{name}", getattr(np, name)
        yield Row(target, (x, y), reference, dtypes=EVERY, result=result)
        yield Row(target, tuple(specials), reference, dtypes=FLOATS[:3])
        yield Row(target, (small, large), reference)
        yield Row(target, (x, 2.5), reference, dtypes=("float32", "int32", "float16"), result="float32")
        yield Row(target, (-3, y), reference, dtypes=("float32",))
        yield Row(target, (grid(0, 3), grid(3)), reference)
        yield Row(target, (grid(), grid(2, 1)), reference)

    turns = np.concatenate([SPECIAL, grid(40, low=-99.0, high=99.0), array(1e5, 3e38, 1e-20)])
    inside = np.concatenate([SPECIAL, grid(40, low=-1.0, high=1.0), array(1.5, 1e-20)])
    for name in ("sin", "cos", "tan", "arcsin", "arccos", "arctan"):
        target, reference = f"numpy.{name}", getattr(np, name)
        values = turns if name in ("sin", "cos", "tan", "arctan") else inside
        yield Row(target, (values,), reference, {}, FLOATS[:3])
        whole = np.clip(values, -99.0, 99.0)
        yield Row(target, (whole,), reference, {}, (*INTEGERS, "bool"), to_float)
        yield Row(target, (grid(9, low=-1.0, high=1.0),), reference, {}, ("float64",), to_float)
        yield Row(target, (1,), reference, result="float32")
        yield Row(target, ([0.5, -1],), reference)
        for dimensions in ((), (0,), (2, 0, 3), (2, 3, 4)):
            yield Row(target, (grid(*dimensions, low=-0.9, high=0.9),), reference)

    def kept(dtype: str) -> str:
        return "float64" if dtype == "int64" else to_float(dtype)

    for name in ("deg2rad", "rad2deg"):
        target, reference = f"numpy.{name}", getattr(np, name)
        values = np.concatenate([SPECIAL, grid(30, low=-400.0, high=400.0)])
        yield Row(target, (values,), reference, dtypes=WITH_INFINITIES, result=kept)
        yield Row(target, (grid(9),), reference, dtypes=("float64",))
        yield Row(target, ([1.5, -2],), reference)
        for shape in ((), (0, 2), (2, 3)):
            yield Row(target, (grid(*shape),), reference)
