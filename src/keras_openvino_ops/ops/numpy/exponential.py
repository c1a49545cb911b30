"""Exponents and logarithms.

The formulas hold in float32 in every kernel that OpenVINO may choose, and between operations that
round to bfloat16. Coefficients are minimax fits to the ranges named beside them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops.lowering.elementwise import (
    add,
    clamp,
    divide,
    equal,
    exp,
    less,
    log,
    magnitude,
    maximum,
    minimum,
    multiply,
    negative,
    polynomial,
    round_half_even,
    select,
    subtract,
)
from keras_openvino_ops.lowering.shapes import broadcast_static
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Defect, DefectKind, Mode, Probe, op, tensor

if TYPE_CHECKING:
    from openvino import Output

# Polynomials for float32 give no more digits in float64, which the CPU computes in float32 anyway.
IN_FLOAT32 = {"float64": "float32"}

LN2 = float.fromhex("0x1.62e43p-1")
# 2 ln 2 in two parts, the first short enough for its products with small integers to be exact.
TWO_LN2_HIGH, TWO_LN2_LOW = float.fromhex("0x1.62e4p+0"), float.fromhex("0x1.7f7d1cp-19")


def keeps_float64(function: Callable[[Any], Any], at: float = 0.5) -> Defect:
    """Return the defect of ops whose native result is float64 where Keras's rule says float32."""
    x = tensor([at], "float64")
    return Defect(
        DefectKind.WRONG,
        ">=3.12,<=3.15.1",
        "float64 gives float64, where Keras's dtype rule gives float32",
        Probe((x,), function(x).astype("float32")),
    )


@op(
    "numpy.expm1",
    promote=Promote.INT_TO_FLOAT,
    compute=IN_FLOAT32,
    defects=[
        Defect(
            DefectKind.INACCURATE,
            ">=3.10,<=3.15.1",
            "subtracts 1 from e**x: expm1(1e-8) is 0",
            Probe((tensor([1e-8]),), tensor([1e-8])),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.10,<=3.15.1",
            "expm1(nan) is inf in a graph",
            Probe((tensor([np.nan]),), tensor([np.nan]), mode=Mode.STATIC),
        ),
    ],
)
def expm1(x: Output) -> Output:
    """Return e**x - 1, however small x is.

    x has any shape and dtype; integers become floats. Within 2 ULP of the true value in float32;
    float16 and bfloat16 are rounded once from that. -0 stays -0, -inf gives -1, nan stays nan.

    Cody and Waite's reduction x = 2 k ln 2 + r; then 4**k (e**r - 1) + (4**k - 1).
    """
    bounded = clamp(x, -19.0, 89.0)
    k = round_half_even(multiply(bounded, 0.5 / math.log(2)))
    r = subtract(subtract(bounded, multiply(k, TWO_LN2_HIGH)), multiply(k, TWO_LN2_LOW))
    near = _expm1_near_zero(r)
    power = _power_of_two(k)
    # A quarter of 4**k, which overflows for the largest x, until the end.
    quarter = multiply(multiply(power, 0.25), power)
    reduced = multiply(add(multiply(quarter, near), add(quarter, -0.25)), 4.0)
    return _unless_tiny(select(equal(k, 0), near, _unless_rounded(reduced, x)), x)


def _unless_tiny(result: Output, x: Output) -> Output:
    """Return a function's value, or x where x is tiny, which keeps the sign of zero, or nan."""
    return select(less(2.0**-50, multiply(x, x)), result, x)


def _expm1_near_zero(r: Output) -> Output:
    """e**r - 1 for |r| <= ln 2."""
    series = polynomial(
        r,
        0.5,
        float.fromhex("0x1.55555cp-3"),
        float.fromhex("0x1.55554ap-5"),
        float.fromhex("0x1.110b6ep-7"),
        float.fromhex("0x1.6c1c8cp-10"),
        float.fromhex("0x1.a557ep-13"),
        float.fromhex("0x1.a0bd74p-16"),
    )
    return add(r, multiply(multiply(r, r), series))


def _power_of_two(k: Output) -> Output:
    """2**k for an integer k, exactly: what e**(k ln 2) is when its first bit alone is kept.

    Veltkamp's splitting; Exp is compiled with errors of up to 5 ULP.
    """
    rough = exp(multiply(k, LN2))
    scaled = multiply(rough, 2.0**23 + 1)
    return subtract(scaled, subtract(scaled, rough))


