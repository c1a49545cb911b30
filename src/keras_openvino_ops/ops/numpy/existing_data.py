"""Array creation from existing data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.defects import Defect, DefectKind, Probe, tensor
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output


@op(
    "numpy.array",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.13.2",
            "returns a NumPy array instead of a tensor",
            Probe(([1, 2],), tensor([1, 2], "int32")),
        ),
    ],
)
def array(x: Output, dtype: str | None = None) -> Output:
    """Return as a tensor what x holds: a number, nested lists of numbers and tensors, an array.

    Without a dtype, in the one that the elements promote to.
    """
    return x


@op(
    "numpy.copy",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "gives a number back as it is, in place of a tensor",
            Probe((2.5,), tensor(2.5)),
        ),
    ],
)
def copy(x: Output) -> Output:
    """Return x as a tensor; tensors never change, so none is copied."""
    return x
