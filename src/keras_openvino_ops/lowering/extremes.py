"""Where the extremes of tensors are."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.constants import dtype_of, is_float, is_tensor, opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    convert,
    divide,
    equal,
    isnan,
    less,
    logical_or,
    multiply,
    negative,
    select,
    subtract,
)
from keras_openvino_ops.lowering.ordering import equal_exactly
from keras_openvino_ops.lowering.reductions import (
    largest,
    or_nan,
    reduce_max,
    reduce_min,
)
from keras_openvino_ops.lowering.shapes import (
    broadcast_to,
    dimension,
    expand_dims,
    indices_along,
    padded,
    rank_of,
    reshape,
    squeeze,
    static_shape,
)

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.shapes import Dimension

BLOCK = 64
"""How many elements to reduce at first, where the length of an axis is dynamic or has no divisor."""


def first_index_of_extreme(x: Output, axis: int, keepdims: bool, smallest: bool) -> Output:
    """The int32 index of the first largest or smallest element along an axis, or of the first nan.

    -0.0 equals 0.0. Where nothing is beyond the first finite number, infinities count as equal to it.
    """
    if not is_float(dtype_of(x)):
        # -1 - x turns the order of integers without overflow.
        index = _index_of_integer(subtract(-1, x) if smallest else x, axis)
    else:
        index = _index_by_blocks(x, axis, smallest)
    return index if keepdims else squeeze(index, [axis])


def _index_by_blocks(x: Output, axis: int, smallest: bool) -> Output:
    """The index of the block that has the extreme, and in it the index of the extreme.

    Reductions read x once each. What computes with every element would write as much as x, which takes
    several times as long.
    """
    length = dimension(x, axis)
    count, size = _blocks(length)
    is_exact = is_tensor(length) or length <= 2**24
    if size == 1 or (is_exact and _is_moved_slowly(x)):
        return _first_index(x, axis, smallest)
    lengths = [dimension(x, one) for one in range(rank_of(x))]
    if is_tensor(length) or count * size > length:
        missing = (
            subtract(multiply(count, size), length) if is_tensor(length) else count * size - length
        )
        x = padded(x, axis, missing, float("inf") if smallest else float("-inf"))
    blocks = reshape(x, [*lengths[:axis], count, size, *lengths[axis + 1 :]])
    block = _first_index(_extreme(blocks, axis + 1, smallest), axis, smallest)
    places = broadcast_to(
        expand_dims(block, [axis + 1]), [*lengths[:axis], 1, size, *lengths[axis + 1 :]]
    )
    chosen = squeeze(opset.gather_elements(blocks, places, axis).output(0), [axis])
    return add(multiply(block, size), _first_index(chosen, axis, smallest))


def _is_moved_slowly(x: Output) -> bool:
    """Whether blocks of x cost more than they spare: in several dimensions, not all of them known.

    But OpenVINO takes one element at a time where it computes along a last axis of length 1.
    """
    shape = static_shape(x)
    return None in shape and len(shape) > 1 and shape[-1] != 1


def _blocks(length: Dimension) -> tuple[Dimension, int]:
    """The number of blocks that an axis is divided into, and the size of each."""
    if is_tensor(length):
        return divide(add(length, BLOCK - 1), BLOCK), BLOCK
    if length <= BLOCK:
        return length, 1
    size = max(one for one in range(1, math.isqrt(length) + 1) if length % one == 0)
    return (length // size, size) if size >= 4 else (-(-length // BLOCK), BLOCK)


def _extreme(x: Output, axis: int, smallest: bool) -> Output:
    """The extreme along an axis, which goes; nan if there is one."""
    return or_nan((reduce_min if smallest else reduce_max)(x, [axis], False), x, [axis], False)


def _first_index(x: Output, axis: int, smallest: bool) -> Output:
    """The index of the first extreme along an axis, which is kept; 0 if all are infinities.

    It is exact up to 2**24.
    """
    extreme = expand_dims(_extreme(x, axis, smallest), [axis])
    hit = logical_or(equal(x, extreme), isnan(x))
    # In float32, which holds the number of any blocks, and of any elements in a row of a matrix that
    # memory is likely to hold.
    places = select(hit, convert(indices_along(x, axis), "float32"), float("inf"))
    index = reduce_min(places, [axis], True)
    return convert(select(less(index, 2.0**31), index, 0), "int32")


def _index_of_integer(x: Output, axis: int) -> Output:
    hit = equal_exactly(x, largest(x, [axis], keepdims=True))
    length = dimension(x, axis)
    if not is_tensor(length) and length <= 2**24:
        places = select(hit, convert(indices_along(x, axis), "float32"), length)
        return convert(reduce_min(places, [axis], True), "int32")
    places = select(hit, negative(indices_along(x, axis)), -(2**31) + 1)
    return negative(largest(places, [axis], True))
