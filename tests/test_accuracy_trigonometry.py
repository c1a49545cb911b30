"""The accuracy of NumPy's functions of one and two numbers, over the whole range of the dtypes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from test_accuracy import TINY, all_exponents, not_subnormal, policy_all

from keras_openvino_ops.defects import Mode
from keras_openvino_ops.registry import REGISTRY

from harness import (
    CORE,
    FLOAT32,
    Array,
    Graph,
    backend_function,
    evaluate,
    once_for_openvino,
    ulp_error,
)

pytestmark = once_for_openvino

__all__ = ["policy_all"]


def sinc(x: Array) -> Array:
    """sin(pi x) / (pi x), x brought into half a turn before it is multiplied by pi."""
    turned = x - 2 * np.rint(x / 2)
    near = np.sign(turned) * np.minimum(np.abs(turned), 1 - np.abs(turned))
    return np.where(x == 0, 1, np.where(near == x, np.sinc(x), np.sin(np.pi * near) / (np.pi * x)))


def i0(x: Array) -> Array:
    return np.where(np.isinf(x), np.inf, np.i0(np.clip(x, -200, 200)))


ONE_KERNEL = ("arcsin", "arccos", "arctan", "sinh", "cosh", "arcsinh", "arccosh", "arctanh")
UNARY: dict[str, Callable[[Array], Array]] = {
    **{name: getattr(np, name) for name in (*ONE_KERNEL, "sin", "cos", "tan", "tanh")},
    **{name: getattr(np, name) for name in ("log", "log2", "log10", "cbrt")},
    "sinc": sinc,
    "i0": i0,
    "deg2rad": np.deg2rad,
    "rad2deg": np.rad2deg,
}
BINARY: dict[str, Callable[[Array, Array], Array]] = {"arctan2": np.arctan2, "hypot": np.hypot}
THRESHOLDS = (0.36, 0.5, 0.6, 0.7, 1.0, 1.2, 2.0, 4.0, 0.998, 1.78, 8.63, 88.7, 89.4159, 91.9)
WORST_OF_LOGARITHMS = (0.74, 0.75, 0.98, 1.0235, 1.0341, 1.0363, 1.0856, 1.5)
# Significands and exponents of the numbers that come nearest to multiples of pi / 2.
NEAR_QUARTERS = ((16367173, 72), (10741887, 11), (16367173, 74), (13176795, -22), (8249485, 46))


def adversarial() -> Array:
    """Every exponent, a dense grid where the functions bend, and what is near thresholds and zeros."""
    generator = np.random.default_rng(1)
    limits = np.array(THRESHOLDS + WORST_OF_LOGARITHMS, np.float32).view(np.int32)[:, None]
    near = (limits + np.arange(-200, 201, dtype=np.int32)).view(np.float32).ravel()
    spans = [generator.uniform(-span, span, 50_000) for span in (1, 3, 12, 92, 1e5)]
    quarters = np.arange(1, 5000) * (np.pi / 2)
    close = [np.nextafter(quarters.astype(np.float32), np.float32(to)) for to in (-np.inf, np.inf)]
    worst = [significand * 2.0**exponent for significand, exponent in NEAR_QUARTERS]
    integers = np.arange(-60, 60, dtype=np.float32)
    above_one = 1 + 2.0 ** generator.uniform(-24, 3, 20_000)
    parts = [
        all_exponents(), near, -near, *spans, quarters, *close, worst,
        integers, np.nextafter(integers, np.float32(99)), above_one,
    ]  # fmt: skip
    return np.concatenate([np.asarray(part, np.float32) for part in parts])


def checked(name: str, *arrays: Array, mode: Mode) -> tuple[Array, Array]:
    """The errors of an op's results, and the true values."""
    reference = UNARY.get(name) or BINARY[name]
    with np.errstate(all="ignore"):
        expected = reference(*(one.astype(np.float64) for one in arrays))
        actual = evaluate(backend_function(f"numpy.{name}"), arrays, mode=mode)
    return ulp_error(actual, expected), expected


def bound(name: str) -> float:
    accuracy = REGISTRY[f"numpy.{name}"].accuracy
    assert accuracy is not None
    return accuracy.ulp


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("name", UNARY)
def test_the_bound_holds_everywhere(name: str, mode: Mode) -> None:
    x = adversarial()
    if mode is Mode.EAGER:
        # A constant's subnormals are flushed to zero as it leaves a compiled model.
        x = x[not_subnormal(x)]
    error, expected = checked(name, x, mode=mode)
    # Those of a result may be, too.
    error = error[not_subnormal(expected)]
    x = x[not_subnormal(expected)]
    assert error.max() <= bound(name), (x[error.argmax()], error.max())


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("name", BINARY)
def test_the_bound_holds_for_pairs(name: str, mode: Mode) -> None:
    generator = np.random.default_rng(2)
    x = all_exponents()
    # nan has its own pair: signalling ones warn as they are converted.
    x = x[not_subnormal(x) & ~np.isnan(x)]
    pairs = [(generator.permutation(x), generator.permutation(x))]
    pairs += [
        (np.array([np.nan, 1]), np.array([1, np.nan])),
        (generator.uniform(-4, 4, 100_000), generator.uniform(-4, 4, 100_000)),
    ]
    a, b = (np.concatenate(one).astype(np.float32) for one in zip(*pairs))
    error, expected = checked(name, a, b, mode=mode)
    # What is left of a quotient that is subnormal is not the plugin's to keep.
    kept = not_subnormal(expected) & (np.abs(expected) > 4 * TINY)
    error = np.where(kept | (expected == 0), error, 0)
    assert error.max() <= bound(name), (a[error.argmax()], b[error.argmax()], error.max())


