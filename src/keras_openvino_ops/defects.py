"""What is known to be wrong with native ops, and the calls that show it: plain data."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

import numpy as np


class DefectKind(str, enum.Enum):
    """What is wrong with a native op."""

    WRONG = "wrong"
    """It raises, ends the process, or returns another value, shape or dtype than NumPy's."""
    INACCURATE = "inaccurate"
    """It loses digits that the dtype could hold."""
    STATIC_ONLY = "static-only"
    """It fails when a dimension is dynamic."""
    SLOW = "slow"
    """It is at least twice as slow as it need be, at 100,000 elements and more."""


class Mode(str, enum.Enum):
    """How an op is run; OpenVINO takes different code for each."""

    EAGER = "eager"
    """All inputs are constants, which OpenVINO folds."""
    STATIC = "static"
    """The inputs are parameters with known shapes, compiled for the CPU."""
    DYNAMIC = "dynamic"
    """The inputs are parameters whose dimensions are all dynamic, compiled for the CPU."""


def tensor(values: Any, dtype: str = "float32") -> np.ndarray[Any, Any]:
    """Return what stands for a tensor in a probe."""
    return np.array(values, dtype)


@dataclass(frozen=True)
class Probe:
    """One call that shows a defect.

    Attributes
    ----------
    args, kwargs
        What the backend function is called with. NumPy arrays stand for tensors, but those of complex
        numbers, which OpenVINO has no tensors for.
    computed
        A function that computes the tensors from constants, for an op that gives the values of tensors.
    then
        What the function that it returns is called with, if it returns one.
    expected
        What NumPy gives: an array, whose dtype and shape count too, or a tuple of arrays.
    mode
        How the call is run.
    rtol
        The relative difference that a right answer may have.
    fatal
        The native op ends the process or never returns: run it in a process of its own.
    slow
        The operations that make the native graph slow, by type ("Sin", "OneHot"), with "stable TopK"
        for a TopK that is, "Unique of slices" for a Unique with an axis, and "Sin of a few" for one of
        what a Select left over: a graph of the function has none of them.
    nodes
        What a graph of the function has no more nodes than, where the native one is slow by their
        number.
    """

    args: tuple[Any, ...]
    expected: Any
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    mode: Mode = Mode.EAGER
    rtol: float = 1e-6
    fatal: bool = False
    computed: Callable[[Any], Any] | None = None
    then: tuple[Any, ...] = ()
    slow: tuple[str, ...] = ()
    nodes: int | None = None


@dataclass(frozen=True)
class Defect:
    """What is wrong with the native op, where, and how to see it.

    Attributes
    ----------
    kind
        What sort of defect it is.
    releases
        The Keras releases it was seen in: a version specifier with an upper bound.
    summary
        One line that says what happens.
    probe
        A call that the native op gets wrong and ours gets right. Of kind `SLOW`, one whose native
        graph is slow by its structure, and ours is not: the tests measure no time.
    instructions, without
        What the CPU must have, and must lack, by Linux's names; on others the native op is right.
    """

    kind: DefectKind
    releases: str
    summary: str
    probe: Probe
    instructions: str | None = None
    without: str | None = None

    def shows_on(self, instructions: Set[str]) -> bool:
        """Whether the native op does so on a CPU with these instructions."""
        needed = self.instructions is None or self.instructions in instructions
        return needed and self.without not in instructions
