"""How fast the ops are: native, ours, NumPy and PyTorch, each op in one process, in turn.

    python benchmarks/speed.py [--quick] [--json FILE] [--output FILE] [op ...]

Prints the tables, and writes docs/speed.md when all ops are measured in full.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from measure import isolation, machine
from measure.case import SIZES, Case, import_torch
from measure.contest import Note, Result, Settings, contest
from measure.models import OURS, actions_of_repair
from measure.progress import Progress
from measure.speed_cases import cases
from measure.speed_tables import SpeedReport

DOCUMENT = Path(__file__).parents[1] / "docs" / "speed.md"
QUICK = Settings(sizes=(100_000,), shapes=("static",), threads=(1,), budget=0.02, long=0.1)


def measure(case: Case, settings: Settings, seconds: float, gigabytes: float) -> list[Result]:
    """Measure a case in a process of its own; without native, if that ends the process."""
    results, problem = isolation.survive(functools.partial(contest, case, settings), seconds, gigabytes)
    if problem is not None:
        results.append(Note(case.name, OURS, settings.sizes_of(case)[0], "static", problem))
    return results


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the speed of the ops.")
    parser.add_argument("op", nargs="*", help="names of ops (numpy.sort or sort); all if none is given")
    parser.add_argument("--quick", action="store_true", help="one size and condition, about a minute")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every result there")
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help=f"write the tables there ({DOCUMENT.name})"
    )
    parser.add_argument("--sizes", type=int, nargs="+", help="numbers of elements")
    parser.add_argument(
        "--threads", type=int, nargs="+", help="numbers of threads; one and all by default"
    )
    parser.add_argument(
        "--default-precision", action="store_true", help="the plugin's own, not float32"
    )
    parser.add_argument(
        "--seconds", type=float, default=60, help="without a result, after which native is left out"
    )
    parser.add_argument("--memory", type=float, default=16, help="gigabytes of address space of a case")
    parser.add_argument("--list", action="store_true", help="list the ops")
    return parser.parse_args()


def selected(names: Sequence[str]) -> list[Case]:
    """The cases of these ops.

    Raises
    ------
    SystemExit
        If one is unknown.
    """
    every = cases()
    for name in names:
        if not any(name in (one.target, one.full_target, one.name) for one in every):
            raise SystemExit(f"speed: no case is named {name!r}; --list names them.")
    return [one for one in every if not names or {one.target, one.full_target, one.name} & {*names}]


def main() -> None:
    options = arguments()
    chosen = selected(options.op)
    if options.quick and not options.op:
        chosen = [one for one in chosen if one.sizes == SIZES]
    if options.list:
        print("\n".join(one.name for one in chosen))
        return
    settings = QUICK if options.quick else Settings()
    settings = dataclasses.replace(
        settings,
        sizes=tuple(options.sizes) if options.sizes else settings.sizes,
        threads=tuple(options.threads) if options.threads else settings.threads,
        precision=None if options.default_precision else settings.precision,
    )
    # Before the forks, each of which would do it again.
    actions = actions_of_repair()
    import_torch()
    progress = Progress(len(chosen))
    results: list[Result] = []
    for case in chosen:
        progress.step(case.name)
        results += measure(case, settings, options.seconds, options.memory)
    progress.close()
    text = SpeedReport(chosen, settings, results, actions).text()
    sys.stdout.write(text)
    if options.json:
        kinds = [
            {"kind_of_row": type(one).__name__.lower(), **dataclasses.asdict(one)} for one in results
        ]
        options.json.write_text(json.dumps({"machine": machine.describe(), "rows": kinds}, indent=1))
    whole = not options.quick and not options.op
    output = options.output or (DOCUMENT if whole else None)
    if output is not None:
        output.write_text(text)


if __name__ == "__main__":
    main()
