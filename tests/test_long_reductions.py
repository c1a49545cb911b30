"""Sums, means and products of many numbers: the error does not grow with their number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import keras_openvino_ops as koo
from keras_openvino_ops.defects import Mode

from harness import Array, backend_function, evaluate, once_for_openvino

pytestmark = once_for_openvino

BOUND = 1e-6


@pytest.fixture(autouse=True, scope="module")
def policy_all() -> Iterator[None]:
    with koo.patched("all"):
        yield


# Their number has divisors of every size, or none.
@pytest.mark.parametrize("count", [10**6, 999_983])
@pytest.mark.parametrize("name", ["sum", "mean", "var", "std", "cumsum", "nansum", "nanmean", "nanvar"])
def test_of_a_vector(name: str, count: int) -> None:
    x = (100 + np.random.default_rng(0).standard_normal(count)).astype(np.float32)
    expected = getattr(np, name)(x.astype(np.float64))
    # Where the length is dynamic, only what reduces goes by stages.
    for mode in (Mode.STATIC, Mode.DYNAMIC)[: 1 if name == "cumsum" else 2]:
        result = evaluate(backend_function(f"numpy.{name}"), (x,), mode=mode)
        np.testing.assert_allclose(result, expected, rtol=BOUND)


@pytest.mark.parametrize("name", ["std", "nanstd"])
@pytest.mark.parametrize("mode", [Mode.STATIC, Mode.DYNAMIC])
def test_equal_elements_deviate_by_a_number(name: str, mode: Mode) -> None:
    """Of the mean square and the square of the mean, rounding may leave more of the latter."""
    value = np.random.default_rng(0).standard_normal((2000, 1)).astype(np.float32)
    x = np.broadcast_to(value, (2000, 5001)).copy()
    result = evaluate(backend_function(f"numpy.{name}"), (x,), {"axis": 1}, mode)
    np.testing.assert_allclose(result, 0, atol=1e-6)


@pytest.mark.parametrize(("shape", "axis"), [((9001, 3), 0), ((3, 4800, 2), 1), ((2, 9001), 1)])
@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("name", ["sum", "mean", "var"])
def test_along_axes(
    name: str, shape: tuple[int, ...], axis: int | tuple[int, ...] | None, keepdims: bool
) -> None:
    x = (100 + np.random.default_rng(0).standard_normal(shape)).astype(np.float32)
    expected = getattr(np, name)(x.astype(np.float64), axis=axis, keepdims=keepdims)
    kwargs = {"axis": axis, "keepdims": keepdims}
    result = evaluate(backend_function(f"numpy.{name}"), (x,), kwargs, mode=Mode.STATIC)
    np.testing.assert_allclose(result, expected, rtol=BOUND)


@pytest.mark.parametrize("axis", [(0, 1, 2), (1, 2), (0, 2)])
@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("name", ["sum", "mean", "var", "std"])
def test_along_several_axes_of_dynamic_length(name: str, axis: tuple[int, ...], keepdims: bool) -> None:
    x = (100 + np.random.default_rng(0).standard_normal((60, 50, 70, 3))).astype(np.float32)
    kwargs = {"axis": axis, "keepdims": keepdims}
    expected = getattr(np, name)(x.astype(np.float64), **kwargs)
    result = evaluate(backend_function(f"numpy.{name}"), (x,), kwargs, mode=Mode.DYNAMIC)
    assert result.shape == expected.shape
    np.testing.assert_allclose(result, expected, rtol=BOUND)


@pytest.mark.parametrize(("shape", "axis"), [((9001, 3), 0), ((3, 4608, 2), 1), ((2, 9001), -1)])
def test_running_sums_along_an_axis(shape: tuple[int, ...], axis: int) -> None:
    x = (100 + np.random.default_rng(0).standard_normal(shape)).astype(np.float32)
    expected = np.cumsum(x.astype(np.float64), axis)
    result = evaluate(backend_function("numpy.cumsum"), (x, axis), mode=Mode.STATIC)
    np.testing.assert_allclose(result, expected, rtol=BOUND)


def test_infinities_stay_where_they_are() -> None:
    x = np.ones(9001, np.float32)
    x[5000] = np.inf
    expected = np.cumsum(x.astype(np.float64))
    np.testing.assert_array_equal(
        evaluate(backend_function("numpy.cumsum"), (x,), mode=Mode.STATIC), expected
    )
    assert evaluate(backend_function("numpy.sum"), (x,), mode=Mode.STATIC) == np.inf


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("dtype", ["int32", "float32"])
@pytest.mark.parametrize("name", ["max", "min"])
def test_the_extreme_of_joined_tensors_is_one_of_all_elements(
    name: str, dtype: str, mode: Mode
) -> None:
    """Up to OpenVINO 2025.4, it is the elementwise one if lengths are dynamic."""
    join, reduce = backend_function("numpy.concatenate"), backend_function(f"numpy.{name}")
    parts = [np.array([3, 1, 2], dtype), np.array([-1], dtype)]
    actual = evaluate(lambda *x: reduce(join(x), axis=0), parts, mode=mode)
    np.testing.assert_array_equal(actual, getattr(np.concatenate(parts), name)())


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("name", ["max", "min"])
@pytest.mark.parametrize("middle", [0, 2**24, -(2**24), 2**31 - 4000, -(2**31) + 4000])
def test_the_extremes_of_many_integers_are_exact(middle: int, name: str, mode: Mode) -> None:
    x = np.random.default_rng(0).integers(middle - 3999, middle + 3999, (60, 5, 40)).astype("int32")
    for axis in (None, 1, (0, 2)):
        actual = evaluate(backend_function(f"numpy.{name}"), (x,), {"axis": axis}, mode)
        np.testing.assert_array_equal(actual, getattr(x, name)(axis=axis))


def product(x: Array, mode: Mode = Mode.STATIC, **kwargs: Any) -> Array:
    result: Array = evaluate(backend_function("numpy.prod"), (x,), kwargs, mode=mode)
    return result


def near_one(*shape: int) -> Array:
    return np.random.default_rng(0).uniform(0.999, 1.001, shape).astype(np.float32)


@pytest.mark.parametrize("count", [10**6, 999_983, 4097])
@pytest.mark.parametrize("name", ["prod", "nanprod"])
def test_products_of_a_vector(name: str, count: int) -> None:
    x = near_one(count)
    expected = np.prod(x.astype(np.float64))
    for mode in (Mode.STATIC, Mode.EAGER):
        result = evaluate(backend_function(f"numpy.{name}"), (x,), mode=mode)
        np.testing.assert_allclose(result, expected, rtol=BOUND)


@pytest.mark.parametrize(
    ("shape", "axis"),
    [
        ((9001, 3), 0),
        ((1, 4800, 2), 1),
        ((3, 4800, 2), 1),
        ((2, 9001), -1),
        ((70, 80, 3), (0, 1)),
        ((70, 3, 80), (0, 2)),
        ((2, 70, 80), (1, 2)),
        ((20, 5, 50), None),
    ],
)
@pytest.mark.parametrize("keepdims", [False, True])
def test_products_along_axes(
    shape: tuple[int, ...], axis: int | tuple[int, ...] | None, keepdims: bool
) -> None:
    x = near_one(*shape)
    expected = np.prod(x.astype(np.float64), axis=axis, keepdims=keepdims)
    result = product(x, axis=axis, keepdims=keepdims)
    assert result.shape == expected.shape
    np.testing.assert_allclose(result, expected, rtol=BOUND)


@pytest.mark.parametrize(
    ("shape", "axis"),
    [
        ((10**6,), None),
        ((140_001, 3), 0),
        ((2, 140_000), -1),
        ((2, 140_000, 2), 1),
        ((400, 3, 401), (0, 2)),
        ((50, 70, 80), None),
    ],
)
@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("name", ["prod", "nanprod"])
def test_products_along_axes_of_dynamic_length(
    name: str, shape: tuple[int, ...], axis: int | tuple[int, ...] | None, keepdims: bool
) -> None:
    x = near_one(*shape)
    kwargs: dict[str, Any] = {"axis": axis, "keepdims": keepdims}
    expected = np.prod(x.astype(np.float64), **kwargs)
    for batch_only in (False, True):
        result = evaluate(
            backend_function(f"numpy.{name}"), (x,), kwargs, mode=Mode.DYNAMIC, batch_only=batch_only
        )
        assert result.shape == expected.shape
        np.testing.assert_allclose(result, expected, rtol=BOUND)


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("shape", [(1_000_000,), (2, 500_000)])
def test_products_whose_losses_have_one_sign(shape: tuple[int, ...], mode: Mode) -> None:
    generator = np.random.default_rng(0)
    for x in (1 + generator.standard_normal(shape) / 1e4, np.full(shape, 1 - 1e-6)):
        factors = x.astype(np.float32)
        expected = np.prod(factors.astype(np.float64), axis=-1)
        np.testing.assert_allclose(product(factors, mode, axis=-1), expected, rtol=BOUND)


SPECIAL_FACTORS = (
    [0],
    [-0.0, 2],
    [0, -1],
    [np.inf],
    [-np.inf],
    [np.inf, -1],
    [np.inf, 0],
    [np.nan, 0],
)


@pytest.mark.parametrize("mode", Mode)
def test_products_with_special_values(mode: Mode) -> None:
    for values in SPECIAL_FACTORS:
        x = near_one(140_000 if mode is Mode.DYNAMIC else 5000)
        x[100 : 100 + len(values)] = values
        with np.errstate(invalid="ignore"):
            expected = np.prod(x)
        np.testing.assert_array_equal(product(x, mode), expected)


def test_products_that_are_exact() -> None:
    x = np.ones(6000, np.float32)
    places = np.random.default_rng(1).permutation(6000)[:11]
    x[places] = [2, 3, 4, 5, 7, 8, -1, 0.5, 3, 5, 11]
    assert product(x) == np.prod(x)
    # Products of thirds overflow and vanish; one factor after another does not.
    x[:] = np.where(np.arange(6000) % 2, 2.0**-100, 2.0**100)
    assert product(x) == 1
    # So does that of one column alone.
    x = near_one(6000, 2)
    x[7, 0] = 0
    np.testing.assert_allclose(product(x, axis=0), np.prod(x.astype(np.float64), axis=0), rtol=BOUND)


@pytest.mark.parametrize(
    ("shape", "axis"),
    [
        ((10**6,), 0),
        ((999_983,), 0),
        ((9001, 3), 0),
        ((3, 4800, 2), 1),
        ((2, 9001), -1),
        ((20, 257), 1),
    ],
)
@pytest.mark.parametrize("name", ["cumprod", "nancumprod"])
def test_running_products_along_an_axis(name: str, shape: tuple[int, ...], axis: int) -> None:
    one_sign = (1 + np.random.default_rng(1).standard_normal(shape) / 1e4).astype(np.float32)
    for x in (near_one(*shape), one_sign):
        expected = np.cumprod(x.astype(np.float64), axis)
        for mode in Mode:
            result = evaluate(backend_function(f"numpy.{name}"), (x, axis), mode=mode)
            np.testing.assert_allclose(result, expected, rtol=BOUND)


@pytest.mark.parametrize("mode", Mode)
def test_running_products_with_special_values(mode: Mode) -> None:
    for values in SPECIAL_FACTORS:
        x = near_one(600)
        x[100 : 100 + len(values)] = values
        with np.errstate(invalid="ignore"):
            expected = np.cumprod(x.astype(np.float64))
        result = evaluate(backend_function("numpy.cumprod"), (x,), mode=mode)
        np.testing.assert_allclose(result, expected, rtol=BOUND)
        np.testing.assert_array_equal(np.signbit(result), np.signbit(expected), str(values))
