"""The accuracy of numbers at equal distances, or in equal ratios, over the whole range of float32."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from test_accuracy import not_subnormal, policy_all

from keras_openvino_ops.defects import Mode
from keras_openvino_ops.registry import REGISTRY

from harness import Array, backend_function, evaluate, once_for_openvino, ulp_error

pytestmark = once_for_openvino

__all__ = ["policy_all"]

PAIRS = 1000


def checked(name: str, ends: tuple[Array, Array], kwargs: dict[str, Any], mode: Mode) -> None:
    """Assert that the bound on the op holds."""
    accuracy = REGISTRY[f"numpy.{name}"].accuracy
    assert accuracy is not None
    expected = getattr(np, name)(*(one.astype(np.float64) for one in ends), **kwargs)
    with np.errstate(over="ignore"):
        kept = not_subnormal(expected) & np.isfinite(expected.astype(np.float32))
        error = ulp_error(evaluate(backend_function(f"numpy.{name}"), ends, kwargs, mode), expected)
    worst = np.where(kept, error, 0).argmax()
    pair = [one[worst % PAIRS] for one in ends]
    assert error.ravel()[worst] <= accuracy.ulp, (pair, error.ravel()[worst])


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize(("num", "endpoint"), [(50, True), (37, False)])
@pytest.mark.parametrize("base", [10.0, 2.0, 0.3])
def test_of_logspace(base: float, num: int, endpoint: bool, mode: Mode) -> None:
    largest = 87 / abs(np.log(base))
    start, stop = np.random.default_rng(num).uniform(-largest, largest, (2, PAIRS)).astype(np.float32)
    start[::2], stop[::2] = start[::2] / largest, stop[::2] / largest
    checked("logspace", (start, stop), {"num": num, "endpoint": endpoint, "base": base}, mode)


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize(("num", "endpoint"), [(50, True), (37, False), (3, True)])
def test_of_geomspace(num: int, endpoint: bool, mode: Mode) -> None:
    generator = np.random.default_rng(num)
    start, stop = np.exp2(generator.uniform(-125, 127, (2, PAIRS)))
    start[::2], stop[::2] = np.exp2(generator.uniform(-3, 3, (2, PAIRS // 2)))
    signs = generator.choice([-1, 1], PAIRS)
    ends = (start * signs).astype(np.float32), (stop * signs).astype(np.float32)
    checked("geomspace", ends, {"num": num, "endpoint": endpoint}, mode)


def test_of_numbers_that_float32_rounds() -> None:
    accuracy = REGISTRY["numpy.geomspace"].accuracy
    assert accuracy is not None
    for start, stop in ((0.1, 1000.3), (1e-30, 3e30), (7.7, 1 / 3)):
        result = evaluate(backend_function("numpy.geomspace"), (start, stop, 101))
        assert ulp_error(result, np.geomspace(start, stop, 101)).max() <= accuracy.ulp
