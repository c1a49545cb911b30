"""Numbers at equal distances along a new axis."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, NamedTuple

from keras_openvino_ops.lowering.compensated import exact_product, exact_sum, split_number
from keras_openvino_ops.lowering.constants import constant, is_tensor
from keras_openvino_ops.lowering.elementwise import (
    add,
    convert,
    divide,
    equal,
    maximum,
    multiply,
    select,
    subtract,
)
from keras_openvino_ops.lowering.shapes import (
    arange,
    expand_dims,
    normalize_axis,
    rank_of,
    scalar,
)

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.compensated import Parts
    from keras_openvino_ops.lowering.elementwise import Operand
    from keras_openvino_ops.lowering.shapes import Dimension


class Spaced(NamedTuple):
    """The operands of evenly spaced numbers, in shapes that broadcast to the result's, in float32."""

    start: Output
    stop: Output
    start_rest: Operand
    stop_rest: Operand
    index: Output
    intervals: Output

    def with_ends(self, values: Output, first: Operand, last: Operand) -> Output:
        """The numbers with these at start and at stop."""
        values = select(equal(self.index, self.intervals), last, values)
        return select(equal(self.index, 0), first, values)


def spaced(start: Operand, stop: Operand, num: Dimension, endpoint: bool, axis: int) -> Spaced:
    """The operands of num numbers from start to stop, or to the last one before it."""
    intervals = maximum(tensor_of(intervals_of(num, endpoint), "float32"), 1)
    ends = tensor_of(start, "float32"), tensor_of(stop, "float32")
    rank = max(map(rank_of, ends))
    axis = normalize_axis(axis, rank + 1)

    def aligned(x: Output) -> Output:
        return expand_dims(expand_dims(x, range(rank - rank_of(x))), [axis])

    index = expand_dims(arange(num, "float32"), [one for one in range(rank + 1) if one != axis])
    return Spaced(aligned(ends[0]), aligned(ends[1]), _rest(start), _rest(stop), index, intervals)


def _rest(x: Operand) -> float:
    """What float32 leaves of a Python number."""
    return 0.0 if is_tensor(x) else split_number(x)[1]


def intervals_of(num: Dimension, endpoint: bool) -> Operand:
    """How many distances there are from start to stop."""
    if is_tensor(num):
        return subtract(convert(scalar(num), "float32"), int(endpoint))
    if operator.index(num) < 0:
        raise ValueError(f"num must not be negative. Received: num={num}")
    return operator.index(num) - int(endpoint)


def evenly_spaced(samples: Spaced) -> Parts:
    """The numbers, and their rounding errors."""
    left = subtract(samples.intervals, samples.index)
    start_part, start_rest = exact_product(samples.start, left)
    stop_part, stop_rest = exact_product(samples.stop, samples.index)
    total, rest = exact_sum(start_part, stop_part)
    rest = add(rest, add(start_rest, stop_rest))
    rest = add(rest, multiply(left, samples.start_rest))
    rest = add(rest, multiply(samples.index, samples.stop_rest))
    quotient = divide(total, samples.intervals)
    product, product_rest = exact_product(quotient, samples.intervals)
    remainder = subtract(subtract(total, product), product_rest)
    rest = divide(add(remainder, rest), samples.intervals)
    return (
        samples.with_ends(quotient, samples.start, samples.stop),
        samples.with_ends(rest, samples.start_rest, samples.stop_rest),
    )


def tensor_of(x: Operand, dtype: str) -> Output:
    """A tensor or a number as a tensor of a dtype."""
    return convert(x, dtype) if is_tensor(x) else constant(x, dtype)
