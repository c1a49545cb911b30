"""Changing array shape."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering import shapes
from keras_openvino_ops.lowering.arguments import integers_of
from keras_openvino_ops.lowering.constants import is_tensor
from keras_openvino_ops.lowering.shapes import static_shape
from keras_openvino_ops.lowering.slices import flatten
from keras_openvino_ops.ops.numpy.native_lists import refuses_lists
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.shapes import Dimension


@op(
    "numpy.reshape",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.13.2",
            "raises for a number as the shape",
            Probe((tensor([[1, 2], [3, 4]]), 4), tensor([1, 2, 3, 4])),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "raises for an int64 tensor among the dimensions of the shape",
            Probe(
                (tensor([1, 2, 3, 4]), (-1, tensor(2, "int64"))),
                tensor([[1, 2], [3, 4]]),
                mode=Mode.STATIC,
            ),
        ),
    ],
)
def reshape(x: Output, newshape: Any) -> Output:
    """Return the elements, the last axis varying fastest, in another shape.

    newshape is an integer, a list or tuple of integers and scalar tensors, or a vector. One dimension
    may be -1, or None as in the shape of a dynamic tensor: it follows from the others.
    """
    if isinstance(newshape, (list, tuple)):
        newshape = [-1 if one is None else one for one in newshape]
    return shapes.reshape(x, _completed(integers_of(newshape), static_shape(x)))


def _completed(sizes: list[Dimension], old: tuple[int | None, ...]) -> list[Dimension]:
    """Return new dimensions with the number that -1 stands for, if all others are known."""
    known = [one for one in sizes if not is_tensor(one)]
    unknown = known.count(-1)
    if unknown > 1 or min(known, default=0) < -1:
        raise ValueError(
            f"one dimension of newshape may be -1, and none less. Received: newshape={tuple(sizes)}"
        )
    given = math.prod(one for one in known if one != -1)
    completed = sizes
    fits = given > 0 or not unknown
    if len(known) == len(sizes) and None not in old:
        size = math.prod(old)  # type: ignore[arg-type]
        completed = [size // max(given, 1) if one == -1 else one for one in known]
        fits = fits and math.prod(completed) == size
    if not fits:
        raise ValueError(
            "newshape must hold as many elements as x. "
            f"Received: x.shape={old}, newshape={tuple(sizes)}"
        )
    return completed


@op("numpy.ravel", promote=Promote.NO_OPMATH, defects=[refuses_lists(np.ravel)])
def ravel(x: Output) -> Output:
    """Return the elements in one dimension, the last axis varying fastest."""
    return flatten(x)
