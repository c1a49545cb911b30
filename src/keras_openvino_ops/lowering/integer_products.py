"""Products of matrices of integers.

OpenVINO multiplies matrices in float32, which is exact while no sum is beyond 2**24. Where one may be,
the integers are split into digits of 8 bits, which takes ten products of 32 bits in place of one.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.branches import one_of_two
from keras_openvino_ops.lowering.constants import constant, dtype_of, is_tensor, opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    convert,
    divide,
    floor,
    less_equal,
    logical_and,
    maximum,
    minimum,
    multiply,
    round_half_even,
    subtract,
)
from keras_openvino_ops.lowering.folding import varies
from keras_openvino_ops.lowering.precision import keep_float32
from keras_openvino_ops.lowering.reductions import reduce_max
from keras_openvino_ops.lowering.shapes import (
    dimension,
    expand_dims,
    padded,
    rank_of,
    reshape,
    static_shape,
    transpose,
)
from keras_openvino_ops.lowering.slices import END, slice_along

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.shapes import Dimension

EXACT = 2**24
"""The sums up to which float32 holds every integer."""

LARGEST = {"int8": 2**7, "uint8": 2**8 - 1, "int16": 2**15, "uint16": 2**16 - 1}
"""How large the integers that take fewer than four bytes can be."""

DIGIT_TERMS = 2**10
"""How many products of two digits float32 adds up exactly: a digit is at most 2**7."""

FEW_PRODUCTS = 2**16
"""How many products are multiplied faster in digits than it is found out whether that is needed."""

MOST_TERMS = 2**22
"""The terms for which a sum of squares in float32 is at most a quarter too small."""


def integer_matrix_product(x: Output, y: Output) -> Output:
    """The products of two batches of matrices of integers of one dtype, in int32.

    Of 8 and 16 bits, they are right modulo the dtype's range, but int8 that is right. With dynamic
    shapes, sums of more than 2**27 terms are not exact.
    """
    rank = max(rank_of(x), rank_of(y))
    x, y = (expand_dims(one, range(rank - rank_of(one))) for one in (x, y))
    terms = dimension(x, rank - 1)
    short = not is_tensor(terms) and terms <= DIGIT_TERMS
    if exact_in_float32(dtype_of(x), terms):
        result = _product(convert(x, "float32"), convert(y, "float32"))
    elif not (varies(x) or varies(y)) or _are_few(x, y) or (short and dtype_of(x) == "uint8"):
        result = _product_of_digits(x, y)
    else:
        result = _product_as_needed(x, y)
    keep_float32([result], [x, y], matrix_products=True)
    return result


def exact_in_float32(dtype: str, terms: Dimension) -> bool:
    """Whether float32 holds all sums of so many products of integers of a dtype."""
    return not is_tensor(terms) and terms * LARGEST.get(dtype, 2**31) ** 2 <= EXACT


def _are_few(x: Output, y: Output) -> bool:
    """Whether there are few products of elements."""
    lengths = [*static_shape(x), static_shape(y)[-1]]
    return None not in lengths and math.prod(length or 0 for length in lengths) <= FEW_PRODUCTS


def _product(x: Output, y: Output) -> Output:
    return convert(opset.matmul(x, y, False, False).output(0), "int32")


def _product_as_needed(x: Output, y: Output) -> Output:
    """The product at once if that is exact, else that of the digits."""
    x, y = expand_dims(x, [0]), expand_dims(y, [0])
    over = rank_of(x) - 1
    floats = convert(x, "float32"), convert(y, "float32")
    # Cauchy-Schwarz: no sum of some of the products is larger than the product of the two norms. The
    # rounding errors of the norms are left room.
    bound = multiply(_largest_norm(floats[0], over), _largest_norm(floats[1], over - 1))
    exact = less_equal(bound, EXACT / math.sqrt(2))
    terms = dimension(x, over)
    if is_tensor(terms):
        exact = logical_and(exact, less_equal(terms, MOST_TERMS))
    return one_of_two(
        exact,
        (lambda batch: _product(batch, floats[1]), [floats[0]]),
        (_product_of_digits, [x, y]),
    )


def _largest_norm(x: Output, axis: int) -> Output:
    norms = opset.reduce_l2(x, constant([axis], "int64"), True).output(0)
    return reduce_max(norms, range(rank_of(x)), False)


def _product_of_digits(x: Output, y: Output) -> Output:
    """The products of matrices, from those of their digits.

    Beside the digits, it takes the memory of the result once for each 1024 terms of its sums.
    """
    terms = dimension(x, rank_of(x) - 1)
    if not is_tensor(terms) and terms <= DIGIT_TERMS:
        return _product_of_few_terms(x, y)
    x, y = _in_chunks(x, y, terms)
    return _sum_of_chunks(_product_of_few_terms(x, y), rank_of(x) - 3)


def _product_of_few_terms(x: Output, y: Output) -> Output:
    """The products of matrices whose sums have at most DIGIT_TERMS terms."""
    x_digits, y_digits = _digits(x), _digits(y)
    count = len(x_digits)
    terms = static_shape(x)[-1]
    stacked = terms is not None and terms * count <= DIGIT_TERMS and _are_few(x, y)
    sums = (_sums_of_stacked if stacked else _sums_of_apart)(x_digits, y_digits)
    # By Horner's rule: the products of digits that weigh 1, 2**8, 2**16 and 2**24.
    result = sums[-1]
    for one in reversed(sums[:-1]):
        result = add(multiply(result, 2**8), one)
    return result


def _sums_of_apart(x: list[Output], y: list[Output]) -> list[Output]:
    """For each weight, the sum of the products of the digits that have it together."""
    return [
        functools.reduce(add, [_product(x[place], y[weight - place]) for place in range(weight + 1)])
        for weight in range(len(x))
    ]


def _sums_of_stacked(x: list[Output], y: list[Output]) -> list[Output]:
    """The same, with the digits side by side in fewer and larger matrices."""
    columns, rows = rank_of(x[0]) - 1, rank_of(y[0]) - 2
    left = opset.concat(x, columns).output(0)
    right = opset.concat(y[::-1], rows).output(0)
    terms = static_shape(x[0])[columns]
    assert terms is not None
    return [
        _product(
            slice_along(left, columns, 0, count * terms), slice_along(right, rows, -count * terms, END)
        )
        for count in range(1, len(x) + 1)
    ]


def _digits(x: Output) -> list[Output]:
    """Integers as floats of -128 to 128 that weigh 1, 2**8, ...; equal modulo their range."""
    dtype = dtype_of(x)
    if dtype == "int8":
        return [convert(x, "float32")]
    if dtype == "uint8":
        number = convert(x, "float32")
        return [add(number, multiply(floor(multiply(number, 2.0**-7)), -(2.0**8)))]
    digits = []
    for half in _halves(x):
        upper = floor(multiply(add(half, 2**7), 2.0**-8))
        digits += [add(half, multiply(upper, -(2.0**8))), upper]
    return digits


def _halves(x: Output) -> list[Output]:
    """Integers as floats of -2**15 to 2**15 that weigh 1, 2**16; equal modulo their range."""
    whole = convert(x, "int32")
    # What is shifted out at the top is gone, and float32 holds what is left.
    low = multiply(convert(multiply(whole, 2**16), "float32"), 2.0**-16)
    if dtype_of(x) in ("int16", "uint16"):
        return [low]
    return [low, round_half_even(multiply(subtract(convert(whole, "float32"), low), 2.0**-16))]


def _in_chunks(x: Output, y: Output, terms: Dimension) -> tuple[Output, Output]:
    """Batches of matrices, each cut into several to be multiplied and added up."""
    if is_tensor(terms):
        length: Dimension = minimum(terms, DIGIT_TERMS)
        count: Dimension = maximum(divide(add(terms, DIGIT_TERMS - 1), DIGIT_TERMS), 1)
        missing: Dimension = subtract(multiply(count, length), terms)
    else:
        count = -(-terms // DIGIT_TERMS)
        length = -(-terms // count)
        missing = count * length - terms
    columns, rows = rank_of(x) - 1, rank_of(y) - 2
    x = _split_axis(padded(x, columns, missing), columns, count, length)
    y = _split_axis(padded(y, rows, missing), rows, count, length)
    return transpose(x, [*range(columns - 1), columns, columns - 1, columns + 1]), y


def _split_axis(x: Output, axis: int, count: Dimension, length: Dimension) -> Output:
    """A tensor with two axes in the place of one."""
    lengths = [dimension(x, one) for one in range(rank_of(x))]
    return reshape(x, [*lengths[:axis], count, length, *lengths[axis + 1 :]])


def _sum_of_chunks(x: Output, axis: int) -> Output:
    """The sum of int32 along an axis, modulo 2**32, if that has at most 2**17 elements."""
    # In float32, of halves that is exact for 2**9 of them, and of digits for 2**17.
    count = static_shape(x)[axis]
    few = count is not None and count <= 2**9
    parts, weight = (_halves(x), 2**16) if few else (_digits(x), 2**8)
    result = None
    for part in reversed(parts):
        term = convert(opset.reduce_sum(part, constant([axis], "int64"), False).output(0), "int32")
        result = term if result is None else add(multiply(result, weight), term)
    assert result is not None
    return result
