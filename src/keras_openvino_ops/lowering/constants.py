"""Constants and element types."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Union

import ml_dtypes
import numpy as np

from keras_openvino_ops import compat

if TYPE_CHECKING:
    from openvino import Output, Type

opset = compat.opset()
_Output = compat.openvino_class("Output")
_Tensor = compat.openvino_class("Tensor")
_Type = compat.openvino_class("Type")

Number = Union[bool, int, float]

ELEMENT_TYPES: dict[str, Type] = {
    "bool": _Type.boolean,
    "int8": _Type.i8,
    "int16": _Type.i16,
    "int32": _Type.i32,
    "int64": _Type.i64,
    "uint8": _Type.u8,
    "uint16": _Type.u16,
    "uint32": _Type.u32,
    "uint64": _Type.u64,
    "bfloat16": _Type.bf16,
    "float16": _Type.f16,
    "float32": _Type.f32,
    "float64": _Type.f64,
    "float8_e4m3fn": _Type.f8e4m3,
    "float8_e5m2": _Type.f8e5m2,
}
"""OpenVINO's element types by the names of the dtypes that ops accept."""

_NAMES = {element_type.get_type_name(): name for name, element_type in ELEMENT_TYPES.items()}

# Takes an eighth of the time of `opset.constant`, which tells overloads apart in Python.
_Constant = type(opset.constant(0))

# NumPy has no such dtypes of its own: (registered dtype, an integer of its width).
_REGISTERED = {
    "bfloat16": (ml_dtypes.bfloat16, np.uint16),
    "float8_e4m3fn": (ml_dtypes.float8_e4m3fn, np.uint8),
    "float8_e5m2": (ml_dtypes.float8_e5m2, np.uint8),
}


def is_tensor(value: object) -> bool:
    """Tell whether a value is an ``openvino.Output``."""
    return isinstance(value, _Output)


def dtype_of(x: Output) -> str:
    """Return the name of a tensor's dtype.

    Raises
    ------
    TypeError
        If no op accepts it.
    """
    element_type = x.get_element_type().get_type_name()
    try:
        return _NAMES[element_type]
    except KeyError:
        raise TypeError(
            f"dtype {element_type} is not supported; supported are {', '.join(ELEMENT_TYPES)}."
        ) from None


def is_float(dtype: str) -> bool:
    """Tell whether a dtype's name is a floating-point dtype's."""
    return "float" in dtype


def is_integer(dtype: str) -> bool:
    """Tell whether a dtype's name is an integer dtype's."""
    return "int" in dtype


def numpy_dtype(dtype: str) -> np.dtype[Any]:
    """Return NumPy's dtype of a name, from ml_dtypes where NumPy has none."""
    return np.dtype(_REGISTERED[dtype][0] if dtype in _REGISTERED else dtype)


def constant(value: Any, dtype: str) -> Output:
    """Return a constant tensor of a number or an array, converted to a dtype as NumPy does."""
    array = np.ascontiguousarray(np.asarray(value, dtype=numpy_dtype(dtype))).reshape(np.shape(value))
    if dtype in _REGISTERED:
        bits = _REGISTERED[dtype][1]
        tensor = _Tensor(ELEMENT_TYPES[dtype], array.shape)
        tensor.data.view(bits)[...] = array.view(bits)
        return opset.constant(tensor).output(0)
    result: Output = _Constant(array).output(0)
    return result


def constant_like(value: Number, x: Output) -> Output:
    """Return a number as a constant of a tensor's dtype."""
    return constant(value, dtype_of(x))


def constant_of(x: Output) -> Number | None:
    """Return the number that a tensor is, if it is a constant scalar of a dtype that NumPy has."""
    return None if x.get_partial_shape().rank.get_length() else element_of(x)


def element_of(x: Output) -> Number | None:
    """Return the one element of a tensor, if it is a constant of a dtype that NumPy has."""
    node = x.get_node()
    if (
        node.get_type_name() != "Constant"
        or dtype_of(x) in _REGISTERED
        or math.prod(x.get_shape()) != 1
    ):
        return None
    value: Number = node.get_vector()[0]
    return value
