"""The error function, its complement and its inverse."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import special

from samples.nn_rectifiers import in_floats
from samples.row import EDGES, SPECIAL, WITH_INFINITIES, Row, array, grid, to_float


def rows() -> Iterator[Row]:
    wide = np.concatenate([EDGES, SPECIAL, array(0.47, 0.85, 4.0, 7.0, 9.1), grid(40, low=-5, high=5)])
    inside = np.concatenate([SPECIAL, array(1e-30, 0.625, -0.9999, 2.0), grid(40, low=-1, high=1)])
    for name, reference, values in (
        ("erf", special.erf, wide),
        ("erfc", special.erfc, wide),
        ("erfinv", special.erfinv, inside),
    ):
        target, result = f"math.{name}", to_float if name == "erfc" else in_floats
        yield Row(target, (values,), reference, dtypes=WITH_INFINITIES, result=result)
        for shape in ((), (0,), (2, 0, 3), (1, 1), (2, 3, 4)):
            yield Row(target, (grid(*shape, low=-1, high=1),), reference)
        yield Row(target, (grid(9, low=-1, high=1),), reference, dtypes=("float64",), result=result)
