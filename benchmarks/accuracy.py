"""How accurate the elementwise functions and the reductions are: native and ours.

    python benchmarks/accuracy.py [--quick] [--json FILE] [--output FILE] [op ...]

Needs mpmath. Prints the tables, and writes docs/accuracy.md when all ops are measured in full.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from measure import errors, isolation, machine, reductions
from measure.accuracy_tables import AccuracyReport
from measure.errors import Failure, Result
from measure.functions import FUNCTIONS, Function
from measure.models import NATIVE, OURS, actions_of_repair
from measure.progress import Progress
from measure.reductions import REDUCTIONS, Reduction, ReductionFailure

DOCUMENT = Path(__file__).parents[1] / "docs" / "accuracy.md"
MEMORY = 16.0


def errors_of(function: Function, quick: bool, seconds: float) -> list[Result]:
    """Measure in a process of its own; without native, if that ends the process."""
    work = functools.partial(errors.measure, function, quick)
    results, problem = isolation.survive(work, seconds, MEMORY)
    if problem is not None:
        results.append(Failure(function.target, OURS, "all", problem))
    return results


def reduce_in_fork(reduction: Reduction, count: int, seconds: float) -> Iterator[Any]:
    """Measure each kind in a process of its own."""
    for kind in (NATIVE, OURS):
        work = functools.partial(reductions.measure, reduction, [kind], count)
        try:
            yield from isolation.run(work, seconds, MEMORY)
        except isolation.DiedError as error:
            yield ReductionFailure(reduction.name, kind, str(error))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the accuracy of the ops.")
    parser.add_argument("op", nargs="*", help="names of ops (numpy.exp or exp); all if none is given")
    parser.add_argument("--quick", action="store_true", help="fewer inputs, about a minute")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every result there")
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help=f"write the tables there ({DOCUMENT.name})"
    )
    parser.add_argument(
        "--seconds", type=float, default=90, help="without a result, after which native is left out"
    )
    return parser.parse_args()


def main() -> None:
    options = arguments()
    names = {name if "." in name else f"numpy.{name}" for name in options.op}
    known = {*FUNCTIONS, *(one.target for one in REDUCTIONS)}
    if names - known:
        raise SystemExit(f"accuracy: no function is named {sorted(names - known)[0]!r}.")
    functions = [one for one in FUNCTIONS.values() if not names or one.target in names]
    reduced = [one for one in REDUCTIONS if not names or one.target in names]
    count = reductions.QUICK_COUNT if options.quick else reductions.COUNT
    # Before the forks, each of which would do it again.
    actions_of_repair()
    progress = Progress(len(functions) + len(reduced))
    results: list[Result] = []
    for function in functions:
        progress.step(function.target)
        results += errors_of(function, options.quick, options.seconds)
    for reduction in reduced:
        progress.step(reduction.name)
        results += reduce_in_fork(reduction, count, options.seconds)
    progress.close()
    text = AccuracyReport(functions, reduced, results, count).text()
    sys.stdout.write(text)
    if options.json:
        rows = [{"row": type(one).__name__.lower(), **dataclasses.asdict(one)} for one in results]
        options.json.write_text(json.dumps({"machine": machine.describe(), "rows": rows}, indent=1))
    output = options.output or (None if options.quick or names else DOCUMENT)
    if output is not None:
        output.write_text(text)


if __name__ == "__main__":
    main()
