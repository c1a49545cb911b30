"""Complex numbers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.row import EVERY, SPECIAL, WITH_INFINITIES, Row, grid, to_float


def rows() -> Iterator[Row]:
    values = np.concatenate([SPECIAL, grid(9)])
    for name in ("real", "imag", "conj", "conjugate"):
        reference = np.imag if name == "imag" else np.real
        target = f"numpy.{name}"
        yield Row(target, (values,), reference, dtypes=WITH_INFINITIES)
        for shape in ((), (0, 3), (2, 3)):
            yield Row(target, (grid(*shape),), reference, dtypes=("float32", "float64"))
    yield Row("numpy.angle", (values,), np.angle, dtypes=WITH_INFINITIES, result=to_float)
    yield Row("numpy.isreal", (values,), np.isreal, dtypes=EVERY, result="bool")
    for shape in ((), (0, 3), (2, 3)):
        yield Row(
            "numpy.angle", (grid(*shape),), np.angle, dtypes=("float32", "float64"), result=to_float
        )
        yield Row("numpy.isreal", (grid(*shape),), np.isreal, result="bool")
