"""The table of registered ops: plain data. Imports neither Keras nor OpenVINO."""

from __future__ import annotations

import contextlib
import dataclasses
import difflib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from keras_openvino_ops.bodies import Body, operands_of, sequences_of
from keras_openvino_ops.defects import Defect
from keras_openvino_ops.promotion import Promote

BodyT = TypeVar("BodyT", bound=Body)


@dataclass(frozen=True)
class Accuracy:
    """How far from the true value an op's float32 results are at most.

    Attributes
    ----------
    ulp
        The bound in units in the last place of the true value.
    scale
        A function of the operands, as float64 arrays: where it is larger than the true value, the
        units are those of its value. For results that cancel.
    dynamic
        The bound where a dimension is dynamic, if it is another.
    """

    ulp: float = 2.0
    scale: Callable[..., np.ndarray[Any, Any]] | None = None
    dynamic: float | None = None


@dataclass(frozen=True)
class TensorFunction:
    """A function that an op returns: the binding gives it tensors, and its results to the caller.

    Attributes
    ----------
    function
        Takes and returns ``openvino.Output``, like a body.
    is_operand
        Whether an argument, by position or by name, is a tensor; others stay what was given.
    """

    function: Callable[..., Any]
    is_operand: Callable[[int | str], bool]


@dataclass(frozen=True)
class Op:
    """A registered op: where it goes, what it computes, and by which dtype rule.

    Attributes
    ----------
    target
        The backend function it stands for: "module.name", as in "numpy.log1p".
    body
        Builds the OpenVINO graph: ``openvino.Output`` in, ``openvino.Output`` out.
    promote
        The dtype rule of its operands.
    operands
        The body's parameters that take tensors. Those not named in ``convert`` are promoted.
    sequences
        The operands that take several tensors.
    convert
        Operands outside the promotion, and what they are converted to: a dtype, "integer" (any
        integer dtype, kept) or "any" (kept). "given" ones are promoted, but not converted.
    compute, result
        Exceptions to the rule's dtypes; see `keras_openvino_ops.promotion.resolve`.
    strong_numbers
        The operands as which a Python number counts in the promotion as a tensor would.
    defects
        What is wrong with the native op, release by release.
    accuracy
        The bound on its errors, for floating-point functions.
    complex_arrays
        What gives the result for NumPy arrays of complex numbers; None where they are an error.
    limits
        What it cannot do, or does otherwise than NumPy: one line each, for the support table.
    one_kernel
        Whether one kernel computes it with dynamic shapes too: its body is elementwise.
    override
        Why it takes the place of an op registered before it and of a working native op.
    pack
        The name of the pack that registered it; None outside a pack.
    origin
        Where the body is: "file:line".
    """

    target: str
    body: Body
    promote: Promote
    operands: tuple[str, ...] = ()
    sequences: tuple[str, ...] = ()
    convert: Mapping[str, str] = field(default_factory=dict)
    compute: Mapping[str, str] = field(default_factory=dict)
    result: str | Mapping[str, str] | None = None
    strong_numbers: tuple[str, ...] = ()
    defects: tuple[Defect, ...] = ()
    accuracy: Accuracy | None = None
    complex_arrays: Callable[..., Any] | None = None
    limits: tuple[str, ...] = ()
    one_kernel: bool = False
    override: str | None = None
    pack: str | None = None
    origin: str = ""

    @property
    def module(self) -> str:
        """The backend module of the target."""
        return self.target.rpartition(".")[0]

    @property
    def name(self) -> str:
        """The name of the target in its module."""
        return self.target.rpartition(".")[2]


class DuplicateOpError(ValueError):
    """An op was registered for a target that already has one."""


@dataclass
class _Pack:
    name: str
    replaced: list[tuple[str, Op | None]] = field(default_factory=list)


_loading: ContextVar[_Pack | None] = ContextVar("loading", default=None)


class Registry:
    """The registered ops by target, in order of registration."""

    def __init__(self) -> None:
        self._ops: dict[str, Op] = {}
        self._lock = threading.RLock()
        self.listener: Callable[[Op], None] | None = None
        """Called with each op that is registered outside the loading of a pack."""

    def __getitem__(self, target: str) -> Op:
        try:
            return self._ops[target]
        except KeyError:
            raise KeyError(self._unknown(target)) from None

    def __contains__(self, target: object) -> bool:
        return target in self._ops

    def __iter__(self) -> Iterator[Op]:
        return iter(list(self._ops.values()))

    def __len__(self) -> int:
        return len(self._ops)

    def _unknown(self, target: str) -> str:
        near = difflib.get_close_matches(target, self._ops, n=3)
        near += [known for known in self._ops if known.endswith(f".{target}") and known not in near]
        hint = f"Did you mean {' or '.join(map(repr, near))}?" if near else "Nothing is like it."
        return f"No op is registered for {target!r}. {hint}"

    def register(self, op: Op) -> None:
        """Add an op.

        Raises
        ------
        DuplicateOpError
            If the target has an op already and the new one doesn't say why it overrides it.
        """
        with self._lock:
            existing = self._ops.get(op.target)
            if existing is not None and op.override is None:
                raise DuplicateOpError(
                    f"{op.target!r} is registered twice: at {existing.origin} and at {op.origin}. "
                    "To replace the first one, register with override='the reason'."
                )
            pack = _loading.get()
            if pack is not None:
                if op.pack != pack.name:
                    op = dataclasses.replace(op, pack=pack.name)
                pack.replaced.append((op.target, existing))
            self._ops[op.target] = op
        if pack is None and self.listener is not None:
            self.listener(op)

    @contextlib.contextmanager
    def loading(self, name: str) -> Iterator[None]:
        """Attribute what is registered to a pack, and take it back if the pack fails."""
        pack = _Pack(name)
        token = _loading.set(pack)
        try:
            yield
        except BaseException:
            with self._lock:
                for target, existing in reversed(pack.replaced):
                    if existing is None:
                        del self._ops[target]
                    else:
                        self._ops[target] = existing
            raise
        finally:
            _loading.reset(token)


