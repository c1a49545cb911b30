"""Reductions of ten million float32 values, against float64."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from measure import models
from measure.inputs import Array
from measure.models import STATIC

COUNT = 10_000_000
QUICK_COUNT = 100_000
BOUND = 1e-6


@dataclass(frozen=True)
class Reduction:
    """A reduction of a vector.

    Attributes
    ----------
    target
        The backend function.
    data
        What the values are like; a key of DATA.
    reference
        Of the values as float64.
    further
        Further arguments of both.
    """

    target: str
    data: str
    reference: Callable[..., Any]
    further: tuple[Any, ...] = ()

    @property
    def name(self) -> str:
        """What the tables call it."""
        return f"{self.target} of {self.data}"


DATA: dict[str, Callable[[Any, int], Array]] = {
    "uniform 0...1": lambda generator, count: generator.random(count, np.float32),
    "normal, mean 1000": lambda generator, count: 1000 + generator.standard_normal(count, np.float32),
    "normal": lambda generator, count: generator.standard_normal(count, np.float32),
    "1 + normal / 1e4": lambda generator, count: (
        1 + generator.standard_normal(count, np.float32) / np.float32(1e4)
    ),
    "uniform with nans": lambda generator, count: np.where(
        generator.random(count, np.float32) < 0.1,
        np.float32(np.nan),
        generator.random(count, np.float32),
    ),
}
"""The kinds of values."""

REDUCTIONS = [
    *(
        Reduction(f"numpy.{name}", data, getattr(np, name))
        for name in ("sum", "mean", "var", "std")
        for data in ("uniform 0...1", "normal, mean 1000")
    ),
    Reduction("numpy.average", "uniform 0...1", np.average),
    Reduction("numpy.prod", "1 + normal / 1e4", np.prod),
    Reduction("numpy.cumsum", "uniform 0...1", np.cumsum),
    Reduction("numpy.cumprod", "1 + normal / 1e4", np.cumprod),
    Reduction("numpy.median", "normal", np.median),
    Reduction("numpy.quantile", "normal", np.quantile, (0.3,)),
    Reduction("math.logsumexp", "normal", special.logsumexp),
    Reduction("linalg.norm", "normal", np.linalg.norm),
    *(
        Reduction(f"numpy.nan{name}", "uniform with nans", getattr(np, f"nan{name}"))
        for name in ("sum", "mean", "var", "std")
    ),
]


@dataclass(frozen=True)
class ReductionError:
    """The largest relative error."""

    name: str
    kind: str
    error: float


@dataclass(frozen=True)
class ReductionFailure:
    """Why there is none."""

    name: str
    kind: str
    reason: str


def measure(
    reduction: Reduction, kinds: Sequence[str], count: int, send: Callable[[Any], None]
) -> None:
    """Send the error of each kind."""
    values = DATA[reduction.data](np.random.default_rng(0), count)
    with np.errstate(all="ignore"):
        exact = np.asarray(reduction.reference(values.astype(np.float64), *reduction.further))
    for kind in kinds:
        try:
            with models.function_of(reduction.target, kind) as function:
                built = models.build(function, [values, *reduction.further], STATIC)
            actual = models.compile_model(built, 1).outputs()[0].reshape(exact.shape)
        except models.UnavailableError as error:
            send(ReductionFailure(reduction.name, kind, str(error)))
        except Exception as error:  # noqa: BLE001 - a native op may raise anything
            send(ReductionFailure(reduction.name, kind, type(error).__name__))
        else:
            with np.errstate(all="ignore"):
                errors = np.abs(actual.astype(np.float64) - exact) / np.abs(exact)
            worst = float(np.where(np.isnan(errors), np.inf, errors).max())
            send(ReductionError(reduction.name, kind, worst))
