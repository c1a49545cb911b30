"""One op's contest: native, ours, NumPy and PyTorch, in every condition."""

from __future__ import annotations

import gc
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from measure import machine, models, timing
from measure.case import Case, import_torch
from measure.isolation import Announcement
from measure.models import DYNAMIC, EAGER, NATIVE, OURS, STATIC, Array, Compiled

NUMPY, TORCH = "numpy", "torch"


@dataclass(frozen=True)
class Settings:
    """What is measured, and how long."""

    sizes: tuple[int, ...] | None = None
    """The numbers of elements; None for those of each case."""
    shapes: tuple[str, ...] = (STATIC, DYNAMIC, EAGER)
    """Those of a model's inputs; EAGER, no model: from arrays to an array, with all threads."""
    threads: tuple[int, ...] = (1, machine.cores())
    budget: float = 0.12
    """Seconds for the rounds of one condition."""
    long: float = 0.5
    """Seconds from which on a first run is the only one."""
    limit: float = 2.0
    """Seconds that one run may take, by what it took at the size before; beyond it is skipped."""
    precision: str | None = "f32"

    def conditions(self) -> list[tuple[str, int]]:
        """The shapes with each number of threads."""
        inputs = [shapes for shapes in self.shapes if shapes != EAGER]
        eager = [(EAGER, machine.cores())] if EAGER in self.shapes else []
        return [(shapes, count) for count in dict.fromkeys(self.threads) for shapes in inputs] + eager

    def sizes_of(self, case: Case) -> tuple[int, ...]:
        """The numbers of elements that a case is measured at."""
        return self.sizes if self.sizes is not None and len(case.sizes) > 1 else case.sizes


@dataclass(frozen=True)
class Time:
    """The median of a contestant in a condition."""

    case: str
    kind: str
    size: int
    shapes: str
    threads: int
    seconds: float


@dataclass(frozen=True)
class Graph:
    """What a contestant's model is made of."""

    case: str
    kind: str
    size: int
    shapes: str
    nodes: int
    compile_seconds: float
    layers: str


@dataclass(frozen=True)
class Note:
    """Why a contestant was left out of a condition, or what is wrong with its result."""

    case: str
    kind: str
    size: int
    shapes: str
    reason: str


Result = Any  # Time | Graph | Note, and Announcement before them


def contest(
    case: Case, settings: Settings, left_out: Mapping[str, str], send: Callable[[Result], None]
) -> None:
    """Measure a case in every condition.

    Parameters
    ----------
    left_out
        The contestants that take no part, with the reason.
    send
        Called with each result as it comes.
    """
    _Contest(case, settings, left_out, send).run()


