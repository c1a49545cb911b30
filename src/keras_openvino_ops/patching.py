"""Decides op by op what to replace, saves what was there, sets and restores attributes."""

from __future__ import annotations

import contextlib
import functools
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from keras_openvino_ops import compat, packs, targets, tensor_methods
from keras_openvino_ops.policy import Decision, Policy, decide, name_of
from keras_openvino_ops.registry import REGISTRY, Op
from keras_openvino_ops.report import LOGGER, Action, Report, Row
from keras_openvino_ops.targets import MISSING, Slot

ENVIRONMENT = "KERAS_OPENVINO_OPS"
"""The environment variable that names the policy of the import."""

F = TypeVar("F", bound=Callable[..., Any])


@dataclass
class _Applied:
    """An op that is in place."""

    op: Op
    function: Callable[..., Any]
    originals: list[tuple[Slot, Any]]

    @property
    def original(self) -> Any:
        return self.originals[0][1]

    @property
    def holds(self) -> bool:
        """Whether the target still is our function."""
        return self.originals[0][0].value is self.function


@dataclass
class _State:
    """What is patched now."""

    policy: Policy = Policy.OFF
    applied: dict[str, _Applied] = field(default_factory=dict)
    report: Report = field(default_factory=lambda: Report(policy=Policy.OFF.value))
    warned: set[str] = field(default_factory=set)


_state = _State()
_lock = threading.RLock()


def _locked(function: F) -> F:
    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        with _lock:
            return function(*args, **kwargs)

    return wrapper  # type: ignore[return-value]


@_locked
def patch(policy: str | Policy = Policy.REPAIR) -> Report:
    """Put the ops of a policy in place, and take out those that it leaves native.

    Idempotent: a second call with the same policy changes nothing.

    Parameters
    ----------
    policy
        "fill": only ops that are absent or stubs in the running Keras. "repair": also ops whose
        native function has a documented defect on it. "all": every registered op. "off": none.

    Returns
    -------
    What was done, one row an op. It says so where Keras runs on another backend and nothing was done.

    Raises
    ------
    ValueError
        If there is no such policy.
    ImportError
        If Keras does not import on its OpenVINO backend; the message names the versions and the fix.
    """
    wanted = Policy.parse(policy, "policy")
    backend = targets.configured_backend()
    if backend != targets.BACKEND:
        return _inactive(f"Keras's active backend is {backend!r}: nothing to patch.")
    compat.alias_openvino_runtime()
    targets.import_backend()
    if not targets.backend_is_here():
        return _inactive(
            f"Keras {targets.keras_version()} takes its OpenVINO backend from another package: "
            "nothing is patched."
        )
    notes = packs.load()
    _forget_dropped_modules()
    _state.policy = wanted
    rows = _apply(wanted)
    if wanted is Policy.OFF:
        tensor_methods.remove_methods()
    else:
        notes = (*notes, *tensor_methods.set_methods())
    _state.report = _describe(wanted, rows, notes)
    return _state.report


@_locked
def unpatch() -> Report:
    """Put every attribute back to what it was; attributes that were absent are deleted.

    An attribute that something else replaced since is left alone, logged as a warning and reported.
    """
    _forget_dropped_modules()
    if _state.applied:
        tensor_methods.remove_methods()
    rows = []
    for target, applied in reversed(list(_state.applied.items())):
        rows.append(_restore(target, applied))
        del _state.applied[target]
    _state.policy = Policy.OFF
    _state.report = _describe(Policy.OFF, rows[::-1], ())
    return _state.report


@contextlib.contextmanager
def patched(policy: str | Policy = Policy.REPAIR) -> Iterator[Report]:
    """Patch with a policy inside a ``with`` block, and go back to what was in force before."""
    before = _state.policy
    report = patch(policy)
    try:
        yield report
    finally:
        if before is Policy.OFF:
            unpatch()
        else:
            patch(before)


@_locked
def is_patched(target: str) -> bool:
    """Tell whether an op is in place; KeyError, with the near matches, for an unknown one."""
    packs.load()
    op = REGISTRY[target]
    applied = _state.applied.get(op.target)
    return applied is not None and applied.originals[0][0].is_live and applied.holds


@_locked
def get_original(target: str) -> Callable[..., Any] | None:
    """Return the native function of an op, patched or not; None where the backend has none.

    KeyError, with the near matches, for an op that is not registered; RuntimeError where Keras's
    active backend is another one.
    """
    packs.load()
    op = REGISTRY[target]
    backend = targets.configured_backend()
    if backend != targets.BACKEND:
        raise RuntimeError(f"Keras's active backend is {backend!r}, which has no {target!r} here.")
    _forget_dropped_modules()
    applied = _state.applied.get(op.target)
    value = targets.slot(op.target).value if applied is None else applied.original
    return None if value is MISSING else value


