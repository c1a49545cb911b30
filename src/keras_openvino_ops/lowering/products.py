"""Products of float32 numbers, whose rounding errors are kept.

Each multiplication loses up to half a unit, and the losses of ten million factors near 1 do not cancel:
OpenVINO's product of them is 7e-4 off. Here thirds are multiplied, and thirds of their products, and so
on. What every product loses, over the product, is added up: so much the losses change the result.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.compensated import split
from keras_openvino_ops.lowering.constants import constant, dtype_of, opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    divide,
    less,
    magnitude,
    minimum,
    multiply,
    select,
    subtract,
)
from keras_openvino_ops.lowering.shapes import reduced_shape, reshape, static_shape
from keras_openvino_ops.lowering.sums import adjacent, staged_sum, with_axes

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.compensated import Parts

STAGE = 3
"""How many factors one kernel multiplies: OpenVINO cuts one of more operands into several."""

SHORT = 4096
"""The number of factors up to which the losses are small, and stages not worth their nodes."""

SMALLEST = 2.0**-100
"""Products below this may have lost digits that a subnormal number has no place for."""


def accurate_product(x: Output, axes: Sequence[int], keepdims: bool) -> Output:
    """The product of floats along some axes; 1 of no elements.

    Where a product of some factors overflows or vanishes, as with 0, infinity and nan, it is
    OpenVINO's, one factor after another. So it is of few factors, along axes that are not the first,
    and where a length is dynamic. It may be finite where one factor after another overflows.
    """
    # Of a vector, not as of a matrix: each lane of its kernel might overflow where the whole does not.
    native = opset.reduce_prod(x, constant(list(axes), "int64"), keepdims).output(0)
    runs = adjacent(axes)
    if None in static_shape(x) or len(runs) != 1 or dtype_of(x) != "float32":
        return native
    lengths = [length or 0 for length in static_shape(x)]
    ((first, last),) = runs
    # To split axes that are not the first takes the plugin ten times as long.
    if math.prod(lengths[:first]) != 1 or math.prod(lengths[first : last + 1]) <= SHORT:
        return native
    x = with_axes(x, first, last, [-1]) if last > first else x
    losses: list[Output] = []
    while static_shape(x)[first] != 1:
        x, lost = _stage(x, first)
        losses.append(staged_sum(lost, [first], True))
    loss = losses[0]
    for one in losses[1:]:
        loss = add(loss, one)
    # The product of all 1 + losses is e to the power of their sum.
    change = multiply(add(multiply(loss, 0.5), 1), loss)
    shape = reduced_shape(native, [], True)
    is_exact = reshape(less(magnitude(loss), 0.01), shape)
    return select(is_exact, reshape(add(multiply(change, x), x), shape), native)


def _stage(x: Output, axis: int) -> tuple[Output, Output]:
    """The products of factors, where an axis is cut into three, and their losses.

    A loss is over the product, and nan where products are too small to tell.
    """
    length = static_shape(x)[axis] or 0
    count = min(STAGE, length)
    lengths = [length // count] * count
    if rest := length % count:
        lengths.append(rest)
    factors = opset.variadic_split(x, constant(axis, "int64"), constant(lengths, "int64")).outputs()
    product, lost, least = factors[0], None, None
    for factor in factors[1:count]:
        product, lost = _product(product, lost, factor)
        size = magnitude(product)
        least = size if least is None else minimum(least, size)
    loss = select(less(SMALLEST, least), divide(lost, product), math.nan)
    if rest:
        product = opset.concat([product, factors[-1]], axis).output(0)
    return product, loss


def _product(x: Output, x_lost: Output | None, y: Output) -> Parts:
    """X + x_lost times y, rounded, and what it lost."""
    product = multiply(x, y)
    (x_high, x_low), (y_high, y_low) = split(x), split(y)
    lost = add(subtract(multiply(x_high, y_high), product), multiply(x_high, y_low))
    lost = add(lost, multiply(x_low, y))
    return product, lost if x_lost is None else add(multiply(x_lost, y), lost)
