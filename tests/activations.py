"""The activation and error functions, beside what they are compared with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import mpmath
import numpy as np
from scipy import special

from harness import Array
from samples.nn_gates import hard_silu
from samples.nn_rectifiers import celu, elu, selu, squareplus
from samples.nn_shrinking import tanh_shrink


class Case(NamedTuple):
    target: str
    reference: Callable[[Array], Array]
    kwargs: Mapping[str, Any] = {}
    ulp: float | None = None
    """The bound for these arguments, if it is less than the op's with dynamic shapes."""


def normal_gelu(x: Array) -> Array:
    return np.where(x < -30, -0.0, x * special.ndtr(x))


def approximate_gelu(x: Array) -> Array:
    return np.where(x < -1e3, -0.0, x * special.expit(np.sqrt(8 / np.pi) * (x + 0.044715 * x**3)))


def erfinv(x: Array) -> Array:
    """SciPy's own loses digits near 0."""
    with mpmath.workprec(80):
        inside = [float(mpmath.erfinv(mpmath.mpf(float(one)))) if abs(one) < 1 else np.nan for one in x]
    return np.where(np.abs(x) == 1, np.sign(x) * np.inf, inside)


CASES = {
    "softplus": Case("nn.softplus", lambda x: np.logaddexp(x, 0)),
    "log_sigmoid": Case("nn.log_sigmoid", lambda x: -np.logaddexp(-x, 0)),
    "sigmoid": Case("nn.sigmoid", special.expit),
    "silu": Case("nn.silu", lambda x: np.where(x < -1e3, -0.0, x * special.expit(x))),
    "gelu": Case(
        "nn.gelu", lambda x: np.where(x < -30, -0.0, x * special.ndtr(x)), {"approximate": False}
    ),
    "approximate-gelu": Case("nn.gelu", approximate_gelu, {"approximate": True}),
    "hard_silu": Case("nn.hard_silu", hard_silu),
    "elu": Case("nn.elu", elu, ulp=2.0),
    "selu": Case("nn.selu", selu),
    "elu of 1.6875": Case("nn.elu", lambda x: elu(x, 1.6875), {"alpha": 1.6875}),
    "celu of 1.4375": Case("nn.celu", lambda x: celu(x, 1.4375), {"alpha": 1.4375}),
    "celu of 1.6875": Case("nn.celu", lambda x: celu(x, 1.6875), {"alpha": 1.6875}),
    "squareplus": Case("nn.squareplus", squareplus),
    "tanh_shrink": Case("nn.tanh_shrink", tanh_shrink),
    "erf": Case("math.erf", special.erf),
    "erfc": Case("math.erfc", special.erfc),
    "erfinv": Case("math.erfinv", erfinv),
}
