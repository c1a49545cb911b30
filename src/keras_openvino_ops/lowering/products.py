"""Products of float32 numbers, whose rounding errors are kept.

Each multiplication loses up to half a unit, and the losses of ten million factors near 1 do not cancel:
OpenVINO's product of them is 7e-4 off. Here thirds are multiplied, and thirds of their products, and so
on. What every product loses, over the product, is added up: so much the losses change the result.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from keras_openvino_ops import compat
from keras_openvino_ops.lowering.branches import where_needed
from keras_openvino_ops.lowering.compensated import split
from keras_openvino_ops.lowering.constants import (
    ELEMENT_TYPES,
    constant,
    constant_like,
    dtype_of,
    is_tensor,
    opset,
)
from keras_openvino_ops.lowering.elementwise import (
    add,
    divide,
    less,
    logical_and,
    magnitude,
    minimum,
    multiply,
    polynomial,
    select,
    subtract,
)
from keras_openvino_ops.lowering.shapes import (
    broadcast_to,
    dimension,
    padded,
    product,
    rank_of,
    reduced_shape,
    reshape,
    squeeze,
    static_shape,
    transpose,
)
from keras_openvino_ops.lowering.sums import adjacent, staged_sum

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.compensated import Parts

_Model = compat.openvino_class("Model")

STAGE = 3
"""How many factors one kernel multiplies: OpenVINO cuts one of more operands into several."""

SHORT, SHORT_DYNAMIC = 2**12, 2**17
"""The numbers of factors up to which the losses are small, and stages not worth their time.

With dynamic shapes OpenVINO does not fuse the operations of a stage.
"""

LANES = range(32, 11, -1)
"""How many factors may be left to OpenVINO's product: the lanes of a stage, adjacent in memory."""

SMALLEST = 2.0**-100
"""Products below this may have lost digits that a subnormal number has no place for."""

LARGE, TERMS = 0.25, 7
"""Losses that change the result more are not taken for right; the terms that tell how much they do."""


def accurate_product(x: Output, axes: Sequence[int], keepdims: bool) -> Output:
    """The product of floats along some axes; 1 of no elements.

    Where a product of some factors overflows or vanishes, as with 0, infinity and nan, it is
    OpenVINO's, one factor after another. So it is of few factors. Where the shape is known, it may be
    finite though one factor after another overflows.
    """
    # Of a vector, not as of a matrix: each lane of its kernel might overflow where the whole does not.
    native = opset.reduce_prod(x, constant(list(axes), "int64"), keepdims).output(0)
    along = [dimension(x, axis) for axis in axes]
    count = product(along)
    is_dynamic = x.get_partial_shape().is_dynamic
    longest = SHORT_DYNAMIC if is_dynamic else SHORT
    if dtype_of(x) != "float32" or (not is_tensor(count) and count <= longest):
        return native
    shape = reduced_shape(native, [], True)
    if not is_dynamic:
        found, loss = _in_stages(_in_three_axes(x, axes))
        is_exact = reshape(less(magnitude(loss), LARGE), shape)
        return select(is_exact, reshape(changed(found, loss), shape), native)

    def factor(x: Output, native: Output) -> Output:
        """What the losses change OpenVINO's product to, over it."""
        found, loss = _in_a_loop(_in_three_axes(x, axes))
        lengths = [dimension(native, axis) for axis in range(rank_of(native))] or [1]
        ratio = divide(reshape(changed(found, loss), lengths), native)
        is_exact = less(reshape(magnitude(loss), lengths), LARGE)
        # Not where OpenVINO's product vanishes or is infinite.
        is_normal = less(SMALLEST, minimum(magnitude(native), magnitude(ratio)))
        return select(logical_and(is_exact, is_normal), ratio, 1)

    if is_tensor(count):
        factors = where_needed(less(longest, count), factor, [x, native], 1)
    else:
        factors = factor(x, native)
    return multiply(native, factors if shape else squeeze(factors, [0]))


def _in_three_axes(x: Output, axes: Sequence[int]) -> Output:
    """A tensor whose factors are along the middle one of three axes."""
    ((first, last), *others) = adjacent(axes)
    if others:
        kept = [axis for axis in range(rank_of(x)) if axis not in axes]
        x = transpose(x, [*sorted(axes), *kept])
        first, last = 0, len(axes) - 1
    lengths = [dimension(x, axis) for axis in range(rank_of(x))]
    return reshape(
        x, [product(lengths[:first]), product(lengths[first : last + 1]), product(lengths[last + 1 :])]
    )


