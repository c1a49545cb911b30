"""Activation functions in the shape of an S."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import special

from samples.nn_rectifiers import WIDE, activation
from samples.row import FLOATS, Array, Row, array, grid


def softsign(x: Array) -> Array:
    return np.where(np.isinf(x), np.sign(x), x / (1 + np.abs(x)))


def rows() -> Iterator[Row]:
    # With dynamic dimensions it is OpenVINO's node.
    values = WIDE[~(WIDE <= -87)]
    yield from activation("sigmoid", special.expit, values=values, ulp=5.0)
    yield from activation("softsign", softsign)
    yield from activation("hard_sigmoid", lambda x: np.clip((x + 3) / 6, 0, 1))
    yield from activation("sparse_sigmoid", lambda x: np.clip((x + 1) / 2, 0, 1))
    for values in (grid(2, 3), array(-np.inf, -1.0, -0.0, np.nan, 0.5, 1.0, np.inf)):
        yield Row("nn.hard_tanh", (values,), lambda x: np.clip(x, -1, 1), dtypes=FLOATS[:3])
    yield Row("nn.hard_tanh", (grid(0, 2),), lambda x: np.clip(x, -1, 1))
