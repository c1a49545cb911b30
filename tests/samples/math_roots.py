"""The reciprocal square root."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.nn_rectifiers import in_floats
from samples.row import SPECIAL, WITH_INFINITIES, Row, array, grid


def rows() -> Iterator[Row]:
    values = np.concatenate([SPECIAL, array(1e-30, 2.0, 3e38), grid(20, low=0.1)])
    yield Row("math.rsqrt", (values,), lambda x: 1 / np.sqrt(x), {}, WITH_INFINITIES, in_floats)
    for shape in ((), (0,), (2, 3)):
        yield Row("math.rsqrt", (grid(*shape, low=0.1),), lambda x: 1 / np.sqrt(x))