def _unless_rounded(result: Output, x: Output) -> Output:
    """Return a value of e**x - 1, or the plain one where the splitting broke down.

    It does when intermediate results are rounded to bfloat16; in float32 the two are close.
    """
    # Just below where the compiled Exp overflows, and exact in bfloat16.
    limit = 180 * 2.0**120
    power = exp(x)
    bounded = minimum(power, limit)
    distance = magnitude(subtract(minimum(limit, result), add(bounded, -1)))
    close = less(distance, add(multiply(bounded, 2.0**-10), 2.0**-10))
    return select(close, result, add(power, -1))


@op(
    "numpy.log1p",
    promote=Promote.INT_TO_FLOAT,
    compute=IN_FLOAT32,
    defects=[
        Defect(
            DefectKind.INACCURATE,
            ">=3.10,<=3.15.1",
            "adds 1 before the logarithm: log1p(1e-8) is 0",
            Probe((tensor([1e-8]),), tensor([1e-8])),
        )
    ],
)
def log1p(x: Output) -> Output:
    """Return the logarithm of 1 + x, however small x is.

    x has any shape and dtype; integers become floats. Within 2 ULP of the true value in float32;
    float16 and bfloat16 are rounded once from that. -0 stays -0, -1 gives -inf, less gives nan.
    """
    # x is on about (-0.5, 1.016) here; beyond, rounding 1 + x costs less than 1 ULP.
    centred = add(x, -0.2578125)
    near_zero = less(multiply(centred, centred), 0.57421875)
    return _unless_tiny(select(near_zero, _log1p_near_zero(x), log(add(x, 1))), x)


def _log1p_near_zero(x: Output) -> Output:
    """log(1 + x) for -1/2 <= x <= 1: x + (s (x**2 / 2 + R(s**2)) - x**2 / 2), s = x / (x + 2).

    The form of fdlibm's logarithms, without their reduction of the argument.
    """
    s = divide(x, add(x, 2))
    z = multiply(s, s)
    series = polynomial(
        z,
        float.fromhex("0x1.5555p-1"),
        float.fromhex("0x1.99d2b4p-2"),
        float.fromhex("0x1.1eb1p-2"),
        float.fromhex("0x1.1f17cap-2"),
    )
    half_square = multiply(multiply(x, x), 0.5)
    return add(x, subtract(multiply(s, add(half_square, multiply(z, series))), half_square))


@op(
    "numpy.logaddexp",
    promote=Promote.INT_TO_FLOAT,
    compute=IN_FLOAT32,
    defects=[
        Defect(
            DefectKind.INACCURATE,
            ">=3.12,<=3.15.1",
            "adds 1 before the logarithm: logaddexp(0, -18) is 0",
            Probe((tensor([0]), tensor([-18])), tensor([1.5229979e-08])),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.12,<=3.15.1",
            "nan for two infinities of one sign",
            Probe((tensor([np.inf]), tensor([np.inf])), tensor([np.inf])),
        ),
    ],
)
def logaddexp(x1: Output, x2: Output) -> Output:
    """Return log(e**x1 + e**x2), which overflows only where the result does.

    x1 and x2 broadcast and have any dtype; integers become floats. Within 2 ULP in float32, counted in
    units of the result or, where the logarithms cancel, of the operand larger in magnitude. nan if
    either is; two infinities of one sign give that infinity.
    """
    x1, x2 = broadcast_static(x1, x2)
    # Infinities of one sign have no distance either.
    difference = select(equal(x1, x2), 0, subtract(x1, x2))
    distance = minimum(difference, negative(difference))
    larger = maximum(x1, x2)
    far = add(larger, _log1p_near_zero(exp(distance)))
    # Up to a distance of 1: there Exp's error would show.
    mean = add(larger, multiply(distance, 0.5))
    near = add(add(mean, LN2), _log_cosh_half(distance))
    result = select(less(distance, -1.0), far, near)
    return select(equal(difference, difference), result, difference)


def _log_cosh_half(x: Output) -> Output:
    """log(cosh(x / 2)) for |x| <= 1."""
    square = multiply(x, x)
    series = polynomial(
        square,
        float.fromhex("0x1.ffffep-4"),
        float.fromhex("-0x1.55418ap-8"),
        float.fromhex("0x1.684156p-12"),
        float.fromhex("-0x1.6d93dap-16"),
    )
    return multiply(square, series)
