"""The error function, its complement and its inverse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.elementwise import (
    equal,
    less,
    magnitude,
    minimum,
    negative,
    or_nan_of,
    select,
    subtract,
)
from keras_openvino_ops.lowering.error_functions import (
    FAR,
    erf_as_tangent,
    erf_far,
    erf_near_zero,
    erfc_tail,
    erfcinv,
    erfinv_near_zero,
)
from keras_openvino_ops.lowering.fusion import is_fused
from keras_openvino_ops.lowering.tabulated_erfc import tabulated_erfc
from keras_openvino_ops.ops.dtypes import ACTIVATION
from keras_openvino_ops.ops.numpy.exponential import IN_FLOAT32
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Accuracy, op

if TYPE_CHECKING:
    from openvino import Output


@op(
    "math.erf",
    **ACTIVATION,
    defects=[
        Defect(
            DefectKind.INACCURATE,
            ">=3.8,<=3.15.1",
            "erf(1e-8) is 0 in a graph; all digits take twice the time, 3 times with dynamic shapes",
            Probe((tensor([1e-8]),), tensor([1.1283792e-08]), mode=Mode.STATIC),
        )
    ],
    one_kernel=True,
)
def erf(x: Output) -> Output:
    """Return the error function of x: within 2 ULP of the true value in float32, however small x is."""
    if not is_fused(x):
        return erf_as_tangent(x)
    size = magnitude(x)
    # From 4 on it is 1 in float32.
    far = erf_far(minimum(size, 4))
    far = select(less(x, 0), negative(far), far)
    return or_nan_of(select(less(size, 0.85), erf_near_zero(x), far), x)


@op(
    "math.erfc",
    promote=Promote.INT_TO_FLOAT,
    compute=IN_FLOAT32,
    accuracy=Accuracy(ulp=2.0),
    defects=[
        Defect(
            DefectKind.INACCURATE,
            ">=3.15,<=3.15.1",
            "erfc(7) is 0; all digits take 3 times the time, 4 with dynamic shapes",
            Probe((tensor([7]),), tensor([4.1838257e-23])),
        )
    ],
)
def erfc(x: Output) -> Output:
    """Return 1 - erf(x): within 2 ULP of the true value in float32, however large x is.

    x has any shape and dtype; integers become floats.
    """
    if not is_fused(x):
        return tabulated_erfc(x)
    size = magnitude(x)
    # Over 100 nodes: the tail is a polynomial times e**-x**2, which takes x in two parts.
    tail = erfc_tail(minimum(size, FAR))
    far = select(less(x, 0), subtract(2, tail), tail)
    near = subtract(1, erf_near_zero(x))
    return or_nan_of(select(less(size, 0.47), near, far), x)


@op(
    "math.erfinv",
    **ACTIVATION,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "erfinv(1) is nan",
            Probe((tensor([1, -1]),), tensor([np.inf, -np.inf])),
        ),
        Defect(
            DefectKind.INACCURATE,
            ">=3.14,<=3.15.1",
            "loses digits close to 1; all of them take twice the time with dynamic shapes",
            Probe((tensor([1 - 2.0**-24]),), tensor([3.8325069])),
        ),
    ],
    one_kernel=True,
)
def erfinv(x: Output) -> Output:
    """Return the number whose error function is x: within 2 ULP of the true value in float32.

    1 and -1 give the infinities, what is beyond them nan.
    """
    size = magnitude(x)
    # 1 - |x| is exact from 1/2 on. Over 100 nodes: the logarithm of it is part of the formula.
    far = erfcinv(subtract(1, size))
    far = select(equal(size, 1), float("inf"), far)
    far = select(less(x, 0), negative(far), far)
    result = select(less(size, 0.625), erfinv_near_zero(x), far)
    return select(less(1, size), float("nan"), result)
