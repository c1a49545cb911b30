"""Numbers at equal steps from a start up to a stop."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Probe, tensor
from keras_openvino_ops.lowering import shapes
from keras_openvino_ops.lowering.constants import (
    dtype_of,
    is_float,
    is_tensor,
    opset,
)
from keras_openvino_ops.lowering.elementwise import (
    NARROW_INTEGERS,
    add,
    convert,
    divide,
    less_equal,
    magnitude,
    maximum,
    multiply,
    negative,
    round_half_even,
    select,
    subtract,
    wrapped,
)
from keras_openvino_ops.lowering.spacing import tensor_of
from keras_openvino_ops.ops.numpy.division import floor_divide
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.constants import Number
    from keras_openvino_ops.lowering.elementwise import Operand
    from keras_openvino_ops.lowering.shapes import Dimension


@op(
    "numpy.arange",
    promote=Promote.DEFAULT,
    convert={"start": "given", "stop": "given", "step": "given"},
    compute={"bool": "int32"},
    defects=[
        Defect(
            DefectKind.INACCURATE,
            ">=3.9,<=3.15.1",
            "adds up the steps, and their rounding errors",
            Probe((1.0, 2.0, 0.01), tensor(1 + np.arange(100) / 100), rtol=3e-7),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.9,<=3.13.2",
            "loses the last number where the step is a fraction",
            Probe((0, 1.05, 0.35), tensor([0, 0.35, 0.7, 1.05])),
        ),
    ],
)
def arange(
    start: Output | Number,
    stop: Output | Number | None = None,
    step: Output | Number | None = None,
    dtype: str = "float32",
) -> Output:
    """Return start + i * step for the ceil((stop - start) / step) integers i from 0 on.

    With one argument, from 0 to that. Of Python numbers, the length is computed in float64 as in NumPy,
    and an integer dtype makes start and step whole only afterwards. In float32, elements are within
    2 ULP, in units of the larger of start and i * step; i counts to 2**24.
    """
    if stop is None:
        start, stop = 0, start
    if step is None:
        step = 1
    length = _length_of_range(start, stop, step)
    if is_float(dtype):
        indices = shapes.arange(length, dtype)
        return add(multiply(indices, tensor_of(step, dtype)), tensor_of(start, dtype))
    first, second = tensor_of(start, "int64"), tensor_of(_sum(start, step), "int64")
    result = add(multiply(shapes.arange(length), subtract(second, first)), first)
    return wrapped(result, dtype) if dtype in NARROW_INTEGERS else convert(result, dtype)


def _length_of_range(start: Operand, stop: Operand, step: Operand) -> Dimension:
    if not any(is_tensor(one) for one in (start, stop, step)):
        if step == 0:
            raise ValueError("step must not be 0.")
        length = (stop - start) / step
        if not math.isfinite(length):
            raise ValueError(
                f"the range has no length. Received: start={start}, stop={stop}, step={step}"
            )
        return max(math.ceil(length), 0)
    if all(_is_whole(one) for one in (start, stop, step)):
        first, last, by = (tensor_of(one, "int64") for one in (start, stop, step))
        # The ceiling of the quotient.
        length = negative(floor_divide(subtract(first, last), by))
        return maximum(length, 0)
    distance = subtract(tensor_of(stop, "float32"), tensor_of(start, "float32"))
    steps = divide(distance, tensor_of(step, "float32"))
    nearest = round_half_even(steps)
    # Compiled, quotients err in the last place.
    is_near = less_equal(magnitude(subtract(steps, nearest)), multiply(nearest, 2.0**-23))
    return convert(maximum(select(is_near, nearest, _ceil(steps)), 0), "int64")


def _ceil(x: Output) -> Output:
    return opset.ceiling(x).output(0)


def _is_whole(x: Operand) -> bool:
    return not is_float(dtype_of(x)) if is_tensor(x) else isinstance(x, int)


def _sum(x: Operand, y: Operand) -> Operand:
    if not is_tensor(x) and not is_tensor(y):
        return x + y
    dtype = "int64" if _is_whole(x) and _is_whole(y) else "float32"
    return add(tensor_of(x, dtype), tensor_of(y, dtype))
