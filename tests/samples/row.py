"""A row of samples: the arguments of an op, and the reference that says what they give.

An array stands for a tensor. Arrays are given in float64 and tried in each of the row's dtypes; those
wrapped in `fixed` keep their own. The reference is called with the arguments, in the dtype tried for
integers and in float64 where the result is a float, which is then rounded to the result dtype.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Union

import keras
import ml_dtypes
import numpy as np

from keras_openvino_ops.registry import REGISTRY, Accuracy

Array = np.ndarray[Any, Any]
Rule = Union[Callable[[str], str], str]

FLOATS = ("float16", "bfloat16", "float32", "float64")
SIGNED = ("int8", "int16", "int32", "int64")
UNSIGNED = ("uint8", "uint16", "uint32")
INTEGERS = SIGNED + UNSIGNED
EVERY = (*FLOATS, *INTEGERS, "bool")
# The plugin turns the infinities of float64 into the largest float32.
WITH_INFINITIES = tuple(dtype for dtype in EVERY if dtype != "float64")


def array(*values: Any) -> Array:
    return np.array(values, np.float64)


def grid(*shape: int, low: float = -4.0, high: float = 4.0) -> Array:
    """Values in no order and without ties, the same at each call."""
    count = int(np.prod(shape))
    steps = np.random.default_rng(count).permutation(count) + 0.5
    return (low + steps * (high - low) / max(count, 1)).reshape(shape)


def mixed(*shape: int) -> Array:
    """Values in no order, with ties, zeros of both signs, infinities and nan among them."""
    values = np.floor(grid(*shape, low=-300, high=300)).ravel()
    values[::7] = np.resize(array(np.inf, -0.0, 5, 0.0, -np.inf, np.nan, 1.5), values[::7].shape)
    return values.reshape(shape)


class Fixed(np.ndarray[Any, Any]):
    """An array that keeps its dtype."""


def fixed(values: Any, dtype: str) -> Array:
    return np.array(values, np.dtype(dtype)).view(Fixed)


def same(dtype: str) -> str:
    return dtype


def promoted(dtype: str) -> str:
    """Keras's dtype of two operands of a dtype: from 3.12 on, of 32 bits at most."""
    return str(keras.backend.result_type(dtype, dtype))


def to_float(dtype: str) -> str:
    return str(keras.backend.result_type(dtype, float))


@dataclass(frozen=True)
class Row:
    """A call of an op, in several dtypes, and what it should give."""

    target: str
    args: tuple[Any, ...]
    reference: Callable[..., Any]
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    dtypes: tuple[str, ...] = ("float32",)
    result: Rule | tuple[Rule, ...] = same
    """The dtype rule of the result, or of each result."""
    ulp: float | None = None
    """The bound on the error; None for that of the op's accuracy."""
    scale: Callable[..., Array] | None = None
    """Where a result that cancels to less than this counts its error in units of this."""
    then: tuple[Any, ...] = ()
    """What the function that the op returns is called with."""

    compared: Callable[..., Array] | None = None
    """What is compared of a result that may be one of many: a function of it and the arguments."""

    def result_dtype(self, dtype: str, number: int = 0) -> str:
        rule = self.result[number] if isinstance(self.result, tuple) else self.result
        return rule if isinstance(rule, str) else rule(dtype)

    @property
    def _rules(self) -> int:
        return len(self.result) if isinstance(self.result, tuple) else 1

    @property
    def accuracy(self) -> Accuracy:
        """The bound on the error."""
        of_op = REGISTRY[self.target].accuracy or Accuracy()
        return Accuracy(of_op.ulp if self.ulp is None else self.ulp, self.scale or of_op.scale)

    def scale_of(self, dtype: str) -> Array | None:
        args, kwargs = self.arguments(dtype)
        scale = self.accuracy.scale
        return None if scale is None else scale(*map(_widen, args), **kwargs)

    def arguments(self, dtype: str) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The arguments in a dtype."""
        return (
            tuple(_cast(one, dtype) for one in self.args),
            {name: _cast(one, dtype) for name, one in self.kwargs.items()},
        )

    def arguments_then(self, dtype: str) -> tuple[Any, ...]:
        """The arguments of the function that the op returns, in a dtype."""
        return tuple(_cast(one, dtype) for one in self.then)

    def expected(self, dtype: str) -> tuple[Array, ...]:
        """What the reference gives; floats in float64, to be rounded to the result dtype."""
        args, kwargs = self.arguments(dtype)
        if any("float" in self.result_dtype(dtype, number) for number in range(self._rules)):
            args = tuple(_widen(one) for one in args)
            kwargs = {name: _widen(one) for name, one in kwargs.items()}
        with np.errstate(all="ignore"):
            result = self.reference(*args, **kwargs)
            if self.then:
                result = result(*self.arguments_then(dtype))
        results = result if isinstance(result, (list, tuple)) else [result]
        finals = [self.result_dtype(dtype, number) for number in range(len(results))]
        return tuple(
            np.asarray(one).astype("float64" if "float" in final else final)
            for one, final in zip(results, finals)
        )

    def __str__(self) -> str:
        given = [*map(_text, self.args), *(f"{k}={_text(v)}" for k, v in self.kwargs.items())]
        called = f"({', '.join(map(_text, self.then))})" if self.then else ""
        return f"{self.target}({', '.join(given)}){called}"


def _text(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"array{value.shape}" if value.size > 4 else repr(value.tolist())
    return repr(value)


def _cast(value: Any, dtype: str) -> Any:
    if isinstance(value, Fixed):
        return value
    if isinstance(value, np.ndarray):
        if "int" in dtype:
            limits = np.iinfo(dtype)
            finite = np.nan_to_num(value, nan=0.0, posinf=limits.max, neginf=limits.min)
            value = np.clip(finite, limits.min, limits.max)
            if dtype == "int64":
                # Compiled for the CPU, 64-bit integers compute in 32 bits.
                value = np.clip(value, -(2.0**31) + 1, 2.0**31 - 1)
            if dtype == "uint32":
                value = np.clip(value, 0, 2.0**31 - 1)
        if dtype == "float64":
            # Compiled for the CPU, float64 computes in float32.
            value = value.astype(np.float32)
        return value.astype(ml_dtypes.bfloat16 if dtype == "bfloat16" else dtype)
    if isinstance(value, (list, tuple)):
        return type(value)(_cast(one, dtype) for one in value)
    return value


def _widen(value: Any) -> Any:
    if isinstance(value, np.ndarray) and not isinstance(value, Fixed):
        return value.astype(np.float64)
    if isinstance(value, (list, tuple)):
        return type(value)(_widen(one) for one in value)
    return value


EDGES = array(-np.inf, -1e4, -88.0, -3.5, -1.0, -1e-3, -1e-8, -0.0, 0.0, 1e-8, 1e-3, 0.5, 2.5, 88.0)
SPECIAL = array(np.inf, -np.inf, np.nan, 0.0, -0.0, 1.0, -1.0)
