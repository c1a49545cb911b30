"""How far a long run is, on a terminal and nowhere else."""

from __future__ import annotations

import sys
import time


class Progress:
    """A line on standard error that is written over; nothing where that is no terminal."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self._start = time.monotonic()
        self._shown = sys.stderr.isatty()

    def step(self, name: str) -> None:
        """Show what is done next."""
        if self._shown:
            seconds = time.monotonic() - self._start
            left = seconds / self.done * (self.total - self.done) if self.done else 0
            text = f"{self.done}/{self.total} {name}, {seconds:.0f} s, about {left:.0f} s to go"
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()
        self.done += 1

    def close(self) -> None:
        """Clear the line."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
