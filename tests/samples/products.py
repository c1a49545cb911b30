"""Matrix and vector products."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from samples.row import EVERY, FLOATS, SPECIAL, Array, Row, array, fixed, grid, promoted

# The floats, and an integer of one byte, of two and of four.
SOME = ("float16", "float32", "int8", "uint16", "int32")
# Products of bytes that float32 cannot add up.
LARGE = fixed([[2**24 + 1, 3], [-(2**31), 2**31 - 1]], "int32")


def rows() -> Iterator[Row]:
    yield from _dot()
    yield from _vdot()
    yield from _inner()
    yield from _outer()
    yield from _matmul()
    yield from _tensordot()
    yield from _kron()
    yield from _cross()


def _row(name: str, reference: Callable[..., Any]) -> Callable[..., Row]:
    def row(x1: Any, x2: Any, dtypes: Sequence[str] = ("float32",), **kwargs: Any) -> Row:
        def scale(a: Any, b: Any, **kwargs: Any) -> Any:
            with np.errstate(all="ignore"):
                return reference(np.abs(np.nan_to_num(a)), np.abs(np.nan_to_num(b)), **kwargs)

        fixed_dtype = str(x1.dtype) if isinstance(x1, type(LARGE)) else promoted
        return Row(name, (x1, x2), reference, kwargs, tuple(dtypes), fixed_dtype, scale=scale)

    return row


def _whole(*shape: int) -> Array:
    """Integers whose products of few overflow 8 bits."""
    return np.asarray(np.round(grid(*shape, low=-99, high=99)))


def _dot() -> Iterator[Row]:
    dot = _row("numpy.dot", np.dot)
    yield dot(_whole(2, 3), _whole(3, 4), EVERY)
    yield dot(_whole(5), _whole(5), EVERY)
    yield dot(grid(3), _whole(3), SOME)
    yield dot(_whole(2, 3, 4), _whole(5, 4, 2), SOME)
    yield dot(_whole(2, 3, 4), _whole(4), SOME)
    yield dot(_whole(4), _whole(2, 4, 3), SOME)
    yield dot(_whole(4), _whole(4, 3))
    yield dot(grid(1, 1), grid(1, 1), SOME)
    yield dot(grid(1), grid(1))
    yield dot(np.array(3.0), _whole(2, 3), SOME)
    yield dot(_whole(2, 3), 3, SOME)
    yield dot(2, np.array(4.0), SOME)
    for shapes in (((0,), (0,)), ((2, 0), (0, 3)), ((0, 2), (2, 3)), ((2, 3), (3, 0)), ((2, 0), (0,))):
        yield dot(grid(*shapes[0]), grid(*shapes[1]), SOME)
    yield dot(LARGE, LARGE, ("int32",))
    yield dot(LARGE[1], LARGE[1], ("int32",))
    yield dot(_whole(2, 1500), _whole(1500, 3), SOME)
    yield dot(np.full((1, 2100), -128.0), np.full((2100, 1), -128.0), ("int8", "int16", "int32"))
    infinite = np.stack([SPECIAL, np.arange(7.0), SPECIAL[::-1]])
    yield dot(infinite, np.roll(infinite, 1, 1).T, FLOATS[:3])
    yield dot(SPECIAL, array(0, 0, 0, 1, 2, 3, 4))


def _vdot() -> Iterator[Row]:
    vdot = _row("numpy.vdot", np.vdot)
    yield vdot(_whole(5), _whole(5), EVERY)
    yield vdot(_whole(2, 3), _whole(2, 3), SOME)
    yield vdot(_whole(2, 3), _whole(3, 2), SOME)
    yield vdot(grid(), grid())
    yield vdot(grid(2, 0), grid(0, 2), SOME)
    yield vdot(LARGE, LARGE, ("int32",))
    yield vdot(_whole(3000), _whole(3000), SOME)


def _inner() -> Iterator[Row]:
    inner = _row("numpy.inner", np.inner)
    yield inner(_whole(2, 3), _whole(4, 3), EVERY)
    yield inner(_whole(5), _whole(5), EVERY)
    yield inner(_whole(2, 3, 4), _whole(2, 4), SOME)
    yield inner(_whole(3, 4), _whole(4), SOME)
    yield inner(_whole(4), _whole(2, 3, 4))
    yield inner(3, _whole(2, 3), SOME)
    yield inner(grid(), grid(2))
    yield inner(grid(2, 0), grid(3, 0), SOME)
    yield inner(grid(0), grid(0), SOME)
    yield inner(LARGE, LARGE, ("int32",))


def _outer() -> Iterator[Row]:
    outer = _row("numpy.outer", np.outer)
    yield outer(_whole(3), _whole(4), EVERY)
    yield outer(_whole(2, 3), _whole(2, 2), EVERY)
    yield outer(SPECIAL, SPECIAL, FLOATS[:3])
    yield outer(grid(), grid(3))
    yield outer(2, _whole(3), SOME)
    yield outer(_whole(3), 2.5, ("float16", "float32"))
    yield outer(grid(0), grid(3), SOME)
    yield outer(LARGE, LARGE, ("int32",))


def _matmul() -> Iterator[Row]:
    def matmul(x1: Any, x2: Any, dtypes: Sequence[str] = ("float32",)) -> Row:
        row = _row("numpy.matmul", _product)(x1, x2, dtypes)
        return replace(row, result=lambda dtype: "int32" if dtype == "int8" else promoted(dtype))

    yield matmul(_whole(2, 3), _whole(3, 4), EVERY)
    yield matmul(_whole(5), _whole(5), EVERY)
    yield matmul(_whole(3, 4), _whole(4), SOME)
    yield matmul(_whole(4), _whole(4, 3), SOME)
    yield matmul(_whole(4), _whole(2, 4, 3), SOME)
    yield matmul(_whole(2, 3, 4), _whole(4), SOME)
    yield matmul(_whole(2, 3, 4), _whole(2, 4, 5), SOME)
    yield matmul(_whole(2, 3, 4), _whole(4, 5), SOME)
    yield matmul(_whole(3, 4), _whole(2, 4, 5))
    yield matmul(_whole(2, 1, 3, 4), _whole(5, 4, 2), SOME)
    yield matmul(grid(1, 1), grid(1, 1), SOME)
    for shapes in (((2, 0), (0, 3)), ((0, 2), (2, 3)), ((0, 2, 3), (3, 4)), ((2, 0), (0,))):
        yield matmul(grid(*shapes[0]), grid(*shapes[1]), SOME)
    yield matmul(LARGE, LARGE, ("int32",))
    yield matmul(_whole(2, 2, 1500), _whole(1500, 3), SOME)
    yield matmul(np.full((1, 2100), -128.0), np.full((2100, 1), -128.0), ("int8", "int16", "int32"))
    mixed = fixed([[1, 0], [1, 1]], "bool"), fixed([[100, -7], [100, -128]], "int8")
    yield Row("numpy.matmul", mixed, np.matmul, result="int8")
    infinite = np.stack([SPECIAL, np.arange(7.0), SPECIAL[::-1]])
    yield matmul(infinite, np.roll(infinite, 1, 1).T, FLOATS[:3])


def _product(x1: Any, x2: Any) -> Any:
    if x1.dtype == x2.dtype == np.int8:
        x1, x2 = x1.astype(np.int32), x2.astype(np.int32)
    return np.matmul(x1, x2)


def _tensordot() -> Iterator[Row]:
    tensordot = _row("numpy.tensordot", np.tensordot)
    yield tensordot(_whole(2, 3, 4), _whole(3, 4, 2), EVERY)
    yield tensordot(_whole(2, 3, 4), _whole(4, 3), SOME, axes=1)
    yield tensordot(_whole(2, 3), _whole(2), SOME, axes=0)
    yield tensordot(_whole(5), _whole(5), SOME, axes=1)
    yield tensordot(_whole(2, 3, 4), _whole(4, 2, 5), SOME, axes=([0, 2], [1, 0]))
    yield tensordot(_whole(2, 3, 4), _whole(4, 2, 5), axes=[(2, 0), (0, 1)])
    yield tensordot(_whole(2, 3, 4), _whole(4, 2, 3), SOME, axes=([-1, -3], [0, 1]))
    yield tensordot(_whole(3, 4), _whole(5, 4), axes=(1, 1))
    yield tensordot(_whole(3, 4), _whole(5, 4), axes=([], []))
    yield tensordot(_whole(3, 4), _whole(3, 4), SOME, axes=2)
    yield tensordot(grid(2, 0), grid(0, 3), SOME, axes=1)
    yield tensordot(grid(0, 2), grid(2, 3), axes=1)
    yield tensordot(LARGE, LARGE, ("int32",), axes=1)


def _kron() -> Iterator[Row]:
    kron = _row("numpy.kron", np.kron)
    yield kron(_whole(2, 3), _whole(3, 2), EVERY)
    yield kron(_whole(4), _whole(3), EVERY)
    yield kron(_whole(2, 1, 3), _whole(3, 2, 2), SOME)
    yield kron(_whole(3), _whole(2, 3, 2), SOME)
    yield kron(_whole(2, 3, 2), _whole(3))
    yield kron(np.array(3.0), _whole(2, 3), SOME)
    yield kron(np.array(3.0), np.array(2.0))
    yield kron(SPECIAL, SPECIAL, FLOATS[:3])
    yield kron(grid(0, 2), grid(3, 2), SOME)
    yield kron(LARGE, LARGE, ("int32",))


def _cross() -> Iterator[Row]:
    cross = _row("numpy.cross", _vector_product)
    # Booleans cannot be subtracted, nor a negative number come out of the CPU as uint32.
    numbers = tuple(dtype for dtype in EVERY if dtype not in ("bool", "uint32"))
    yield cross(_whole(4, 3), _whole(4, 3)[::-1].copy(), numbers)
    yield cross(_whole(3), _whole(2, 5, 3), numbers)
    yield cross(_whole(4, 1, 3), _whole(2, 3))
    yield cross(_whole(3, 4), _whole(3, 4)[:, ::-1].copy(), SOME, axis=0)
    yield cross(_whole(3, 4), _whole(4, 3), SOME, axisa=0, axisc=0)
    yield cross(_whole(2, 3, 4), _whole(2, 4, 3), axisa=1, axisb=-1, axisc=-2)
    yield cross(grid(0, 3), grid(0, 3), SOME)
    yield cross([1.5, 2.0], [-3.0, 4.0])
    yield cross(np.diag([3.0, 0, 0]), np.eye(3)[1], EVERY[:-1])
    yield cross([[1.0, 2.0], [5.0, -7.0]], [3.0, 4.0])
    yield cross([1.5, -2.0], grid(4, 3))
    yield cross(grid(4, 3), [1.5, -2.0])
    yield cross(np.array(np.meshgrid(SPECIAL, SPECIAL, SPECIAL)).reshape(3, -1), SPECIAL[:3], axisa=0)
    large = fixed([[2**31 - 1, 2**24 + 1, -(2**31)]], "int32")
    yield cross(large, fixed([3, -(2**30) - 1, 2**16 + 1], "int32"), ("int32",))


def _vector_product(
    x1: Any, x2: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: int | None = None
) -> Any:
    # NumPy is giving up vectors of two components.
    if axis is not None:
        axisa = axisb = axisc = axis
    a, b = np.moveaxis(np.asarray(x1), axisa, 0), np.moveaxis(np.asarray(x2), axisb, 0)
    if len(a) == len(b) == 2:
        return a[0] * b[1] - a[1] * b[0]
    a, b = (np.concatenate([v, 0 * v[:1]]) if len(v) == 2 else v for v in (a, b))
    parts = [a[i] * b[j] - a[j] * b[i] for i, j in ((1, 2), (2, 0), (0, 1))]
    return np.stack(parts, axisc)
