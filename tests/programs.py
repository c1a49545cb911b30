"""Runs programs in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path


def run(
    arguments: Sequence[str],
    environment: Mapping[str, str | None] | None = None,
    cwd: Path | None = None,
    status: int = 0,
) -> str:
    """Run Python with arguments; return what it printed, and its errors if it is to fail.

    A variable set to None is taken out of the environment. The exit status has to be ``status``.
    """
    variables = {**os.environ, **(environment or {})}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *arguments],
        env={name: value for name, value in variables.items() if value is not None},
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr if status else done.stdout