@pytest.mark.parametrize("mode", [Mode.EAGER, Mode.STATIC])
@pytest.mark.parametrize("name", ["sin", "cos", "tan"])
def test_next_to_quarter_turns(name: str, mode: Mode) -> None:
    """Where one of them is next to nothing, and an octave off, to where a formula ends and beyond."""
    turns = np.concatenate([np.arange(1, 2**14), np.exp2(np.arange(14, 100))])
    x = (turns[:, None] * np.array([np.pi / 2, np.pi / 4])).astype(np.float32).ravel()
    x = np.concatenate([x, np.nextafter(x, np.float32(0)), np.nextafter(x, np.float32(np.inf))])
    error, _ = checked(name, np.concatenate([x, -x]), mode=mode)
    assert error.max() <= bound(name), x[error.argmax() % len(x)]


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
@pytest.mark.parametrize("name", UNARY)
def test_narrow_floats_are_rounded_once(name: str, dtype: str) -> None:
    numpy_dtype: Any = ml_dtypes.bfloat16 if dtype == "bfloat16" else np.float16
    x = np.arange(2**16, dtype=np.uint16).view(numpy_dtype)
    x = x[not_subnormal(x.astype(np.float32))]
    error, expected = checked(name, x, mode=Mode.STATIC)
    # Half a unit of the rounding, and what the bound in float32 is in the narrow dtype.
    assert error[not_subnormal(expected)].max() <= 0.501


SPECIAL_VALUES = {
    "sin": ((0.0, 0.0), (-0.0, -0.0), (np.inf, np.nan), (-np.inf, np.nan)),
    "cos": ((0.0, 1.0), (-0.0, 1.0), (np.inf, np.nan), (-np.inf, np.nan)),
    "tan": ((0.0, 0.0), (-0.0, -0.0), (np.inf, np.nan), (-np.inf, np.nan)),
    "arcsin": ((0.0, 0.0), (-0.0, -0.0), (1.0001, np.nan), (-np.inf, np.nan)),
    "arccos": ((1.0, 0.0), (-1.0, np.float32(np.pi)), (1.0001, np.nan), (np.inf, np.nan)),
    "arctan": ((0.0, 0.0), (-0.0, -0.0), (np.inf, np.float32(np.pi / 2))),
    "sinh": ((0.0, 0.0), (-0.0, -0.0), (np.inf, np.inf), (-np.inf, -np.inf), (-90, -np.inf)),
    "cosh": ((0.0, 1.0), (-0.0, 1.0), (np.inf, np.inf), (-np.inf, np.inf), (-90, np.inf)),
    "tanh": ((0.0, 0.0), (-0.0, -0.0), (np.inf, 1.0), (-np.inf, -1.0)),
    "arcsinh": ((0.0, 0.0), (-0.0, -0.0), (np.inf, np.inf), (-np.inf, -np.inf)),
    "arccosh": ((1.0, 0.0), (0.999, np.nan), (-np.inf, np.nan), (np.inf, np.inf), (-2, np.nan)),
    "arctanh": ((0.0, 0.0), (-0.0, -0.0), (1, np.inf), (-1, -np.inf), (1.0001, np.nan)),
    "sinc": ((0.0, 1.0), (-0.0, 1.0), (np.inf, np.nan), (1e-45, 1.0)),
}


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("name", SPECIAL_VALUES)
def test_special_values(name: str, mode: Mode) -> None:
    x, expected = np.array([*SPECIAL_VALUES[name], (np.nan, np.nan)], np.float32).T.copy()
    with np.errstate(all="ignore"):
        result = evaluate(backend_function(f"numpy.{name}"), (x,), mode=mode)
    np.testing.assert_array_equal(result, expected)
    signed = ~np.isnan(expected)
    np.testing.assert_array_equal(np.signbit(result)[signed], np.signbit(expected)[signed])


@pytest.mark.parametrize("name", [*ONE_KERNEL, "sinc", "hypot"])
def test_a_static_shape_compiles_into_one_kernel(name: str) -> None:
    x = np.full(64, 1.5, np.float32)
    graph = Graph(Mode.STATIC)
    graph.call(backend_function(f"numpy.{name}"), (x,) * (2 if name in BINARY else 1), {})
    compiled = CORE.compile_model(graph._model(), "CPU", FLOAT32)
    layers = [node.get_rt_info()["layerType"] for node in compiled.get_runtime_model().get_ops()]
    names = [getattr(layer, "value", layer) for layer in layers]
    assert sorted({*names} - {"Input", "Output"}) == ["Subgraph"]
    assert names.count("Subgraph") == 1
