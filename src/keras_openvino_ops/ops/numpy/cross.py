"""The vector product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.constants import constant, dtype_of, opset
from keras_openvino_ops.lowering.elementwise import multiply, negative, subtract
from keras_openvino_ops.lowering.shapes import (
    expand_dims,
    normalize_axis,
    rank_of,
    static_shape,
    take,
    transpose,
)
from keras_openvino_ops.ops.numpy.products import PRODUCTS
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output


@op(
    "numpy.cross",
    promote=Promote.DEFAULT,
    compute=PRODUCTS,
    limits=["a dynamic axis of components counts as one of 3"],
    defects=[
        Defect(
            DefectKind.STATIC_ONLY,
            ">=3.14,<=3.15.1",
            "raises for dynamic dimensions",
            Probe((tensor([1, 0, 0]), tensor([0, 1, 0])), tensor([0, 0, 1]), mode=Mode.DYNAMIC),
        )
    ],
)
def cross(
    x1: Output,
    x2: Output,
    axisa: int = -1,
    axisb: int = -1,
    axisc: int = -1,
    axis: int | None = None,
) -> Output:
    """Return the vector products of vectors of 2 or 3 components; the other axes broadcast.

    axisa and axisb are the axes of the components, axisc that of the result, and axis all three. The
    third component of a vector of 2 is 0; of two such vectors, only the third component of the result
    is returned, without an axis. Of a dynamic length, a vector has 3 components.
    """
    if dtype_of(x1) == "bool":
        raise TypeError("booleans cannot be subtracted. Received: x1 and x2 of dtype bool")
    if axis is not None:
        axisa = axisb = axisc = axis
    a, b = _components(x1, axisa), _components(x2, axisb)
    last = subtract(multiply(a[0], b[1]), multiply(a[1], b[0]))
    if len(a) == len(b) == 2:
        return last
    if len(a) == 2:
        first, second = multiply(a[1], b[2]), negative(multiply(a[0], b[2]))
    elif len(b) == 2:
        first, second = negative(multiply(a[2], b[1])), multiply(a[2], b[0])
    else:
        first = subtract(multiply(a[1], b[2]), multiply(a[2], b[1]))
        second = subtract(multiply(a[2], b[0]), multiply(a[0], b[2]))
    rank = rank_of(last) + 1
    order = list(range(1, rank))
    order.insert(normalize_axis(axisc, rank), 0)
    # An axis is taken apart and put together fastest where it is the first.
    parts = [expand_dims(part, [0]) for part in (first, second, last)]
    return transpose(opset.concat(parts, 0).output(0), order)


def _components(x: Output, axis: int) -> list[Output]:
    """The parts of x along an axis of vectors."""
    axis = normalize_axis(axis, rank_of(x))
    count = static_shape(x)[axis]
    if count not in (None, 2, 3):
        raise ValueError(f"a vector must have 2 or 3 components. Received: shape {static_shape(x)}")
    beside = [one for one in range(rank_of(x)) if one != axis]
    first = transpose(x, [axis, *beside])
    return [take(first, constant(index, "int64"), 0) for index in range(count or 3)]