def changed(x: Output, loss: Output) -> Output:
    """Products with what was lost, as a part of them."""
    # The product of all 1 + losses is e to the power of their sum: here by the series.
    return multiply(x, polynomial(loss, *(1 / math.factorial(one) for one in range(TERMS))))


def _in_stages(x: Output) -> Parts:
    """The products along the middle one of three axes of known lengths, and their losses."""
    before, count, beyond = (length or 0 for length in static_shape(x))
    # If possible, without copying the factors to fill up rows.
    lanes = next((one for one in LANES if count % one == 0), LANES[0])
    rows = -(-count // lanes)
    if missing := rows * lanes - count:
        x = padded(x, 1, missing, 1)
    if before > 1:
        # To split the first axis takes the plugin no time, and to split others ten times as long.
        x = transpose(reshape(x, (before, rows, lanes * beyond)), (1, 0, 2))
    x = reshape(x, (rows, before * lanes * beyond))
    losses: list[Output] = []
    while static_shape(x)[0] != 1:
        x, lost = _stage(x)
        losses.append(staged_sum(lost, [0], True))
    loss = losses[0]
    for one in losses[1:]:
        loss = add(loss, one)
    found, loss = (reshape(one, (before, lanes, beyond)) for one in (x, loss))
    return _product_along(found), staged_sum(loss, [1], True)


def _in_a_loop(x: Output) -> Parts:
    """The products along the middle one of three axes, and their losses, a stage a turn."""
    before, beyond = dimension(x, 0), dimension(x, 2)
    none = broadcast_to(constant_like(0, x), [before, 1, beyond])
    inside = [opset.parameter([-1, length, -1], ELEMENT_TYPES["float32"]) for length in (-1, 1)]
    factors, loss = (one.output(0) for one in inside)
    before, count, beyond = (dimension(factors, axis) for axis in range(3))
    rows = divide(add(count, STAGE - 1), STAGE)
    factors = padded(factors, 1, subtract(multiply(rows, STAGE), count), 1)
    factors = reshape(factors, [before, STAGE, product([rows, beyond])])
    parts = reshape(transpose(factors, (1, 0, 2)), [STAGE, -1])
    found, lost = (reshape(one, [before, rows, beyond]) for one in _stage(parts))
    loss = add(loss, opset.reduce_sum(lost, constant([1], "int64"), True).output(0))
    results = [opset.result(one) for one in (less(LANES[0], rows), found, loss)]
    loop = opset.loop(constant(2**31 - 1, "int64"), constant(True, "bool"))
    loop.set_function(_Model(results, inside))
    loop.set_special_body_ports([-1, 0])
    loop.set_merged_input(inside[0], x, found)
    loop.set_merged_input(inside[1], none, loss)
    return _product_along(loop.get_iter_value(found, -1)), loop.get_iter_value(loss, -1)


def _product_along(x: Output) -> Output:
    return opset.reduce_prod(x, constant([1], "int64"), True).output(0)


def _stage(x: Output) -> Parts:
    """The products of factors, where the first axis is cut into three, and their losses.

    A loss is over the product, and nan where products are too small to tell.
    """
    length = static_shape(x)[0] or 0
    count = min(STAGE, length)
    lengths = [length // count] * count
    if rest := length % count:
        lengths.append(rest)
    factors = opset.variadic_split(x, constant(0, "int64"), constant(lengths, "int64")).outputs()
    found, lost, least = factors[0], None, None
    for factor in factors[1:count]:
        found, lost = _times(found, lost, factor)
        size = magnitude(found)
        least = size if least is None else minimum(least, size)
    loss = select(less(SMALLEST, least), divide(lost, found), math.nan)
    if rest:
        found = opset.concat([found, factors[-1]], 0).output(0)
    return found, loss


def _times(x: Output, x_lost: Output | None, y: Output) -> Parts:
    """X + x_lost times y, rounded, and what it lost."""
    found = multiply(x, y)
    (x_high, x_low), (y_high, y_low) = split(x), split(y)
    lost = add(subtract(multiply(x_high, y_high), found), multiply(x_high, y_low))
    lost = add(lost, multiply(x_low, y))
    return found, lost if x_lost is None else add(multiply(x_lost, y), lost)
