"""The report of benchmarks/accuracy.py."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from measure import machine
from measure.errors import (
    DENSE_BOUND,
    MODES,
    Errors,
    Failure,
    Reference,
    Result,
    Sandwich,
    Special,
    accuracy_of,
)
from measure.float_inputs import DTYPES
from measure.functions import BITS, Function
from measure.models import NATIVE, OURS
from measure.reductions import BOUND, Reduction, ReductionError, ReductionFailure
from measure.tables import facts, number, table

# One rounding from a float32 result, and no more than a unit off.
NARROW_BOUND = 1.0
_KINDS = (NATIVE, OURS)

_EXPLANATION = f"""\
Errors are in units in the last place (ULP) of the true value; where the bound says `scaled`, of a
larger operand's. In float32 the inputs are every exponent and sign with random mantissas and the
neighbours of thresholds, integers and multiples of pi / 2, against mpmath at {BITS} bits, and a sweep
against float64; in float16 and bfloat16 all 65,536 values. `eager`: the inputs are constants, which
OpenVINO folds, and native results are what Keras's `convert_to_numpy` makes of them; `compiled`: they
are parameters, with INFERENCE_PRECISION_HINT=f32. The median is over all inputs. Inputs and results
below float32's normal numbers are told apart: `kept`, `flushed` to zero, or `wrong`. **Bold**: beyond
the bound, which stands on the op."""
_SPECIAL = """\
Zeros, infinities, nan, 1 and -1, and all pairs of them, in float32; the sign of zero counts. Ops that
are not listed give the right ones, which are NumPy's where its function has no defect."""
_BETWEEN = """\
INFERENCE_PRECISION_HINT=bf16, which is the default on CPUs with bfloat16 instructions: the worst error
relative to the true value of the rounded input, in units of 2**-8; all values of bfloat16 with a
normal result. Bound: 1."""


