"""The activation and error functions over the whole range of the dtypes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import keras_openvino_ops as koo
from keras_openvino_ops.defects import Mode
from keras_openvino_ops.lowering import kernels
from keras_openvino_ops.registry import REGISTRY

from activations import CASES
from harness import Array, backend_function, evaluate, exponents, once_for_openvino, ulp_error

pytestmark = once_for_openvino

TINY = np.finfo(np.float32).tiny

GATES = ("silu", "gelu", "approximate-gelu", "hard_silu")

WAYS = [*(mode.value for mode in Mode), "kernel"]
"""The modes, of which the dynamic one is without kernels, and that with them."""


@pytest.fixture(autouse=True, scope="module")
def policy_all() -> Iterator[None]:
    with koo.patched("all"):
        yield


@pytest.fixture
def mode(way: str, monkeypatch: pytest.MonkeyPatch) -> Mode:
    if way != "kernel":
        monkeypatch.setattr(kernels, "available", lambda: False)
        return Mode(way)
    if not kernels.available():
        pytest.skip("this CPU has no kernels")
    return Mode.DYNAMIC


def whole_range() -> Array:
    """Float32 numbers of every exponent and sign, and more of those where the functions bend."""
    generator = np.random.default_rng(0)
    bends = np.concatenate([generator.uniform(-s, s, 1500) for s in (1.5, 12, 110)])
    near_one = 1 - np.exp2(-generator.uniform(0, 24, 300))
    # The worst of `squareplus` and `tanh_shrink`, of all numbers from 2**-7 to 2, of `silu`, of `selu`.
    worst = np.array(
        [-0.036036994, 0.028368311, 0.18048722, 0.36326972, 1.372462, -64.03503, -89.05846, -0.837677]
    )
    near_worst = np.linspace(0.99, 1.01, 400)[:, None] * worst
    near_three = np.linspace(-3.0001, -2.9999, 400)
    parts = [exponents(10), bends, near_three, near_one, -near_one, worst, near_worst.ravel()]
    return np.concatenate(parts, dtype=np.float32)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", CASES)
def test_two_units_over_all_float32_exponents(name: str, way: str, mode: Mode) -> None:
    case, x = CASES[name], whole_range()
    if mode is Mode.EAGER:
        # A constant's subnormals are flushed to zero as it leaves a compiled model.
        x = x[~(np.abs(x) < TINY)]
    if name in gives_nan(way):
        x = x[x != -np.inf]
    with np.errstate(all="ignore"):
        expected = case.reference(x.astype(np.float64))
        result = evaluate(backend_function(case.target), (x,), case.kwargs, mode)
    error = ulp_error(result, expected)
    if mode is Mode.EAGER:
        error[np.abs(expected) < TINY] = 0
    worst = error.argmax()
    accuracy = REGISTRY[case.target].accuracy
    assert accuracy is not None
    bound = case.ulp or (accuracy.dynamic if way == "dynamic" else None) or accuracy.ulp
    assert error[worst] <= bound, (x[worst], result[worst], expected[worst])


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
@pytest.mark.parametrize("name", CASES)
def test_narrow_floats_are_rounded_once(name: str, dtype: str) -> None:
    case = CASES[name]
    numpy_dtype: Any = ml_dtypes.bfloat16 if dtype == "bfloat16" else np.float16
    x = np.arange(2**16, dtype=np.uint16)[::16].view(numpy_dtype)
    x = x[~(np.abs(x.astype(np.float32)) < TINY)]
    with np.errstate(all="ignore"):
        expected = case.reference(x.astype(np.float64))
        result = evaluate(backend_function(case.target), (x,), case.kwargs, Mode.STATIC)
    error = ulp_error(result, expected)
    # What is subnormal in bfloat16 is so in float32.
    error[np.abs(expected) < TINY] = 0
    # Half a unit of the rounding, and what three units in float32 are in the narrow dtype.
    assert error.max() <= 0.501, (x[error.argmax()], result[error.argmax()])


def gives_nan(way: str) -> set[str]:
    """Those functions of which -inf gives nan: a product with 0."""
    return set(GATES) if way == "dynamic" else set()


@pytest.mark.parametrize("way", WAYS)
def test_infinities_and_nan(way: str, mode: Mode) -> None:
    inf, nan = np.inf, np.nan
    x = np.array([inf, -inf, nan], np.float32)
    for name, expected in {
        "softplus": [inf, 0, nan],
        "log_sigmoid": [0, -inf, nan],
        "sigmoid": [1, 0, nan],
        **{name: [inf, nan if name in gives_nan(way) else -0.0, nan] for name in GATES},
        "elu": [inf, -1, nan],
        "erf": [1, -1, nan],
        "erfc": [0, 2, nan],
        "erfinv": [nan, nan, nan],
    }.items():
        case = CASES[name]
        result = evaluate(backend_function(case.target), (x,), case.kwargs, mode)
        np.testing.assert_array_equal(result, expected, name)
        numbers = ~np.isnan(expected)
        signs = np.signbit(np.array([result, expected]))[:, numbers]
        np.testing.assert_array_equal(signs[0], signs[1], name)
