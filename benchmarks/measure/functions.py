"""Elementwise floating-point functions, each with two references.

`exact` is mpmath's, at 320 bits: enough for the quotient of the largest number and the smallest.
`dense` is float64, for sweeps; where it is used it has first been compared with `exact`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from mpmath import mp, mpf
from scipy import special

from measure.inputs import Array

BITS = 320
_LN2 = np.log(np.float64(2))
_ALPHA, _SCALE = 1.6732632423543772, 1.0507009873554805
# Far beyond float32's range, and not yet beyond float64's, where mpmath's series gets long.
_I0_END = 700


@dataclass(frozen=True)
class Function:
    """A function and its references.

    Attributes
    ----------
    target
        The backend function.
    exact
        Of mpmath's numbers; may raise outside the domain, where ``dense`` decides then.
    dense
        Of float64 arrays.
    operands
        How many; the operands of functions of two are paired.
    integers
        The second operand is an integer.
    further
        Further arguments.
    """

    target: str
    exact: Callable[..., Any]
    dense: Callable[..., Any]
    operands: int = 1
    integers: bool = False
    further: tuple[Any, ...] = ()


def _log2(x: Any) -> Any:
    return mp.log(x) / mp.ln2


def _sinc(x: Array) -> Array:
    # np.sinc loses the zeros at integers to the rounding of pi * x.
    whole = np.rint(x)
    rest = np.sin(np.pi * (x - whole)) * np.where(np.abs(whole) % 2 == 1, -1.0, 1.0)
    result: Array = np.where(np.abs(x) < 1e-150, 1.0, rest / (np.pi * x))
    return np.where(np.isinf(x), np.nan, result)


def _logaddexp(a: Array, b: Array) -> Array:
    # np.logaddexp loses digits where the larger operand and the logarithm beside it cancel.
    high, low = np.longdouble(np.fmax(a, b)), np.longdouble(np.fmin(a, b))
    tail = np.log1p(np.exp(low - high))
    result = np.where(np.isinf(high) & (a == b), high, high + tail)
    return np.where(np.isnan(a) | np.isnan(b), np.nan, result).astype(np.float64)


def _logaddexp2(a: Array, b: Array) -> Array:
    high, low = np.longdouble(np.fmax(a, b)), np.longdouble(np.fmin(a, b))
    tail = np.log1p(np.exp2(low - high)) / np.log(np.longdouble(2))
    result = np.where(np.isinf(high) & (a == b), high, high + tail)
    return np.where(np.isnan(a) | np.isnan(b), np.nan, result).astype(np.float64)


def _softplus(x: Array) -> Array:
    result: Array = np.logaddexp(0.0, x)
    return result


def _elu(x: Array) -> Array:
    return np.where(x > 0, x, np.expm1(np.where(x > 0, 0, x)))


def _silu(x: Array) -> Array:
    return np.where(x == -np.inf, -0.0, x * special.expit(x))


def _softsign(x: Array) -> Array:
    return np.where(np.isinf(x), np.sign(x), x / (1 + np.abs(x)))


def _gelu(x: Array) -> Array:
    tail = 0.5 * x * special.erfc(-x / np.sqrt(2.0))
    return np.where(x == -np.inf, -0.0, tail)


def _tanh_shrink(x: Array) -> Array:
    # The series of x - tanh(x), whose terms from 2 x**9 / 9 on are below float64 at 2**-6.
    small = x**3 * (1 / 3 - x**2 * (2 / 15 - x**2 * (17 / 315 - x**2 * 62 / 2835)))
    return np.where(np.abs(x) < 2.0**-6, small, x - np.tanh(x))


def _squareplus(x: Array) -> Array:
    # For negative numbers by the reciprocal, which does not cancel.
    size = np.abs(x) / 2 + np.sqrt(x * x / 4 + 1)
    return np.where(x == -np.inf, 0.0, np.where(x < 0, 1 / size, size))


def _exact_sparse_plus(x: Any) -> Any:
    return x if x >= 1 else (_held(x + 1, 0, 2) / 2) ** 2


def _sparse_plus(x: Array) -> Array:
    return np.where(x >= 1, x, (np.clip(x + 1, 0, 2) / 2) ** 2)


def _hard_sigmoid(x: Array) -> Array:
    return np.clip((x + 3) / 6, 0, 1)


def _hard_silu(x: Array) -> Array:
    return np.where(x == -np.inf, -0.0, x * _hard_sigmoid(x))


def _held(x: Any, low: float, high: float) -> Any:
    return min(max(x, mpf(low)), mpf(high))


def _i0(x: Array) -> Array:
    # Both np.i0 and SciPy's give nan at infinity.
    return np.where(np.isinf(x), np.inf, special.i0(x))


def _exact_i0(x: Any) -> Any:
    return mp.besseli(0, x) if abs(x) < _I0_END else mp.inf


def _exact_mod(x: Any, y: Any) -> Any:
    return x - y * mp.floor(x / y)


def _divide_no_nan(x: Array, y: Array) -> Array:
    return np.where(y == 0, 0.0, x / y)


def _signed_cbrt(x: Any) -> Any:
    return mp.sign(x) * mp.cbrt(abs(x))


_UNARY: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "exp": (mp.exp, np.exp),
    "exp2": (lambda x: mp.power(2, x), np.exp2),
    "expm1": (lambda x: mp.exp(x) - 1, np.expm1),
    "log": (mp.log, np.log),
    "log2": (_log2, np.log2),
    "log10": (mp.log10, np.log10),
    "log1p": (lambda x: mp.log(1 + x), np.log1p),
    "sin": (mp.sin, np.sin),
    "cos": (mp.cos, np.cos),
    "tan": (mp.tan, np.tan),
    "arcsin": (mp.asin, np.arcsin),
    "arccos": (mp.acos, np.arccos),
    "arctan": (mp.atan, np.arctan),
    "sinh": (mp.sinh, np.sinh),
    "cosh": (mp.cosh, np.cosh),
    "tanh": (mp.tanh, np.tanh),
    "arcsinh": (mp.asinh, np.arcsinh),
    "arccosh": (mp.acosh, np.arccosh),
    "arctanh": (mp.atanh, np.arctanh),
    "sqrt": (mp.sqrt, np.sqrt),
    "cbrt": (_signed_cbrt, np.cbrt),
    "square": (lambda x: x * x, np.square),
    "reciprocal": (lambda x: 1 / x, np.reciprocal),
    "sinc": (mp.sincpi, _sinc),
    "i0": (_exact_i0, _i0),
    "deg2rad": (lambda x: x * mp.pi / 180, np.deg2rad),
    "rad2deg": (lambda x: x * 180 / mp.pi, np.rad2deg),
    "angle": (lambda x: mp.pi if x < 0 else mpf(0), lambda x: np.angle(x)),
    "nn.sigmoid": (lambda x: 1 / (1 + mp.exp(-x)), special.expit),
    "nn.silu": (lambda x: x / (1 + mp.exp(-x)), _silu),
    "nn.softplus": (lambda x: mp.log(1 + mp.exp(x)), _softplus),
    "nn.log_sigmoid": (lambda x: -mp.log(1 + mp.exp(-x)), lambda x: -_softplus(-x)),
    "nn.softsign": (lambda x: x / (1 + abs(x)), _softsign),
    "nn.tanh": (mp.tanh, np.tanh),
    "nn.tanh_shrink": (lambda x: x - mp.tanh(x), _tanh_shrink),
    "nn.elu": (lambda x: x if x > 0 else mp.exp(x) - 1, _elu),
    "nn.celu": (lambda x: x if x > 0 else mp.exp(x) - 1, _elu),
    "nn.selu": (
        lambda x: _SCALE * (x if x > 0 else _ALPHA * (mp.exp(x) - 1)),
        lambda x: _SCALE * np.where(x > 0, x, _ALPHA * _elu(x)),
    ),
    "nn.squareplus": (lambda x: (x + mp.sqrt(x * x + 4)) / 2, _squareplus),
    "nn.sparse_plus": (_exact_sparse_plus, _sparse_plus),
    "nn.hard_sigmoid": (lambda x: _held(x / 6 + mpf(0.5), 0, 1), _hard_sigmoid),
    "nn.hard_silu": (lambda x: x * _held(x / 6 + mpf(0.5), 0, 1), _hard_silu),
    "nn.sparse_sigmoid": (
        lambda x: _held((x + 1) / 2, 0, 1),
        lambda x: np.clip((x + 1) / 2, 0, 1),
    ),
    "nn.hard_tanh": (lambda x: _held(x, -1, 1), lambda x: np.clip(x, -1, 1)),
    "nn.soft_shrink": (lambda x: x - _held(x, -0.5, 0.5), lambda x: x - np.clip(x, -0.5, 0.5)),
    "nn.hard_shrink": (
        lambda x: x if abs(x) > 0.5 else mpf(0),
        lambda x: np.where(np.abs(x) <= 0.5, 0.0, x),
    ),
    "math.rsqrt": (lambda x: 1 / mp.sqrt(x), lambda x: 1 / np.sqrt(x)),
    "math.erf": (mp.erf, special.erf),
    "math.erfc": (mp.erfc, special.erfc),
    "math.erfinv": (mp.erfinv, special.erfinv),
}
_BINARY: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "add": (lambda x, y: x + y, np.add),
    "subtract": (lambda x, y: x - y, np.subtract),
    "multiply": (lambda x, y: x * y, np.multiply),
    "divide": (lambda x, y: x / y, np.divide),
    "divide_no_nan": (lambda x, y: x / y, _divide_no_nan),
    "power": (mp.power, np.power),
    "floor_divide": (lambda x, y: mp.floor(x / y), np.floor_divide),
    "mod": (_exact_mod, np.mod),
    "fmod": (lambda x, y: mp.sign(x) * _exact_mod(abs(x), abs(y)), np.fmod),
    "logaddexp": (lambda x, y: mp.log(mp.exp(x) + mp.exp(y)), _logaddexp),
    "logaddexp2": (lambda x, y: _log2(mp.power(2, x) + mp.power(2, y)), _logaddexp2),
    "arctan2": (mp.atan2, np.arctan2),
    "hypot": (mp.hypot, np.hypot),
}


def _all() -> Iterator[Function]:
    for arity, table in enumerate((_UNARY, _BINARY), 1):
        for name, (exact, dense) in table.items():
            yield Function(name if "." in name else f"numpy.{name}", exact, dense, arity)
    yield Function("nn.gelu", lambda x: x / 2 * mp.erfc(-x / mp.sqrt(2)), _gelu, further=(False,))
    yield Function("numpy.ldexp", mp.ldexp, lambda x, n: x * np.exp2(n), 2, integers=True)


FUNCTIONS = {one.target: one for one in _all()}

EXACT = set(
    """
    absolute array ceil clip conjugate copy empty_like fabs floor fmax fmin full_like heaviside
    imag maximum minimum nan_to_num negative nextafter ones_like real round squeeze trunc tril triu view
    sign zeros_like
    """.split()
)
"""Elementwise functions of NumPy's module that round nothing, or only copy."""
