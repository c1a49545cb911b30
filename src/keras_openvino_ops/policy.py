"""Which ops a policy puts in place of the native ones, and why."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any

from keras_openvino_ops import compat, targets
from keras_openvino_ops.defects import DefectKind
from keras_openvino_ops.registry import Op
from keras_openvino_ops.report import Action
from keras_openvino_ops.targets import MISSING


class Policy(str, enum.Enum):
    """Which ops are put in place."""

    OFF = "off"
    """None."""
    FILL = "fill"
    """Those that the backend lacks: absent, or a stub."""
    REPAIR = "repair"
    """Those, and the ones whose native function has a documented defect on this release."""
    ALL = "all"
    """Every registered op."""

    @classmethod
    def parse(cls, value: str, source: str) -> Policy:
        """Return the policy of a name; ValueError for any other value."""
        try:
            return cls(value)
        except ValueError:
            allowed = ", ".join(repr(policy.value) for policy in cls)
            raise ValueError(f"{source} must be one of {allowed}. Received: {value!r}") from None


@dataclass(frozen=True)
class Decision:
    """What is done about an op, why, and the releases that the reason is about."""

    action: Action
    reason: str
    releases: str = ""

    @property
    def replaces(self) -> bool:
        """Whether the op is put in place."""
        return self.action in (Action.FILLED, Action.REPAIRED, Action.REPLACED)


def decide(op: Op, native: Any, policy: Policy, release: str) -> Decision:
    """Decide about an op whose native function is given, on a release of Keras."""
    if policy is Policy.OFF:
        return Decision(Action.NATIVE, "the policy is 'off'")
    if native is MISSING:
        return Decision(Action.FILLED, f"absent from Keras {release}")
    if targets.is_stub(native):
        return Decision(Action.FILLED, f"a stub in Keras {release}")
    if not targets.is_native(native):
        return Decision(Action.FOREIGN, f"replaced before by {name_of(native)}")
    if policy in (Policy.REPAIR, Policy.ALL) and op.override is not None:
        return Decision(Action.REPAIRED, f"overridden: {op.override}")
    if policy is Policy.ALL:
        return Decision(Action.REPLACED, "the policy is 'all'")
    if policy is Policy.REPAIR and compat.in_range(release, compat.TESTED_KERAS):
        defects = [one for one in op.defects if compat.in_range(release, one.releases)]
        if not targets.device().startswith("CPU"):
            # Slow is what the CPU plugin makes of it; other devices have kernels of their own.
            defects = [one for one in defects if one.kind is not DefectKind.SLOW]
        if defects:
            summary = "; ".join(f"{defect.kind.value}: {defect.summary}" for defect in defects)
            releases = " or ".join(dict.fromkeys(defect.releases for defect in defects))
            return Decision(Action.REPAIRED, summary, releases)
    return Decision(Action.NATIVE, "no defect is known on this release")


def name_of(value: Any) -> str:
    """Return what the value of an attribute is called in reports."""
    if value is MISSING:
        return "deleted"
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    return f"{module}.{name}" if module and name else repr(value)
