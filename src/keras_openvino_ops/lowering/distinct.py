"""The different ones among elements, or among slices; each nan is different, and after every number.

OpenVINO's Unique is quick where it only gives the different elements of a vector. For where they are,
and along an axis, it compares each with each: here elements are looked up among the different ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops.lowering.constants import constant, constant_like, dtype_of, is_float, opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    convert,
    divide,
    infinite_for_nan,
    isnan,
    less,
    logical_not,
    multiply,
    select,
    subtract,
)
from keras_openvino_ops.lowering.folding import value_of
from keras_openvino_ops.lowering.joining import concatenate, slice_along
from keras_openvino_ops.lowering.loops import repeat
from keras_openvino_ops.lowering.ordering import count_of_numbers, equal_exactly
from keras_openvino_ops.lowering.reductions import any_true, largest_integer
from keras_openvino_ops.lowering.shapes import (
    arange,
    broadcast_to,
    dimension,
    expand_dims,
    scalar,
    static_shape,
    take,
)

if TYPE_CHECKING:
    from openvino import Output

    Array = np.ndarray[Any, Any]


def distinct_values(x: Output) -> Output:
    """The different elements of a vector in ascending order."""
    if value_of(x) is not None:
        return distinct_places(x)[0]
    return _values_and_numbers(x)[0]


def distinct_places(x: Output) -> tuple[Output, Output]:
    """The different elements of a vector in order, and the int32 place of each element among them."""
    known = value_of(x)
    if known is not None:
        found, places = _distinct(known)
        return constant(found, dtype_of(x)), constant(places, "int32")
    values, table, numbers = _values_and_numbers(x)
    places = count_of_numbers(table, infinite_for_nan(x), equal_too=False)
    if not is_float(dtype_of(x)):
        return values, places
    undefined = convert(isnan(x), "int32")
    before = opset.cumsum(undefined, constant(0, "int64"), exclusive=True).output(0)
    beyond = subtract(add(convert(numbers, "int32"), before), places)
    return values, add(places, multiply(undefined, beyond))


def _distinct(x: Array, axis: int | None = None) -> tuple[Array, Array]:
    """The different ones of constants, and their places.

    The plugin fails for constants whose number is not fixed, and for loops over them.
    """
    # Asked for indices, NumPy leaves nan in order.
    values, _, places = np.unique(x, return_index=True, return_inverse=True, axis=axis, equal_nan=False)
    return values, places.reshape(-1)


def _values_and_numbers(x: Output) -> tuple[Output, Output, Output]:
    """The different elements in order, the table to look them up in, and how many are numbers."""
    filled = infinite_for_nan(x)
    table = _table(filled)
    # Its last element was put there, and may be nowhere in x.
    greatest = broadcast_to(_greatest(x), [1])
    absent = logical_not(any_true(equal_exactly(x, greatest), [0]))
    numbers = subtract(scalar(dimension(table, 0)), convert(absent, "int64"))
    values = slice_along(table, 0, 0, numbers)
    if is_float(dtype_of(x)):
        undefined = convert(isnan(x), "float32")
        count = opset.reduce_sum(undefined, constant([0], "int64"), False).output(0)
        nans = broadcast_to(constant_like(float("nan"), x), [convert(count, "int64")])
        values = concatenate([values, nans], 0)
    return values, table, numbers


def _table(x: Output) -> Output:
    """The different elements of a vector in order, and the greatest there may be.

    OpenVINO has no Unique of no elements.
    """
    return opset.unique(concatenate([x, broadcast_to(_greatest(x), [1])], 0), sorted=True).output(0)


def _greatest(x: Output) -> Output:
    dtype = dtype_of(x)
    return constant(float("inf") if is_float(dtype) else np.iinfo(dtype).max, dtype)


def distinct_rows(x: Output) -> Output:
    """The int32 place of each row of a matrix among its different rows in order, for up to 2**24 rows.

    Column after column the rows are told apart: the place among the first columns and that in the next
    one make a key, whose place among the keys is the one among the columns so far. It ends when all
    rows are different.
    """
    if 0 in static_shape(x):
        return broadcast_to(constant(0, "int32"), [dimension(x, 0)])
    known = value_of(x)
    if known is not None:
        return constant(_distinct(known, 0)[1], "int32")
    last = broadcast_to(constant(0, "int32"), [dimension(x, 0)])
    if is_float(dtype_of(x)):
        # After all that orders them, rows with nan differ in their numbers.
        undefined = convert(any_true(isnan(x), [1]), "int32")
        last = multiply(undefined, arange(dimension(x, 0), "int32"))
    x = concatenate([x, expand_dims(convert(last, dtype_of(x)), [1])], 1)

    def step(index: Output, places: Output, x: Output) -> list[Output]:
        digits, base = _digits(x)
        column = divide(index, digits)
        power = subtract(subtract(digits, 1), subtract(index, multiply(column, digits)))
        weight = take(constant([DIGIT**one for one in range(4)], "int32"), power, 0)
        higher = divide(_places_in_column(take(x, column, 1)), weight)
        digit = subtract(higher, multiply(divide(higher, base), base))
        keys = add(multiply(places, base), digit)
        return [count_of_numbers(_table(keys), keys, equal_too=False)]

    def undecided(places: Output) -> Output:
        return less(count_of_places(places), scalar(dimension(places, 0)))

    first = broadcast_to(constant(0, "int32"), [dimension(x, 0)])
    steps = multiply(_digits(x)[0], scalar(dimension(x, 1)))
    return repeat(steps, step, [first], x, condition=undecided)[0]


SHORT = 46338
"""The number of rows up to which two places make one int32 key."""

DIGIT = 2**7
"""The base of the digits that go into the keys of more rows."""


def _digits(x: Output) -> tuple[Output, Output]:
    """How many digits the place in a column is written in, in int64, and their int32 base."""
    count = scalar(dimension(x, 0))
    short = less(count, SHORT + 1)
    digits = select(short, constant(1, "int64"), 4)
    return digits, convert(select(short, add(count, 2), DIGIT), "int32")


def _places_in_column(x: Output) -> Output:
    places = count_of_numbers(_table(infinite_for_nan(x)), infinite_for_nan(x), equal_too=False)
    return add(places, convert(isnan(x), "int32")) if is_float(dtype_of(x)) else places


def count_of_places(places: Output) -> Output:
    """How many different ones there are, in int64, if these are their int32 places."""
    every = concatenate([places, constant([-1], "int32")], 0)
    return add(convert(largest_integer(every, [0]), "int64"), 1)


def first_indices(places: Output, count: Output) -> Output:
    """The int32 index of the first element at each place."""
    length = dimension(places, 0)
    none = broadcast_to(convert(scalar(length), "int32"), [count])
    return _scatter(none, places, arange(length, "int32"), "min")


def occurrences(places: Output, count: Output) -> Output:
    """How many elements are at each place, in int32."""
    ones = broadcast_to(constant(1, "int32"), [dimension(places, 0)])
    return _scatter(broadcast_to(constant(0, "int32"), [count]), places, ones, "sum")


def _scatter(into: Output, places: Output, values: Output, reduction: str) -> Output:
    axis = constant(0, "int64")
    return opset.scatter_elements_update(into, places, values, axis, reduction=reduction).output(0)
