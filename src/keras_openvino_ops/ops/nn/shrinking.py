"""Activation functions that move x towards 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.compensated import split
from keras_openvino_ops.lowering.constants import opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    clamp,
    divide,
    less,
    less_equal,
    magnitude,
    multiply,
    polynomial,
    select,
    subtract,
)
from keras_openvino_ops.ops.dtypes import ACTIVATION, of_nan
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output


@op(
    "nn.tanh_shrink",
    **{
        **ACTIVATION,
        "limits": (
            *ACTIVATION["limits"],
            "with dynamic shapes, all digits take five times OpenVINO's time",
        ),
    },
    defects=[
        Defect(
            DefectKind.INACCURATE,
            ">=3.13,<=3.15.1",
            "subtracts what cancels: tanh_shrink(1e-4) is 0",
            Probe((tensor([1e-4]),), tensor([3.3333333e-13])),
        )
    ],
)
def tanh_shrink(x: Output) -> Output:
    """Return x - tanh(x): within 2 ULP of the true value in float32, however small x is."""
    square = multiply(x, x)
    # A minimax fit of (x - tanh(x)) / x**3 to |x| <= 3/2. From the middle on, higher terms are small.
    centred, constant_term = add(square, -0.84375), float.fromhex("0x1.fee78p-3")
    higher = polynomial(
        centred,
        float.fromhex("-0x1.2f8f48p-4"),
        float.fromhex("0x1.6df292p-6"),
        float.fromhex("-0x1.b9f534p-8"),
        float.fromhex("0x1.0af526p-9"),
        float.fromhex("-0x1.423bap-11"),
        float.fromhex("0x1.83e8e2p-13"),
        float.fromhex("-0x1.db4cd8p-15"),
        float.fromhex("0x1.337f7cp-16"),
        float.fromhex("-0x1.6501d4p-18"),
        float.fromhex("0x1.c1641p-21"),
    )
    higher = multiply(centred, higher)
    # Eight digits of x have an exact cube; (x / high)**3 - 1 changes the series before it is rounded.
    high, low = split(x, 8)
    ratio = divide(low, add(high, 1.2345678e-30))
    change = multiply(ratio, polynomial(ratio, 3, 3, 1))
    series = add(add(multiply(add(higher, constant_term), change), higher), constant_term)
    near = multiply(multiply(multiply(high, high), high), series)
    far = subtract(x, opset.tanh(x).output(0))
    return select(less(square, 2.25), near, far)


@op("nn.soft_shrink", **ACTIVATION)
def soft_shrink(x: Output, threshold: float = 0.5) -> Output:
    """Return x less a threshold, moved towards 0 and not beyond it."""
    return subtract(x, clamp(x, -threshold, threshold))


@op("nn.hard_shrink", promote=Promote.DEFAULT, defects=[of_nan(Mode.EAGER)])
def hard_shrink(x: Output, threshold: float = 0.5) -> Output:
    """Return x, or 0 where its magnitude is at most a threshold."""
    return select(less_equal(magnitude(x), threshold), 0, x)
