"""What the native ops make of Python lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Probe


def refuses_lists(function: Callable[[Any], Any]) -> Defect:
    """Return the defect of ops whose native function takes no list; ``function`` is NumPy's."""
    return _defect(">=3.8,<3.11", "raises for a list", function)


def widens_lists(function: Callable[[Any], Any], releases: str) -> Defect:
    """Return the defect of ops whose native function makes a list float64; ``function`` is NumPy's."""
    return _defect(releases, "float64 for a list of floats", function)


def list_defects(function: Callable[[Any], Any]) -> tuple[Defect, Defect]:
    """Return both defects, of ops whose native result is float64 for more than lists from 3.12 on."""
    return refuses_lists(function), widens_lists(function, ">=3.11,<3.12")


def _defect(releases: str, summary: str, function: Callable[[Any], Any]) -> Defect:
    given = [1.5, -2]
    with np.errstate(invalid="ignore"):
        return Defect(
            DefectKind.WRONG, releases, summary, Probe((given,), function(np.array(given, "float32")))
        )
