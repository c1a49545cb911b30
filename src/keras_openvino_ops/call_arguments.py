"""What tells one call on arrays from another, and the arrays apart from the rest of its arguments."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from keras_openvino_ops import targets
from keras_openvino_ops.lowering.constants import ELEMENT_TYPES, dtype_of

if TYPE_CHECKING:
    from keras_openvino_ops.operands import Keras
    from keras_openvino_ops.registry import Op

SHORT = 64
"""The length up to which lists, and arrays that are no operands, are compared by their elements."""


class _Place(NamedTuple):
    """The place of an array among a call's arguments."""

    number: int


class NotApartError(Exception):
    """An argument is no array, and not to be told from others: the input of a model, a function."""


class Arguments:
    """A call's arguments with places for its arrays.

    Attributes
    ----------
    arrays, dtypes
        The operands of more than one element.
    form
        What tells the call from others, but for the lengths of its arrays.
    key
        What tells it from all others.
    """

    def __init__(self, op: Op, arguments: inspect.BoundArguments, keras: Keras) -> None:
        self._keras = keras
        self.arrays: list[np.ndarray[Any, Any]] = []
        self.dtypes: list[str] = []
        self._shapes: list[tuple[int, ...]] = []
        parts = {
            name: self._apart(value, name in op.operands) for name, value in arguments.arguments.items()
        }
        self._signature = arguments.signature
        self._values = {name: value for name, (value, _) in parts.items()}
        self.form = (
            (op.target, op.body, keras.tensor, keras.result_type(float), targets.device()),
            *(key for _, key in parts.values()),
        )
        self.key = (self.form, *(array.shape for array in self.arrays))

    def shape(self) -> tuple[int, ...] | None:
        """Return the shape that the operands have together by NumPy's rules, None if they have none."""
        try:
            return np.broadcast_shapes(*self._shapes)
        except ValueError:
            return None

    def of(self, tensors: list[Any]) -> inspect.BoundArguments:
        """Return the arguments with tensors in the places of the arrays."""

        def put(value: Any) -> Any:
            if isinstance(value, _Place):
                return tensors[value.number]
            return type(value)(map(put, value)) if isinstance(value, (list, tuple)) else value

        values = {name: put(value) for name, value in self._values.items()}
        return inspect.BoundArguments(self._signature, values)

    def _apart(self, value: Any, operand: bool) -> tuple[Any, Any]:
        if isinstance(value, self._keras.variable):
            value = value.value
        if isinstance(value, self._keras.tensor):
            node = value.output.get_node()
            if node.get_type_name() != "Constant":
                raise NotApartError
            return self._array(value, node.data, dtype_of(value.output), operand)
        if isinstance(value, (np.ndarray, np.generic)):
            return self._array(value, value, str(value.dtype), operand)
        if isinstance(value, (list, tuple)) and len(value) <= SHORT:
            kind = list if isinstance(value, list) else tuple
            parts = [self._apart(one, operand) for one in value]
            return kind(part for part, _ in parts), (kind, *(key for _, key in parts))
        # By what is written, as 0.0 is equal to -0.0, 1 to True, and no nan to another.
        if value is None or isinstance(value, (bool, int, float, str, type, np.dtype)):
            return value, (type(value), repr(value))
        if isinstance(value, slice):
            return value, (slice, *self._apart((value.start, value.stop, value.step), False)[1])
        raise NotApartError

    def _array(self, value: Any, array: Any, dtype: str, operand: bool) -> tuple[Any, Any]:
        if operand:
            self._shapes.append(array.shape)
        if operand and array.size > 1 and dtype in ELEMENT_TYPES:
            self.arrays.append(array)
            self.dtypes.append(dtype)
            return _Place(len(self.arrays) - 1), (dtype, array.ndim)
        # Beside constants without elements, to fold may end the process.
        if array.size > SHORT or not array.size:
            raise NotApartError
        return value, (dtype, array.shape, array.tobytes())
