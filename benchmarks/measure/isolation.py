"""Work in a process of its own, since native ops can end it or never return."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any

Send = Callable[[Any], None]
Work = Callable[[Send], None]


class DiedError(Exception):
    """The process ended before its work was done; the message says how."""


@contextlib.contextmanager
def _memory_limit(gigabytes: float | None) -> Iterator[None]:
    if gigabytes is not None:
        import resource

        limit = int(gigabytes * 2**30)
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))
    yield


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
        with _memory_limit(gigabytes):
            work(pipe.send)

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
