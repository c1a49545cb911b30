"""Hyperbolic functions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.row import EDGES, SPECIAL, WITH_INFINITIES, Row, grid, to_float


def rows() -> Iterator[Row]:
    values = np.concatenate([EDGES, SPECIAL, grid(40)])
    above = np.concatenate([SPECIAL, grid(40, low=1.0, high=99.0)])
    inside = np.concatenate([SPECIAL, grid(40, low=-1.0, high=1.0)])
    for name, x in {
        "sinh": values,
        "cosh": values,
        "tanh": values,
        "arcsinh": values,
        "arccosh": above,
        "arctanh": inside,
    }.items():
        target, reference = f"numpy.{name}", getattr(np, name)
        yield Row(target, (x,), reference, {}, WITH_INFINITIES, to_float)
        yield Row(target, (grid(9, low=1.0),), reference, {}, ("float64",), to_float)
        yield Row(target, (1,), reference, result="float32")
        if name == "tanh":
            yield Row(target, ([1.5, -2],), reference)
        for shape in ((), (0,), (2, 0, 3), (2, 3, 4)):
            yield Row(target, (grid(*shape, low=-0.9, high=0.9),), reference)
