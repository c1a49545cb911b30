"""Special functions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.compensated import exact_product, exact_root
from keras_openvino_ops.lowering.elementwise import (
    add,
    divide,
    exp,
    less,
    magnitude,
    maximum,
    minimum,
    multiply,
    or_nan_of,
    polynomial,
    select,
)
from keras_openvino_ops.lowering.exponentials import exponential
from keras_openvino_ops.ops.numpy.trigonometric import AS_FLOATS, IN_FLOATS
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Accuracy, op

if TYPE_CHECKING:
    from openvino import Output


@op(
    "numpy.i0",
    promote=Promote.DEFAULT,
    compute=IN_FLOATS,
    result=AS_FLOATS,
    accuracy=Accuracy(4.0),
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "nan for infinities",
            Probe((tensor([np.inf]),), tensor([np.inf])),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "inf for nan in a graph",
            Probe((tensor([np.nan]),), tensor([np.nan]), mode=Mode.STATIC),
        ),
    ],
)
def i0(x: Output) -> Output:
    """Return the modified Bessel function of the first kind, of order 0.

    Within 4 ULP in float32; integers become floats. nan stays nan, infinities give inf.
    """
    size = magnitude(x)
    # e**x would overflow before its product with the rest does. Over 100 nodes: two series and e**x.
    bounded = minimum(size, 100.0)
    far = multiply(exponential(add(bounded, -8.0)), _i0_far(bounded))
    return or_nan_of(select(less(size, 4.0), _i0_near_zero(size), far), x)


def i0_scaled(x: Output) -> Output:
    """Return e**-x I0(x) for x >= 0, which never overflows."""
    near = multiply(_i0_near_zero(x), exp(multiply(minimum(x, 4.0), -1)))
    return select(less(x, 4.0), near, multiply(_i0_far(x), math.exp(-8)))


def _i0_near_zero(x: Output) -> Output:
    """I0(x) for x on [0, 4]: a polynomial in (x / 2)**2."""
    half = multiply(minimum(x, 4.0), 0.5)
    square, rest = exact_product(half, half)
    value = polynomial(
        square,
        1.0,
        1.0,
        float.fromhex("0x1.fffff2p-3"),
        float.fromhex("0x1.c71d86p-6"),
        float.fromhex("0x1.c707f8p-10"),
        float.fromhex("0x1.240eaap-14"),
        float.fromhex("0x1.f54e66p-20"),
        float.fromhex("0x1.a8f274p-25"),
    )
    # What the square's rounding error changes: about 1 - square / 7 of it, relatively.
    change = multiply(rest, add(multiply(square, -0.14), 1))
    return add(value, multiply(value, change))


def _i0_far(x: Output) -> Output:
    """e**(8 - x) I0(x) for x >= 4: a polynomial in 1 / x, a minimax fit, over the root of x."""
    bounded = maximum(x, 4.0)
    inverse = divide(1, bounded)
    root, lost = exact_root(bounded)
    first = float.fromhex("0x1.294ebap+10")
    series = polynomial(
        inverse,
        float.fromhex("0x1.29564ap+7"),
        float.fromhex("0x1.4a3ad8p+6"),
        float.fromhex("0x1.e9ad2ep+6"),
        float.fromhex("-0x1.8ee1d6p+8"),
        float.fromhex("0x1.0e42fp+10"),
        float.fromhex("0x1.6db236p+16"),
        float.fromhex("-0x1.66be7ep+20"),
        float.fromhex("0x1.470dc4p+23"),
        float.fromhex("-0x1.3af62p+25"),
        float.fromhex("0x1.34e6b4p+26"),
        float.fromhex("-0x1.e8fcb4p+25"),
    )
    # What rounding took from the root is given back before the sum is rounded.
    change = multiply(multiply(lost, root), multiply(inverse, -first))
    return divide(add(add(multiply(inverse, series), change), first), root)
