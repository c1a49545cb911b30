"""Where OpenVINO makes one kernel of several elementwise operations."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.constants import opset
from keras_openvino_ops.lowering.shapes import dimension, expand_dims, rank_of, reshape, shape_of

if TYPE_CHECKING:
    from openvino import Output


_in_kernel: ContextVar[bool] = ContextVar("in_kernel", default=False)


@contextlib.contextmanager
def as_if_fused() -> Iterator[None]:
    """Let formulas be built as for known shapes."""
    token = _in_kernel.set(True)
    try:
        yield
    finally:
        _in_kernel.reset(token)


def is_fused(x: Output) -> bool:
    """Whether elementwise operations on x become one kernel: those of a static shape alone do.

    With a dynamic dimension only chains do: operations whose result has one use, as the first operand
    of the next, where no other operand is an operand of the chain already. A formula of dozens of
    kernels is slower than the one node that OpenVINO has for the function.
    """
    static: bool = x.get_partial_shape().is_static
    return static or _in_kernel.get()


def renamed(x: Output, axes: int) -> Output:
    """The same tensor with axes of length 1 before the others: for a chain it is another operand.

    No data are moved. Not by Unsqueeze, which does not stay in float32 in bfloat16 mode on OpenVINO
    2026.
    """
    rank = rank_of(x)
    if rank == 1:
        return reshape(x, [*[1] * axes, -1])
    return reshape(x, [*[1] * axes, *(dimension(x, axis) for axis in range(rank))])


def another(x: Output, axes: int = 1) -> Output:
    """The same for values that may be rounded in bfloat16 mode, in less time if x has several axes."""
    return expand_dims(x, range(axes))


def names(x: Output, count: int) -> list[Output]:
    """A tensor of one axis, and so many other names for it.

    Each is made of the one before. The plugin would copy the data once, were there several of x itself.
    """
    found = [x]
    for axes in range(1, count + 1):
        found.append(reshape(found[-1], [*[1] * axes, -1]))
    return found


def in_shape_of(x: Output, result: Output) -> Output:
    """What was computed of the elements of x in one axis."""
    if rank_of(x) == 1:
        return of_rank(result, 1)
    return opset.reshape(result, shape_of(x), False).output(0)


def of_rank(x: Output, rank: int) -> Output:
    """The tensor without the axes of length 1 before so many others."""
    return reshape(x, [dimension(x, axis - rank) for axis in range(rank)])
