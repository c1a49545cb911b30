"""Products of the elements up to each one.

Of floats, e to the power of the running sum of logarithms is nearly that. How far from it each factor
leads is exact, as a difference, and so is nearly the sum of these: by that the result is mended.

Of integers, blocks are multiplied apart, and then the blocks: in few steps.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from keras_openvino_ops import compat
from keras_openvino_ops.lowering.accumulations import before, running_sum
from keras_openvino_ops.lowering.constants import (
    constant,
    constant_like,
    dtype_of,
    is_float,
    is_tensor,
    opset,
)
from keras_openvino_ops.lowering.elementwise import (
    add,
    clamp,
    convert,
    difference,
    divide,
    equal,
    exp,
    isnan,
    less,
    log,
    magnitude,
    multiply,
    polynomial,
    round_half_even,
    select,
    subtract,
)
from keras_openvino_ops.lowering.exponentials import power_of_two
from keras_openvino_ops.lowering.fusion import is_fused
from keras_openvino_ops.lowering.joining import slice_along
from keras_openvino_ops.lowering.shapes import (
    arange,
    broadcast_to,
    dimension,
    expand_dims,
    padded,
    product,
    rank_of,
    reshape,
    scalar,
    shape_of,
    static_shape,
    transpose,
)

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.compensated import Parts
    from keras_openvino_ops.lowering.constants import Number
    from keras_openvino_ops.lowering.shapes import Dimension

_Model = compat.openvino_class("Model")

STEPS = 16
"""How many factors are multiplied one after another."""

SHORT = 512
"""The number of factors up to which sums are taken in one stage."""

LEVELS = 4
"""How often blocks are made of an axis of dynamic length; more than 2**20 elements make long ones."""


def running_product(x: Output, axis: int) -> Output:
    """The product of the elements up to each one along an axis; of integers, modulo 2**32."""
    shape = static_shape(x)
    if 0 in shape:
        return x
    if dtype_of(x) == "float64":
        return _in_a_loop(x, axis)
    length = shape[axis]
    if is_float(dtype_of(x)) and (length is None or length > STEPS):
        return _in_two_axes(x, axis)
    lengths = [dimension(x, one) for one in range(len(shape))]
    parts = reshape(x, [product(lengths[:axis]), lengths[axis], product(lengths[axis + 1 :])])
    return reshape(_by_blocks(parts, LEVELS), lengths)


def _in_two_axes(x: Output, axis: int) -> Output:
    """The running product of floats along an axis, which is moved to the end meanwhile."""
    order = [*(one for one in range(rank_of(x)) if one != axis), axis]
    moved = transpose(x, order)
    lengths = [dimension(moved, one) for one in range(len(order))]
    rows = [product(lengths[:-1]), lengths[-1]]
    result = reshape(_of_floats(moved, rows), lengths)
    return transpose(result, [order.index(one) for one in range(len(order))])


def _of_floats(x: Output, rows: Sequence[Dimension]) -> Output:
    """The running product along rows.

    With the sum s of the logarithms to base 4 up to an element, and the integer k next to it, q is
    4**(s - k). Each q is 1 + d times the one before and the factor, over a power of 4; these d, which
    are exact but for their last rounding, tell what q lacks. 0 and the infinities are e to the power
    of their logarithms.
    """
    # With dynamic dimensions the plugin takes one element at a time where the last axis is short.
    flat = not is_fused(x) and is_tensor(rows[0])

    def along_rows(function: Callable[..., Output], x: Output, *args: float) -> Output:
        return reshape(function(reshape(x, rows), *args), (-1,)) if flat else function(x, *args)

    x = reshape(x, (-1,) if flat else rows)
    size = magnitude(x)
    # OpenVINO's node: ours runs in half the time, but takes 40 ms more to compile.
    logarithms = multiply(log(size), 0.5 / math.log(2))
    sums = along_rows(_sum_in_long_rows, logarithms)
    powers = round_half_even(clamp(sums, -(2.0**20), 2.0**20))
    near = exp(multiply(add(multiply(powers, -1), sums), 2 * math.log(2)))
    last = along_rows(_before, near, 1)
    factor = _scaled(size, add(multiply(powers, -1), along_rows(_before, powers, 0)))
    (last_high, last_low), (high, low) = _halves(last), _halves(factor)
    lacking = difference(multiply(last_high, high), near)
    lacking = add(multiply(multiply(last_high, low), -1), lacking)
    lacking = divide(add(multiply(last_low, factor), lacking), near)
    # None beside 0, infinity and nan.
    lacking = select(less(magnitude(lacking), 0.25), lacking, 0)
    # log(1 + d), and e to the power of the sum of those, which is small.
    lacking = multiply(lacking, polynomial(lacking, 1, -1 / 2, 1 / 3))
    change = polynomial(along_rows(_sum_in_long_rows, lacking), 1, 1, 1 / 2, 1 / 6, 1 / 24)
    # 1 / -0 is below zero, and 1 / -inf would not be.
    negative = convert(less(divide(1.0, clamp(x, -1.0, 1.0)), 0), "int32")
    count = along_rows(_sum_in_long_rows, negative)
    is_odd = opset.bitwise_and(count, constant_like(1, count)).output(0)
    power = power_of_two(clamp(powers, -100.0, 100.0))
    # Not -1 times the result: with dynamic shapes -1 times 0 is 0.
    signed = select(equal(is_odd, 0), power, multiply(power, -1))
    result = multiply(multiply(multiply(near, change), power), signed)
    # Compiled Exp of nan is inf.
    return select(isnan(sums), sums, result)


def _before(x: Output, first: float) -> Output:
    return before(x, 1, first)


def _halves(x: Output) -> Parts:
    """Minus the first 12 digits of a number, by Veltkamp's splitting, and what x has beside them."""
    high = multiply(difference(multiply(x, 1 + 2.0**-12), x), -(2.0**12))
    return high, add(high, x)


