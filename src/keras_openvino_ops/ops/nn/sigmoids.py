"""Activation functions in the shape of an S."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.bounds import at_least, held
from keras_openvino_ops.lowering.chained_logistic import logistic
from keras_openvino_ops.lowering.elementwise import (
    add,
    clamp,
    divide,
    magnitude,
    minimum,
    multiply,
    negative,
    or_nan_of,
)
from keras_openvino_ops.lowering.fusion import is_fused
from keras_openvino_ops.lowering.logistic import over_one_and_exponential
from keras_openvino_ops.ops.dtypes import ACTIVATION, activation_but, of_integers, of_nan
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output


@op(
    "nn.sigmoid",
    **ACTIVATION,
    defects=[
        Defect(
            DefectKind.INACCURATE,
            ">=3.8,<=3.15.1",
            "sigmoid(-87.2) is 0 in a graph; all digits take 1.9 times the time, 3 with dynamic shapes",
            Probe((tensor([-87.2]),), tensor([1.34748054e-38]), mode=Mode.STATIC),
        ),
        of_integers(lambda x: 1 / (1 + np.exp(-x))),
    ],
    one_kernel=True,
)
def sigmoid(x: Output) -> Output:
    """Return 1 / (1 + e**-x): within 2 ULP of the true value in float32, however negative x is."""
    if not is_fused(x):
        return logistic(x)
    return over_one_and_exponential(1, negative(at_least(x, -109)))


@op(
    "nn.softsign",
    **activation_but("all digits, and infinities, take up to 1.8 times OpenVINO's time"),
    defects=[of_integers(lambda x: x / (1 + np.abs(x)))],
    one_kernel=True,
)
def softsign(x: Output) -> Output:
    """Return x / (1 + |x|), 1 and -1 of the infinities."""
    # Infinities are no quotient of infinities.
    size = minimum(add(magnitude(x), 1), 3e38)
    return or_nan_of(clamp(divide(x, size), -1.0, 1.0), x)


@op(
    "nn.hard_sigmoid",
    **ACTIVATION,
    defects=[
        Defect(
            DefectKind.INACCURATE,
            ">=3.8,<=3.15.1",
            "loses digits close to -3, as x / 6 + 1/2",
            Probe((tensor([-2.9999]),), tensor([(3 - np.float32(2.9999)) / 6])),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "1 for nan",
            Probe((tensor([np.nan]),), tensor([np.nan])),
        ),
    ],
)
def hard_sigmoid(x: Output) -> Output:
    """Return x / 6 + 1/2 held between 0 and 1."""
    return multiply(held(x, 0.0, 6.0, 3.0), 1 / 6)


@op(
    "nn.sparse_sigmoid",
    **activation_but("nan takes up to 1.4 times OpenVINO's time"),
    defects=[of_nan(Mode.STATIC)],
)
def sparse_sigmoid(x: Output) -> Output:
    """Return (x + 1) / 2 held between 0 and 1."""
    return multiply(held(x, 0.0, 2.0, 1.0), 0.5)


@op(
    "nn.hard_tanh",
    promote=Promote.DEFAULT,
    defects=[of_nan(Mode.STATIC)],
    limits=["with dynamic shapes, nan takes a second pass: up to 1.5 times OpenVINO's time"],
)
def hard_tanh(x: Output) -> Output:
    """Return x held between -1 and 1."""
    return held(x, -1.0, 1.0)
