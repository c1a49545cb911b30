from __future__ import annotations

import contextlib
import logging
import sys
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest

import keras_openvino_ops as koo
from keras_openvino_ops import compat, patching, targets
from keras_openvino_ops.lowering.constants import opset
from keras_openvino_ops.registry import REGISTRY

if TYPE_CHECKING:
    from openvino import Output


class RollbackError(Exception):
    pass


@pytest.fixture
def extra_ops() -> Iterator[None]:
    """Ops that a test registers are gone after it."""
    with contextlib.suppress(RollbackError), REGISTRY.loading("test"):
        yield
        koo.unpatch()
        raise RollbackError
    koo.patch("repair")


@pytest.fixture(autouse=True)
def default_policy() -> Iterator[None]:
    yield
    koo.patch("repair")


def snapshot() -> dict[tuple[str, str], Any]:
    """Everything that the backend's modules and its class of tensors hold."""
    modules = [
        module
        for name, module in list(sys.modules.items())
        if name == "keras.src.backend" or name.startswith("keras.src.backend.openvino")
    ]
    return {
        (holder.__name__, name): value
        for holder in (*modules, targets.tensor_class())
        for name, value in vars(holder).items()
    }


def assert_identical(before: dict[Any, Any], after: dict[Any, Any]) -> None:
    assert before.keys() == after.keys()
    assert [key for key in before if before[key] is not after[key]] == []


def test_unpatching_restores_whole_modules() -> None:
    koo.unpatch()
    before = snapshot()
    for policy in ("fill", "repair", "all"):
        koo.patch(policy)
        koo.unpatch()
        assert_identical(before, snapshot())


def test_tensors_have_the_methods_of_a_sequence_and_a_number() -> None:
    koo.unpatch()
    tensor, names = targets.tensor_class(), ("__array__", "__iter__", "__int__", "__float__")
    native = {name for name in names if name in vars(tensor)}
    for policy in ("fill", "repair", "all"):
        report = koo.patch(policy)
        noted = {name for name in names if any(name in note for note in report.notes)}
        assert noted == {*names} - native
        parts = list(keras.ops.convert_to_tensor([[1, 2], [3, 4]]))
        assert [keras.ops.convert_to_numpy(part).tolist() for part in parts] == [[1, 2], [3, 4]]
        with pytest.raises(TypeError, match="iteration over a 0-d tensor"):
            next(iter(keras.ops.convert_to_tensor(1.5)))
        assert int(keras.ops.convert_to_tensor(3)) == 3
        assert float(keras.ops.convert_to_tensor(1.5)) == 1.5
        parameter = opset.parameter([], np.float32)
        if "__float__" not in native:
            with pytest.raises(TypeError, match="a tensor that a graph computes has no value"):
                float(tensor(parameter.output(0)))
        row = keras.ops.convert_to_tensor((1, keras.ops.array(2), 3))
        assert keras.ops.convert_to_numpy(row).tolist() == [1, 2, 3]
    koo.patch("off")
    assert {name for name in names if name in vars(tensor)} == native


def test_patching_again_changes_nothing() -> None:
    first = koo.patch("all")
    once = snapshot()
    second = koo.patch("all")
    assert_identical(once, snapshot())
    assert first == second == koo.report()


def test_a_narrower_policy_takes_out_what_it_leaves_native() -> None:
    koo.unpatch()
    koo.patch("fill")
    fill = snapshot()
    koo.patch("all")
    koo.patch("fill")
    after = snapshot()
    assert [key for key in fill if fill[key] is not after[key]] == []


def test_every_op_is_in_place_under_all() -> None:
    report = koo.patch("all")
    assert len(report) == len(REGISTRY)
    for row in report:
        assert row.action in (koo.Action.FILLED, koo.Action.REPLACED), row
        assert koo.is_patched(row.target)
        assert targets.slot(row.target).value is not koo.get_original(row.target)


