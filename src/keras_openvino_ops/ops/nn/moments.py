"""The mean and the variance, as normalization layers take them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.defects import Defect, DefectKind, Probe, tensor
from keras_openvino_ops.lowering.constants import dtype_of
from keras_openvino_ops.lowering.elementwise import clamp, convert
from keras_openvino_ops.lowering.shapes import Axis, normalize_axes, rank_of
from keras_openvino_ops.lowering.statistics import moments_along
from keras_openvino_ops.ops.dtypes import RESULT
from keras_openvino_ops.promotion import UPCAST, Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output

FLOAT16_MAX = 65504.0


@op(
    "nn.moments",
    promote=Promote.DEFAULT,
    convert={"x": "given"},
    result=RESULT,
    defects=[
        Defect(
            DefectKind.INACCURATE,
            ">=3.8,<=3.15.1",
            "the variance subtracts squares: 0 where elements differ little",
            Probe((tensor([1e4, 1e4 + 1, 1e4 + 2]), [0]), (tensor(1e4 + 1), tensor(2 / 3))),
        )
    ],
)
def moments(
    x: Output, axes: Axis, keepdims: bool = False, synchronized: bool = False
) -> tuple[Output, Output]:
    """Return the mean and the variance along some axes, the variance as `numpy.var` takes it.

    float16 computes in float32, and what is beyond its range becomes its largest number, as Keras has
    it. ``synchronized`` is for several devices.
    """
    if synchronized:
        raise NotImplementedError("synchronized=True is not supported: there is one device.")
    dtype = dtype_of(x)
    axes = normalize_axes(axes, rank_of(x))
    wide = convert(x, RESULT.get(dtype, UPCAST.get(dtype, dtype)))
    mean, variance = moments_along(wide, axes, keepdims)
    if dtype == "float16":
        return clamp(mean, -FLOAT16_MAX, FLOAT16_MAX), clamp(variance, 0.0, FLOAT16_MAX)
    return mean, variance