def _sum_in_long_rows(x: Output) -> Output:
    """The running sum along the last one of two axes: in two stages, which is as few as keep digits."""
    length = static_shape(x)[1]
    return running_sum(x, 1, SHORT, 2 * math.isqrt(length)) if length else running_sum(x, 1)


def _scaled(x: Output, exponents: Output) -> Output:
    """X times 4 to the power of integers from -100 to 100."""
    power = power_of_two(exponents)
    return multiply(multiply(x, power), power)


def _by_blocks(x: Output, level: int) -> Output:
    """The running product along the middle one of three axes."""
    length = static_shape(x)[1]
    if length is not None and length <= STEPS:
        return _in_steps(x, 1)
    if not level:
        return _of_pairs(x)
    blocks = _Blocks(x)
    within = _in_steps(blocks.lanes(x), 0)
    up_to = _by_blocks(blocks.totals(within), level - 1)
    return blocks.restore(multiply(within, blocks.lane(before(up_to, 1, 1))))


def _in_steps(x: Output, axis: int) -> Output:
    """The running product along an axis of known length, with a node for each step."""
    length = static_shape(x)[axis]
    if length == 1:
        return x
    parts = opset.split(x, constant(axis, "int64"), length).outputs()
    results = [parts[0]]
    for part in parts[1:]:
        results.append(multiply(results[-1], part))
    return opset.concat(results, axis).output(0)


def _of_pairs(x: Output) -> Output:
    """The running product along the middle one of three short axes, with a factor for each pair.

    A loop takes long to begin.
    """
    indices = arange(dimension(x, 1), "int32")
    later = less(expand_dims(indices, [1, 2]), expand_dims(indices, [0, 2]))
    factors = select(later, constant_like(1, x), expand_dims(x, [1]))
    return opset.reduce_prod(factors, constant([2], "int64"), False).output(0)


