"""Sums, products, differences."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.accumulations import running_sum
from keras_openvino_ops.lowering.constants import constant, constant_like, dtype_of, is_float, is_tensor
from keras_openvino_ops.lowering.elementwise import (
    NARROW_INTEGERS,
    add,
    convert,
    isnan,
    multiply,
    not_equal,
    select,
    subtract,
    wrapped,
)
from keras_openvino_ops.lowering.ordering import IN_32_BITS
from keras_openvino_ops.lowering.reductions import total, total_product
from keras_openvino_ops.lowering.running_products import running_product
from keras_openvino_ops.lowering.shapes import (
    Axis,
    broadcast_to,
    dimension,
    expand_dims,
    normalize_axes,
    normalize_axis,
    rank_of,
    reduced_shape,
    static_shape,
)
from keras_openvino_ops.lowering.slices import END, flatten, slice_along
from keras_openvino_ops.promotion import UPCAST, Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from collections.abc import Callable

    from openvino import Output


_INEXACT = Defect(
    DefectKind.WRONG,
    ">=3.8,<=3.15.1",
    "rounds integers beyond 2**24 to float32 in a graph",
    Probe(
        (tensor([[2**24 + 1, 2]], "int32"),),
        tensor([2**24 + 3], "int32"),
        {"axis": 1},
        mode=Mode.STATIC,
    ),
)
_MULTIPLES = (np.arange(1, 2**17 + 1) * float(np.float32(0.1))).astype(np.float32)
_FACTORS = np.where(np.arange(250) % 60 < 30, 8, 0.125).astype(np.float32)
_BY_LOGARITHMS = Defect(
    DefectKind.INACCURATE,
    ">=3.14,<=3.15.1",
    "adds up logarithms: loses digits with their size",
    Probe((_FACTORS,), np.cumprod(_FACTORS), mode=Mode.STATIC),
)
_NEGATIVE = Defect(
    DefectKind.WRONG,
    ">=3.14,<=3.15.1",
    "negative integers give the smallest integer",
    Probe((tensor([2, -3], "int32"),), tensor([2, -6], "int32")),
)


@op(
    "numpy.prod",
    promote=Promote.REDUCE_ACCUMULATE,
    compute={"bool": "int32"},
    limits=[
        "of more than 4,096 float32 factors, all digits take 1.5 times the time along the first axes, "
        "and 4 to 8 times along others, whose own time is short",
        "where the number of factors is dynamic, to look at it takes 5 us: for 1,000, 1.8 times "
        "the time; all digits are kept of more than 131,072, in 7 to 40 times the time",
    ],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.12,<=3.15.1",
            "saturates in a dtype of 8 bits: 100 times 3 is 127",
            Probe((tensor([100, 3], "int8"),), tensor(44, "int8"), {"dtype": "int8"}),
        )
    ],
)
def prod(x: Output, axis: Axis = None, keepdims: bool = False, dtype: str | None = None) -> Output:
    """Return the product of the elements along some axes, 1 if there are none.

    Integers wrap around. Those of 8 and 16 bits become 32-bit ones, unless ``dtype`` says otherwise.
    The product of ten million float32 factors near 1 is within 1e-6.
    """
    return _accumulated(x, total_product, normalize_axes(axis, rank_of(x)), keepdims)


@op("numpy.sum", promote=Promote.REDUCE_ACCUMULATE, defects=[_INEXACT])
def sum(x: Output, axis: Axis = None, keepdims: bool = False) -> Output:
    """Return the sum of the elements along some axes, 0 if there are none.

    Integers wrap around; those of 8 and 16 bits become 32-bit ones.
    """
    return total(x, normalize_axes(axis, rank_of(x)), keepdims)


@op(
    "numpy.nanprod",
    promote=Promote.REDUCE_ACCUMULATE,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "gives float32 for float64",
            Probe((tensor([2, 3], "float64"),), tensor(6, "float64")),
        )
    ],
)
def nanprod(x: Output, axis: Axis = None, keepdims: bool = False) -> Output:
    """Return the product of the elements along some axes, nan taken for 1."""
    return prod(_without_nan(x, 1), axis, keepdims)


@op("numpy.nansum", promote=Promote.REDUCE_ACCUMULATE, defects=[_INEXACT])
def nansum(x: Output, axis: Axis = None, keepdims: bool = False) -> Output:
    """Return the sum of the elements along some axes, nan taken for 0."""
    return sum(_without_nan(x, 0), axis, keepdims)


def _without_nan(x: Output, value: int) -> Output:
    return select(isnan(x), value, x) if is_float(dtype_of(x)) else x


@op(
    "numpy.cumprod",
    promote=Promote.DEFAULT,
    compute={"bool": "int32"},
    result={"bool": "int32"},
    defects=[_NEGATIVE, _BY_LOGARITHMS],
    limits=[
        "of more than 16 factors, to keep all digits takes 1.1 to 1.4 times native's time; with "
        "dynamic shapes 0.9 to 1.9 times, of four million 2.8 times",
    ],
)
def cumprod(x: Output, axis: int | None = None, dtype: str | None = None) -> Output:
    """Return the products of the elements up to each one along an axis, or of x flattened for None.

    Integers wrap around; booleans become int32. The products of ten million float32 factors are within
    1e-6; along an axis of dynamic length those of a million are within 2e-6, of ten million within
    3e-5. A product too large or too small for float32 does not spoil those after it, which may be
    neither.
    """
    return _running(x, axis, running_product)


@op(
    "numpy.cumsum",
    promote=Promote.DEFAULT,
    compute={"bool": "int32"},
    result={"bool": "int32"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.11.3",
            "gives booleans for booleans",
            Probe((tensor([True, True], "bool"),), tensor([1, 2], "int32")),
        ),
        Defect(
            DefectKind.INACCURATE,
            ">=3.8,<=3.15.1",
            "loses digits with the number of elements, all of them for ten million; two to three times "
            "as fast",
            # Equal numbers, which are all rounded in one direction.
            Probe((np.full(2**17, 0.1, np.float32),), _MULTIPLES, mode=Mode.STATIC, rtol=2e-6),
        ),
    ],
)
def cumsum(x: Output, axis: int | None = None, dtype: str | None = None) -> Output:
    """Return the sums of the elements up to each one along an axis, or of x flattened for None.

    Integers wrap around; booleans become int32. Along an axis of known length floats are within 1e-6 of
    the sum of their magnitudes, for ten million of them.
    """
    return _running(x, axis, running_sum)


@op(
    "numpy.nancumprod",
    promote=Promote.DEFAULT,
    compute={"bool": "int32"},
    result={"bool": "int32"},
    defects=[_NEGATIVE, _BY_LOGARITHMS],
)
def nancumprod(x: Output, axis: int | None = None, dtype: str | None = None) -> Output:
    """Return the products of the elements up to each one, as `cumprod` does, nan taken for 1."""
    return cumprod(_without_nan(x, 1), axis)


@op(
    "numpy.nancumsum",
    promote=Promote.DEFAULT,
    compute={"bool": "int32"},
    result={"bool": "int32"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "inf becomes the largest finite number",
            Probe((tensor([np.inf]),), tensor([np.inf])),
        )
    ],
)
def nancumsum(x: Output, axis: int | None = None, dtype: str | None = None) -> Output:
    """Return the sums of the elements up to each one, as `cumsum` does, nan taken for 0."""
    return cumsum(_without_nan(x, 0), axis)


def _running(x: Output, axis: int | None, accumulate: Callable[[Output, int], Output]) -> Output:
    if axis is None:
        x, axis = flatten(x), 0
    return _accumulated(x, accumulate, normalize_axis(axis, rank_of(x)))


def _accumulated(x: Output, accumulate: Callable[..., Output], *args: Any) -> Output:
    """Return what an accumulation gives; integers that OpenVINO would saturate wrap instead."""
    dtype = dtype_of(x)
    if dtype in NARROW_INTEGERS and 0 not in static_shape(x):
        return wrapped(accumulate(convert(x, "int32"), *args), dtype)
    return accumulate(x, *args)


@op(
    "numpy.diff",
    promote=Promote.DEFAULT,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.10,<=3.15.1",
            "narrow integers saturate in a graph: 3 - 5 is 0 in uint8",
            Probe((tensor([5, 3], "uint8"),), tensor([254], "uint8"), mode=Mode.STATIC),
        )
    ],
)
def diff(a: Output, n: int = 1, axis: int = -1) -> Output:
    """Return the n-th differences between neighbours along an axis, which is shorter by n.

    Integers wrap around; booleans differ where they are not equal.
    """
    order = operator.index(n)
    if order < 0:
        raise ValueError(f"n must not be negative. Received: n={n}")
    axis = normalize_axis(axis, rank_of(a))
    length = dimension(a, axis)
    if not is_tensor(length) and (length <= order or 0 in static_shape(a)):
        lengths = [dimension(a, one) for one in range(rank_of(a))]
        lengths[axis] = max(length - order, 0)
        return broadcast_to(constant_like(0, a), lengths)
    return _accumulated(a, _differences, order, axis)


def _differences(x: Output, order: int, axis: int) -> Output:
    for _ in range(order):
        after, before = slice_along(x, axis, 1, END), slice_along(x, axis, 0, -1)
        x = not_equal(after, before) if dtype_of(x) == "bool" else subtract(after, before)
    return x


@op(
    "numpy.trapezoid",
    promote=Promote.INT_TO_FLOAT,
    convert={"x": "any"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "raises for points in one dimension beside another axis than the last",
            Probe(
                (tensor([[1, 2], [3, 4], [5, 6]]),),
                tensor([10, 13]),
                {"x": tensor([0, 1, 3]), "axis": 0},
            ),
        )
    ],
)
def trapezoid(y: Output, x: Output | None = None, dx: Any = 1.0, axis: int = -1) -> Output:
    """Return the integral of y along an axis by the trapezoidal rule.

    The points are at x, which has one dimension or broadcasts against y, or else ``dx`` apart.
    Integers become floats; the dtype of x does not count.
    """
    axis = normalize_axis(axis, rank_of(y))
    length = dimension(y, axis)
    if 0 in static_shape(y) or (not is_tensor(length) and length < 2):
        return broadcast_to(constant_like(0, y), reduced_shape(y, [axis], keepdims=False))
    ends = add(slice_along(y, axis, 1, END), slice_along(y, axis, 0, -1))
    if x is not None:
        widths = _widths(x, axis, rank_of(y))
    else:
        widths = dx if is_tensor(dx) else constant(dx, dtype_of(y))
    areas = multiply(multiply(convert(widths, dtype_of(y)), ends), 0.5)
    return total(areas, [axis - rank_of(y) + rank_of(areas)])


def _widths(x: Output, axis: int, rank: int) -> Output:
    """Return the differences of the points, in a shape that broadcasts beside them."""
    dtype = dtype_of(x)
    x = convert(x, {**IN_32_BITS, **UPCAST}.get(dtype, dtype))
    if rank_of(x) > 1:
        return _differences(x, 1, axis)
    return expand_dims(_differences(x, 1, 0), [one for one in range(rank) if one != axis])
