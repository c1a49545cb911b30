"""The shape of a tensor as a program reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.constants import is_tensor
from keras_openvino_ops.lowering.elementwise import convert
from keras_openvino_ops.lowering.shapes import dimension, rank_of
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from keras_openvino_ops.lowering.shapes import Dimension


@op(
    "core.shape",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.STATIC_ONLY,
            ">=3.8,<=3.14.1",
            "gives None for a dynamic dimension, which nothing can be computed from",
            Probe(
                (tensor([[1, 2, 3], [4, 5, 6]]),),
                (tensor(2, "int32"), tensor(3, "int32")),
                mode=Mode.DYNAMIC,
            ),
        )
    ],
)
def shape(x: Any) -> tuple[Dimension, ...]:
    """Return the dimensions: integers, and scalar int32 tensors for those that are dynamic.

    Of what is not a tensor of the backend, it returns the attribute ``shape`` as a tuple.
    """
    if not is_tensor(x):
        return tuple(x.shape)
    lengths = [dimension(x, axis) for axis in range(rank_of(x))]
    return tuple(convert(one, "int32") if is_tensor(one) else one for one in lengths)
