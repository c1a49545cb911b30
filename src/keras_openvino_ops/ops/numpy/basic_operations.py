"""Basic operations of array manipulation: what a tensor is like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.defects import Defect, DefectKind, Probe, tensor
from keras_openvino_ops.lowering.elementwise import convert
from keras_openvino_ops.lowering.shapes import dimension, product, rank_of, scalar
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output


@op(
    "numpy.size",
    promote=Promote.NO_OPMATH,
    result="int32",
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "int64, where Keras's specification says int32",
            Probe((tensor([1, 2, 3]),), tensor(3, "int32")),
        )
    ],
)
def size(x: Output) -> Output:
    """Return the number of elements, as a scalar tensor."""
    return convert(scalar(product([dimension(x, axis) for axis in range(rank_of(x))])), "int32")


@op(
    "numpy.ndim",
    promote=Promote.NO_OPMATH,
    result="int32",
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.10,<=3.14.1",
            "a tensor of one dimension, in place of a number",
            Probe((tensor([1, 2, 3]),), tensor(1, "int32")),
        )
    ],
)
def ndim(x: Output) -> int:
    """Return the number of dimensions, as a Python integer."""
    return rank_of(x)
