"""Fair clocks: the contestants run in turn, and their medians are compared."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any

Contestant = Callable[[], Any]

ROUNDS = (5, 300)


def interleave(contestants: Mapping[str, Contestant], budget: float) -> dict[str, float]:
    """The median seconds of each contestant, which run in turn until the budget is spent.

    Parameters
    ----------
    budget
        Seconds for all rounds together; there are 5 rounds at least and 300 at most. A contestant
        that takes all of the budget by itself runs once more and no oftener.
    """
    first = {name: _time(run) for name, run in contestants.items()}
    # The first run pays for allocations.
    slow = {name for name, seconds in first.items() if seconds > budget}
    fewest, most = ROUNDS
    quick = sum(seconds for name, seconds in first.items() if name not in slow)
    rounds = int(min(max(budget / max(quick, 1e-9), fewest), most))
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(rounds):
        for name, run in contestants.items():
            if number == 0 or name not in slow:
                times[name].append(_time(run))
    return {name: statistics.median(values) for name, values in times.items()}


def _time(run: Contestant) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start