def test_fill_replaces_stubs_alone() -> None:
    koo.unpatch()
    stubs = {
        op.target
        for op in REGISTRY
        if (native := koo.get_original(op.target)) is None or targets.is_stub(native)
    }
    report = koo.patch("fill")
    assert {row.target for row in report if row.action is koo.Action.FILLED} == stubs
    assert {op.target for op in REGISTRY if koo.is_patched(op.target)} == stubs


@pytest.mark.usefixtures("extra_ops")
@pytest.mark.parametrize(
    ("device", "action"), [("CPU", "repaired"), ("CPU.0", "repaired"), ("GPU", "native")]
)
def test_slow_ops_are_replaced_on_the_cpu_only(
    device: str, action: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(targets, "device", lambda: device)
    probe = koo.Probe((), None, slow=("Sin",))
    defect = koo.Defect(koo.DefectKind.SLOW, ">=3.8,<=3.15.1", "for this test", probe)

    @koo.op("core.is_tensor", promote=koo.Promote.DEFAULT, defects=[defect])
    def is_tensor(x: Output) -> Output:
        return x

    assert koo.patch("repair")["core.is_tensor"].action.value == action
    with koo.patched("fill") as report:
        assert report["core.is_tensor"].action is koo.Action.NATIVE


def test_repair_replaces_defects_too_and_says_which() -> None:
    report = koo.patch("repair")
    release = keras.__version__
    for row in report:
        known = [d for d in REGISTRY[row.target].defects if compat.in_range(release, d.releases)]
        if row.action is koo.Action.REPAIRED:
            assert known
            assert all(defect.summary in row.reason for defect in known)
            assert row.releases
        elif row.action is koo.Action.NATIVE:
            assert not known


def test_off_patches_nothing() -> None:
    koo.patch("off")
    assert not any(koo.is_patched(op.target) for op in REGISTRY)


def test_an_unknown_policy_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"policy must be one of 'off', .*'all'. Received: 'most'"):
        koo.patch("most")


def test_a_context_goes_back_to_what_was_in_force() -> None:
    koo.patch("fill")
    filled = {op.target for op in REGISTRY if koo.is_patched(op.target)}
    with koo.patched("all") as report:
        assert report.policy == "all"
        with koo.patched("off"):
            assert not koo.is_patched("numpy.log1p")
        assert koo.is_patched("numpy.log1p")
    assert {op.target for op in REGISTRY if koo.is_patched(op.target)} == filled
    assert koo.report().policy == "fill"


def test_unknown_ops_are_met_with_the_near_ones() -> None:
    for question in (koo.is_patched, koo.get_original):
        with pytest.raises(KeyError, match=r"Did you mean 'numpy.log1p'"):
            question("log1p")


@pytest.mark.usefixtures("extra_ops")
def test_an_absent_op_is_filled_and_deleted() -> None:
    def nothing_like_it(x: Output) -> Output:
        return x

    koo.op("numpy.nothing_like_it", promote=koo.Promote.DEFAULT)(nothing_like_it)
    report = koo.patch("fill")
    assert report["numpy.nothing_like_it"].action is koo.Action.FILLED
    assert "absent" in report["numpy.nothing_like_it"].reason
    module = targets.slot("numpy.nothing_like_it").module
    assert hasattr(module, "nothing_like_it")
    assert koo.get_original("numpy.nothing_like_it") is None
    koo.unpatch()
    assert not hasattr(module, "nothing_like_it")


@pytest.mark.usefixtures("extra_ops")
def test_a_name_held_in_several_modules_is_replaced_in_all() -> None:
    def cast(x: Output, dtype: Any) -> Output:
        return x

    koo.unpatch()
    before = snapshot()
    native = before["keras.src.backend.openvino.core", "cast"]
    places = [key for key, value in before.items() if value is native]
    assert len(places) >= 3
    koo.op("core.cast", promote=koo.Promote.DEFAULT, override="a test")(cast)
    koo.patch("repair")
    after = snapshot()
    (ours,) = {after[place] for place in places}
    assert ours is not native
    koo.unpatch()
    assert_identical(before, snapshot())


