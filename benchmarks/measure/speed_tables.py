"""The report of benchmarks/speed.py."""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence

from measure import machine
from measure.case import Case
from measure.contest import NUMPY, TORCH, Graph, Note, Result, Settings, Time
from measure.models import NATIVE, OURS, STATIC
from measure.speed_cases import UNTIMED
from measure.tables import facts, number, table

NOISE = 1.1
COMPILE = 1.5
NODES = 100


class Results:
    """What a run has found, to be looked up."""

    def __init__(self, results: Sequence[Result]) -> None:
        self.times = {
            (one.case, one.size, one.shapes, one.threads, one.kind): one.seconds
            for one in results
            if isinstance(one, Time)
        }
        self.graphs: dict[tuple[str, str], list[Graph]] = {}
        for one in results:
            if isinstance(one, Graph) and one.shapes == STATIC:
                self.graphs.setdefault((one.case, one.kind), []).append(one)
        self.notes = [one for one in results if isinstance(one, Note)]

    def note(self, case: str, size: int, shapes: str, kind: str) -> str | None:
        """Why a contestant has no time in a condition."""
        for one in self.notes:
            if (one.case, one.size, one.shapes, one.kind) == (case, size, shapes, kind):
                return one.reason
        return None


class SpeedReport:
    """The Markdown of a run."""

    def __init__(
        self,
        cases: Sequence[Case],
        settings: Settings,
        results: Sequence[Result],
        actions: Mapping[str, str],
    ) -> None:
        self.cases, self.settings, self.actions = cases, settings, actions
        self.found = Results(results)
        self.conditions = settings.conditions()

    def text(self) -> str:
        """Return the whole document."""
        return "\n\n".join(part for part in self._parts() if part) + "\n"

    def _parts(self) -> Iterator[str]:
        yield "# Speed"
        yield (
            "Written by `python benchmarks/speed.py`. For each op the contestants ran in one process, "
            "in turn, on the same arrays; times are medians in milliseconds, ratios are of medians. "
            "An eager call takes arrays, and its result is converted to an array. "
            f"Precision hint: {self.settings.precision or 'the default of the plugin'}. NumPy has one "
            "thread; torch on several threads ran apart. Graphs with dynamic shapes are as in "
            "`predict`."
        )
        yield facts({**machine.describe(), "threads": ", ".join(map(str, self.settings.threads))})
        yield "## Findings"
        yield self._finding(
            f"Slower than native by more than {NOISE:g}, and replaced under the policy `repair`",
            self._slower("repaired"),
        )
        yield self._finding(
            f"Slower than native by more than {NOISE:g}, but left native under `repair`",
            self._slower("native"),
        )
        yield self._finding(
            f"Compile in more than {COMPILE:g} times the native time", self._compiling()
        )
        yield self._finding(f"Have more than {NODES} nodes", self._large())
        yield self._finding("Have no result, or another than NumPy's", self._without())
        yield self._finding("Are not measured", [f"{name}: {why}" for name, why in UNTIMED.items()])
        yield "## Times"
        yield (
            "`native → ours (ratio)`: the ratio is native over ours, above 1 where ours is faster. "
            "The column `repair` is what that policy does on this release."
        )
        yield self._times()
        yield "## Graphs"
        yield (
            "Of the models with static shapes, at the largest size that was measured: nodes without "
            "constants, median milliseconds to compile them, and the layers that the CPU plugin "
            "executes (`Subgraph` is a fused kernel)."
        )
        yield self._graphs()
        yield "## Left out"
        yield self._left_out()

    def _finding(self, title: str, lines: Sequence[str]) -> str:
        return "\n".join(
            [f"{title}: {'' if lines else 'none.'}".rstrip(), *(f"- {one}" for one in lines)]
        )

    def _each(self) -> Iterator[tuple[Case, int, str, int, float, float]]:
        for case in self.cases:
            for size in self.settings.sizes_of(case):
                for shapes, threads in self.conditions:
                    native, ours = (
                        self.found.times.get((case.name, size, shapes, threads, kind))
                        for kind in (NATIVE, OURS)
                    )
                    if native is not None and ours is not None:
                        yield case, size, shapes, threads, native, ours

    def _slower(self, action: str) -> list[str]:
        """A line for each op that is: in how many conditions, and in which most."""
        measured: dict[str, list[tuple[float, str]]] = {}
        for case, size, shapes, threads, native, ours in self._each():
            if self.actions.get(case.full_target) == action:
                where = f"{size:,} elements, {shapes}, {_threads(threads)}"
                times = f"{number(native * 1e3)} → {number(ours * 1e3)} ms"
                measured.setdefault(case.name, []).append((ours / native, f"{where}: {times}"))
        slower = {name: [one for one in ratios if one[0] > NOISE] for name, ratios in measured.items()}
        return [
            f"{name}: {len(found)} of {len(measured[name])} conditions, at most "
            f"{max(found)[0]:.2f} ({max(found)[1]})"
            for name, found in slower.items()
            if found
        ]

    def _last_graphs(self, case: Case) -> dict[str, Graph]:
        """The graphs at the largest size, with the median time to compile of all."""
        found = {}
        for kind in (NATIVE, OURS):
            graphs = self.found.graphs.get((case.name, kind))
            if graphs:
                median = statistics.median(one.compile_seconds for one in graphs)
                found[kind] = dataclasses.replace(graphs[-1], compile_seconds=median)
        return found

    def _graph_lines(self, tell: Callable[[Case, dict[str, Graph]], str | None]) -> list[str]:
        lines = (tell(case, self._last_graphs(case)) for case in self.cases)
        return [line for line in lines if line]

    def _compiling(self) -> list[str]:
        def tell(case: Case, graphs: dict[str, Graph]) -> str | None:
            if len(graphs) < 2:
                return None
            native, ours = graphs[NATIVE].compile_seconds, graphs[OURS].compile_seconds
            if ours / native <= COMPILE:
                return None
            return f"{case.name}: {ours / native:.1f} ({native * 1e3:.0f} → {ours * 1e3:.0f} ms)"

        return self._graph_lines(tell)

    def _large(self) -> list[str]:
        def tell(case: Case, graphs: dict[str, Graph]) -> str | None:
            ours = graphs.get(OURS)
            return f"{case.name}: {ours.nodes}" if ours and ours.nodes > NODES else None

        return self._graph_lines(tell)

    def _without(self) -> list[str]:
        return [
            f"{one.case}, {one.size:,} elements, {one.shapes}: {one.reason}"
            for one in self.found.notes
            if one.kind == OURS and not one.reason.startswith(("not registered", "skipped"))
        ]

    def _times(self) -> str:
        threads = list(dict.fromkeys(self.settings.threads))
        header = ["op", "repair", "elements", "NumPy", *(f"torch, {_threads(one)}" for one in threads)]
        header += [f"{shapes}, {_threads(count)}" for shapes, count in self.conditions]
        rows = []
        for case in self.cases:
            for size in self.settings.sizes_of(case):
                row = [case.name, self.actions.get(case.full_target, "-"), f"{size:,}"]
                row.append(self._time(case.name, size, STATIC, 1, NUMPY))
                row += [self._time(case.name, size, STATIC, one, TORCH) for one in threads]
                row += [self._pair(case.name, size, *condition) for condition in self.conditions]
                rows.append(row)
        return table(header, rows, left=2)

    def _time(self, case: str, size: int, shapes: str, threads: int, kind: str) -> str:
        seconds = self.found.times.get((case, size, shapes, threads, kind))
        return "-" if seconds is None else number(seconds * 1e3)

    def _pair(self, case: str, size: int, shapes: str, threads: int) -> str:
        keys = [(case, size, shapes, threads, kind) for kind in (NATIVE, OURS)]
        native, ours = (self.found.times.get(key) for key in keys)
        texts = [
            number(one * 1e3) if one is not None else self._absence(case, size, shapes, kind)
            for kind, one in ((NATIVE, native), (OURS, ours))
        ]
        ratio = f" ({number(native / ours)})" if native is not None and ours is not None else ""
        return f"{texts[0]} → {texts[1]}{ratio}"

    def _absence(self, case: str, size: int, shapes: str, kind: str) -> str:
        reason = self.found.note(case, size, shapes, kind)
        if reason is None or reason in ("absent", "not registered"):
            return "-"
        return "too slow" if reason.startswith(("skipped", "takes")) else "fails"

    def _graphs(self) -> str:
        header = ["op", "native executes", "ours executes", "nodes", "ms to compile", "ratio"]
        rows = []
        for case in self.cases:
            graphs = self._last_graphs(case)
            native, ours = graphs.get(NATIVE), graphs.get(OURS)
            pair = [native, ours]
            ratio = ours.compile_seconds / native.compile_seconds if native and ours else None
            rows.append(
                [
                    case.name,
                    *(one.layers if one else "-" for one in pair),
                    " → ".join(str(one.nodes) if one else "-" for one in pair),
                    " → ".join(f"{one.compile_seconds * 1e3:.0f}" if one else "-" for one in pair),
                    "-" if ratio is None else f"{ratio:.2f}",
                ]
            )
        return table(header, rows, left=3)

    def _left_out(self) -> str:
        apart = ("absent", "not registered")
        rows = [
            [one.case, one.kind, f"{one.size:,}", one.shapes, one.reason]
            for one in self.found.notes
            if one.reason not in apart
        ]
        if not rows:
            return "Nothing."
        return table(["op", "contestant", "elements", "shapes", "reason"], rows, left=5)


def _threads(count: int) -> str:
    return "1 thread" if count == 1 else f"{count} threads"
