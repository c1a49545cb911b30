"""Correlating."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_openvino_ops.defects import Defect, DefectKind, Probe, tensor
from keras_openvino_ops.lowering.constants import constant_like, opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    convert,
    divide,
    less,
    logical_and,
    magnitude,
    maximum,
    minimum,
    multiply,
    select,
    subtract,
)
from keras_openvino_ops.lowering.reductions import reduce_max, total
from keras_openvino_ops.lowering.shapes import (
    arange,
    broadcast_to,
    dimension,
    expand_dims,
    rank_of,
    reshape,
    scalar,
    squeeze,
    static_shape,
    take,
)
from keras_openvino_ops.lowering.slices import reverse
from keras_openvino_ops.lowering.statistics import IN_FLOAT32, distances_from_mean, norm_along
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output

FLOATS = {**IN_FLOAT32, "int64": "float64"}
"""The float dtypes that Keras correlates integers in."""


@op(
    "numpy.corrcoef",
    promote=Promote.DEFAULT,
    compute=FLOATS,
    result=FLOATS,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "raises for a vector",
            Probe((tensor([1, 2]),), tensor(1)),
        ),
    ],
)
def corrcoef(x: Output) -> Output:
    """Return the correlation coefficients of the rows of a matrix with each other.

    That of one row, or of a vector, is a scalar; unless the number of rows is dynamic. Those of a row
    whose elements are equal are nan.
    """
    if rank_of(x) not in (1, 2):
        raise ValueError(f"x must be a vector or a matrix. Received: x.shape={static_shape(x)}")
    if rank_of(x) == 1:
        return corrcoef(expand_dims(x, [0]))
    if 0 in static_shape(x):
        rows = dimension(x, 0)
        return broadcast_to(constant_like(float("nan"), x), [rows, rows])
    distances = distances_from_mean(x, [1])
    # Scaled first, so that no square overflows.
    distances = divide(distances, reduce_max(magnitude(distances), [1], True))
    norms = norm_along(distances, [1], keepdims=True)
    products = opset.matmul(distances, distances, False, True).output(0)
    products = divide(divide(products, norms), reshape(norms, (1, -1)))
    # Rounding may take them beyond 1; comparisons keep nan.
    coefficients = select(less(1, products), 1, select(less(products, -1), -1, products))
    return squeeze(coefficients, [0, 1]) if static_shape(x)[0] == 1 else coefficients


@op(
    "numpy.correlate",
    promote=Promote.DEFAULT,
    compute=FLOATS,
    result=FLOATS,
    limits=[
        "two vectors of dynamic length take memory for all products; a nan of the kernel may spread"
    ],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "raises where the second vector is the longer one",
            Probe((tensor([1, 2]), tensor([1, 2, 3])), tensor([8, 5])),
        )
    ],
)
def correlate(x1: Output, x2: Output, mode: str = "valid") -> Output:
    """Return the sums of the products of a vector with another one shifted along it.

    "full" takes every shift at which they overlap; "same" as many of them, from the middle, as the
    longer vector has elements; "valid" those at which the shorter one lies within the longer. Infinity
    and nan may make nan of the sums at shifts where they meet nothing.
    """
    if rank_of(x1) != 1 or rank_of(x2) != 1 or 0 in static_shape(x1) + static_shape(x2):
        raise ValueError(
            "x1 and x2 must be vectors that are not empty. "
            f"Received: x1.shape={static_shape(x1)}, x2.shape={static_shape(x2)}"
        )
    if mode not in ("valid", "same", "full"):
        raise ValueError(f"mode must be 'valid', 'same' or 'full'. Received: mode={mode!r}")
    every = _every_shift(x1, x2)
    if mode == "full":
        return every
    lengths = scalar(dimension(x1, 0)), scalar(dimension(x2, 0))
    longer, shorter = maximum(*lengths), minimum(*lengths)
    if mode == "valid":
        start, count = subtract(shorter, 1), add(subtract(longer, shorter), 1)
    else:
        # Of an even number of overlaps, the middle lies one further if x2 is the longer one.
        swapped = convert(less(*lengths), "int64")
        start, count = divide(add(subtract(shorter, 1), swapped), 2), longer
    return take(every, add(start, arange(count)), 0)


def _every_shift(x: Output, y: Output) -> Output:
    """The sums at every shift, from the one at which the last of y meets the first of x."""
    lengths = static_shape(x)[0], static_shape(y)[0]
    if lengths == (None, None):
        return _every_shift_of_dynamic(x, y)
    if lengths[1] is None:
        return reverse(_every_shift(y, x), [0])
    # OpenVINO's convolution does not turn the kernel round.
    pads = [lengths[1] - 1]
    image, kernel = expand_dims(x, [0, 1]), expand_dims(y, [0, 1])
    return squeeze(opset.convolution(image, kernel, [1], pads, pads, [1]).output(0), [0, 1])


def _every_shift_of_dynamic(x: Output, y: Output) -> Output:
    """Those of vectors of unknown lengths, by a table of all products.

    The plugin convolves only with kernels of known shape.
    """
    length = dimension(x, 0)
    last = subtract(dimension(y, 0), 1)
    shifts, taps = arange(add(length, last)), arange(dimension(y, 0))
    indices = add(expand_dims(shifts, [1]), subtract(taps, last))
    inside = logical_and(less(-1, indices), less(indices, length))
    products = multiply(take(x, select(inside, indices, 0), 0), y)
    return total(select(inside, products, 0), [1])