@pytest.mark.usefixtures("extra_ops")
def test_an_op_that_cannot_be_bound_is_reported_and_the_others_are_patched() -> None:
    def log(wrong: Output, number: Output, of: Output) -> Output:
        return wrong

    def absent(x: Output) -> Output:
        return x

    def log_of_two(x: Output) -> Output:
        return x

    koo.op("numpy.where", promote=koo.Promote.DEFAULT, override="a test")(log_of_two)
    koo.op("nowhere.absent", promote=koo.Promote.DEFAULT)(absent)
    report = koo.patch("all")
    assert report["numpy.where"].action is koo.Action.FAILED
    assert "'x1'" in report["numpy.where"].reason
    assert report["nowhere.absent"].action is koo.Action.FAILED
    assert "no module 'nowhere'" in report["nowhere.absent"].reason
    assert koo.is_patched("numpy.log1p")
    assert not koo.is_patched("numpy.where")


def test_a_failure_while_setting_leaves_nothing_half_patched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    koo.unpatch()
    before = snapshot()
    value: Any = vars(targets.Slot)["value"]
    count = 0

    def failing(slot: targets.Slot, new: Any) -> None:
        nonlocal count
        count += 1
        if count == 3:
            raise MemoryError
        value.fset(slot, new)

    monkeypatch.setattr(targets.Slot, "value", value.setter(failing))
    with pytest.raises(MemoryError):
        koo.patch("all")
    monkeypatch.undo()
    assert_identical(before, snapshot())
    assert not koo.is_patched("numpy.log1p")


def test_what_something_else_replaced_is_left_alone(caplog: pytest.LogCaptureFixture) -> None:
    native = koo.get_original("numpy.log1p")
    koo.patch("all")
    slot = targets.slot("numpy.log1p")
    ours = slot.value

    def theirs(x: Any) -> Any:
        return ours(x)

    slot.value = theirs
    try:
        assert not koo.is_patched("numpy.log1p")
        row = koo.patch("all")["numpy.log1p"]
        assert row.action is koo.Action.FOREIGN
        assert "theirs" in row.reason
        assert slot.value is theirs
        with caplog.at_level(logging.WARNING, "keras_openvino_ops"):
            row = koo.unpatch()["numpy.log1p"]
        assert row.action is koo.Action.FOREIGN
        assert "theirs" in caplog.text
        assert slot.value is theirs
    finally:
        koo.unpatch()
        slot.value = native


def test_what_was_replaced_before_is_left_alone() -> None:
    koo.unpatch()
    slot = targets.slot("numpy.log1p")
    native = slot.value

    def theirs(x: Any) -> Any:
        return x

    slot.value = theirs
    try:
        row = koo.patch("all")["numpy.log1p"]
        assert row.action is koo.Action.FOREIGN
        assert slot.value is theirs
    finally:
        koo.unpatch()
        slot.value = native


def test_an_op_registered_after_patching_is_put_in_place() -> None:
    def late(x: Output) -> Output:
        return x

    koo.patch("repair")
    try:
        koo.op("numpy.late", promote=koo.Promote.DEFAULT)(late)
        assert koo.is_patched("numpy.late")
    finally:
        koo.unpatch()
        del REGISTRY._ops["numpy.late"]


def test_a_newer_keras_gets_its_stubs_filled_and_nothing_repaired(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    koo.unpatch()
    monkeypatch.setattr(targets, "keras_version", lambda: "3.99.0")
    monkeypatch.setattr(patching._state, "warned", set())
    with caplog.at_level(logging.WARNING, "keras_openvino_ops"):
        for _ in range(2):
            report = koo.patch("repair")
    assert all(row.action is not koo.Action.REPAIRED for row in report)
    assert caplog.text.count("outside the tested range") == 1


def test_threads_leave_a_whole_state() -> None:
    koo.unpatch()
    before, failed = snapshot(), []

    def work() -> None:
        try:
            for policy in ("all", "fill", "repair") * 5:
                koo.patch(policy)
                koo.unpatch()
        except Exception as error:  # noqa: BLE001 - reported by the assertion below
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert_identical(before, snapshot())
