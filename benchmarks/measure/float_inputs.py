"""Floating-point inputs that look for errors."""

from __future__ import annotations

from typing import Any

import ml_dtypes
import numpy as np

from measure.functions import Function
from measure.inputs import Array

TINY = float(np.finfo(np.float32).tiny)
DTYPES: dict[str, Any] = {
    "float32": np.float32,
    "float16": np.float16,
    "bfloat16": ml_dtypes.bfloat16,
}
SPECIAL = np.array([np.inf, -np.inf, np.nan, 0.0, -0.0, 1.0, -1.0], np.float32)

# Where formulas change, overflow, underflow, or have zeros and poles.
_THRESHOLDS = np.array(
    [
        *(88.72284, 88.3762626647949, 87.33655, 103.97208, 89.41599, 127.99999, 128, 126, 149, 150),
        *(np.log(2), np.log(2) / 2, np.sqrt(2), np.sqrt(0.5), np.e, 10, 1e-4, 0.0001220703125),
        *(
            0.0625,
            0.25,
            0.41421356,
            0.5003,
            0.75,
            1.0158,
            2.41421356,
            3.75,
            9.0109,
            15,
            16.6,
            19,
            20,
            33,
        ),
        *(45, 57, 180, 360, 1e4, 65536, 71476, 105615, 1e7, 2**23, 2**24, 2**31, 1.5e19, 1.8446743e19),
    ],
    np.float64,
)
_ANGLES = (
    np.concatenate([np.arange(1, 65), [100, 1000, 12345, 10**5, 10**6, 10**8, 10**12]]) * np.pi / 2
)
_WHOLE = np.arange(1, 21) / 2


def exponents(mantissas: int, seed: int = 0) -> Array:
    """Float32 numbers of every exponent and sign; subnormal ones, no infinities and nans."""
    generator = np.random.default_rng(seed)
    chosen = np.concatenate([generator.integers(0, 2**23, mantissas), [0, 1, 2**22, 2**23 - 1]])
    bits = (np.arange(255)[:, None] << 23 | np.unique(chosen)).astype(np.uint32)
    positive = bits.view(np.float32).ravel()
    return np.concatenate([positive, -positive])


def neighbours(reach: int) -> Array:
    """Float32 numbers next to thresholds, integers, halves and multiples of pi / 2."""
    points = np.concatenate([_THRESHOLDS, _ANGLES, _WHOLE]).astype(np.float32)
    offsets = np.arange(-reach, reach + 1, dtype=np.int32)
    positive = (points.view(np.int32)[:, None] + offsets).view(np.float32).ravel()
    return np.concatenate([positive, -positive])


def adversarial(function: Function, quick: bool) -> tuple[Array, ...]:
    """Some thousands of float32 inputs, for the reference that is exact."""
    if function.operands == 1:
        return (np.concatenate([exponents(1 if quick else 6), neighbours(1 if quick else 8)]),)
    return _pairs(function, 300 if quick else 1500)


def sweep(function: Function, quick: bool) -> tuple[Array, ...]:
    """Many float32 inputs, for the reference in float64."""
    if function.operands == 1:
        moderate = np.linspace(-25, 25, 20_001 if quick else 400_001, dtype=np.float32)
        return (np.concatenate([exponents(60 if quick else 2000, 1), neighbours(40), moderate]),)
    return _pairs(function, 10_000 if quick else 120_000)


def all_values(function: Function, dtype: str) -> tuple[Array, ...]:
    """All 65,536 values of a dtype of 16 bits, in each operand of a function of two."""
    every: Array = np.arange(2**16, dtype=np.uint16).view(DTYPES[dtype])
    if function.operands == 1:
        return (every,)
    first, second = (one.astype(DTYPES[dtype]) for one in _pairs(function, 2**14))
    other = np.random.default_rng(3).permutation(every)
    if function.integers:
        drawn = _integers(2**16)
        return np.concatenate([first, every]), np.concatenate([second.astype(np.int32), drawn])
    return np.concatenate([first, every, every]), np.concatenate([second, other, every])


def special(function: Function) -> tuple[Array, ...]:
    """Zeros, infinities, nan and ones; all pairs of them for a function of two."""
    if function.operands == 1:
        return (SPECIAL,)
    first, second = np.array(np.meshgrid(SPECIAL, SPECIAL)).reshape(2, -1)
    if function.integers:
        return SPECIAL, np.ones(SPECIAL.size, np.int32)
    return first.copy(), second.copy()


def _integers(count: int) -> Array:
    return np.random.default_rng(2).integers(-160, 160, count, np.int32)


def _pairs(function: Function, count: int) -> tuple[Array, Array]:
    """Pairs of every size, of like size, that nearly cancel, and with powers in range."""
    generator = np.random.default_rng(1)

    def any_size(width: float) -> Array:
        sign = generator.choice([-1.0, 1.0], count)
        return sign * np.exp2(generator.uniform(-width, width, count))

    every = any_size(126), any_size(126)
    like = any_size(8), any_size(8)
    close = any_size(20)
    cancelling = close, close * generator.choice([-1, 1], count) * (1 + any_size(24) * 2.0**-25)
    base = np.exp2(generator.uniform(-4, 4, count))
    powers = base, generator.uniform(-126, 126, count) / np.maximum(np.abs(np.log2(base)), 1e-3)
    whole = any_size(4), generator.integers(-20, 21, count).astype(np.float64)
    # Logarithms of shares of one, whose sum has a logarithm next to zero.
    share = generator.uniform(0.01, 0.99, count)
    shares = np.log(share), np.log1p(-share)
    kinds = [every, like, cancelling, powers, whole, shares, tuple(np.log2(np.exp(shares)))]
    first, second = (
        np.concatenate([one[place] for one in kinds]).astype(np.float32) for place in (0, 1)
    )
    return (first, _integers(first.size)) if function.integers else (first, second)
