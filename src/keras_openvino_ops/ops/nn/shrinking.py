"""Activation functions that move x towards 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.constants import opset
from keras_openvino_ops.lowering.elementwise import (
    clamp,
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
from keras_openvino_ops.registry import Accuracy, op

if TYPE_CHECKING:
    from openvino import Output


@op(
    "nn.tanh_shrink",
    **{**ACTIVATION, "accuracy": Accuracy(ulp=3.0)},
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
    """Return x - tanh(x): within 3 ULP of the true value in float32, however small x is."""
    square = multiply(x, x)
    # A minimax fit of (x - tanh(x)) / x**3 to |x| <= 3/2.
    series = polynomial(
        square,
        float.fromhex("0x1.555556p-2"),
        float.fromhex("-0x1.111176p-3"),
        float.fromhex("0x1.ba2f9p-5"),
        float.fromhex("-0x1.6710c2p-6"),
        float.fromhex("0x1.25febcp-7"),
        float.fromhex("-0x1.e7d55cp-9"),
        float.fromhex("0x1.8c1408p-10"),
        float.fromhex("-0x1.1a7b38p-11"),
        float.fromhex("0x1.2f77aep-13"),
        float.fromhex("-0x1.998928p-16"),
        float.fromhex("0x1.f88eb8p-20"),
    )
    near = multiply(multiply(square, series), x)
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
