"""Changing number of dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering import shapes
from keras_openvino_ops.lowering.arguments import integers_of, listed
from keras_openvino_ops.lowering.constants import constant, dtype_of, is_tensor
from keras_openvino_ops.lowering.shapes import Axis, normalize_axes, rank_of, static_shape
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output


@op(
    "numpy.broadcast_to",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "ends the process for an empty array",
            Probe((tensor(np.zeros((0, 3))), (2, 0, 3)), tensor(np.zeros((2, 0, 3))), fatal=True),
        ),
    ],
)
def broadcast_to(x: Output, shape: Any) -> Output:
    """Return the elements repeated along new leading axes and along axes of length 1.

    shape is an integer, a list or tuple of integers and scalar tensors, or a vector.
    """
    old, new = static_shape(x), integers_of(shape)
    added = len(new) - len(old)
    fits = added >= 0 and all(
        is_tensor(long) or (long >= 0 and short in (None, 1, long))
        for short, long in zip((1,) * added + old, new)
    )
    if not fits:
        raise ValueError(f"x must broadcast to shape. Received: x.shape={old}, shape={tuple(new)}")
    if tuple(new) == old:
        return x
    # OpenVINO cannot repeat the elements of a tensor that is known to have none.
    return shapes.broadcast_to(constant(0, dtype_of(x)) if 0 in old else x, new)


@op(
    "numpy.expand_dims",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.9.2",
            "raises for several axes",
            Probe((tensor([1, 2]), (0, 2)), tensor([[[1], [2]]])),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "raises for no axes",
            Probe((tensor([1, 2]), ()), tensor([1, 2])),
        ),
    ],
)
def expand_dims(x: Output, axis: int | tuple[int, ...]) -> Output:
    """Return the array with axes of length 1 inserted, at places counted in the result."""
    axes = listed(axis)
    return shapes.expand_dims(x, normalize_axes(axes, rank_of(x) + len(axes)))


@op(
    "numpy.squeeze",
    promote=Promote.NO_OPMATH,
    limits=["without an axis, a dynamic one is kept: the number of dimensions must be known"],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "no axes are taken for all",
            Probe((tensor([[1, 2]]), ()), tensor([[1, 2]])),
        ),
        Defect(
            DefectKind.STATIC_ONLY,
            ">=3.8,<=3.15.1",
            "without an axis, a dynamic shape loses its rank and cannot be compiled",
            Probe((tensor([[1, 2], [3, 4]]),), tensor([[1, 2], [3, 4]]), mode=Mode.DYNAMIC),
        ),
    ],
)
def squeeze(x: Output, axis: Axis = None) -> Output:
    """Return the array without some axes of length 1: those named, or all for None.

    A dynamic axis may be named, and must be of length 1 when the graph runs. For None it is kept, as
    Keras's symbolic shapes have it: the CPU plugin runs no tensor whose number of dimensions varies.
    """
    lengths = static_shape(x)
    if axis is None:
        return shapes.squeeze(x, [one for one, length in enumerate(lengths) if length == 1])
    axes = normalize_axes(axis, rank_of(x))
    if any(lengths[one] not in (None, 1) for one in axes):
        raise ValueError(f"the axes must be of length 1. Received: x.shape={lengths}, axis={axis}")
    return shapes.squeeze(x, axes)
