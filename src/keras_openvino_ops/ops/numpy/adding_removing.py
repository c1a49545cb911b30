"""Adding and removing of elements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.defects import Defect, DefectKind, Probe, tensor
from keras_openvino_ops.lowering.joining import join
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output


@op(
    "numpy.append",
    promote=Promote.NO_OPMATH,
    strong_numbers=("x1", "x2"),
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.9,<=3.11.3",
            "raises for lists, or takes them for float64",
            Probe((tensor([1]), [2.0]), tensor([1, 2])),
        )
    ],
)
def append(x1: Output, x2: Output, axis: int | None = None) -> Output:
    """Return x1 with x2 after it along an axis, or, for None, the elements of x1 and then of x2."""
    return join([x1, x2], axis)
