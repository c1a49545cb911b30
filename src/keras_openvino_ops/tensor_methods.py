"""Methods that Keras's tensors lack on some releases, set on their class.

Without ``__iter__``, Python counts up to an IndexError, which these tensors never raise. Without
``__int__`` and ``__float__``, NumPy and Keras cannot make an array of numbers and scalar tensors, and
without ``__array__`` NumPy's array of a tensor is one object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from keras_openvino_ops import targets


def _iterate(tensor: Any) -> Iterator[Any]:
    """Iterate over the first axis of a tensor."""
    if len(tensor.shape) == 0:
        raise TypeError("iteration over a 0-d tensor")
    return (tensor[index] for index in range(len(tensor)))


def _to_int(tensor: Any) -> int:
    """Return the integer that a tensor of one number is."""
    return int(_value(tensor))


def _to_float(tensor: Any) -> float:
    """Return the number that a tensor of one number is."""
    return float(_value(tensor))


def _to_array(tensor: Any, dtype: Any = None, copy: bool | None = None) -> Any:
    """Return the NumPy array that a tensor is: always a new one."""
    if copy is False:
        raise ValueError("The values of a tensor are always copied. Received: copy=False")
    return np.asarray(_value(tensor), dtype)


def _value(tensor: Any) -> Any:
    try:
        return targets.convert_to_numpy()(tensor)
    except (RuntimeError, TypeError) as error:
        # As Python says it of what is no number, so that callers who try can do without.
        raise TypeError(f"a tensor that a graph computes has no value: {error}") from error


METHODS: dict[str, Callable[..., Any]] = {
    "__array__": _to_array,
    "__iter__": _iterate,
    "__int__": _to_int,
    "__float__": _to_float,
}


def set_methods() -> tuple[str, ...]:
    """Set the methods that the class lacks; return a line about each that is set."""
    tensor = targets.tensor_class()
    for name, method in METHODS.items():
        if name not in vars(tensor):
            setattr(tensor, name, method)
    release = targets.keras_version()
    return tuple(
        f"{tensor.__name__}.{name}: absent from Keras {release}, and set"
        for name, method in METHODS.items()
        if vars(tensor)[name] is method
    )


def remove_methods() -> None:
    """Take off the methods that were set."""
    tensor = targets.tensor_class()
    for name, method in METHODS.items():
        if vars(tensor).get(name) is method:
            delattr(tensor, name)
