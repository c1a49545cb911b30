"""Logic functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Probe, tensor
from keras_openvino_ops.lowering.constants import constant, constant_like, dtype_of, is_float, is_tensor
from keras_openvino_ops.lowering.elementwise import (
    WIDE_INTEGERS,
    add,
    clamp,
    convert,
    isnan,
    less,
    less_equal,
    logical_and,
    logical_not,
    logical_or,
    magnitude,
    multiply,
    select,
    subtract,
)
from keras_openvino_ops.lowering.ordering import IN_32_BITS, equal_exactly
from keras_openvino_ops.lowering.reductions import any_true
from keras_openvino_ops.lowering.remainders import HIGHEST
from keras_openvino_ops.lowering.shapes import static_shape
from keras_openvino_ops.lowering.slices import flatten
from keras_openvino_ops.promotion import UPCAST, Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.elementwise import Operand


@op(
    "numpy.allclose",
    promote=Promote.ALWAYS_BOOL,
    compute={**IN_32_BITS, **UPCAST},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "infinities are not close to themselves",
            Probe((tensor([np.inf]), tensor([np.inf])), tensor(True, "bool")),
        )
    ],
)
def allclose(
    x1: Output,
    x2: Output,
    rtol: Operand = 1e-5,
    atol: Operand = 1e-8,
    equal_nan: bool = False,
) -> Output:
    """Return whether all elements of x1 and x2 are close, as in isclose."""
    near = isclose(x1, x2, rtol, atol, equal_nan)
    if 0 in static_shape(near):
        return constant(True, "bool")
    return logical_not(any_true(logical_not(flatten(near)), [0]))


@op(
    "numpy.isclose",
    promote=Promote.ALWAYS_BOOL,
    compute={**IN_32_BITS, **UPCAST},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.10,<=3.15.1",
            "infinities are not close to themselves",
            Probe((tensor([np.inf]), tensor([np.inf])), tensor([True], "bool")),
        )
    ],
)
def isclose(
    x1: Output,
    x2: Output,
    rtol: Operand = 1e-5,
    atol: Operand = 1e-8,
    equal_nan: bool = False,
) -> Output:
    """Return whether |x1 - x2| <= atol + rtol |x2|, or whether they are equal infinities."""
    dtype = dtype_of(x1)
    wide = dtype if is_float(dtype) else "float32"
    first, second = convert(x1, wide), convert(x2, wide)
    difference = subtract(first, second)
    if dtype in WIDE_INTEGERS:
        # Integers lose digits in float32, and overflow only when they are far apart.
        exact = convert(subtract(x1, x2), wide)
        difference = select(less(magnitude(difference), 2.0**30), exact, difference)
    size = magnitude(second)
    # A tolerance that is finite beside an infinity, which then is near to nothing.
    bounded = wide == "float32" and not is_tensor(rtol) and not is_tensor(atol)
    bounded = bounded and abs(rtol) < 1 and abs(atol) < 1
    within = clamp(size, 0.0, HIGHEST) if bounded else size
    tolerance = add(multiply(_as_float(rtol, size), within), _as_float(atol, size))
    near = less_equal(magnitude(difference), tolerance)
    if not bounded:
        near = logical_and(near, less(size, float("inf")))
    result = logical_or(near, equal_exactly(x1, x2))
    if equal_nan and is_float(dtype):
        result = logical_or(result, logical_and(isnan(x1), isnan(x2)))
    return result


def _as_float(value: Operand, x: Output) -> Output:
    return convert(value, dtype_of(x)) if is_tensor(value) else constant_like(value, x)
