"""A call of a backend function, with its counterparts in NumPy and PyTorch."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Function = Callable[..., Any]
SIZES = (1_000, 100_000, 4_000_000)


@dataclass(frozen=True)
class Case:
    """A call of a backend function.

    Attributes
    ----------
    target
        The backend function; of NumPy's module where it names none.
    arguments
        What it is called with. Functions among them are makers: they take the number of elements;
        the arrays that they return are the tensors of the call.
    keywords
        Keyword arguments, which NumPy's function takes too.
    numpy
        NumPy's counterpart; None for the function of the same name, where there is one.
    torch
        PyTorch's counterpart: a name in torch, or a function of torch and the arguments.
    call
        How the backend function is called, where that is not by its arguments.
    sizes
        The numbers of elements.
    label
        What the tables call it; None for the target.
    determined
        Whether the result is determined, so that it can be compared with NumPy's.
    """

    target: str
    arguments: tuple[Any, ...]
    keywords: Mapping[str, Any] = field(default_factory=dict)
    numpy: Function | None = None
    torch: str | Function | None = None
    call: Function | None = None
    sizes: tuple[int, ...] = SIZES
    label: str | None = None
    determined: bool = True

    @property
    def full_target(self) -> str:
        """The target with its module."""
        return self.target if "." in self.target else f"numpy.{self.target}"

    @property
    def name(self) -> str:
        """What the tables call it."""
        return self.label or self.target

    def arguments_at(self, size: int) -> tuple[Any, ...]:
        """The arguments at a number of elements."""
        return tuple(_make(one, size) for one in self.arguments)

    def backend_call(self, function: Function) -> Function:
        """The backend function as a function of the arguments."""
        return functools.partial(self.call or _plain, function, **self.keywords)

    def numpy_call(self) -> Function | None:
        """NumPy's counterpart as a function of the arguments."""
        function = self.numpy or getattr(np, self.full_target.partition(".")[2], None)
        return None if function is None else functools.partial(function, **self.keywords)

    def torch_call(self) -> Function | None:
        """PyTorch's counterpart as a function of the arguments, where PyTorch is installed."""
        torch, function = import_torch(), self.torch
        if torch is None or function is None:
            return None
        return (
            getattr(torch, function)
            if isinstance(function, str)
            else functools.partial(function, torch)
        )


def import_torch() -> Any:
    """Return the module torch, or None where it is not installed."""
    try:
        return importlib.import_module("torch")
    except ImportError:
        return None


def _plain(function: Function, *args: Any, **kwargs: Any) -> Any:
    return function(*args, **kwargs)


def _make(value: Any, size: int) -> Any:
    if isinstance(value, (list, tuple)):
        return type(value)(_make(one, size) for one in value)
    return value(size) if callable(value) else value
