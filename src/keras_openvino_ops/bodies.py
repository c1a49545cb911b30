"""What the parameters of an op's body say about its operands."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

Body = Callable[..., Any]


def _annotation(parameter: inspect.Parameter) -> str:
    annotation = parameter.annotation
    return annotation if isinstance(annotation, str) else repr(annotation)


@functools.cache
def signature_of(body: Body) -> inspect.Signature:
    """Return the signature of a body."""
    return inspect.signature(body)


@functools.cache
def operands_of(body: Body) -> tuple[str, ...]:
    """Return the parameters of a body that take tensors.

    They are the ones annotated with ``Output`` (in a union or a sequence as well), and those with
    neither annotation nor default.
    """

    def takes_tensor(parameter: inspect.Parameter) -> bool:
        if parameter.annotation is parameter.empty:
            keywords = parameter.kind is parameter.VAR_KEYWORD
            return parameter.default is parameter.empty and not keywords
        return "Output" in _annotation(parameter)

    parameters = signature_of(body).parameters.items()
    return tuple(name for name, parameter in parameters if takes_tensor(parameter))


def sequences_of(body: Body) -> tuple[str, ...]:
    """Return the operands of a body that take several tensors: ``Sequence[Output]``, ``*xs``."""
    parameters = signature_of(body).parameters
    return tuple(
        name
        for name in operands_of(body)
        if parameters[name].kind is inspect.Parameter.VAR_POSITIONAL
        or "Sequence[" in _annotation(parameters[name])
    )
