"""What was done to the backend, and why."""

from __future__ import annotations

import enum
import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

LOGGER = logging.getLogger("keras_openvino_ops")
LOGGER.addHandler(logging.NullHandler())


class Action(str, enum.Enum):
    """What was done with one op."""

    FILLED = "filled"
    """The backend had no such function, or a stub."""
    REPAIRED = "repaired"
    """The native function has a documented defect on this release, or a pack overrides it."""
    REPLACED = "replaced"
    """The native function works as far as is known; the policy is ``all``."""
    NATIVE = "native"
    """The native function was left in place."""
    FOREIGN = "foreign"
    """Something else holds the attribute; it was left alone."""
    FAILED = "failed"
    """The op could not be put in place; the reason says why."""


@dataclass(frozen=True)
class Row:
    """What was done with one op.

    Attributes
    ----------
    target
        The op, "module.name".
    action
        What was done.
    reason
        Why.
    releases
        The Keras releases that the reason holds for, or "".
    pack
        The pack that the op comes from, or "".
    """

    target: str
    action: Action
    reason: str
    releases: str = ""
    pack: str = ""


@dataclass(frozen=True)
class Report:
    """What was done to the backend: a sequence of rows, and the facts that they rest on.

    Attributes
    ----------
    policy
        The policy that was applied; "off" where nothing is patched.
    keras, openvino
        The installed versions, or None.
    tested
        Whether both versions lie in the range that the test matrix covers.
    notes
        What else there is to know: an inactive backend, a pack that failed.
    rows
        One row for each registered op.
    """

    policy: str
    keras: str | None = None
    openvino: str | None = None
    tested: bool = False
    notes: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, target: str) -> Row:
        for row in self.rows:
            if row.target == target:
                return row
        raise KeyError(f"The report has no row for {target!r}.")

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON's types."""
        return asdict(self)

    def __str__(self) -> str:
        tested = "in the tested range" if self.tested else "outside the tested range"
        versions = f"Keras {self.keras or '-'}, OpenVINO {self.openvino or '-'} ({tested})"
        lines = [f"{versions}, policy {self.policy}", *self.notes]
        if self.rows:
            width = max(len(row.target) for row in self.rows)
            lines += [
                f"{row.target:<{width}}  {row.action.value:<8}  {row.reason}"
                + (f" [{row.releases}]" if row.releases else "")
                for row in self.rows
            ]
        return "\n".join(lines)