class AccuracyReport:
    """The Markdown of a run."""

    def __init__(
        self,
        functions: Sequence[Function],
        reductions: Sequence[Reduction],
        results: Sequence[Result],
        count: int,
    ) -> None:
        self.functions, self.reductions, self.count = functions, reductions, count
        self.results = results
        self.errors = {
            (one.target, one.dtype, one.mode, one.kind): one
            for one in results
            if isinstance(one, Errors)
        }
        self.sandwiches = {(one.target, one.kind): one for one in results if isinstance(one, Sandwich)}
        self.reduced = {
            (one.name, one.kind): one
            for one in results
            if isinstance(one, (ReductionError, ReductionFailure))
        }

    def text(self) -> str:
        """Return the whole document."""
        return "\n\n".join(part for part in self._parts() if part) + "\n"

    def _parts(self) -> Iterator[str]:
        yield "# Accuracy"
        yield "Written by `python benchmarks/accuracy.py`."
        yield facts(machine.describe())
        yield _EXPLANATION
        yield "## Beyond the bound"
        yield "\n".join(f"- {line}" for line in self._beyond()) or "None of ours."
        for dtype in DTYPES:
            yield f"## {dtype}"
            yield self._table(dtype)
        yield "## Special values"
        yield _SPECIAL
        yield self._specials()
        yield "## Between two matrix products in bfloat16"
        yield _BETWEEN
        yield self._between()
        if self.reductions:
            yield "## Reductions"
            yield (
                f"The worst relative error of {self.count:,} float32 values, compiled, against "
                f"float64. Bound: {BOUND:g}."
            )
            yield self._reduced()
        yield "## References"
        yield self._references()
        yield "## Left out"
        yield self._failures()

    def _bound(self, target: str, dtype: str) -> float:
        return accuracy_of(target).ulp if dtype == "float32" else NARROW_BOUND

    def _beyond(self) -> Iterator[str]:
        for (target, dtype, mode, kind), one in self.errors.items():
            if kind == OURS and one.worst > self._bound(target, dtype):
                yield f"{target}, {dtype}, {mode}: {number(one.worst)} at {one.at}"
            if kind == OURS and one.subnormals == "wrong":
                yield f"{target}, {dtype}, {mode}: wrong below the normal numbers"
        for (target, kind), between in self.sandwiches.items():
            if kind == OURS and between.worst > 1:
                yield f"{target}, bfloat16 mode: {number(between.worst)} at {between.at}"
        for (name, kind), reduced in self.reduced.items():
            if kind == OURS and isinstance(reduced, ReductionError) and reduced.error > BOUND:
                yield f"{name}: {reduced.error:.2g}"

    def _table(self, dtype: str) -> str:
        header = ["op", "mode", "bound"]
        for kind in _KINDS:
            header += [f"{kind}: worst", "median", "at", "subnormals"]
        rows = []
        for function in self.functions:
            for mode in MODES:
                found = [self.errors.get((function.target, dtype, mode, kind)) for kind in _KINDS]
                if any(found):
                    bound = self._bound(function.target, dtype)
                    cells = [cell for one in found for cell in _cells(one, bound)]
                    rows.append([function.target, mode, f"{bound:g}{self._scaled(function)}", *cells])
        return table(header, rows, left=2) if rows else "No results."

    def _scaled(self, function: Function) -> str:
        return " (scaled)" if accuracy_of(function.target).scale else ""

    def _specials(self) -> str:
        rows = [
            [one.target, one.kind, one.mode, "; ".join(one.wrong[:6]) + _more(len(one.wrong) - 6)]
            for one in self.results
            if isinstance(one, Special) and one.wrong
        ]
        header = ["op", "whose", "mode", "(operands): result, not the right one"]
        return table(header, rows, left=4) if rows else "All are right."

    def _between(self) -> str:
        rows = []
        for function in self.functions:
            found = [self.sandwiches.get((function.target, kind)) for kind in _KINDS]
            if any(found):
                cells = [cell for one in found for cell in _between_cells(one)]
                rows.append([function.target, *cells])
        return (
            table(["op", "native: worst", "at", "ours: worst", "at"], rows) if rows else "No results."
        )

    def _reduced(self) -> str:
        rows = []
        for reduction in self.reductions:
            row = [reduction.target, reduction.data]
            for kind in _KINDS:
                one = self.reduced.get((reduction.name, kind))
                if isinstance(one, ReductionError):
                    row.append(_marked(f"{one.error:.2g}", one.error > BOUND))
                else:
                    row.append(one.reason if one is not None else "-")
            rows.append(row)
        return table(["op", "values", "native", "ours"], rows, left=2)

    def _references(self) -> str:
        off = [one for one in self.results if isinstance(one, Reference)]
        coarse = [f"{one.target} ({one.off:.2g})" for one in off if not one.off <= DENSE_BOUND]
        text = (
            "The sweeps of float32, and all of float16 and bfloat16, use references in float64. Where "
            "mpmath was asked too, they are within 2**-10 ULP of float32 of its value{}."
        )
        exceptions = f", except for {', '.join(coarse)}, which have no sweep" if coarse else ""
        return text.format(exceptions)

    def _failures(self) -> str:
        rows = [
            [one.target, one.kind, one.where, one.reason]
            for one in self.results
            if isinstance(one, Failure) and one.reason not in ("absent", "not registered")
        ]
        return table(["op", "whose", "where", "reason"], rows, left=4) if rows else "Nothing."


def _marked(text: str, beyond: bool) -> str:
    return f"**{text}**" if beyond else text


def _more(count: int) -> str:
    return f"; and {count} more" if count > 0 else ""


def _cells(one: Errors | None, bound: float) -> list[str]:
    if one is None:
        return ["-"] * 4
    return [
        _marked(number(one.worst), one.worst > bound),
        number(one.median),
        one.at,
        _marked(one.subnormals, one.subnormals == "wrong"),
    ]


def _between_cells(one: Sandwich | None) -> list[str]:
    return ["-", "-"] if one is None else [_marked(number(one.worst), one.worst > 1), one.at]
