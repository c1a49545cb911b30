"""Products of the elements up to each one.

Blocks are multiplied apart, and then the blocks: in few steps. The product of a block may be far from
those up to it: so that no block overflows where they don't, powers of 4 are split off, which is exact.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from keras_openvino_ops import compat
from keras_openvino_ops.lowering.accumulations import running_sum
from keras_openvino_ops.lowering.compensated import exact_product
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
    divide,
    less,
    magnitude,
    minimum,
    multiply,
    round_half_even,
    select,
    subtract,
)
from keras_openvino_ops.lowering.exponentials import power_of_two
from keras_openvino_ops.lowering.fusion import is_fused
from keras_openvino_ops.lowering.joining import concatenate, slice_along
from keras_openvino_ops.lowering.logarithms import logarithm
from keras_openvino_ops.lowering.products import changed
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

SHORT = 256
"""The number of factors up to which what each multiplication loses is not looked at.

With dynamic shapes it is not either: OpenVINO does not fuse the operations that tell it.
"""

LEVELS = 4
"""How often blocks are made of an axis of dynamic length; more than 2**20 elements make long ones."""


def running_product(x: Output, axis: int) -> Output:
    """The product of the elements up to each one along an axis; of integers, modulo 2**32."""
    shape = static_shape(x)
    if 0 in shape:
        return x
    if dtype_of(x) == "float64":
        return _in_a_loop(x, axis)
    lengths = [dimension(x, one) for one in range(len(shape))]
    parts = reshape(x, [product(lengths[:axis]), lengths[axis], product(lengths[axis + 1 :])])
    length = static_shape(parts)[1]
    if length is not None and length <= STEPS:
        result = _in_steps(parts, 1)
    elif is_float(dtype_of(x)):
        result = _of_floats(parts)
    else:
        result = _by_blocks(parts, LEVELS)
    return reshape(result, lengths)


def _of_floats(x: Output) -> Output:
    """The running product along the middle one of three axes, where all products of blocks are near 1.

    Each factor is divided by what makes the products up to it, and so those of any factors in a row,
    a power of 4 smaller or larger: as far as the running sum of logarithms tells.
    """
    lengths = [dimension(x, axis) for axis in range(3)]
    # With dynamic dimensions the plugin takes one element at a time where the last axis is short.
    flat = reshape(x, (-1,))
    size = clamp(magnitude(flat), 2.0**-149, float.fromhex("0x1.fffffep127"))
    logarithms = multiply(logarithm(size), 0.5 / math.log(2))
    powers = round_half_even(reshape(running_sum(reshape(logarithms, lengths), 1), (-1,)))
    powers_before = _before(reshape(powers, lengths), 0)
    steps = subtract(reshape(powers_before, (-1,)), powers)
    near_one = reshape(_scaled(flat, steps), lengths)
    is_long = is_fused(x) and (static_shape(x)[1] or 0) > SHORT
    products = _accurate(near_one) if is_long else _by_blocks(near_one, LEVELS)
    products = reshape(products, (-1,))
    return reshape(_scaled(products, clamp(powers, -100.0, 100.0)), lengths)


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
    before = _before(_by_blocks(blocks.totals(within), level - 1), 1)
    return blocks.restore(multiply(within, blocks.lane(before)))


def _accurate(x: Output) -> Output:
    """The running product along the middle one of three axes of known length, with what it loses."""
    # With the steps of each level, and what each loses beside it, over 300 nodes.
    blocks = _Blocks(x)
    return blocks.restore(changed(*_in_lanes(blocks, x, None)))


def _in_lanes(blocks: _Blocks, x: Output, lost: Output | None) -> Parts:
    """The running product in lanes, and its losses.

    The losses, over the product, are of all multiplications up to an element, and those of the factors.
    """
    lanes = blocks.lanes(x)
    within = _in_steps(lanes, 0)
    losses = _losses(lanes, within, None if lost is None else blocks.lanes(lost, 0))
    totals, lost = blocks.totals(within), blocks.totals(losses)
    if blocks.are_several:
        beyond = _Blocks(totals)
        before, lost_before = (beyond.restore(one) for one in _in_lanes(beyond, totals, lost))
        within = multiply(within, blocks.lane(_before(before, 1)))
        losses = add(losses, blocks.lane(_before(lost_before, 0)))
    return within, losses


def _losses(factors: Output, products: Output, lost: Output | None) -> Output:
    """What running products in lanes have lost up to each one."""
    ones = broadcast_to(constant_like(1, products), [1, dimension(products, 1)])
    before = concatenate([ones, slice_along(products, 0, 0, -1)], 0)
    loss = divide(exact_product(before, factors)[1], products)
    # None where products are 0, infinite or nan.
    loss = select(less(magnitude(loss), 2.0**-20), loss, 0)
    return _in_steps(loss if lost is None else add(loss, lost), 0, add)


def _in_steps(x: Output, axis: int, function: Callable[..., Output] = multiply) -> Output:
    """The running product, or sum, along an axis of known length, with a node for each step."""
    length = static_shape(x)[axis]
    if length == 1:
        return x
    parts = opset.split(x, constant(axis, "int64"), length).outputs()
    results = [parts[0]]
    for part in parts[1:]:
        results.append(function(results[-1], part))
    return opset.concat(results, axis).output(0)


def _of_pairs(x: Output) -> Output:
    """The running product along the middle one of three short axes, with a factor for each pair.

    A loop takes long to begin.
    """
    indices = arange(dimension(x, 1), "int32")
    later = less(expand_dims(indices, [1, 2]), expand_dims(indices, [0, 2]))
    factors = select(later, constant_like(1, x), expand_dims(x, [1]))
    return opset.reduce_prod(factors, constant([2], "int64"), False).output(0)


def _before(x: Output, none: int) -> Output:
    """What comes before each element along the middle one of three axes."""
    lengths = [dimension(x, axis) for axis in range(3)]
    # None before none.
    lengths[1] = minimum(lengths[1], 1) if is_tensor(lengths[1]) else 1
    first = broadcast_to(constant_like(none, x), lengths)
    return concatenate([first, slice_along(x, 1, 0, -1)], 1)


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
