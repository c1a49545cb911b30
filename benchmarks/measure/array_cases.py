"""Functions of NumPy's module that are not elementwise, to be timed."""

from __future__ import annotations

from typing import Any

import numpy as np

from measure.case import Case
from measure.inputs import (
    FINITE,
    MATRIX,
    OTHER,
    POSITIVE,
    ROWS,
    UNIT,
    Array,
    fixed,
    integers,
    length,
    rows_of,
    shaped,
    side,
    truths,
    uniform,
    with_nans,
)

# The matrix of FACTS: what a batch of 512 with 2,048 features is.
_BATCH = shaped(FINITE, lambda size: (512, 2048))
_ONE_BATCH = (512 * 2048,)
_HOLED = shaped(with_nans(FINITE), rows_of)
_VECTOR = length(side, FINITE)
_OTHER_VECTOR = length(side, OTHER)
_TRIPLES = shaped(FINITE, lambda size: (size // 3, 3))
_OTHER_TRIPLES = shaped(OTHER, lambda size: (size // 3, 3))
_NEAR_ONE = shaped(uniform(0.999, 1.001), rows_of)
_CUBE = shaped(FINITE, lambda size: (size // 16, 4, 4))
_OTHER_MATRIX = shaped(OTHER, lambda size: (side(size), side(size)))
_SMALL_MATRICES = shaped(FINITE, lambda size: (size // 64, 8, 8))
_EDGES = lambda size: np.linspace(-4, 4, 64, dtype=np.float32)  # noqa: E731
_LAST = {"axis": -1}


def _positions(size: int) -> Array:
    rows, width = rows_of(size)
    return integers(0, width)(rows * width).reshape(rows, width)


def _shift(t: Any, x: Any, places: int) -> Any:
    return t.roll(x, places, 1)


SORTING = [
    Case("sort", (ROWS,), torch=lambda t, x: t.sort(x).values),
    Case(
        "sort", (_BATCH,), torch=lambda t, x: t.sort(x).values, sizes=_ONE_BATCH, label="sort 512x2048"
    ),
    Case(
        "argsort",
        (ROWS,),
        numpy=lambda x: np.argsort(x, kind="stable"),
        torch=lambda t, x: t.argsort(x, stable=True),
    ),
    Case(
        "argpartition",
        (ROWS, 10),
        torch=lambda t, x, k: t.topk(x, k + 1, largest=False),
        determined=False,
    ),
    Case("median", (ROWS,), _LAST, torch=lambda t, x: t.median(x, -1).values),
    Case("nanmedian", (_HOLED,), _LAST, torch=lambda t, x: t.nanmedian(x, -1).values),
    Case("quantile", (ROWS, 0.3), _LAST, torch=lambda t, x, q: t.quantile(x, q, -1)),
    Case("nanquantile", (_HOLED, 0.3), _LAST, torch=lambda t, x, q: t.nanquantile(x, q, -1)),
    Case("percentile", (ROWS, 30.0), _LAST, torch=lambda t, x, q: t.quantile(x, q / 100, -1)),
    Case("nanpercentile", (_HOLED, 30.0), _LAST, torch=lambda t, x, q: t.nanquantile(x, q / 100, -1)),
    Case("searchsorted", (_EDGES, FINITE), torch="searchsorted"),
    Case("digitize", (FINITE, _EDGES), torch="bucketize"),
    Case("unique", (uniform(-10, 10),), torch="unique"),
    Case(
        "unique",
        (shaped(integers(0, 1000), lambda size: (size // 10, 10)),),
        {"axis": 0},
        torch=lambda t, x: t.unique(x, dim=0),
        label="unique rows",
    ),
    Case("isin", (integers(0, 1000), fixed(64, integers(0, 1000, 1))), torch="isin"),
    Case("argmax", (ROWS,), _LAST, torch=lambda t, x: t.argmax(x, -1)),
    Case("argmin", (ROWS,), _LAST, torch=lambda t, x: t.argmin(x, -1)),
    Case("nanargmax", (_HOLED,), _LAST),
    Case("nanargmin", (_HOLED,), _LAST),
]
REDUCTIONS = [
    Case("sum", (ROWS,), _LAST, torch=lambda t, x: t.sum(x, -1)),
    Case("sum", (FINITE,), torch="sum", label="sum of all"),
    Case("prod", (_NEAR_ONE,), _LAST, torch=lambda t, x: t.prod(x, -1)),
    Case("mean", (ROWS,), _LAST, torch=lambda t, x: t.mean(x, -1)),
    Case("average", (ROWS,), _LAST, torch=lambda t, x: t.mean(x, -1)),
    Case("var", (ROWS,), _LAST, torch=lambda t, x: t.var(x, -1, correction=0)),
    Case("std", (ROWS,), _LAST, torch=lambda t, x: t.std(x, -1, correction=0)),
    Case("max", (ROWS,), _LAST, torch=lambda t, x: t.amax(x, -1)),
    Case("min", (ROWS,), _LAST, torch=lambda t, x: t.amin(x, -1)),
    Case("ptp", (ROWS,), _LAST, torch=lambda t, x: t.amax(x, -1) - t.amin(x, -1)),
    Case("all", (ROWS,), _LAST, torch=lambda t, x: t.all(x, -1)),
    Case("any", (ROWS,), _LAST, torch=lambda t, x: t.any(x, -1)),
    Case("count_nonzero", (ROWS,), _LAST, torch=lambda t, x: t.count_nonzero(x, -1)),
    Case("nansum", (_HOLED,), _LAST, torch=lambda t, x: t.nansum(x, -1)),
    Case("nanprod", (shaped(with_nans(uniform(0.999, 1.001)), rows_of),), _LAST),
    Case("nanmean", (_HOLED,), _LAST, torch=lambda t, x: t.nanmean(x, -1)),
    Case("nanvar", (_HOLED,), _LAST),
    Case("nanstd", (_HOLED,), _LAST),
    Case("nanmax", (_HOLED,), _LAST),
    Case("nanmin", (_HOLED,), _LAST),
    Case("cumsum", (ROWS,), _LAST, torch=lambda t, x: t.cumsum(x, -1)),
    Case("cumprod", (_NEAR_ONE,), _LAST, torch=lambda t, x: t.cumprod(x, -1)),
    Case("nancumsum", (_HOLED,), _LAST),
    Case("nancumprod", (shaped(with_nans(uniform(0.999, 1.001)), rows_of),), _LAST),
    Case("diff", (ROWS,), torch="diff"),
    Case("trapezoid", (ROWS,), numpy=getattr(np, "trapezoid", None), torch="trapezoid"),
    Case("allclose", (FINITE, FINITE), torch="allclose"),
]
COUNTING = [
    Case(
        "bincount",
        (integers(0, 64),),
        {"minlength": 64},
        torch=lambda t, x: t.bincount(x, minlength=64),
    ),
    Case("histogram", (FINITE, 10), torch="histogram"),
    Case("nonzero", (lambda size: truths(size).astype(np.float32),), torch="nonzero"),
]
PRODUCTS = [
    Case("matmul", (MATRIX, _OTHER_MATRIX), torch="matmul"),
    Case("dot", (MATRIX, _OTHER_MATRIX), torch="matmul"),
    Case("inner", (FINITE, OTHER), torch="inner"),
    Case("vdot", (FINITE, OTHER), torch="vdot"),
    Case("outer", (_VECTOR, _OTHER_VECTOR), torch="outer"),
    Case("tensordot", (MATRIX, _OTHER_MATRIX, 1), torch="tensordot"),
    Case("tensordot", (FINITE, OTHER, 1), torch="tensordot", label="tensordot of vectors"),
    Case(
        "kron",
        (shaped(FINITE, lambda size: (4, 4)), shaped(OTHER, lambda size: (side(size) // 4,) * 2)),
        torch="kron",
    ),
    Case("cross", (_TRIPLES, _OTHER_TRIPLES), torch=lambda t, x, y: t.cross(x, y, dim=-1)),
    Case("einsum", ("ij,jk->ik", MATRIX, _OTHER_MATRIX), torch="einsum"),
    Case(
        "einsum",
        ("bij,bj->bi", _CUBE, shaped(OTHER, lambda size: (size // 16, 4))),
        torch="einsum",
        label="einsum(bij,bj->bi)",
    ),
    Case(
        "slogdet", (_SMALL_MATRICES,), numpy=np.linalg.slogdet, torch=lambda t, x: t.linalg.slogdet(x)
    ),
    Case("trace", (MATRIX,), torch="trace"),
    Case("corrcoef", (shaped(FINITE, lambda size: (10, size // 10)),), torch="corrcoef"),
    Case("correlate", (FINITE, fixed(31, OTHER)), numpy=np.correlate),
]
REARRANGING = [
    Case("flip", (ROWS,), torch=lambda t, x: t.flip(x, (0, 1))),
    Case("flip", (ROWS,), _LAST, torch=lambda t, x: t.flip(x, (1,)), label="flip(axis=-1)"),
    Case("fliplr", (ROWS,), torch="fliplr"),
    Case("flipud", (ROWS,), torch="flipud"),
    Case("rot90", (ROWS,), torch="rot90"),
    Case("roll", (ROWS, 3), _LAST, torch=_shift),
    Case("transpose", (ROWS,), torch=lambda t, x: x.T.contiguous()),
    Case("swapaxes", (_CUBE, 0, 2), torch=lambda t, x, i, j: x.swapaxes(i, j).contiguous()),
    Case("moveaxis", (_CUBE, 0, 2), torch=lambda t, x, i, j: x.moveaxis(i, j).contiguous()),
    Case("concatenate", ([ROWS, ROWS], -1), torch="concatenate"),
    Case("stack", ([ROWS, ROWS],), torch="stack"),
    Case("hstack", ([ROWS, ROWS],), torch="hstack"),
    Case("vstack", ([ROWS, ROWS],), torch="vstack"),
    Case("dstack", ([ROWS, ROWS],), torch="dstack"),
    Case("append", (ROWS, ROWS, 0), torch=lambda t, x, y, axis: t.concatenate([x, y], axis)),
    Case(
        "split",
        (ROWS, 2, -1),
        torch=lambda t, x, n, axis: [y.clone() for y in t.tensor_split(x, n, axis)],
    ),
    Case(
        "core.slice",
        (ROWS, (1, 1), (2, 16)),
        numpy=lambda x, starts, lengths: x[1:3, 1:17],
        torch=lambda t, x, starts, lengths: x[1:3, 1:17].clone(),
    ),
    Case("array_split", (FINITE, 3), torch=lambda t, x, n: [y.clone() for y in t.tensor_split(x, n)]),
    Case("hsplit", (ROWS, 2), torch=lambda t, x, n: [y.clone() for y in t.hsplit(x, n)]),
    Case("vsplit", (ROWS, 2), torch=lambda t, x, n: [y.clone() for y in t.vsplit(x, n)]),
    Case("dsplit", (_CUBE, 2), torch=lambda t, x, n: [y.clone() for y in t.dsplit(x, n)]),
    Case("tile", (length(lambda size: size // 4, FINITE), 4), torch="tile"),
    Case("repeat", (length(lambda size: size // 4, FINITE), 4), torch="repeat_interleave"),
    Case("pad", (ROWS, ((1, 1), (1, 1))), torch=lambda t, x, _: t.nn.functional.pad(x, (1, 1, 1, 1))),
    Case(
        "broadcast_to",
        (_VECTOR, lambda size: (side(size), side(size))),
        torch=lambda t, x, shape: t.broadcast_to(x, shape).clone(),
    ),
    Case("expand_dims", (ROWS, 1), torch=lambda t, x, axis: x.unsqueeze(axis).clone()),
    Case(
        "squeeze",
        (shaped(FINITE, lambda size: (size, 1)), 1),
        torch=lambda t, x, axis: x.squeeze(axis).clone(),
    ),
    Case("reshape", (ROWS, (-1, 2)), torch=lambda t, x, shape: x.reshape(shape).clone()),
    Case("ravel", (ROWS,), torch=lambda t, x: x.ravel().clone()),
    Case(
        "meshgrid",
        (_VECTOR, _OTHER_VECTOR),
        torch=lambda t, x, y: [one.clone() for one in t.meshgrid(x, y, indexing="xy")],
    ),
]
INDEXING = [
    Case("take", (FINITE, lambda size: integers(0, size)(size)), torch=lambda t, x, i: x[i]),
    Case(
        "take",
        (ROWS, lambda size: integers(0, rows_of(size)[0])(rows_of(size)[0]), 0),
        torch=lambda t, x, i, axis: t.index_select(x, axis, i),
        label="take rows",
    ),
    Case(
        "take_along_axis",
        (ROWS, _positions, -1),
        torch=lambda t, x, i, axis: t.gather(x, axis, i.long()),
    ),
    Case(
        "unravel_index",
        (lambda size: integers(0, size)(size), lambda size: (size // 10, 10)),
        torch="unravel_index",
    ),
    Case("diagonal", (MATRIX,), torch=lambda t, x: t.diagonal(x).clone()),
    Case("diag", (_VECTOR,), torch="diag"),
    Case("diagflat", (_VECTOR,), torch="diagflat"),
    Case("tril", (MATRIX,), torch="tril"),
    Case("triu", (MATRIX,), torch="triu"),
    Case("vander", (length(lambda size: size // 8, UNIT), 8), torch="vander"),
]
CREATION = [
    Case("array", (FINITE,), torch="clone"),
    Case("copy", (FINITE,), torch="clone"),
    Case("conjugate", (FINITE,), torch=lambda t, x: t.conj(x).clone()),
    Case(
        "view",
        (FINITE, "int32"),
        numpy=lambda x, dtype: x.view(dtype).copy(),
        torch=lambda t, x, _: x.view(t.int32).clone(),
    ),
    Case("size", (FINITE,)),
    Case("zeros_like", (FINITE,), torch="zeros_like"),
    Case("ones_like", (FINITE,), torch="ones_like"),
    Case("full_like", (FINITE, 2.0), torch="full_like"),
    Case("empty_like", (FINITE,), torch="empty_like", determined=False),
    Case("zeros", (lambda size: (size,), "float32")),
    Case("ones", (lambda size: (size,), "float32")),
    Case("empty", (lambda size: (size,), "float32"), determined=False),
    Case("full", (lambda size: (size,), 2.0, "float32")),
    Case("eye", (side,)),
    Case("identity", (side,)),
    Case("tri", (side,)),
    Case("arange", (lambda size: size,), numpy=lambda stop: np.arange(stop, dtype=np.float32)),
    Case("linspace", (0.0, 1.0, lambda size: size)),
    Case("logspace", (0.0, 1.0, lambda size: size)),
    Case("geomspace", (1.0, 10.0, lambda size: size)),
    Case(
        "vectorize",
        (POSITIVE,),
        numpy=lambda x: x + x,
        torch=lambda t, x: x + x,
        call=lambda vectorize, x: vectorize(lambda one: one + one)(x),
    ),
    Case("bartlett", (lambda size: size,)),
    Case("blackman", (lambda size: size,)),
    Case("hamming", (lambda size: size,)),
    Case("hanning", (lambda size: size,)),
    Case("kaiser", (lambda size: size, 14.0)),
]
CASES = [*SORTING, *REDUCTIONS, *COUNTING, *PRODUCTS, *REARRANGING, *INDEXING, *CREATION]
