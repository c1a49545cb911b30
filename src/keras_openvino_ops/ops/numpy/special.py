"""Special functions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.compensated import exact_product, exact_root, exact_square, split
from keras_openvino_ops.lowering.constants import opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    clamp,
    divide,
    equal,
    exp,
    less,
    magnitude,
    maximum,
    minimum,
    multiply,
    or_nan_of,
    polynomial,
    round_half_even,
    select,
    subtract,
)
from keras_openvino_ops.lowering.powers_of_e import power_of_e
from keras_openvino_ops.ops.dtypes import AS_NODES
from keras_openvino_ops.ops.numpy.exponential import IN_FLOAT32
from keras_openvino_ops.ops.numpy.trigonometric import AS_FLOATS, IN_FLOATS
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Accuracy, op

if TYPE_CHECKING:
    from openvino import Output

NEAR = 3.5
"""Up to here, the series in x is used, beyond it the one in 1 / x."""

SHIFT = 7.5
"""e**x would overflow before I0 does."""

FIRST = float.fromhex("0x1.68a6fcp+9")
"""e**SHIFT over the root of 2 pi, which float32 holds nearly."""


@op(
    "numpy.i0",
    promote=Promote.DEFAULT,
    compute=IN_FLOATS,
    result=AS_FLOATS,
    accuracy=Accuracy(),
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
    limits=[
        "all digits take up to 1.7 times OpenVINO's time",
        f"{AS_NODES}, 2.5 times",
    ],
    one_kernel=True,
)
def i0(x: Output) -> Output:
    """Return the modified Bessel function of the first kind, of order 0.

    Within 2 ULP in float32; integers become floats. nan stays nan, infinities give inf.
    """
    # Over 100 nodes: two series, e**x, and what a quotient and a root lose. One kernel holds them only
    # if they share no more than x.
    near, far = _i0_near_zero(x), _i0_far(magnitude(x))
    return or_nan_of(select(less(multiply(x, x), NEAR**2), near, far), x)


def i0_scaled(x: Output) -> Output:
    """Return e**-x I0(x) for x >= 0, which never overflows."""
    bounded = minimum(x, NEAR)
    near = multiply(_i0_near_zero(bounded), exp(multiply(bounded, -1)))
    bounded = maximum(x, NEAR)
    root, lost = exact_root(bounded)
    inverse = divide(1, bounded)
    # What rounding took from the root is given back before the sum is rounded.
    change = multiply(multiply(lost, root), multiply(inverse, -FIRST))
    far = divide(add(add(_far_series(inverse), change), FIRST), root)
    return select(less(x, NEAR), near, multiply(far, math.exp(-SHIFT)))


def _i0_near_zero(x: Output) -> Output:
    """I0(x) for |x| <= 7/2: in s = (x / 2)**2, (1 + s) + s**2 P(s)."""
    square, rest = exact_square(multiply(x, 0.5))
    series = polynomial(
        square,
        float.fromhex("0x1.fffffep-3"),
        float.fromhex("0x1.c71cbcp-6"),
        float.fromhex("0x1.c714ap-10"),
        float.fromhex("0x1.23aa94p-14"),
        float.fromhex("0x1.fb440ep-20"),
        float.fromhex("0x1.977c38p-25"),
    )
    lower = add(square, 1)
    # Half of what 1 + s lost: a number less another would be rounded in bfloat16 mode up to 2025.
    half_lost = add(multiply(square, 0.5), add(multiply(lower, -0.5), 0.5))
    # What the square's rounding error changes: the derivative is about 7/8 of 1 + s.
    lost = add(multiply(half_lost, 2), multiply(rest, multiply(lower, 0.875)))
    return add(add(multiply(multiply(square, square), series), lost), lower)


def _i0_far(x: Output) -> Output:
    """I0(x) for x >= 7/2, as e**(x - SHIFT) times a quotient of a series and the root of x.

    Twelve digits of the quotient and of the root are enough: their product is exact, and the logarithm
    of what it lacks changes x before e**x is rounded.
    """
    bounded = clamp(x, NEAR, 100.0)
    inverse = divide(1, bounded)
    higher = _far_series(inverse)
    root, _ = split(opset.sqrt(bounded).output(0))
    quotient, _ = split(divide(add(higher, FIRST), root))
    product = multiply(quotient, root)
    ratio = divide(add(subtract(FIRST, product), higher), product)
    logarithm = multiply(ratio, add(multiply(ratio, -0.5), 1))
    # The root of x is that of root**2, times (1 - excess)**(-1/2).
    excess = multiply(subtract(bounded, multiply(root, root)), inverse)
    excess = multiply(excess, add(multiply(excess, 0.25), 0.5))
    logarithm = subtract(logarithm, excess)
    power = power_of_e(add(bounded, -SHIFT), logarithm)
    return power.scaled(multiply(add(power.rest, 1), quotient))


def _far_series(inverse: Output) -> Output:
    """e**(SHIFT - x) I0(x) times the root of x, less FIRST, for x >= 7/2.

    A polynomial in 1 / x, a minimax fit.
    """
    series = polynomial(
        inverse,
        float.fromhex("0x1.68aa36p+6"),
        float.fromhex("0x1.90d3eap+5"),
        float.fromhex("0x1.6d7d28p+6"),
        float.fromhex("-0x1.0b4572p+10"),
        float.fromhex("0x1.26fe3cp+14"),
        float.fromhex("-0x1.53a4a4p+17"),
        float.fromhex("0x1.be6304p+19"),
        float.fromhex("-0x1.2397aep+21"),
        float.fromhex("0x1.b3dc96p+20"),
        float.fromhex("0x1.cb1b4ap+21"),
        float.fromhex("-0x1.6bb4c6p+22"),
    )
    return multiply(inverse, series)


@op(
    "numpy.sinc",
    promote=Promote.INT_TO_FLOAT,
    compute=IN_FLOAT32,
    accuracy=Accuracy(),
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "sinc(1) is 2.8e-08, and so on",
            Probe((tensor([1]),), tensor([0])),
        ),
        Defect(
            DefectKind.SLOW,
            ">=3.14,<=3.15.1",
            "Sin runs element by element, in a kernel of its own",
            Probe((tensor([1.5]),), tensor([-2 / (3 * math.pi)]), mode=Mode.STATIC, slow=("Sin",)),
        ),
    ],
    one_kernel=True,
)
def sinc(x: Output) -> Output:
    """Return sin(pi x) / (pi x).

    sin(pi x) is sin(pi h) for h = x - 2 k brought into [-1/2, 1/2] by a reflection, all exact.
    """
    half = round_half_even(multiply(x, 0.5))
    h = subtract(x, add(half, half))
    h = maximum(minimum(h, subtract(1.0, h)), subtract(-1.0, h))
    square, square_rest = exact_product(h, h)
    # sin(pi h) / (pi h) - 1, a minimax fit within 2**-27.
    series = polynomial(
        square,
        float.fromhex("-0x1.a51a66p+0"),
        float.fromhex("0x1.9f9ca6p-1"),
        float.fromhex("-0x1.86a584p-3"),
        float.fromhex("0x1.abb33ap-6"),
        float.fromhex("-0x1.22632cp-9"),
    )
    less_one = multiply(square, series)
    change = multiply(h, less_one)
    sine = add(h, change)
    # What the sum and the square lost.
    rest = add(subtract(h, sine), change)
    rest = add(rest, multiply(h, multiply(square_rest, series)))
    far = add(divide(sine, x), divide(rest, x))
    return select(equal(h, x), add(less_one, 1.0), far)
