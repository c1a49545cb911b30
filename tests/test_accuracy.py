"""The accuracy that the exemplars promise, over the whole range of the dtypes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import keras_openvino_ops as koo
from keras_openvino_ops.defects import Mode

from harness import Array, backend_function, evaluate, exponents, once_for_openvino, ulp_error

pytestmark = once_for_openvino

UNARY: dict[str, Callable[[Array], Array]] = {
    "log1p": np.log1p,
    "expm1": np.expm1,
    "exp": np.exp,
    "exp2": np.exp2,
}
TINY = np.finfo(np.float32).tiny


@pytest.fixture(autouse=True, scope="module")
def policy_all() -> Iterator[None]:
    with koo.patched("all"):
        yield


def all_exponents() -> Array:
    """Float32 numbers of every exponent and sign, and the neighbours of the formulas' thresholds."""
    thresholds = np.array(
        [
            2.0**-25,
            -0.5003,
            1.0158,
            0.75,
            1.0,
            1.5,
            2.0**-22,
            88.72283,
            88.37627,
            -19,
            2.0**-24,
            np.log(2),
        ],
        np.float32,
    )
    near = thresholds.view(np.int32)[:, None] + np.arange(-40, 41, dtype=np.int32)
    # Between the places of tables.
    ordinary = np.random.default_rng(0).uniform(-104, 89, 20_000).astype(np.float32)
    return np.concatenate([exponents(200), near.view(np.float32).ravel(), ordinary])


def not_subnormal(x: Array) -> Array:
    result: Array = ~(np.abs(x) < TINY) | (x == 0)
    return result


def call(name: str, x: Array, mode: Mode) -> Array:
    with np.errstate(all="ignore"):
        result: Array = evaluate(backend_function(f"numpy.{name}"), (x,), mode=mode)
    return result


def reference(name: str, x: Array) -> Array:
    with np.errstate(all="ignore"):
        return UNARY[name](x.astype(np.float64))


@pytest.mark.parametrize("mode", [Mode.STATIC, Mode.DYNAMIC])
@pytest.mark.parametrize("name", UNARY)
def test_two_units_over_all_float32_exponents(name: str, mode: Mode) -> None:
    x = all_exponents()
    result, expected = call(name, x, mode), reference(name, x)
    error = ulp_error(result, expected)
    # In a constant or through Exp, subnormals may be flushed to zero.
    assert error.max() <= 2, (x[error.argmax()], result[error.argmax()])


@pytest.mark.parametrize("mode", [Mode.EAGER, Mode.STATIC])
@pytest.mark.parametrize(("name", "base", "largest"), [("log2", 2.0, 126), ("log10", 10.0, 10)])
def test_logarithms_of_powers_are_whole(name: str, base: float, largest: int, mode: Mode) -> None:
    whole = np.arange(-largest, largest + 1, dtype=np.float32)
    powers = (base ** whole.astype(np.float64)).astype(np.float32)
    np.testing.assert_array_equal(call(name, powers, mode), whole)


@pytest.mark.parametrize("name", UNARY)
def test_two_units_when_folded(name: str) -> None:
    x = all_exponents()
    # A constant's subnormals are flushed to zero as it leaves a compiled model.
    x = x[~(np.abs(x) < TINY)]
    expected = reference(name, x)
    error = ulp_error(call(name, x, Mode.EAGER), expected)
    assert error[not_subnormal(expected)].max() <= 2


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("exponent", [-17, -7, -4, -3, -2, -1, 2, 3, 4, 5, 6, 7, 15, 16, 31])
def test_two_units_of_whole_powers(exponent: int, mode: Mode) -> None:
    generator = np.random.default_rng(abs(exponent))
    sizes = np.exp2(generator.uniform(-126, 127, 40_000) / abs(exponent))
    sizes[:10_000] = generator.uniform(0.5, 2, 10_000)
    x = (sizes * generator.choice([-1, 1], sizes.size)).astype(np.float32)
    result: Array = evaluate(backend_function("numpy.power"), (x, float(exponent)), mode=mode)
    expected = x.astype(np.float64) ** exponent
    assert ulp_error(result, expected)[not_subnormal(expected)].max() <= 2