def report() -> Report:
    """Return what was done by the last `patch` or `unpatch`."""
    return _state.report


def patch_on_import() -> None:
    """Patch with the policy that the environment names, "repair" if it names none."""
    policy = Policy.parse(os.environ.get(ENVIRONMENT) or Policy.REPAIR.value, ENVIRONMENT)
    if policy is Policy.OFF:
        _inactive(f"{ENVIRONMENT}=off: nothing is patched.")
    else:
        patch(policy)


@_locked
def _refresh(_: Op) -> None:
    """Put an op in place that was registered after patching, if the policy in force wants it."""
    if _state.policy is not Policy.OFF:
        patch(_state.policy)


REGISTRY.listener = _refresh


def _inactive(note: str) -> Report:
    LOGGER.info(note)
    _state.report = _describe(Policy.OFF, [], (note,))
    return _state.report


def _describe(policy: Policy, rows: list[Row], notes: tuple[str, ...]) -> Report:
    keras, openvino = (compat.installed_version(name) for name in ("keras", "openvino"))
    tested = (
        keras is not None
        and openvino is not None
        and compat.in_range(keras, compat.TESTED_KERAS)
        and compat.in_range(openvino, compat.TESTED_OPENVINO)
    )
    return Report(policy.value, keras, openvino, tested, notes, tuple(rows))


def _forget_dropped_modules() -> None:
    """Forget what was set in modules that `keras.config.set_backend` has dropped since."""
    for target, applied in list(_state.applied.items()):
        if not applied.originals[0][0].is_live:
            del _state.applied[target]


def _apply(policy: Policy) -> list[Row]:
    from keras_openvino_ops import binding, operands  # import OpenVINO

    release = targets.keras_version()
    if policy is Policy.REPAIR and not compat.in_range(release, compat.TESTED_KERAS):
        _warn_once(
            f"Keras {release} is outside the tested range {compat.TESTED_KERAS}: ops that it lacks "
            "are filled in, none of its own is repaired."
        )
    keras = operands.Keras.running()
    holders = targets.holders()
    rows: list[Row] = []
    to_set: list[_Applied] = []
    to_restore: list[_Applied] = []
    for op in REGISTRY:
        applied = _state.applied.get(op.target)
        try:
            slot = targets.slot(op.target)
        except LookupError as error:
            rows.append(_row(op, Decision(Action.FAILED, str(error))))
            continue
        native = slot.value if applied is None else applied.original
        decision = decide(op, native, policy, release)
        if applied is not None and not applied.holds:
            decision = Decision(Action.FOREIGN, f"replaced since by {name_of(slot.value)}")
        elif applied is not None and (not decision.replaces or applied.op is not op):
            to_restore.append(applied)
            applied = None
        if applied is None and decision.replaces:
            try:
                function = binding.bind(op, None if native is MISSING else native, keras)
            except (TypeError, ValueError) as error:
                decision = Decision(Action.FAILED, f"{type(error).__name__}: {error}")
            else:
                slots = _slots(slot, native, holders)
                to_set.append(_Applied(op, function, [(one, native) for one in slots]))
        rows.append(_row(op, decision))
    for one in to_restore:
        _restore(one.op.target, one)
        del _state.applied[one.op.target]
    _set(to_set)
    return rows


def _slots(slot: Slot, native: Any, holders: dict[int, list[Slot]]) -> list[Slot]:
    """Return every place to set: the target, and where else the native function is held."""
    also = [
        held
        for held in holders.get(id(native), [])
        if held != slot and targets.target_of(held) not in REGISTRY
    ]
    return [slot, *also]


def _set(ops: list[_Applied]) -> None:
    done: list[tuple[Slot, Any]] = []
    try:
        for applied in ops:
            for slot, original in applied.originals:
                done.append((slot, original))
                slot.value = applied.function
    except BaseException:
        for slot, original in reversed(done):
            slot.value = original
        raise
    for applied in ops:
        _state.applied[applied.op.target] = applied


def _restore(target: str, applied: _Applied) -> Row:
    left = []
    for slot, original in reversed(applied.originals):
        if slot.value is applied.function:
            slot.value = original
        else:
            left.append(f"{slot} is {name_of(slot.value)} now")
    if left:
        reason = f"left alone, since something else replaced it: {'; '.join(left)}"
        LOGGER.warning("%s %s", target, reason)
        return _row(applied.op, Decision(Action.FOREIGN, reason))
    return _row(applied.op, Decision(Action.NATIVE, "restored"))


def _row(op: Op, decision: Decision) -> Row:
    return Row(op.target, decision.action, decision.reason, decision.releases, op.pack or "")


def _warn_once(message: str) -> None:
    if message not in _state.warned:
        _state.warned.add(message)
        LOGGER.warning(message)
