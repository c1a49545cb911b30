"""Sorting along an axis, arranged as the CPU plugin sorts fastest.

Its TopK sorts a last axis with a heap, row by row. Another axis it sorts with a bitonic network on
vectors of neighbouring rows, if the lengths are known, else by insertion, in quadratic time; with
``stable=True`` always by insertion. Up to eight times as fast as the heap is the network on blocks of
16 rows: their elements fill whole cache lines.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops.lowering.constants import constant, dtype_of, is_float, is_tensor, opset
from keras_openvino_ops.lowering.joining import concatenate, slice_along
from keras_openvino_ops.lowering.shapes import (
    broadcast_to,
    dimension,
    rank_of,
    reshape,
    scalar,
    static_shape,
    take,
    transpose,
)

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.shapes import Dimension

BLOCK = 16
"""The rows that the network sorts at once: a vector of AVX-512, a cache line."""

LONGEST_BLOCK = 8192
"""Up to this length blocks are sorted whole; the code that is compiled for them grows with it."""


def topk(x: Output, k: Dimension, axis: int, largest: bool = False) -> Any:
    """The k smallest or largest elements along an axis, in order, and their int32 indices.

    Nan has no certain place, nor have equal elements.
    """
    count = scalar(k) if is_tensor(k) else constant(k, "int64")
    mode = "max" if largest else "min"
    return opset.topk(x, count, axis, mode, "value", index_element_type="i32")


@dataclass(frozen=True)
class Arrangement:
    """How a tensor, and others that differ from it in the length of one axis, are laid out to sort it.

    The axis comes last, or before a last axis of the rows of a block.

    Attributes
    ----------
    lengths
        The dimensions of the tensor.
    along
        The axis.
    lanes
        The rows of a block; 0 for no blocks.
    """

    lengths: Sequence[Dimension]
    along: int
    lanes: int

    @property
    def axis(self) -> int:
        """The axis in the arranged tensors."""
        return 1 if self.lanes else len(self.lengths) - 1

    @property
    def long(self) -> bool:
        """Whether the axis is known to be too long for blocks."""
        dynamic = any(is_tensor(length) for length in self.lengths)
        return not dynamic and self.lengths[self.along] > LONGEST_BLOCK

    @property
    def _inner(self) -> int:
        """How many neighbouring elements belong to as many rows."""
        return math.prod(self.lengths[self.along + 1 :]) if self.lanes else 1

    @property
    def _aligned(self) -> bool:
        """Whether blocks of rows are neighbours already."""
        return bool(self.lanes) and self._inner % BLOCK == 0

    @property
    def _rows(self) -> int:
        return math.prod(self._beside)

    @property
    def _beside(self) -> list[Dimension]:
        return [*self.lengths[: self.along], *self.lengths[self.along + 1 :]]

    def _with_length(self, length: Dimension) -> list[Dimension]:
        return [*self.lengths[: self.along], length, *self.lengths[self.along + 1 :]]

    def arrange(self, x: Output) -> Output:
        """A tensor in the arrangement."""
        length = dimension(x, self.along)
        if self._aligned:
            blocks = self._inner // BLOCK
            apart = reshape(x, [self._rows // self._inner, length, blocks, BLOCK])
            return reshape(
                transpose(apart, [0, 2, 1, 3]) if blocks > 1 else apart,
                [self._rows // BLOCK, length, BLOCK],
            )
        last = transpose(x, self._axis_last())
        if not self.lanes:
            return last
        rows = reshape(last, [self._rows, length])
        missing = -self._rows % self.lanes
        if missing:
            rows = concatenate([rows, broadcast_to(constant(0, dtype_of(x)), [missing, length])], 0)
        blocks = reshape(rows, [(self._rows + missing) // self.lanes, self.lanes, length])
        return transpose(blocks, [0, 2, 1])

    def restore(self, x: Output) -> Output:
        """An arranged tensor in the order that it was in."""
        length = dimension(x, self.axis)
        if self._aligned:
            blocks = self._inner // BLOCK
            if blocks > 1:
                apart = reshape(x, [self._rows // self._inner, blocks, length, BLOCK])
                x = transpose(apart, [0, 2, 1, 3])
            return reshape(x, self._with_length(length))
        if self.lanes:
            rows = reshape(transpose(x, [0, 2, 1]), [-(-self._rows // self.lanes) * self.lanes, length])
            x = reshape(slice_along(rows, 0, 0, self._rows), [*self._beside, length])
        return transpose(x, np.argsort(self._axis_last()).tolist())

    def _axis_last(self) -> list[int]:
        rank = len(self.lengths)
        return [*(one for one in range(rank) if one != self.along), self.along]


def arrangement(x: Output, axis: int) -> Arrangement:
    """The fastest arrangement to sort a tensor in along an axis."""
    shape = static_shape(x)
    lengths = [dimension(x, one) for one in range(len(shape))]
    lanes = 0
    if None not in shape and 0 not in shape:
        rows = math.prod(shape) // shape[axis]  # type: ignore[arg-type, operator]
        if rows > 1 and 1 < shape[axis] <= LONGEST_BLOCK:  # type: ignore[operator]
            lanes = next((count for count in (4, 8) if rows <= count), BLOCK)
    return Arrangement(lengths, axis, lanes)


@dataclass(frozen=True)
class Sorted:
    """The smallest elements along an axis, in order, as they were arranged to sort them."""

    values: Output
    arranged: Arrangement

    def all(self) -> Output:
        """All of them."""
        return self.arranged.restore(self.values)

    def at(self, places: Output) -> Output:
        """Those at some places: a vector of places, or a tensor of them like x but in this axis."""
        axis = self.arranged.axis
        if rank_of(places) == 1:
            return self.arranged.restore(take(self.values, places, axis))
        places = self.arranged.arrange(places)
        return self.arranged.restore(opset.gather_elements(self.values, places, axis).output(0))


def smallest(x: Output, axis: int, k: Dimension) -> Sorted:
    """The k smallest elements along an axis, or more; nan in no certain place."""
    if static_shape(x)[axis] == 1:
        return Sorted(x, Arrangement([dimension(x, one) for one in range(rank_of(x))], axis, 0))
    arranged = arrangement(x, axis)
    values = arranged.arrange(x)
    if arranged.long and (is_tensor(k) or k > LONGEST_BLOCK // BLOCK):
        return Sorted(_in_columns(values), arranged)
    return Sorted(topk(values, k, arranged.axis).output(0), arranged)


def _in_columns(x: Output) -> Output:
    """The elements of long rows of known length in order, by sorting shorter ones four times.

    A matrix of r rows and s columns, r >= 2 s**2, is sorted by its columns, by its columns after
    all were dealt out row by row, after they were collected again, and after a shift by r / 2
    (Leighton, IEEE Transactions on Computers C-34 (1985): Columnsort).
    """
    shape = static_shape(x)
    length = math.prod(shape[-1:])  # type: ignore[arg-type]
    rows = math.prod(shape) // length  # type: ignore[arg-type]
    r, s = min((_column(length, s), s) for s in range(BLOCK, 257, BLOCK))
    filling = float("inf") if is_float(dtype_of(x)) else np.iinfo(dtype_of(x)).max
    x = reshape(x, [rows, length])
    if r * s > length:
        x = concatenate([x, broadcast_to(constant(filling, dtype_of(x)), [rows, r * s - length])], 1)

    def by_column(x: Output, shape: Sequence[int], axis: int) -> Output:
        arranged = arrangement(reshape(x, [rows, *shape]), axis)
        if not arranged.lanes:
            arranged = Arrangement(arranged.lengths, axis, BLOCK)
        values = topk(arranged.arrange(reshape(x, [rows, *shape])), r, arranged.axis).output(0)
        return reshape(arranged.restore(values), [rows, r * s])

    x = by_column(x, (s, r), 2)
    x = by_column(x, (r, s), 1)
    x = by_column(x, (s, r), 2)
    half = r // 2
    head, tail = slice_along(x, 1, 0, half), slice_along(x, 1, half, r * s)
    shifted = by_column(concatenate([tail, head], 1), (s, r), 2)
    parts = [
        head,
        slice_along(shifted, 1, 0, r * (s - 1)),
        slice_along(x, 1, r * s - (r - half), r * s),
    ]
    return reshape(slice_along(concatenate(parts, 1), 1, 0, length), list(shape))


def _column(length: int, columns: int) -> int:
    """The least number of rows that so many columns need."""
    return max(-(-length // columns), 2 * columns**2)
