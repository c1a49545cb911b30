"""The samples of every op, in modules named as those of the ops."""

from __future__ import annotations

import importlib
import pkgutil

from samples.row import Row


def rows() -> tuple[Row, ...]:
    """Every row of the table."""
    modules = (module.name for module in pkgutil.iter_modules(__path__) if module.name != "row")
    return tuple(
        row for name in modules for row in importlib.import_module(f"{__name__}.{name}").rows()
    )


__all__ = ["Row", "rows"]
