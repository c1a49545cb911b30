"""What floor_divide, mod and fmod promise: the exact results, rounded once, with NumPy's zeros."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

import keras_openvino_ops as koo
from keras_openvino_ops.defects import Mode

from harness import Array, backend_function, evaluate, once_for_openvino

pytestmark = once_for_openvino

HIGHEST = float(np.finfo(np.float32).max)
TINY = float(np.finfo(np.float32).tiny)
COUNT = 20000

Pair = tuple[Array, Array]


@pytest.fixture(autouse=True, scope="module")
def policy_all() -> Iterator[None]:
    with koo.patched("all"):
        yield


def _floats(generator: np.random.Generator) -> Array:
    """Float32 numbers of any sign and exponent, none of them subnormal."""
    exponents = generator.integers(1, 255, COUNT, np.uint32) << 23
    signs = generator.integers(0, 2, COUNT, np.uint32) << 31
    fractions = generator.integers(0, 2**23, COUNT, np.uint32)
    result: Array = (signs | exponents | fractions).view(np.float32)
    return result


def _float_pairs(kind: str) -> Pair:
    generator = np.random.default_rng(0)
    x, y = _floats(generator), _floats(generator)
    with np.errstate(all="ignore"):
        if kind == "quotients of any size":
            return x, y
        if kind == "quotients up to 2**30":
            x = (y * np.exp2(generator.uniform(-3, 30, COUNT))).astype(np.float32)
        elif kind == "next to multiples":
            multiples = np.floor(np.exp2(generator.uniform(0, 25, COUNT))) * y.astype(np.float64)
            towards = np.where(generator.random(COUNT) < 0.5, np.inf, -np.inf).astype(np.float32)
            x = np.nextafter(multiples.astype(np.float32), towards)
        elif kind == "the smallest divisors":
            y = np.copysign(np.float32(TINY) * generator.uniform(1, 2**20, COUNT), y).astype(np.float32)
        elif kind == "the largest dividend":
            x = np.copysign(np.float32(HIGHEST), x)
            y = (x / np.exp2(generator.uniform(0, 25, COUNT))).astype(np.float32)
        elif kind == "zeros":
            x = (generator.integers(-9, 9, COUNT) * 0.5).astype(np.float32)
            x[:2] = 0.0, -0.0
            y = np.resize(np.array([0.5, -0.5, 1.5, -2], np.float32), COUNT)
        else:
            numbers = [0, 1, 5.5, 2e-38, TINY, 2.0**23 + 1, 2.0**24, 2.0**101, 3e38, HIGHEST, np.inf]
            special = np.array([*numbers, *(-one for one in numbers), np.nan], np.float32)
            x, y = (one.ravel() for one in np.meshgrid(special, special))
    normal = np.isnan(x) | (np.abs(x) >= TINY) | (x == 0)
    return x[normal], y[normal]


FLOAT_KINDS = [
    "quotients of any size",
    "quotients up to 2**30",
    "next to multiples",
    "the smallest divisors",
    "the largest dividend",
    "zeros",
    "special values",
]


def _floored(x: Array, y: Array) -> Array:
    """floor(x / y): NumPy's own is off by one for some quotients, and rounded from 2**24 on."""
    with np.errstate(all="ignore"):
        expected, exact = np.floor_divide(x, y), np.floor(x.astype(np.float64) / y)
    usual = np.isfinite(x) & np.isfinite(y) & (y != 0) & (exact != 0)
    return np.where(usual, exact, expected).astype(np.float32)


@pytest.mark.parametrize("mode", [Mode.EAGER, Mode.STATIC, Mode.DYNAMIC])
@pytest.mark.parametrize("kind", FLOAT_KINDS)
@pytest.mark.parametrize("name", ["floor_divide", "mod", "fmod"])
def test_floats_are_exact(name: str, kind: str, mode: Mode) -> None:
    x, y = _float_pairs(kind)
    with np.errstate(all="ignore"):
        expected = _floored(x, y) if name == "floor_divide" else getattr(np, name)(x, y)
    if mode is Mode.EAGER:
        # A constant's subnormals are flushed to zero as it leaves a compiled model, and so is -0 then.
        kept = ~(np.abs(expected) < TINY) | (expected == 0)
        x, y, expected = x[kept], y[kept], expected[kept]
    result = evaluate(backend_function(f"numpy.{name}"), (x, y), mode=mode)
    if name == "floor_divide":
        # From 2**24 on, what is the nearest float to the quotient.
        large = np.isfinite(expected) & (np.abs(expected) >= 2.0**24)
        assert np.all(np.abs(result - expected)[large] <= np.spacing(np.abs(expected[large])))
        result, expected = result[~large], expected[~large]
    np.testing.assert_array_equal(result, expected)
    number = ~np.isnan(expected)
    np.testing.assert_array_equal(np.signbit(result)[number], np.signbit(expected)[number])


def _integer_pairs(kind: str) -> Pair:
    generator = np.random.default_rng(0)

    def any_size() -> Array:
        sizes = np.exp2(generator.uniform(0, 31, COUNT)).astype(np.int64)
        return np.where(generator.random(COUNT) < 0.5, sizes, -sizes)

    if kind == "uniform":
        x, y = generator.integers(-(2**31), 2**31, (2, COUNT))
    elif kind == "any size":
        x, y = any_size(), any_size()
    elif kind == "next to multiples":
        y = any_size()
        x = y * any_size() + generator.integers(-1, 2, COUNT)
        fits = np.abs(x) < 2**31
        x, y = x[fits], y[fits]
    else:
        numbers = [0, 1, 2, 3, 384, 46341, 2**24 - 1, 2**24 + 1, 2**30, 2**31 - 129, 2**31 - 1]
        special = np.array([*numbers, *(-one for one in numbers), -(2**31)])
        x, y = (one.ravel() for one in np.meshgrid(special, special))
    return x.astype(np.int32), y.astype(np.int32)


@pytest.mark.parametrize("mode", [Mode.EAGER, Mode.STATIC, Mode.DYNAMIC])
@pytest.mark.parametrize("kind", ["uniform", "any size", "next to multiples", "special values"])
@pytest.mark.parametrize("name", ["floor_divide", "mod", "fmod"])
def test_int32_is_exact(name: str, kind: str, mode: Mode) -> None:
    x, y = _integer_pairs(kind)
    with np.errstate(all="ignore"):
        expected = getattr(np, name)(x, y)
    result = evaluate(backend_function(f"numpy.{name}"), (x, y), mode=mode)
    np.testing.assert_array_equal(result, expected)
