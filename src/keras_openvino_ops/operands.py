"""Reads what Keras passes as tensors: its own, variables, arrays, numbers, nested lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from keras_openvino_ops import compat, targets
from keras_openvino_ops.lowering.constants import (
    ELEMENT_TYPES,
    constant,
    dtype_of,
    is_integer,
    is_tensor,
    opset,
)
from keras_openvino_ops.lowering.elementwise import convert
from keras_openvino_ops.lowering.shapes import static_shape, take
from keras_openvino_ops.promotion import DType

if TYPE_CHECKING:
    from openvino import Output

_Node = compat.openvino_class("Node")
_Tensor = compat.openvino_class("Tensor")


class Keras(NamedTuple):
    """What binding needs of the running Keras."""

    tensor: Any
    variable: Any
    symbolic: Any
    result_type: Callable[..., str]
    standardize_dtype: Callable[[Any], str]

    @classmethod
    def running(cls) -> Keras:
        """Return that of the Keras that an import gives now."""
        return cls(
            targets.tensor_class(),
            targets.variable_class(),
            targets.symbolic_class(),
            targets.result_type(),
            targets.standardize_dtype(),
        )


@dataclass(frozen=True)
class Weak:
    """A Python number, which has no dtype of its own."""

    value: bool | int | float


def read(value: Any, keras: Keras) -> Output | Weak:
    """Return an operand as a tensor, or as the Python number that it is."""
    if isinstance(value, keras.tensor):
        return value.output
    if isinstance(value, (bool, int, float)) and not isinstance(value, np.generic):
        return Weak(value)
    if isinstance(value, keras.variable):
        return read(value.value, keras)
    if isinstance(value, keras.symbolic):
        raise TypeError(
            "a KerasTensor has no value here; call the function of keras.ops, or a layer, on it. "
            f"Received: {value}"
        )
    if is_tensor(value):
        return value
    if isinstance(value, _Node):
        return value.output(0)
    if isinstance(value, _Tensor):
        return opset.constant(value).output(0)
    if isinstance(value, (list, tuple)):
        return _read_list(value, keras)
    return _read_array(np.asarray(value), keras)


def read_several(name: str, value: Any, keras: Keras) -> list[Output | Weak]:
    """Return the operands of a sequence; a tensor stands for its parts along the first axis."""
    if not (isinstance(value, (keras.tensor, keras.variable)) or is_tensor(value)):
        return [read(one, keras) for one in value]
    x = read(value, keras)
    length = static_shape(x)[0] if static_shape(x) else None
    if length is None:
        raise ValueError(
            f"{name!r} must be a sequence of tensors, or one whose first dimension is known. "
            f"Received: a tensor of shape {static_shape(x)}"
        )
    return [take(x, constant(index, "int64"), 0) for index in range(length)]


def _read_list(values: list[Any] | tuple[Any, ...], keras: Keras) -> Output:
    """Return nested lists as one tensor, in the dtype that Keras promotes their leaves to."""
    leaves: list[Any] = []

    def collect(value: Any) -> None:
        if isinstance(value, (list, tuple)):
            for one in value:
                collect(one)
        else:
            leaves.append(read(value, keras))

    collect(values)
    dtype = keras.result_type(*map(operand_dtype, leaves)) if leaves else keras.result_type(float)
    if all(isinstance(leaf, Weak) for leaf in leaves):
        return constant(values, dtype)

    def pack(value: Any) -> Output:
        if not isinstance(value, (list, tuple)):
            return materialize(read(value, keras), dtype)
        axis = constant(0, "int64")
        return opset.concat([opset.unsqueeze(pack(one), axis) for one in value], 0).output(0)

    return pack(values)


def _read_array(array: np.ndarray[Any, Any], keras: Keras) -> Output:
    if str(array.dtype) not in ELEMENT_TYPES:
        raise TypeError(
            f"dtype {array.dtype} is not supported; supported are {', '.join(ELEMENT_TYPES)}."
        )
    return constant(array, str(array.dtype))


def operand_dtype(operand: Output | Weak) -> DType:
    """Return a tensor's dtype, or the Python type of a number."""
    return type(operand.value) if isinstance(operand, Weak) else dtype_of(operand)


def materialize(operand: Output | Weak, dtype: str) -> Output:
    """Return an operand as a tensor of a dtype."""
    if isinstance(operand, Weak):
        return constant(operand.value, dtype)
    return convert(operand, dtype)


def convert_operand(name: str, operand: Output | Weak, to: str, keras: Keras) -> Output:
    """Return an operand as a tensor of a dtype, or of its own for "any" and "integer".

    TypeError, with the operand's name, where "integer" is asked of another dtype.
    """
    dtype = operand_dtype(operand)
    own = keras.result_type(dtype) if isinstance(dtype, type) else dtype
    if to == "integer" and not is_integer(own):
        raise TypeError(f"{name!r} must have an integer dtype. Received: {own}")
    return materialize(operand, own if to in ("integer", "any") else to)
