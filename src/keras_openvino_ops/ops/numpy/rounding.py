"""Rounding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Probe, tensor
from keras_openvino_ops.lowering import elementwise
from keras_openvino_ops.lowering.constants import constant_like, dtype_of, is_float
from keras_openvino_ops.lowering.elementwise import (
    NARROW_INTEGERS,
    add,
    clamp,
    convert,
    divide,
    less,
    magnitude,
    multiply,
    not_equal,
    round_half_even,
    select,
    subtract,
    wrapped,
)
from keras_openvino_ops.lowering.fusion import is_fused, of_rank, renamed
from keras_openvino_ops.lowering.shapes import rank_of
from keras_openvino_ops.ops.numpy.division import floor_divide
from keras_openvino_ops.ops.numpy.exponential import keeps_float64
from keras_openvino_ops.ops.numpy.native_lists import widens_lists
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output


@op(
    "numpy.round",
    promote=Promote.DEFAULT,
    compute={"float64": "float32", "uint32": "int64"},
    one_kernel=True,
    limits=["with dynamic shapes, decimals take up to 2.4 times OpenVINO's time"],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "rounds float16 to tens by a rounded factor: -15 becomes -10",
            Probe((tensor([-15], "float16"), -1), tensor([-20], "float16")),
        )
    ],
)
def round(x: Output, decimals: int = 0) -> Output:
    """Return the nearest number with so many decimals, the even one of two; -1 means tens."""
    dtype = dtype_of(x)
    if dtype == "bool" or (decimals >= 0 and not is_float(dtype)):
        return x
    if not is_float(dtype):
        return _round_integers(x, -decimals)
    if decimals < 0:
        return _round_tens(x, -decimals)
    if decimals == 0:
        return round_half_even(x)
    if decimals > 38:
        return x
    # From 2**23 on, floats are integers, and the product may overflow.
    scale = 10.0**decimals
    limit = 2.0**23 if decimals < 31 else 1.0
    if is_fused(x):
        rounded = divide(round_half_even(multiply(x, scale)), scale)
        return select(less(magnitude(x), limit), rounded, x)
    # Two chains, a kernel each: by a tensor, as by a constant the quotient is not correctly rounded;
    # and x, which begins the second, ends it under another name.
    rounded = divide(round_half_even(multiply(x, scale)), clamp(x, scale, scale))
    rounded = select(less(magnitude(x), limit), rounded, renamed(x, 1))
    return of_rank(rounded, rank_of(x))


def _round_tens(x: Output, digits: int) -> Output:
    """Round floats to a multiple of a power of ten."""
    if digits > 38:
        return multiply(x, 0.0)
    scale = 10.0**digits
    whole = round_half_even(divide(x, scale))
    # The quotient is not exact: what it leaves says whether a neighbour is nearer, or as near.
    rest = subtract(x, multiply(whole, scale))
    twice = add(rest, rest)
    odd = not_equal(elementwise.floor(multiply(whole, 0.5)), multiply(whole, 0.5))
    up = less(scale, select(odd, multiply(twice, 1 + 2.0**-23), twice))
    down = less(select(odd, multiply(twice, 1 + 2.0**-23), twice), -scale)
    whole = select(up, add(whole, 1), select(down, subtract(whole, 1), whole))
    finite = less(magnitude(x), float("inf"))
    return select(finite, multiply(whole, scale), x)


def _round_integers(x: Output, digits: int) -> Output:
    """Round integers to a multiple of a power of ten."""
    dtype = dtype_of(x)
    if dtype in NARROW_INTEGERS:
        return wrapped(_round_integers(convert(x, "int32"), digits), dtype)
    scale = 10**digits
    if scale >= 2**31:
        return multiply(x, 0)
    whole = floor_divide(x, constant_like(scale, x))
    rest = subtract(x, multiply(whole, scale))
    odd = subtract(whole, multiply(floor_divide(whole, constant_like(2, x)), 2))
    # Of small integers: one more than the half, or the half of an odd one.
    up = less(scale // 2, add(rest, odd))
    return multiply(add(whole, convert(up, dtype)), scale)


@op(
    "numpy.floor",
    promote=Promote.INT_TO_FLOAT,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<3.12",
            "an integer for integers",
            Probe((tensor([2], "int32"),), tensor([2])),
        ),
        keeps_float64(np.floor),
    ],
)
def floor(x: Output) -> Output:
    """Return the largest integer not above x, as a float."""
    return elementwise.floor(x)


@op(
    "numpy.ceil",
    promote=Promote.INT_TO_FLOAT,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<3.12",
            "an integer for integers",
            Probe((tensor([2], "int32"),), tensor([2])),
        ),
        keeps_float64(np.ceil),
    ],
)
def ceil(x: Output) -> Output:
    """Return the smallest integer not below x, as a float."""
    return elementwise.ceil(x)


@op(
    "numpy.trunc",
    promote=Promote.NO_OPMATH,
    defects=[widens_lists(np.trunc, ">=3.14,<=3.15.1")],
)
def trunc(x: Output) -> Output:
    """Return x without its fraction."""
    if not is_float(dtype_of(x)):
        return x
    return select(less(x, 0), elementwise.ceil(x), elementwise.floor(x))
