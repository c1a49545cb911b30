"""Work in a process of its own, since native ops can end it or never return."""

from __future__ import annotations

import functools
import gc
import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

Send = Callable[[Any], None]
Work = Callable[[Send], None]


@dataclass(frozen=True)
class Announcement:
    """Whose turn it is: if nothing follows, this is what ended the process."""

    kind: str


class DiedError(Exception):
    """The process ended before its work was done; the message says how."""


def _limit_memory(gigabytes: float) -> None:
    import resource  # Windows has none, and no forks.

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = int(gigabytes * 2**30)
    soft = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def run(work: Work, seconds: float, gigabytes: float | None) -> Iterator[Any]:
    """Yield what the work sends, from a fork of this process.

    Parameters
    ----------
    work
        Called with a function that sends a result; results can be pickled.
    seconds
        The longest time between two results.
    gigabytes
        The address space that the process may have.

    Raises
    ------
    DiedError
        If the process ends by a signal or an error, or sends nothing for too long.
    """
    if "fork" not in multiprocessing.get_all_start_methods():
        results: list[Any] = []
        work(results.append)
        yield from results
        return
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)

    def main(pipe: Connection) -> None:
        if gigabytes is not None:
            _limit_memory(gigabytes)
        work(pipe.send)

    # The garbage collector of the fork leaves alone what it shares with this process.
    gc.freeze()
    process = context.Process(target=main, args=(sender,), daemon=True)
    process.start()
    sender.close()
    deadline = time.monotonic() + seconds
    try:
        while True:
            if not receiver.poll(max(deadline - time.monotonic(), 0)):
                raise DiedError(f"takes more than {seconds:g} s")
            try:
                result = receiver.recv()
            except EOFError:
                break
            deadline = time.monotonic() + seconds
            yield result
        process.join()
        code = process.exitcode or 0
        if code < 0:
            raise DiedError(f"ends the process ({signal.Signals(-code).name})")
        if code:
            raise DiedError(f"fails with exit status {code}")
    finally:
        process.kill()
        process.join()
        receiver.close()


def survive(
    work: Callable[[Mapping[str, str], Send], None], seconds: float, gigabytes: float | None
) -> tuple[list[Any], str | None]:
    """Collect what the work sends; where it dies, again without the one whose turn it was.

    Parameters
    ----------
    work
        Called with those to leave out, with the reasons, and the function that sends. It sends an
        `Announcement` before each turn.
    seconds, gigabytes
        As of `run`.

    Returns
    -------
    The results, and why they are not complete, or None.
    """
    left_out: dict[str, str] = {}
    while True:
        results: list[Any] = []
        current = None
        try:
            for result in run(functools.partial(work, dict(left_out)), seconds, gigabytes):
                if isinstance(result, Announcement):
                    current = result.kind
                else:
                    results.append(result)
        except DiedError as error:
            if current is None or current in left_out:
                return results, str(error)
            left_out[current] = str(error)
        else:
            return results, None
