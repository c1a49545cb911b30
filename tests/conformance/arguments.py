"""Combinations of arguments for keras.ops' NumPy functions: all dtypes, scalars, edges, shapes.

An array stands for a tensor. There are no references: what is right is what the NumPy backend gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import ml_dtypes
import numpy as np

Array = np.ndarray[Any, Any]

FLOATS = ("float16", "bfloat16", "float32", "float64")
SIGNED = ("int8", "int16", "int32", "int64")
UNSIGNED = ("uint8", "uint16", "uint32")
EVERY = (*FLOATS, *SIGNED, *UNSIGNED, "bool")

UNARY = (
    "absolute angle arccos arccosh arcsin arcsinh arctan arctanh array bitwise_invert bitwise_not cbrt "
    "ceil conj conjugate copy cos cosh deg2rad exp exp2 expm1 fabs floor i0 imag isfinite isinf isnan "
    "isneginf isposinf isreal log log10 log1p log2 logical_not nan_to_num ndim negative ones_like "
    "rad2deg ravel real reciprocal round sign signbit sin sinc sinh size sqrt square tan tanh "
    "transpose trunc zeros_like"
).split()
BINARY = (
    "add arctan2 bitwise_and bitwise_left_shift bitwise_or bitwise_right_shift bitwise_xor divide "
    "divide_no_nan equal floor_divide fmax fmin fmod gcd greater greater_equal heaviside hypot isclose "
    "lcm ldexp left_shift less less_equal logaddexp logaddexp2 logical_and logical_or logical_xor "
    "maximum minimum mod multiply nextafter not_equal power right_shift subtract true_divide"
).split()
REDUCTIONS = (
    "all amax amin any count_nonzero max mean median min nanmax nanmean nanmedian nanmin nanprod "
    "nanstd nansum nanvar prod ptp std sum var"
).split()
CUMULATIVE = ("cumprod", "cumsum", "nancumprod", "nancumsum")
SEARCHES = ("argmax", "argmin", "argsort", "nanargmax", "nanargmin", "sort")
WINDOWS = ("bartlett", "blackman", "hamming", "hanning")


class Call(NamedTuple):
    """A call of a function of keras.ops."""

    op: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]


def call(op: str, *args: Any, **kwargs: Any) -> Call:
    return Call(op, args, kwargs)


def _as(values: Any, dtype: str) -> Array:
    return np.asarray(values).astype(ml_dtypes.bfloat16 if dtype == "bfloat16" else dtype)


def edges(dtype: str) -> Array:
    """Zeros, units, extremes and what is between, of a dtype."""
    if dtype == "bool":
        return np.array([True, False, True, False, True, True])
    if dtype in FLOATS:
        large = 6e4 if dtype == "float16" else 3e38
        values = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.7, -7.0, 1e-3, -1e-7, 100.0, -large]
        # The plugin turns the infinities of float64 into the largest float32.
        return _as(values if dtype == "float64" else [*values, np.inf, -np.inf, np.nan, large], dtype)
    limits = np.iinfo(dtype)
    # The plugin computes 64-bit integers in 32 bits.
    low, high = max(limits.min, -(2**31) + (dtype == "int64")), min(limits.max, 2**31 - 1)
    return _as([0, 1, 2, 3, 7, high, high - 1, *([low, low + 1, -1, -2, -7] if low else [])], dtype)


def some(dtype: str, *shape: int) -> Array:
    """Small numbers of a dtype in no order, the same at each call."""
    count = int(np.prod(shape))
    values = np.random.default_rng(count + 7).permutation(count).reshape(shape)
    if dtype == "bool":
        return np.asarray(values % 2 == 0)
    if dtype in UNSIGNED:
        return _as(values, dtype)
    return _as((values - count // 2) * (0.75 if dtype in FLOATS else 1), dtype)


def calls() -> Iterator[Call]:
    """Every combination."""
    for family in (elementwise, reductions, products, manipulations, statistics, creations):
        yield from family()


def elementwise() -> Iterator[Call]:
    for op in UNARY:
        for dtype in EVERY:
            yield call(op, edges(dtype))
        for value in (2.5, -1, [1.5, -2], np.float32(1.5)):
            yield call(op, value)
        for shape in ((2, 1, 3), (0, 3)):
            yield call(op, some("float32", *shape))
    for op in BINARY:
        for dtype in EVERY:
            yield call(op, edges(dtype)[:, None], edges(dtype)[None, :])
        for first, second in (
            ("int8", "uint8"),
            ("int32", "float16"),
            ("bfloat16", "float16"),
            ("bool", "int8"),
            ("uint32", "int32"),
            ("int64", "float32"),
            ("bool", "float32"),
            ("uint8", "int16"),
        ):
            yield call(op, some(first, 3, 4), some(second, 3, 4))
        for dtype in ("float32", "int32", "float16", "uint8", "bool", "int8"):
            for value in (2, 2.5, True, -1):
                yield call(op, some(dtype, 3, 4), value)
                yield call(op, value, some(dtype, 3, 4))
        yield call(op, some("float32", 0, 3), some("float32", 1, 3))
        yield call(op, np.float32(2.0), np.float32(3.0))
        yield call(op, [1, 2, 3], some("int32", 3))


def reductions() -> Iterator[Call]:
    axis: Any
    for op in REDUCTIONS:
        for dtype in EVERY:
            for axis in (None, 0, -1, (0, 1)):
                yield call(op, some(dtype, 3, 4), axis=axis)
            yield call(op, some(dtype, 3, 4), axis=1, keepdims=True)
            yield call(op, some(dtype, 3, 4), keepdims=True)
        for dtype in ("int32", "float32"):
            for axis in (None, 1, (0, 2), (-1,), [0, 1]):
                yield call(op, some(dtype, 2, 3, 4), axis=axis)
        special = edges("float32")
        yield call(op, np.stack([special, np.roll(special, 3)]), axis=0)
        yield call(op, np.stack([special, np.full_like(special, np.nan)]), axis=1)
        yield call(op, special)
        for shape, axis in (((0, 3), 1), ((0, 3), 0), ((0,), None), ((3, 0), 1), ((1, 3), 0)):
            yield call(op, some("float32", *shape), axis=axis)
        yield call(op, some("float32"))
        yield call(op, [1, 2, 4])
        yield call(op, [[True, False]], axis=0)
    for op in (*SEARCHES, *CUMULATIVE):
        for dtype in EVERY:
            for axis in (None, 0, -1):
                yield call(op, some(dtype, 3, 4), axis=axis)
        yield call(op, edges("float32")[None], axis=1)
    for op in CUMULATIVE:
        for dtype, result in (("int8", "float32"), ("float32", "int8"), ("float16", "int32")):
            yield call(op, some(dtype, 3, 4), axis=0, dtype=result)
    for dtype in EVERY:
        for n in (1, 2):
            yield call("diff", some(dtype, 3, 4), n=n, axis=0)
        yield call("trapezoid", some(dtype, 3, 4), axis=0)
        yield call("trapezoid", some(dtype, 3, 4), x=some("float32", 4), dx=2.0)
        yield call("argpartition", some(dtype, 5), 2)
        yield call("prod", some("int32", 3, 4), dtype=dtype)


def products() -> Iterator[Call]:
    for dtype in EVERY:

        def x(*shape: int, dtype: str = dtype) -> Array:
            return some(dtype, *shape)

        for first, second in (
            ((3, 4), (4, 3)),
            ((4,), (4,)),
            ((2, 3, 4), (4, 5)),
            ((3, 4), (4,)),
            ((4,), (4, 2)),
            ((2, 3, 4), (2, 4, 2)),
            ((), (3,)),
        ):
            for op in ("dot", "matmul", "outer", "kron"):
                yield call(op, x(*first), x(*second))
            yield call("inner", x(*first), np.moveaxis(x(*second), max(0, len(second) - 2), -1))
        yield call("vdot", x(6), x(6))
        yield call("tensordot", x(2, 3, 4), x(4, 5), axes=1)
        yield call("tensordot", x(3, 4), x(3, 4), axes=2)
        yield call("tensordot", x(2, 3, 4), x(3, 2), axes=[[1, 0], [0, 1]])
        yield call("cross", x(4, 3), x(4, 3)[::-1].copy())
        for subscripts, *shapes in (
            ("ij,jk->ik", (3, 4), (4, 2)),
            ("ij,jk", (3, 4), (4, 2)),
            ("ii->i", (3, 3)),
            ("ii", (3, 3)),
            ("ij->ji", (2, 3)),
            ("...ij,...jk->...ik", (2, 3, 4), (4, 5)),
            ("i,i->", (4,), (4,)),
            ("ij->", (2, 3)),
            ("i,j,k->ijk", (2,), (3,), (2,)),
            ("abc,cd->abd", (2, 3, 4), (4, 5)),
            ("bij,bjk->bik", (2, 3, 4), (2, 4, 3)),
            ("ij,ij->i", (3, 4), (3, 4)),
        ):
            yield call("einsum", subscripts, *(x(*shape) for shape in shapes))
        for offset in (-1, 0, 2, 9):
            yield call("trace", x(3, 4), offset=offset)
        yield call("trace", x(2, 3, 4), offset=1, axis1=2, axis2=0)
        for shape in ((3, 3), (2, 3, 3)):
            yield call("slogdet", x(*shape))
    for op in ("dot", "matmul", "inner", "outer", "kron"):
        yield call(op, some("int8", 3, 3), some("float16", 3, 3))
    yield call("matmul", some("float32", 0, 3), some("float32", 3, 0))
    yield call("matmul", some("float32", 3, 0), some("float32", 0, 3))


def manipulations() -> Iterator[Call]:
    axis: Any
    shape: Any
    repeats: Any
    sections: Any
    width: Any
    indices: Any
    shift: Any
    for dtype in EVERY:

        def x(*shape: int, dtype: str = dtype) -> Array:
            return some(dtype, *(shape or (3, 4)))

        for offset in (-1, 0, 2, 9):
            yield call("diag", x(), k=offset)
            yield call("diag", x(3), k=offset)
            yield call("diagflat", x(2, 2), k=offset)
            yield call("diagonal", x(), offset=offset)
            yield call("tril", x(), k=offset)
            yield call("triu", x(2, 3, 4), k=offset)
        yield call("diagonal", x(2, 3, 4), offset=1, axis1=2, axis2=0)
        yield call("append", x(), some("int32", 2, 4), axis=0)
        yield call("append", x(), x())
        for axis in (0, -1):
            yield call("concatenate", [x(), x()], axis=axis)
        yield call("concatenate", [x(), some("int16", 1, 4)], axis=0)
        for axis in (0, 1, -1):
            yield call("stack", [x(), x()], axis=axis)
        for op in ("hstack", "vstack", "dstack"):
            for shape in ((3,), (2, 3), (2, 3, 4)):
                yield call(op, [x(*shape), x(*shape)])
        for repeats in (2, (2, 1), (1, 2, 3)):
            yield call("tile", x(), repeats)
        for repeats, axis in ((2, None), (2, 0), ([1, 0, 2], 0), (np.array([1, 2, 0, 3]), 1)):
            yield call("repeat", x(), repeats, axis=axis)
        for sections, axis in ((2, 1), ([1, 3], 1), ([1], 0), ([-2], 1), (3, 0)):
            yield call("split", x(), sections, axis=axis)
        for sections, axis in ((2, 1), (3, 0), (2, 0)):
            yield call("array_split", x(), sections, axis=axis)
        yield call("array_split", x(), 3, axis=1)
        for op, *shape in (("hsplit", 3, 4), ("vsplit", 4, 3), ("dsplit", 2, 3, 4)):
            yield call(op, x(*shape), 2)
        for width in (1, (1, 2), ((1, 0), (0, 2))):
            for mode in ("constant", "reflect", "symmetric"):
                yield call("pad", x(), width, mode=mode)
        yield call("pad", x(), ((1, 1), (2, 0)), mode="constant", constant_values=3)
        for indices, axis in (([0, 2, -1], 0), ([[1, 0], [3, -1]], 1), (1, None), (-1, 0)):
            yield call("take", x(), indices, axis=axis)
        yield call("take", x(), np.array([0, 1], "uint8"), axis=0)
        yield call("take_along_axis", x(), np.array([[0, 1], [2, -1], [3, 0]]), axis=1)
        for shape in ((4, 3), (2, -1), -1, 12):
            yield call("reshape", x(), shape)
        for axis in (None, 0, (0, 2), -1):
            yield call("squeeze", x(1, 3, 1), axis=axis)
        for axis in (0, -1, 1, (0, 2)):
            yield call("expand_dims", x(), axis)
        yield call("broadcast_to", x(3, 1), (2, 3, 4))
        for axes in ((1, 0), (-1, 0)):
            yield call("transpose", x(), axes=axes)
        yield call("swapaxes", x(2, 3, 4), 0, -1)
        yield call("moveaxis", x(2, 3, 4), (0, 1), (-1, 0))
        for axis in (None, 0, (0, 1)):
            yield call("flip", x(), axis=axis)
        for shift, axis in ((1, None), (-2, 1), ((1, 2), (0, 1))):
            yield call("roll", x(), shift, axis=axis)
        yield call("rot90", x(), k=3)
        yield call("where", some("bool", 3, 4), x(), some("int16", 3, 4))
        yield call("where", some("int32", 3, 4), x(), 2.5)
        for low, high in ((-1, 2), (-1.5, 2.5), (1, 0)):
            yield call("clip", x(), low, high)
        yield call("nonzero", x())
        conditions = [some("bool", 3, 4), some("bool", 3, 4)[::-1].copy()]
        yield call("select", conditions, [x(), some("int16", 3, 4)], default=1)
        yield call("isin", x(), [1, 2, 0])
        yield call("isin", x(), some("int32", 2), invert=True)
        yield call("unique", _as([3, 1, 3, 2], dtype))
        yield call("allclose", x(), x())
        if dtype not in ("bool", "bfloat16", "int64", "float64"):
            for other in ("float32", "int32", "int8", "uint8", "float16"):
                yield call("view", x(2, 4), dtype=other)


def statistics() -> Iterator[Call]:
    for dtype in EVERY:
        x = some(dtype, 3, 4)
        yield call("average", x, axis=1)
        yield call("average", x, axis=0, weights=np.array([1, 2, 3], "float32"))
        yield call("average", x, weights=some("int32", 3, 4))
        for q in (0.3, [0.1, 0.5, 0.9], np.array([[0.2, 0.4]])):
            for axis in (None, 1, (0, 1)):
                yield call("quantile", x, q, axis=axis)
                yield call("nanquantile", x, q, axis=axis)
        for method in ("lower", "higher", "midpoint", "nearest"):
            yield call("quantile", x, 0.35, axis=0, method=method, keepdims=True)
        yield call("percentile", x, [10, 50], axis=0)
        yield call("nanpercentile", x, [10, 50], axis=0)
        yield call("corrcoef", x)
        for mode in ("valid", "same", "full"):
            yield call("correlate", some(dtype, 7), some(dtype, 3), mode=mode)
            yield call("correlate", some(dtype, 3), some(dtype, 7), mode=mode)
        yield call("histogram", some(dtype, 12), bins=4)
        yield call("histogram", some(dtype, 12), bins=5, range=(-2, 3))
        yield call("digitize", x, np.array([-2, 0, 1.5], "float32"))
        yield call("searchsorted", np.sort(some(dtype, 5)), some(dtype, 4), side="right")
    for dtype in ("int32", "int64", "int16", "uint8"):
        x = _as([1, 1, 4], dtype)
        yield call("bincount", x)
        yield call("bincount", x, weights=np.array([0.5, 1, 2], "float32"), minlength=7)


def creations() -> Iterator[Call]:
    for args in ((5,), (1, 5), (1, 7, 2), (0.0, 1.0, 0.3), (5, 0, -2), (0, 1, 0.1), (3, 3)):
        yield call("arange", *args)
        yield call("arange", *args, dtype="float32")
    for op in ("linspace", "logspace", "geomspace"):
        for start, stop in ((1, 5), (0.5, 2.0), (3, 9)):
            for num in (0, 1, 5):
                yield call(op, start, stop, num=num)
            yield call(op, start, stop, num=4, endpoint=False)
            yield call(op, start, stop, num=5, dtype="int32")
        starts, stops = _as([1, 2], "float32"), _as([5, 8], "float32")
        for axis in (0, -1):
            yield call(op, starts, stops, num=4, axis=axis)
        yield call(op, starts, 9.0, num=4)
        yield call(op, _as([1, 2], "int32"), _as([5, 8], "int32"), num=4)
    for op in WINDOWS:
        for length in (0, 1, 2, 7, 12):
            yield call(op, length)
    for length in (0, 1, 2, 7):
        yield call("kaiser", length, 8.6)
    for op in ("ones", "zeros"):
        for dtype in (None, "int32", "bool"):
            yield call(op, (2, 3), dtype=dtype)
        yield call(op, ())
    for value in (2, 2.5, np.array([1, 2, 3], "int32")):
        yield call("full", (2, 3), value)
        yield call("full", (2, 3), value, dtype="int8")
    yield call("eye", 3)
    yield call("eye", 3, 4, k=1, dtype="int32")
    yield call("identity", 3, dtype="int32")
    yield call("tri", 3)
    yield call("tri", 3, 4, k=1, dtype="int32")
    for dtype in EVERY:
        yield call("full_like", some(dtype, 3, 4), 2.5)
        yield call("full_like", some(dtype, 3, 4), 2, dtype="int8")
        yield call("vander", some(dtype, 4))
        yield call("vander", some(dtype, 4), N=3, increasing=True)
        yield call("meshgrid", some(dtype, 3), some(dtype, 2))
        yield call("meshgrid", some(dtype, 3), some("int8", 2), indexing="ij")
    for dtype in ("int32", "int64", "int16", "uint8"):
        yield call("unravel_index", _as([0, 5, 11, 7], dtype), (3, 4))
    yield call("unravel_index", 5, (3, 4))
