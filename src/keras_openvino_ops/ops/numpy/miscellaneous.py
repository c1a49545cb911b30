"""Miscellaneous elementwise functions, and sinc of the special functions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import ml_dtypes
import numpy as np

from keras_openvino_ops.lowering import elementwise
from keras_openvino_ops.lowering.constants import dtype_of, is_float, numpy_dtype
from keras_openvino_ops.lowering.elementwise import (
    add,
    convert,
    divide,
    equal,
    exp,
    floor,
    isnan,
    less,
    log,
    magnitude,
    multiply,
    negative,
    polynomial,
    round_half_even,
    select,
    subtract,
)
from keras_openvino_ops.ops.numpy.exponential import IN_FLOAT32
from keras_openvino_ops.ops.numpy.trigonometric import AS_FLOATS, IN_FLOATS, TO_FLOATX
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Defect, DefectKind, Mode, Probe, op, tensor

if TYPE_CHECKING:
    from openvino import Output


@op("numpy.nan_to_num", promote=Promote.NO_OPMATH)
def nan_to_num(
    x: Output, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None
) -> Output:
    """Return x with numbers for nan and the infinities: by default 0 and the dtype's limits."""
    dtype = dtype_of(x)
    if not is_float(dtype):
        return x
    limits = ml_dtypes.finfo(numpy_dtype(dtype))
    high = float(limits.max) if posinf is None else posinf
    low = float(limits.min) if neginf is None else neginf
    wide = convert(x, "float64" if dtype == "float64" else "float32")
    finite = select(equal(wide, math.inf), high, select(equal(wide, -math.inf), low, wide))
    return convert(select(isnan(wide), nan, finite), dtype)


@op(
    "numpy.cbrt",
    promote=Promote.DEFAULT,
    compute=IN_FLOATS,
    result=AS_FLOATS,
    defects=[
        Defect(
            DefectKind.INACCURATE,
            ">=3.14,<=3.15.1",
            "off by 10 units in the last place",
            Probe((tensor([3e38]),), tensor([6694329504911.0]), rtol=3e-7),
        )
    ],
)
def cbrt(x: Output) -> Output:
    """Return the cube root of x: that of a logarithm, and a step of Newton's."""
    size = magnitude(x)
    rough = exp(multiply(log(size), 1 / 3))
    step = subtract(divide(size, multiply(rough, rough)), rough)
    root = add(rough, multiply(step, 1 / 3))
    result = select(less(x, 0), negative(root), root)
    # x itself if it is zero, infinite or nan.
    ordinary = less(multiply(size, 0.0), elementwise.minimum(size, 1.0))
    return select(ordinary, result, x)


@op(
    "numpy.heaviside",
    promote=Promote.DEFAULT,
    compute=IN_FLOATS,
    result=AS_FLOATS,
    strong_numbers=["x1", "x2"],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.13,<=3.15.1",
            "1 for nan in a graph",
            Probe((tensor([np.nan]), tensor([0.5])), tensor([np.nan]), mode=Mode.STATIC),
        )
    ],
)
def heaviside(x1: Output, x2: Output) -> Output:
    """Return 0 where x1 is negative, 1 where it is positive, and x2 where it is zero."""
    step = convert(less(0, x1), dtype_of(x1))
    return select(isnan(x1), x1, select(equal(x1, 0), x2, step))


@op(
    "numpy.fabs",
    promote=Promote.DEFAULT,
    compute=IN_FLOATS,
    result=TO_FLOATX,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.15,<=3.15.1",
            "keeps the sign of integers in one dimension",
            Probe((tensor([-3, 2], "int32"),), tensor([3, 2])),
        )
    ],
)
def fabs(x: Output) -> Output:
    """Return |x| as a float."""
    return magnitude(x)


@op(
    "numpy.fmax",
    promote=Promote.DEFAULT,
    compute={"bool": "int32"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.15,<=3.15.1",
            "raises for booleans",
            Probe((tensor([True], "bool"), tensor([False], "bool")), tensor([True], "bool")),
        )
    ],
)
def fmax(x1: Output, x2: Output) -> Output:
    """Return the larger of x1 and x2; the other one where one is nan."""
    return _but_nan(x1, x2, elementwise.maximum(x1, x2))


@op(
    "numpy.fmin",
    promote=Promote.DEFAULT,
    compute={"bool": "int32"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.15,<=3.15.1",
            "raises for booleans",
            Probe((tensor([True], "bool"), tensor([False], "bool")), tensor([False], "bool")),
        )
    ],
)
def fmin(x1: Output, x2: Output) -> Output:
    """Return the smaller of x1 and x2; the other one where one is nan."""
    return _but_nan(x1, x2, elementwise.minimum(x1, x2))


def _but_nan(x1: Output, x2: Output, result: Output) -> Output:
    if not is_float(dtype_of(x1)):
        return result
    return select(isnan(x1), x2, select(isnan(x2), x1, result))


@op(
    "numpy.maximum",
    promote=Promote.DEFAULT,
    compute={"bool": "int32"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "passes over nan in one of the operands",
            Probe((tensor([np.nan, 1]), tensor([1, np.nan])), tensor([np.nan, np.nan])),
        )
    ],
)
def maximum(x1: Output, x2: Output) -> Output:
    """Return the larger of x1 and x2; nan if either is."""
    return _or_nan(x1, x2, elementwise.maximum(x1, x2))


@op(
    "numpy.minimum",
    promote=Promote.DEFAULT,
    compute={"bool": "int32"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "passes over nan in one of the operands",
            Probe((tensor([np.nan, 1]), tensor([1, np.nan])), tensor([np.nan, np.nan])),
        )
    ],
)
def minimum(x1: Output, x2: Output) -> Output:
    """Return the smaller of x1 and x2; nan if either is."""
    return _or_nan(x1, x2, elementwise.minimum(x1, x2))


def _or_nan(x1: Output, x2: Output, result: Output) -> Output:
    if not is_float(dtype_of(x1)):
        return result
    return select(isnan(x1), x1, select(isnan(x2), x2, result))


@op(
    "numpy.sinc",
    promote=Promote.INT_TO_FLOAT,
    compute=IN_FLOAT32,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "sinc(1) is 2.8e-08, and so on",
            Probe((tensor([1]),), tensor([0])),
        )
    ],
)
def sinc(x: Output) -> Output:
    """Return sin(pi x) / (pi x).

    With the integer k nearest to x, and r = x - k: (-1)**k sin(pi r) / (pi r) * r / x.
    """
    k = round_half_even(x)
    r = subtract(x, k)
    # The Taylor series of sin(pi r) / (pi r): its next term is below 2**-31 for |r| <= 1/2.
    taylor = ((-1) ** n * math.pi ** (2 * n) / math.factorial(2 * n + 1) for n in range(8))
    near = polynomial(multiply(r, r), *taylor)
    odd = subtract(k, multiply(floor(multiply(k, 0.5)), 2.0))
    sign = subtract(1, multiply(odd, 2.0))
    return select(equal(k, 0), near, multiply(near, divide(multiply(sign, r), x)))