class _Blocks:
    """The middle one of three axes in blocks of `STEPS`, whose elements are told apart in lanes.

    Lanes are the rows of a matrix, in which neighbours are alike: with dynamic dimensions the plugin
    takes one element at a time where the last axis is short.
    """

    def __init__(self, x: Output) -> None:
        self._first, self._length, self._last = (dimension(x, axis) for axis in range(3))
        if is_tensor(self._length):
            # One block at least.
            self._count: Dimension = add(divide(self._length, STEPS), 1)
            self._padded: Dimension = multiply(self._count, STEPS)
        else:
            self._count = -(-self._length // STEPS)
            self._padded = self._count * STEPS

    def lanes(self, x: Output, fill: Number = 1) -> Output:
        """A tensor in lanes, the last block filled up with a number."""
        if is_tensor(self._length):
            x = padded(x, 1, subtract(self._padded, self._length), fill)
        elif self._padded > self._length:
            x = padded(x, 1, self._padded - self._length, fill)
        if self._last == 1:
            return transpose(reshape(x, [self._rows, STEPS]), [1, 0])
        apart = reshape(x, [self._rows, STEPS, self._last])
        return reshape(transpose(apart, [1, 0, 2]), [STEPS, product(self._total)])

    def restore(self, lanes: Output) -> Output:
        """What is in lanes in three axes again, without what filled it up."""
        if self._last == 1:
            apart = transpose(lanes, [1, 0])
        else:
            apart = transpose(reshape(lanes, [STEPS, self._rows, self._last]), [1, 0, 2])
        return slice_along(reshape(apart, [self._first, self._padded, self._last]), 1, 0, self._length)

    def totals(self, lanes: Output) -> Output:
        """What is in the last lane, with an axis of the blocks in the middle."""
        return reshape(slice_along(lanes, 0, STEPS - 1, STEPS), self._total)

    def lane(self, totals: Output) -> Output:
        """What belongs to each block as a lane."""
        return reshape(totals, [1, product(self._total)])

    @property
    def are_several(self) -> bool:
        """Whether there is more than one block along the axis."""
        return is_tensor(self._count) or self._count > 1

    @property
    def _rows(self) -> Dimension:
        return product([self._first, self._count])

    @property
    def _total(self) -> list[Dimension]:
        return [self._first, self._count, self._last]


def _in_a_loop(x: Output, axis: int) -> Output:
    """The running product along an axis, in a loop over it."""
    order = [axis, *(one for one in range(rank_of(x)) if one != axis)]
    moved = _scan_product(transpose(x, order))
    return transpose(moved, [order.index(one) for one in range(rank_of(x))])


def _scan_product(x: Output) -> Output:
    """The running product along the first axis, in a loop over it."""
    lengths = static_shape(x)
    if None not in lengths:
        return _loop_product(x)
    # The loop needs an iteration and elements: a one before the first, and beyond the other axes.
    before = constant([1] + [0] * (len(lengths) - 1), "int64")
    beyond = constant([0] + [1] * (len(lengths) - 1), "int64")
    padded = opset.pad(x, before, beyond, "constant", constant_like(1, x)).output(0)
    strides = constant([1] * len(lengths), "int64")
    stop = add(shape_of(x), before)
    return opset.slice(_loop_product(padded), before, stop, strides).output(0)


def _loop_product(x: Output) -> Output:
    element_type = x.get_element_type()
    part = [1, *(-1 if length is None else length for length in static_shape(x)[1:])]
    factor, so_far = opset.parameter(part, element_type), opset.parameter(part, element_type)
    result = multiply(so_far.output(0), factor.output(0))
    goes_on = opset.result(constant(True, "bool"))
    ones = broadcast_to(constant_like(1, x), [1, *(dimension(x, axis) for axis in range(1, len(part)))])

    loop = opset.loop(scalar(dimension(x, 0)), constant(True, "bool"))
    loop.set_function(_Model([goes_on, opset.result(result)], [factor, so_far]))
    loop.set_special_body_ports([-1, 0])
    loop.set_sliced_input(factor, x, 0, 1, 1, -1, 0)
    loop.set_merged_input(so_far, ones, result)
    return loop.get_concatenated_slices(result, 0, 1, 1, -1, 0)
