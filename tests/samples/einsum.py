"""Einstein's summation convention."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from samples.row import EVERY, FLOATS, SPECIAL, Array, Row, fixed, grid, promoted

SOME = ("float16", "float32", "int8", "uint16", "int32")


def rows() -> Iterator[Row]:
    yield _row("ij,jk->ik", _whole(2, 3), _whole(3, 4), dtypes=EVERY)
    yield _row("i,i->", _whole(5), _whole(5), dtypes=EVERY)
    # An operand.
    yield _row("ij->ji", _whole(2, 3), dtypes=EVERY)
    yield _row("ij->j", _whole(2, 3), dtypes=EVERY)
    yield _row("ij->", _whole(2, 3), dtypes=SOME)
    yield _row("ii->i", _whole(3, 3), dtypes=SOME)
    yield _row("ii", _whole(3, 3), dtypes=SOME)
    yield _row("iji->j", _whole(3, 2, 3), dtypes=SOME)
    yield _row("iijj->ji", _whole(2, 2, 3, 3))
    yield _row("iii", _whole(3, 3, 3))
    yield _row("...ii->...", _whole(2, 3, 3))
    yield _row("...ij->...ji", _whole(2, 2, 3))
    yield _row("...i", _whole(2, 3))
    yield _row("i...->...", _whole(2, 3, 2))
    yield _row("ba", _whole(2, 3))
    yield _row("", grid())
    yield _row("...", grid(2, 3))
    # Implicit and explicit outputs of two.
    for subscripts, *shapes in (
        ("ij,jk", (2, 3), (3, 4)),
        ("ij, kj -> ki", (2, 3), (4, 3)),
        ("i,j", (2,), (3,)),
        ("i,j->ji", (2,), (3,)),
        ("ij,ij->ij", (2, 3), (2, 3)),
        ("ij,ij->i", (2, 3), (2, 3)),
        ("ij,j", (2, 3), (3,)),
        (",ij", (), (2, 3)),
        (",", (), ()),
        ("ij,k->", (2, 3), (4,)),
        ("ijk,jil->kl", (2, 3, 4), (3, 2, 5)),
        ("abc,cd->abd", (2, 3, 4), (4, 5)),
        ("abc,cde->abde", (2, 3, 4), (4, 2, 3)),
        ("abcd,cde->abe", (2, 3, 2, 4), (2, 4, 3)),
        ("BTNH,BSNH->BNTS", (2, 3, 2, 4), (2, 5, 2, 4)),
        ("BNTS,BSNH->BTNH", (2, 2, 3, 5), (2, 5, 2, 4)),
        ("iik,ik->i", (3, 3, 2), (3, 2)),
        ("...ij,...jk->...ik", (2, 2, 3), (2, 3, 4)),
        ("...ij,...jk->...ik", (2, 1, 2, 3), (3, 3, 4)),
        ("...ij,jk", (2, 2, 3), (3, 4)),
        ("i...,j...->ij...", (2, 3), (4, 3)),
        ("...,...", (2, 3), (3,)),
        ("...i,...i->...", (2, 3), (2, 3)),
        ("ij,jk->ik", (2, 1), (3, 4)),
        ("ij,ij->i", (2, 1), (1, 3)),
        ("bij,bjk->bik", (1, 2, 3), (4, 3, 2)),
    ):
        x = [_whole(*shape) for shape in shapes]
        yield _row(subscripts, *x, dtypes=SOME if len(subscripts) < 13 else ("float32",))
    # Several.
    yield _row("ij,jk,kl->il", _whole(2, 3), _whole(3, 4), _whole(4, 2), dtypes=SOME)
    yield _row("i,j,k", _whole(2), _whole(3), _whole(2), dtypes=SOME)
    yield _row("ij,ij,j->i", _whole(2, 3), _whole(2, 3), _whole(3))
    yield _row("a,ab,abc->abc", _whole(2), _whole(2, 3), _whole(2, 3, 2))
    yield _row("ij,jk,ki->", _whole(2, 3), _whole(3, 4), _whole(4, 2))
    yield _row("...a,...ab,b->...", _whole(2, 3), _whole(3, 2), _whole(2))
    # Empty sums and tensors.
    for dtype in ("float32", "int32"):
        yield _row("ij,jk->ik", grid(2, 0), grid(0, 3), dtypes=(dtype,))
        yield _row("ij,jk->ik", grid(0, 2), grid(2, 3), dtypes=(dtype,))
        yield _row("ij->i", grid(2, 0), dtypes=(dtype,))
        yield _row("ii->i", grid(0, 0), dtypes=(dtype,))
    yield _row("i,i->", SPECIAL, SPECIAL[::-1].copy(), dtypes=FLOATS[:3])
    yield _row("i,j->ij", SPECIAL, SPECIAL, dtypes=FLOATS[:3])
    large = fixed([[2**24 + 1, 3], [-(2**31), 2**31 - 1]], "int32")
    yield _row("ij,kj->ik", large, large, dtypes=("int32",))
    mixed = fixed([[1, -2], [100, 127]], "int8")
    yield Row("numpy.einsum", ("ij,jk", mixed, grid(2, 3)), np.einsum, result="float32")


def _whole(*shape: int) -> Array:
    """Integers whose products of few overflow 8 bits."""
    return np.asarray(np.round(grid(*shape, low=-99, high=99)))


def _row(subscripts: str, *operands: Any, dtypes: Sequence[str] = ("float32",)) -> Row:
    def scale(text: str, *xs: Any) -> Any:
        return np.einsum(text, *(np.abs(np.nan_to_num(x)) for x in xs))

    def result(dtype: str) -> str:
        if isinstance(operands[0], type(fixed(0, "int32"))):
            return str(operands[0].dtype)
        if dtype == "int8":
            return "int32"
        return promoted(dtype)

    return Row("numpy.einsum", (subscripts, *operands), _einsum, {}, tuple(dtypes), result, scale=scale)


def _einsum(subscripts: str, *xs: Any) -> Any:
    if all(x.dtype == np.int8 for x in xs):
        xs = tuple(x.astype(np.int32) for x in xs)
    return np.einsum(subscripts, *xs)
