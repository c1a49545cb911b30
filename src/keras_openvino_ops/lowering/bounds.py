"""The larger and the smaller of floats, and floats held between two numbers.

Beside nan, an extreme of the CPU plugin is its second operand, which is a constant if there is one and
the extreme is part of a chain of operations; `fusion` says what a chain is.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from keras_openvino_ops.lowering import elementwise
from keras_openvino_ops.lowering.constants import constant_like, constant_of
from keras_openvino_ops.lowering.elementwise import add, clamp, or_nan_of
from keras_openvino_ops.lowering.folding import varies
from keras_openvino_ops.lowering.fusion import another, in_shape_of, is_fused, names
from keras_openvino_ops.lowering.shapes import squeeze
from keras_openvino_ops.lowering.slices import flatten

if TYPE_CHECKING:
    from collections.abc import Callable

    from openvino import Output

    Extreme = Callable[[Output, Output], Output]


def larger(x1: Output, x2: Output) -> Output:
    """The larger of two tensors; nan if either is."""
    return _extreme(elementwise.maximum, x1, x2)


def smaller(x1: Output, x2: Output) -> Output:
    """The smaller of two tensors; nan if either is."""
    return _extreme(elementwise.minimum, x1, x2)


def _extreme(extreme: Extreme, x1: Output, x2: Output) -> Output:
    if not (is_fused(x1) and is_fused(x2)):
        for x, bound in ((x1, constant_of(x2)), (x2, constant_of(x1))):
            if bound is not None and not math.isnan(bound) and varies(x):
                # nan becomes the bound, and then again x.
                return squeeze(extreme(extreme(x, constant_like(bound, x)), another(x)), [0])
        if varies(x1) and varies(x2):
            # Two kernels, not three.
            return extreme(x1, or_nan_of(x2, x1))
    return or_nan_of(extreme(x1, x2), x1, x2)


def held(x: Output, low: float, high: float, shift: float = 0.0) -> Output:
    """Floats plus a number, held between two; nan stays nan."""
    if is_fused(x) or not varies(x):
        return or_nan_of(clamp(add(x, shift) if shift else x, low, high), x)
    # Two kernels: of two neighbours OpenVINO would make a Clamp, which gives a number for nan.
    flat, again = names(flatten(x), 1)
    # nan becomes the bound, and then again x.
    bounded = elementwise.maximum(elementwise.maximum(flat, low - shift), again)
    bounded = in_shape_of(x, add(bounded, shift) if shift else bounded)
    # It is the second operand, which nothing before it makes the first one: x has been reshaped.
    return elementwise.minimum(constant_like(high, x), bounded)


def at_least(x: Output, low: float) -> Output:
    """The larger of a float of known shape and a number; nan stays nan.

    Not of a Minimum: of two neighbours OpenVINO would make a Clamp, which gives a number for nan.
    """
    # Of nan and a number a kernel gives the second operand, and OpenVINO's folding the first.
    bound = constant_like(low, x)
    return elementwise.maximum(bound, x) if varies(x) else elementwise.maximum(x, bound)