class _Contest:
    def __init__(
        self,
        case: Case,
        settings: Settings,
        left_out: Mapping[str, str],
        send: Callable[[Result], None],
    ) -> None:
        self.case, self.settings, self.send = case, settings, send
        self.left_out = dict(left_out)
        # By contestant and shapes, the size before and the seconds that it took.
        self._before: dict[tuple[str, str], tuple[int, float]] = {}

    def run(self) -> None:
        """Measure every condition."""
        models.warm_up()
        for size in self.settings.sizes_of(self.case):
            with np.errstate(all="ignore"):
                arguments = self.case.arguments_at(size)
            for shapes in self.settings.shapes:
                if shapes != STATIC and not _has_tensor(arguments):
                    continue
                if shapes == EAGER:
                    self._measure_eager(size, arguments)
                else:
                    self._measure(size, shapes, arguments)
                gc.collect()

    def _measure(self, size: int, shapes: str, arguments: Sequence[Any]) -> None:
        built = {}
        for kind in (NATIVE, OURS):
            reason = self.left_out.get(kind) or self._too_slow(kind, size, shapes)
            if reason is None:
                self.send(Announcement(kind))
                try:
                    with models.function_of(self.case.full_target, kind) as function:
                        built[kind] = models.build(self.case.backend_call(function), arguments, shapes)
                except models.UnavailableError as error:
                    reason = self.left_out[kind] = str(error)
                except Exception as error:  # noqa: BLE001 - a native op may raise anything
                    reason = _first_line(error)
            if reason is not None:
                self._note(kind, size, shapes, reason)
        for threads in dict.fromkeys(self.settings.threads):
            compiled = {
                kind: one
                for kind in built
                if (one := self._compile(kind, built[kind], size, shapes, threads)) is not None
            }
            self._time(compiled, size, shapes, threads, arguments)

    def _measure_eager(self, size: int, arguments: Sequence[Any]) -> None:
        contestants: dict[str, timing.Contestant] = {}
        for kind in (NATIVE, OURS):
            reason = (
                self.left_out.get(kind)
                # What is folded takes more time than in a compiled model.
                or self._too_slow(kind, size, STATIC, self.settings.limit / 20)
            )
            if reason is None:
                self.send(Announcement(kind))
                try:
                    with models.function_of(self.case.full_target, kind) as function:
                        run = models.eager(self.case.backend_call(function), arguments)
                    run()
                    contestants[kind] = run
                except models.UnavailableError:
                    continue
                except Exception as error:  # noqa: BLE001 - a native op may raise anything
                    reason = _first_line(error)
            if reason is not None:
                self._note(kind, size, EAGER, reason)
        with np.errstate(all="ignore"):
            medians = timing.interleave(contestants, self.settings.budget)
        self._send_times(medians, size, EAGER, machine.cores())

    def _compile(
        self, kind: str, built: models.Built, size: int, shapes: str, threads: int
    ) -> Compiled | None:
        self.send(Announcement(kind))
        first = threads == self.settings.threads[0]
        try:
            compiled = models.compile_model(built, threads, self.settings.precision)
            layers = compiled.layers() if first else ""
        except Exception as error:  # noqa: BLE001 - OpenVINO's errors have no class of their own
            if first:
                self._note(kind, size, shapes, _first_line(error))
            return None
        if first:
            self.send(Graph(self.case.name, kind, size, shapes, built.nodes, compiled.seconds, layers))
        return compiled

    def _time(
        self,
        compiled: Mapping[str, Compiled],
        size: int,
        shapes: str,
        threads: int,
        arguments: Sequence[Any],
    ) -> None:
        # Where one run is long enough, the first has to do.
        medians = {kind: one.first for kind, one in compiled.items() if one.first > self.settings.long}
        contestants: dict[str, timing.Contestant] = {
            kind: one.infer for kind, one in compiled.items() if kind not in medians
        }
        if shapes == STATIC:
            contestants.update(self._others(threads, arguments))
        for kind in list(contestants):
            reason = self._too_slow(kind, size, shapes)
            if reason is not None:
                self._note(kind, size, shapes, reason)
                del contestants[kind]
        # PyTorch's idle threads stay on their cores for a while: it runs apart where it has several.
        apart = {TORCH: contestants.pop(TORCH)} if threads > 1 and TORCH in contestants else {}
        with np.errstate(all="ignore"):
            for group in (contestants, apart):
                medians.update(timing.interleave(group, self.settings.budget))
        self._send_times(medians, size, shapes, threads)
        smallest = size == self.settings.sizes_of(self.case)[0]
        if threads == 1 and smallest and self.case.determined and NUMPY in contestants:
            self._compare(compiled, size, shapes, contestants[NUMPY]())

    def _send_times(self, medians: Mapping[str, float], size: int, shapes: str, threads: int) -> None:
        for kind, seconds in medians.items():
            before = self._before.get((kind, shapes))
            if before is None or before[0] < size or before[1] > seconds:
                self._before[kind, shapes] = (size, seconds)
            self.send(Time(self.case.name, kind, size, shapes, threads, seconds))

    def _others(self, threads: int, arguments: Sequence[Any]) -> dict[str, timing.Contestant]:
        """NumPy, on one thread, and PyTorch; not those that fail."""
        found: dict[str, timing.Contestant] = {}
        numpy_call, torch_call = self.case.numpy_call(), self.case.torch_call()
        if numpy_call is not None and threads == 1:
            found[NUMPY] = lambda: _owned(numpy_call(*arguments))
        if torch_call is not None:
            torch = import_torch()
            torch.set_num_threads(threads)
            tensors = [_torch_argument(torch, one) for one in arguments]
            found[TORCH] = lambda: torch_call(*tensors)
        for kind in list(found):
            try:
                with np.errstate(all="ignore"):
                    found[kind]()
            except Exception:  # noqa: BLE001 - a reference of another version
                del found[kind]
        return found

    def _compare(self, compiled: Mapping[str, Compiled], size: int, shapes: str, expected: Any) -> None:
        """Note results that are far from NumPy's: a time is worth nothing without the result."""
        wanted = expected if isinstance(expected, (list, tuple)) else [expected]
        for kind, one in compiled.items():
            problem = _difference(one.outputs(), [np.asarray(array) for array in wanted])
            if problem:
                self._note(kind, size, shapes, f"not NumPy's result: {problem}")

    def _too_slow(self, kind: str, size: int, shapes: str, limit: float | None = None) -> str | None:
        before = self._before.get((kind, shapes))
        if before is None or before[1] * size / before[0] <= (limit or self.settings.limit):
            return None
        return f"skipped: {before[1]:.2g} s at {before[0]:,} elements"

    def _note(self, kind: str, size: int, shapes: str, reason: str) -> None:
        self.send(Note(self.case.name, kind, size, shapes, reason))


def _owned(value: Any) -> Any:
    """Copy what is a view, as the other contestants do."""
    if isinstance(value, (list, tuple)):
        return [_owned(one) for one in value]
    return value.copy() if isinstance(value, np.ndarray) and value.base is not None else value


def _has_tensor(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(_has_tensor(one) for one in value)
    return isinstance(value, np.ndarray)


def _torch_argument(torch: Any, value: Any) -> Any:
    if isinstance(value, list):
        return [_torch_argument(torch, one) for one in value]
    return torch.from_numpy(value) if isinstance(value, np.ndarray) else value


def _difference(actual: Sequence[Array], expected: Sequence[Array]) -> str | None:
    if len(actual) != len(expected):
        return f"{len(actual)} results, not {len(expected)}"
    for one, other in zip(actual, expected):
        if one.shape != other.shape:
            return f"shape {one.shape}, not {other.shape}"
        wide, wanted = one.astype(np.float64), other.astype(np.float64)
        size = np.max(np.abs(wanted), initial=1, where=np.isfinite(wanted))
        near = np.isclose(wide, wanted, 1e-3, 1e-5 * size, equal_nan=True)
        if not near.all() and math.prod(near.shape):
            return f"{(~near).sum()} of {near.size} values differ"
    return None


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    text = lines[-1] if lines else ""
    return f"{type(error).__name__}: {text}"[:160]
