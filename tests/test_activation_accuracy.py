"""The activation and error functions over the whole range of the dtypes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import ml_dtypes
import mpmath
import numpy as np
import pytest
from scipy import special

import keras_openvino_ops as koo
from keras_openvino_ops.defects import Mode
from keras_openvino_ops.lowering import kernels
from keras_openvino_ops.registry import REGISTRY

from harness import Array, backend_function, evaluate, exponents, once_for_openvino, ulp_error
from samples.nn_gates import hard_silu
from samples.nn_rectifiers import celu, elu, selu, squareplus
from samples.nn_shrinking import tanh_shrink

pytestmark = once_for_openvino

TINY = np.finfo(np.float32).tiny

GATES = ("silu", "gelu", "approximate-gelu", "hard_silu")

WAYS = [*(mode.value for mode in Mode), "kernel"]
"""The modes, of which the dynamic one is without kernels, and that with them."""


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