REGISTRY = Registry()
"""The registry that patching reads."""


def op(
    *targets: str,
    promote: Promote,
    convert: Mapping[str, str] | None = None,
    compute: Mapping[str, str] | None = None,
    result: str | Mapping[str, str] | None = None,
    strong_numbers: Sequence[str] = (),
    defects: Sequence[Defect] = (),
    accuracy: Accuracy | None = None,
    complex_arrays: Callable[..., Any] | None = None,
    limits: Sequence[str] = (),
    one_kernel: bool = False,
    override: str | None = None,
    registry: Registry = REGISTRY,
) -> Callable[[BodyT], BodyT]:
    """Register a function as the body of one or more ops.

    Parameters
    ----------
    *targets
        The backend functions it stands for, "module.name" each; aliases (``numpy.max`` and
        ``numpy.amax``) are targets of one body.
    promote
        How the operands' dtypes become the compute dtype and the result dtype.
    convert
        Operands that take no part in the promotion, and what they become: a dtype, "integer" (must
        be an integer, kept as it is), or "any" (kept as it is). One that is "given" does take part,
        but reaches the body as it was given: a Python number as such, a tensor in its own dtype.
    compute
        Exceptions to the compute dtype, from promoted dtype to compute dtype: ``{"bool": "int32"}``.
    result
        The result dtype where the rule doesn't give it, or exceptions like those of ``compute``.
    strong_numbers
        The operands as which a Python number counts in the promotion as a tensor would: 2.5 as one of
        ``floatx``. Elsewhere it adapts to the tensors beside it.
    defects
        What is wrong with the native op: it is replaced on the releases that these name.
    accuracy
        The bound on the errors of its float32 results.
    complex_arrays
        A function of NumPy arrays, such as ``numpy.real``, that takes the body's place where an
        argument is an array of complex numbers: OpenVINO has no dtype for them. What it returns becomes
        a tensor; complex numbers stay an array.
    limits
        What the body cannot do, or does otherwise than NumPy: one line each, for the support table.
    one_kernel
        Whether the body is elementwise, of float32 operands at least, and no more than a kernel can
        contain: then one kernel computes it where shapes are dynamic, too, if the CPU has such kernels.
    override
        The reason to take the place of an op that is registered already, and of a working native
        op (under the policies ``repair`` and ``all``).
    registry
        Where to register.

    Returns
    -------
    A decorator that returns the body unchanged. The body takes its operands as ``openvino.Output`` in
    the compute dtype and its other arguments as they were given, under the names of the backend
    function's parameters. Its operands are the parameters annotated with ``Output``, and those
    without annotation and default.

    Raises
    ------
    DuplicateOpError
        If a target is registered already and ``override`` isn't given.
    ValueError
        If a target is not of the form "module.name", or an option names no operand.
    """
    for target in targets:
        if len(target.split(".")) != 2 or not all(part.isidentifier() for part in target.split(".")):
            raise ValueError(f"A target has the form 'module.name'. Received: {target!r}")
    if not targets:
        raise ValueError("op() needs at least one target, such as 'numpy.log1p'.")

    pack = _loading.get()

    def register(body: BodyT) -> BodyT:
        operands = operands_of(body)
        for option, names in (("convert", convert or {}), ("strong_numbers", strong_numbers)):
            unknown = set(names) - set(operands)
            if unknown:
                raise ValueError(
                    f"{option} names {sorted(unknown)}, which are no operands of {body.__qualname__}: "
                    f"{list(operands)}"
                )
        for target in targets:
            registry.register(
                Op(
                    target=target,
                    body=body,
                    promote=promote,
                    operands=operands,
                    sequences=sequences_of(body),
                    convert=dict(convert or {}),
                    compute=dict(compute or {}),
                    result=result,
                    strong_numbers=tuple(strong_numbers),
                    defects=tuple(defects),
                    accuracy=accuracy,
                    complex_arrays=complex_arrays,
                    limits=tuple(limits),
                    one_kernel=one_kernel,
                    override=override,
                    pack=None if pack is None else pack.name,
                    origin=f"{body.__code__.co_filename}:{body.__code__.co_firstlineno}",
                )
            )
        return body

    return register
