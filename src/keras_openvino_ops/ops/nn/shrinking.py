"""Activation functions that move x towards 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.compensated import split
from keras_openvino_ops.lowering.constants import opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    clamp,
    difference,
    divide,
    less,
    less_equal,
    magnitude,
    multiply,
    polynomial,
    power,
    select,
    subtract,
)
from keras_openvino_ops.lowering.fusion import in_shape_of, is_fused, names
from keras_openvino_ops.lowering.slices import flatten
from keras_openvino_ops.ops.dtypes import ACTIVATION, AS_NODES, activation_but, of_nan
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output

NEAR = 1.5
"""Up to here, x - tanh(x) is a series, beyond it a difference."""

CENTRE = 0.84375
"""Where x**2 is in the middle of the series: from there on, higher terms are small."""

# A minimax fit of (x - tanh(x)) / x**3 to |x| <= NEAR, in x**2 - CENTRE.
CONSTANT_TERM = float.fromhex("0x1.fee78p-3")
HIGHER_TERMS = (
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

NEXT_TO_ZERO = 1.2345678e-30
"""What a divisor may be that is 0: nothing beside one whose cube is not."""


@op(
    "nn.tanh_shrink",
    **activation_but(f"{AS_NODES}, all digits take three times OpenVINO's time"),
    defects=[
        Defect(
            DefectKind.INACCURATE,
            ">=3.13,<=3.15.1",
            "subtracts what cancels: tanh_shrink(1e-4) is 0",
            Probe((tensor([1e-4]),), tensor([3.3333333e-13])),
        )
    ],
    one_kernel=True,
)
def tanh_shrink(x: Output) -> Output:
    """Return x - tanh(x): within 2 ULP of the true value in float32, however small x is."""
    if not is_fused(x):
        return _tanh_shrink_in_chains(x)
    square = multiply(x, x)
    centred = add(square, -CENTRE)
    higher = multiply(centred, polynomial(centred, *HIGHER_TERMS))
    # Eight digits of x have an exact cube; (x / high)**3 - 1 changes the series before it is rounded.
    high, low = split(x, 8)
    ratio = divide(low, add(high, NEXT_TO_ZERO))
    change = multiply(ratio, polynomial(ratio, 3, 3, 1))
    series = add(add(multiply(add(higher, CONSTANT_TERM), change), higher), CONSTANT_TERM)
    near = multiply(multiply(multiply(high, high), high), series)
    far = subtract(x, opset.tanh(x).output(0))
    return select(less(square, NEAR**2), near, far)


def _tanh_shrink_in_chains(x: Output) -> Output:
    """The same formula where the plugin makes kernels of chains alone."""
    flat, flat_again = names(flatten(x), 1)
    centred, *again = names(add(power(clamp(flat, -NEAR, NEAR), 2), -CENTRE), 5)
    *lower, highest = HIGHER_TERMS
    higher = multiply(centred, highest)
    for place, coefficient in enumerate(reversed(lower)):
        # A chain holds so many names.
        higher = multiply(add(higher, coefficient), again[place % 5])
    higher, higher_again = names(higher, 1)
    # x times 2**-16, rounded to eight digits.
    scaled = difference(multiply(flat, 1 + 2.0**-16), flat_again)
    high, high_again = names(multiply(scaled, 2.0**16), 1)
    ratio = divide(add(multiply(high, -1), flat), add(high, NEXT_TO_ZERO))
    ratio, *ratios = names(ratio, 2)
    change = multiply(add(multiply(add(ratio, 3), ratios[0]), 3), ratios[1])
    series = add(add(multiply(add(higher, CONSTANT_TERM), change), higher_again), CONSTANT_TERM)
    near = multiply(multiply(power(high, 2), high_again), series)
    far = add(multiply(opset.tanh(flat).output(0), -1), flat_again)
    return in_shape_of(x, select(less(power(flat, 2), NEAR**2), near, far))


@op(
    "nn.soft_shrink",
    **ACTIVATION,
    one_kernel=True,
)
def soft_shrink(x: Output, threshold: float = 0.5) -> Output:
    """Return x less a threshold, moved towards 0 and not beyond it."""
    return subtract(x, clamp(x, -threshold, threshold))


@op("nn.hard_shrink", promote=Promote.DEFAULT, defects=[of_nan(Mode.EAGER)])
def hard_shrink(x: Output, threshold: float = 0.5) -> Output:
    """Return x, or 0 where its magnitude is at most a threshold."""
    return select(less_equal(magnitude(x), threshold), 0, x)
