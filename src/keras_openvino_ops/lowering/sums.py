"""Sums of floats, added up in stages.

OpenVINO adds one element after another, so that the error grows with their number: of ten million
numbers near 100 the sum is a tenth too small. In stages of `STAGE` it grows with the number of stages
(Higham, Accuracy and Stability of Numerical Algorithms, section 4.2).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.constants import constant, constant_like, opset
from keras_openvino_ops.lowering.elementwise import negative
from keras_openvino_ops.lowering.shapes import (
    dimension,
    rank_of,
    shape_of,
    static_shape,
    take,
    vector,
)

if TYPE_CHECKING:
    from openvino import Output

STAGE = 64
"""How many elements are added one after another."""

SHORT, SHORT_ROW = 1024, 4096
"""The lengths up to which stages are not worth their nodes; a row is added up in several lanes."""


def staged_sum(x: Output, axes: Sequence[int], keepdims: bool) -> Output:
    """The sum of floats along some axes; 0 of no elements.

    Each stage keeps its axis: OpenVINO would merge a reduction with the next one. Where lengths are
    dynamic, in stages over all axes or the first one: for others it takes copies that cost more than
    the sum, and one axis is summed after another.
    """
    runs = adjacent(axes)
    if len(runs) > 1 and x.get_partial_shape().is_dynamic:
        return _sum_by_axes(x, axes, keepdims)
    for first, last in reversed(runs):
        x = _sum_of_run(x, first, last, keepdims)
    return x


def _sum(x: Output, axes: Sequence[int], keepdims: bool) -> Output:
    return opset.reduce_sum(x, constant(list(axes), "int64"), keepdims).output(0)


def _sum_by_axes(x: Output, axes: Sequence[int], keepdims: bool) -> Output:
    """The sum along one axis after another, where that takes no longer than along all at once.

    It does if the last axis is one of them; but that one OpenVINO sums in several lanes.
    """
    first, *others = sorted(axes)
    if not others or others[-1] == rank_of(x) - 1:
        return _sum(x, axes, keepdims)
    for axis in reversed(others):
        x = _sum(x, [axis], True)
    # OpenVINO would merge two that keep their axes.
    if not keepdims:
        return _sum(x, axes, False)
    return with_axes(_sum(x, [first], False), first, first - 1, [1])


def adjacent(axes: Sequence[int]) -> list[tuple[int, int]]:
    """The first and the last axis of each run of axes that follow each other."""
    runs: list[tuple[int, int]] = []
    for axis in sorted(axes):
        if runs and runs[-1][1] == axis - 1:
            runs[-1] = (runs[-1][0], axis)
        else:
            runs.append((axis, axis))
    return runs


def _sum_of_run(x: Output, first: int, last: int, keepdims: bool) -> Output:
    """The sum along axes that follow each other."""
    lengths = static_shape(x)
    along = lengths[first : last + 1]
    if None in along:
        if first or last not in (0, len(lengths) - 1):
            return _sum_by_axes(x, range(first, last + 1), keepdims)
        # The rest of 10**7 elements is a row of 2442.
        counts = [STAGE, STAGE]
    else:
        count = math.prod(length or 0 for length in along)
        if count <= (SHORT_ROW if first and last == len(lengths) - 1 else SHORT):
            return _sum(x, range(first, last + 1), keepdims)
        counts = _stages(count)
    if last > first:
        x = with_axes(x, first, last, [-1])
    end = first
    for count in counts:
        x = _sum(_rows(x, first, end, count), [first], True)
        end = first + 1
    x = _sum(x, range(first, end + 1), keepdims)
    # Not by Unsqueeze, which does not stay in float32 in bfloat16 mode on OpenVINO 2026.
    return with_axes(x, first, end, [1] * (last - first + 1)) if keepdims else x


def _stages(length: int) -> list[int]:
    """The numbers of rows to add in stages: if possible, those that leave no rest."""
    counts = []
    while length > STAGE:
        divisors = (count for count in range(STAGE, STAGE // 4, -1) if length % count == 0)
        counts.append(next(divisors, STAGE))
        length = -(-length // counts[-1])
    return counts


def _rows(x: Output, first: int, last: int, count: int) -> Output:
    """A tensor whose axis (and one of length 1 before it) is cut into so many rows.

    The last one is filled up with zeros.
    """
    length = dimension(x, last)
    missing = -length % count if isinstance(length, int) else _rest(length, count)
    if missing:
        rank = rank_of(x)
        before = constant([0] * rank, "int64")
        after = vector([missing if one == last else 0 for one in range(rank)])
        x = opset.pad(x, before, after, "constant", constant_like(0, x)).output(0)
    return with_axes(x, first, last, [count, -1])


def _rest(length: Output, count: int) -> Output:
    """What length is short of a multiple of count."""
    return opset.floor_mod(negative(length), constant(count, "int64")).output(0)


def with_axes(x: Output, first: int, last: int, lengths: Sequence[int]) -> Output:
    """A tensor with axes of other lengths in place of some that follow each other."""
    beyond = static_shape(x)[last + 1 :]
    # Before them, 0 stands for what the length was.
    target = constant([0] * first + list(lengths) + [length or 0 for length in beyond], "int64")
    if None in beyond:
        after = take(shape_of(x), constant(range(last + 1, rank_of(x)), "int64"), 0)
        target = opset.concat([constant([0] * first + list(lengths), "int64"), after], 0).output(0)
    return opset.reshape(x, target, True).output(0)
