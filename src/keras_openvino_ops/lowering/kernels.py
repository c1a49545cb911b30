"""One kernel for a formula where shapes are dynamic.

Where shapes are known, the CPU plugin puts a formula's nodes into an operation of its own and compiles
that into one kernel. With a dynamic dimension it leaves the nodes as they are, but compiles such an
operation all the same: `subgraphs` makes them.

Such a graph is for this plugin alone: other devices, and OpenVINO's tools, do not know the operation.
So it is made where Keras builds a graph to run it, but not where a graph may be saved.
"""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.lowering.constants import (
    ELEMENT_TYPES,
    Number,
    constant,
    constant_of,
    dtype_of,
    opset,
)
from keras_openvino_ops.lowering.elementwise import add, exp, less, select
from keras_openvino_ops.lowering.folding import varies
from keras_openvino_ops.lowering.fusion import as_if_fused, in_shape_of
from keras_openvino_ops.lowering.shapes import rank_of, shape_of, static_shape
from keras_openvino_ops.lowering.subgraphs import axes, core, model_between, operation_in

if TYPE_CHECKING:
    from openvino import Model, Node, Output

ENVIRONMENT = "KERAS_OPENVINO_OPS_KERNELS"
"""The environment variable that leaves such kernels out (off), or has them in all graphs (on)."""

SETTING = os.environ.get(ENVIRONMENT, "")
if SETTING not in ("", "on", "off"):
    raise ValueError(f"{ENVIRONMENT} must be 'on' or 'off', or not set. Received: {SETTING!r}")

everywhere = SETTING == "on"
"""Whether graphs have such kernels that are not built to be run by Keras."""

SHORTEST_ROW = 64
"""How many elements a kernel is to compute in one go, if so many lengths are known."""

MOST_TEMPLATES = 1000
"""How many formulas are kept for new operands."""

Condition = Callable[[], bool]

_condition: ContextVar[Condition] = ContextVar("condition", default=lambda: False)


@contextlib.contextmanager
def permitted_if(condition: Condition) -> Iterator[None]:
    """Let formulas be kernels under a condition, which is looked at where one could be."""
    token = _condition.set(condition)
    try:
        yield
    finally:
        _condition.reset(token)


def one_kernel(
    key: Hashable,
    formula: Callable[[Sequence[Output]], Output],
    operands: Sequence[Output],
    *,
    same_shape: bool = False,
) -> Output | None:
    """Return an elementwise formula of float32 operands as one kernel, or None where that is none.

    It is one if its one or two operands that are no numbers have known ranks, and a dynamic dimension,
    the formula has no other nodes than a kernel can contain, and the CPU plugin has such kernels.
    Formulas of one key are the same. Operands are broadcast, unless they are known to have one shape.
    """
    numbers = tuple(map(_number_of, operands))
    tensors = [one for one, number in zip(operands, numbers) if number is None]
    if not 1 <= len(tensors) <= 2 or not all(map(_may_be_operand, tensors)):
        return None
    if all(one.get_partial_shape().is_static for one in tensors):
        return None
    if not _condition.get()() or not available():
        return None
    kernel = _template((key, repr(numbers)), lambda: _model_of(formula, operands, numbers))
    if kernel is None:
        return None
    shaped = tensors if same_shape or len(tensors) == 1 else _broadcast(*tensors)
    rows = _rows(shaped)
    for place, one in enumerate(shaped):
        kernel.input(place).replace_source_output(_in_rows(one, rows))
    kernel.constructor_validate_and_infer_types()
    return in_shape_of(shaped[0], kernel.output(0))


def _number_of(x: Output) -> Number | None:
    return None if x.get_partial_shape().rank.is_dynamic else constant_of(x)


def _may_be_operand(x: Output) -> bool:
    # What is known to be empty is a constant for the plugin, which it puts into the formula.
    has_rank = bool(x.get_partial_shape().rank.is_static)
    return has_rank and 0 not in static_shape(x) and dtype_of(x) == "float32" and varies(x)


def _rows(tensors: Sequence[Output]) -> tuple[int, int]:
    """The common shape of some tensors in two axes, as `opset.reshape` takes it.

    The plugin shares the first axis among threads, and is slow where the last one is short.
    """
    row, rank = 1, rank_of(tensors[0])
    for axis in reversed(range(rank)):
        lengths = {static_shape(one)[axis] for one in tensors}
        known = max(length or 0 for length in lengths)
        if known <= 1 and None in lengths:
            # What is left is one row, or a row for each element of the first axis.
            return (0, -1) if axis > 0 else (1, -1)
        row *= known
        if row >= SHORTEST_ROW:
            return -1, row
    return 1, -1


def _in_rows(x: Output, rows: tuple[int, int]) -> Output:
    first, last = rows
    return opset.reshape(x, constant([first, *[1] * (axes() - 2), last], "int64"), True).output(0)


def _broadcast(x: Output, y: Output) -> tuple[Output, Output]:
    """Two tensors in their common shape.

    Kernels are slow where the last axis is short, and OpenVINO 2024.6 runs out of registers in long
    ones that broadcast.
    """
    shapes = shape_of(y), shape_of(x)
    both = (opset.broadcast(*one, broadcast_spec="BIDIRECTIONAL") for one in zip((x, y), shapes))
    return tuple(one.output(0) for one in both)


_templates: dict[Hashable, Model | None] = {}


def _template(key: Hashable, build: Callable[[], Model | None]) -> Node | None:
    """The operation of a model that is built once, for new operands."""
    if key in _templates:
        model = _templates[key]
    else:
        model = build()
        if len(_templates) >= MOST_TEMPLATES:
            _templates.clear()
        _templates[key] = model
    return None if model is None else operation_in(model.clone())


def _model_of(
    formula: Callable[[Sequence[Output]], Output],
    operands: Sequence[Output],
    numbers: Sequence[Number | None],
) -> Model | None:
    parameters = [
        opset.parameter([-1], ELEMENT_TYPES["float32"]) for number in numbers if number is None
    ]
    free = iter(parameters)
    with as_if_fused():
        result = formula(
            [next(free).output(0) if number is None else one for one, number in zip(operands, numbers)]
        )
    return model_between(parameters, result)


@functools.cache
def available() -> bool:
    """Whether the CPU plugin compiles such operations, and computes what they say."""
    if SETTING == "off":
        return False
    parameter = opset.parameter([-1], ELEMENT_TYPES["float32"])
    x = parameter.output(0)
    try:
        model = model_between([parameter], select(less(x, 1), add(exp(x), 2), x))
        compiled = core().compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
        found = compiled(np.array([0, 3], np.float32).reshape([1] * (axes() - 1) + [2]))[0]
    except RuntimeError:
        return False
    return bool((found == 3).all())
