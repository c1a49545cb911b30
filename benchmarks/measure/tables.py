"""Markdown tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def table(header: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> str:
    """Return a table whose columns are aligned in the text too, the first ``left`` to the left."""
    rows = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
    rules = [
        "-" * width if column < left else "-" * (width - 1) + ":"
        for column, width in enumerate(max(width, 3) for width in widths)
    ]

    def line(cells: Sequence[str]) -> str:
        padded = (
            cell.ljust(len(rule)) if column < left else cell.rjust(len(rule))
            for column, (cell, rule) in enumerate(zip(cells, rules))
        )
        return f"| {' | '.join(padded)} |"

    return "\n".join([line(header), line(rules), *map(line, rows)])


def facts(found: Mapping[str, str]) -> str:
    """Return a list of named facts."""
    return "\n".join(f"- {name}: {value}" for name, value in found.items())


def number(value: float) -> str:
    """Return a number with three digits, in full where it is in the thousands or millions."""
    if 1000 <= value < 1e8:
        return f"{value:,.0f}"
    return f"{value:.3g}"