@pytest.mark.parametrize("exponent", [[5.0], [[5.0]], [[1.0]]])
def test_one_exponent_in_a_list(exponent: Any) -> None:
    x = np.linspace(-2, 2, 101, dtype=np.float32)
    result: Array = evaluate(backend_function("numpy.power"), (x, exponent), mode=Mode.STATIC)
    expected = x.astype(np.float64) ** exponent
    assert result.shape == expected.shape
    assert ulp_error(result, expected).max() <= 2


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("exponent", [-5.0, -4.0, 5.0, 6.0, 17.0])
def test_whole_powers_of_special_values(exponent: float, mode: Mode) -> None:
    x = np.array([np.inf, -np.inf, np.nan, 0, -0.0, 1, -1, 1e30, -1e30, 3e38], np.float32)
    result: Array = evaluate(backend_function("numpy.power"), (x, exponent), mode=mode)
    with np.errstate(all="ignore"):
        expected = np.power(x, np.float32(exponent))
    np.testing.assert_array_equal(result, expected)
    if mode is not Mode.EAGER:  # an eager zero has lost its sign, in the constant
        np.testing.assert_array_equal(np.signbit(result), np.signbit(expected))


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
@pytest.mark.parametrize("name", UNARY)
def test_narrow_floats_are_rounded_once(name: str, dtype: str) -> None:
    numpy_dtype: Any = ml_dtypes.bfloat16 if dtype == "bfloat16" else np.float16
    x = np.arange(2**16, dtype=np.uint16).view(numpy_dtype)
    # Those of bfloat16 are subnormal in float32 too, where the plugin flushes them to zero.
    x = x[not_subnormal(x.astype(np.float32))]
    expected = reference(name, x)
    error = ulp_error(call(name, x, Mode.STATIC), expected)[not_subnormal(expected)]
    # Half a unit of the rounding, and what two units in float32 are in the narrow dtype.
    assert error.max() <= 0.501


@pytest.mark.parametrize("mode", [Mode.STATIC, Mode.DYNAMIC])
def test_special_values(mode: Mode) -> None:
    inf, nan = np.inf, np.nan
    tables = {
        "log1p": [(0.0, 0.0), (-0.0, -0.0), (-1, -inf), (-1.5, nan), (-inf, nan), (inf, inf)],
        "expm1": [(0.0, 0.0), (-0.0, -0.0), (-inf, -1), (inf, inf), (-200, -1), (100, inf)],
    }
    for name, table in tables.items():
        given_values, expected = np.array([*table, (nan, nan)], np.float32).T
        result = call(name, np.ascontiguousarray(given_values), mode)
        np.testing.assert_array_equal(result, expected)
        np.testing.assert_array_equal(np.signbit(result[:2]), [False, True])


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(width=32, allow_subnormal=False), min_size=1, max_size=40))
def test_two_units_for_any_float32(values: list[float]) -> None:
    x = np.array(values, np.float32)
    for name in UNARY:
        assert ulp_error(call(name, x, Mode.STATIC), reference(name, x)).max() <= 2


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(*[st.floats(width=32, allow_subnormal=False)] * 2), min_size=1, max_size=40))
def test_logaddexp_for_any_float32(pairs: list[tuple[float, float]]) -> None:
    a, b = np.array(pairs, np.float32).T.copy()
    function = backend_function("numpy.logaddexp")
    result = evaluate(function, (a, b), mode=Mode.STATIC)
    with np.errstate(all="ignore"):
        expected = np.logaddexp(a.astype(np.float64), b.astype(np.float64))
    scale = np.fmax(np.abs(a), np.abs(b)).astype(np.float64)
    assert ulp_error(result, expected, scale).max() <= 2


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(*[st.integers(-(2**31), 2**31 - 1)] * 2), min_size=1, max_size=40))
def test_floor_divide_for_any_int32(pairs: list[tuple[int, int]]) -> None:
    a, b = np.array(pairs, np.int32).T.copy()
    with np.errstate(all="ignore"):
        expected = np.floor_divide(a, b)
    for mode in (Mode.EAGER, Mode.STATIC):
        result = evaluate(backend_function("numpy.floor_divide"), (a, b), mode=mode)
        np.testing.assert_array_equal(result, expected)
