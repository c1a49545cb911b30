"""Every documented defect, on every release that it names: the native op fails its probe, ours not."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import keras_openvino_ops as koo
from keras_openvino_ops import compat, targets
from keras_openvino_ops.defects import Defect, DefectKind, Probe
from keras_openvino_ops.registry import REGISTRY

from harness import Array, Graph, evaluate, release_in
from measure import machine

DEFECTS = {
    f"{op.target}-{number}": (op.target, defect)
    for op in REGISTRY
    for number, defect in enumerate(op.defects)
}


def passes(function: Callable[..., Any], probe: Probe, as_keras_does: bool = False) -> bool:
    """Whether a function gives what the probe expects."""
    try:
        results = evaluate(
            function,
            probe.args,
            probe.kwargs,
            probe.mode,
            then=probe.then,
            computed=probe.computed,
            as_keras_does=as_keras_does,
        )
    except Exception:  # noqa: BLE001 - a defect may raise anything
        return False
    if is_slow(function, probe):
        return False
    given = results if isinstance(results, tuple) else (results,)
    wanted = probe.expected if isinstance(probe.expected, tuple) else (probe.expected,)
    return len(given) == len(wanted) and all(
        one.dtype == other.dtype and one.shape == other.shape and close(one, other, probe.rtol)
        for one, other in zip(given, wanted)
    )


def is_slow(function: Callable[..., Any], probe: Probe) -> bool:
    """Whether a function's graph is of the structure that makes it slow."""
    graph = Graph(probe.mode, computed=probe.computed)
    graph.call(function, probe.args, probe.kwargs, probe.then)
    operations = graph.operations()
    too_many = probe.nodes is not None and len(operations) > probe.nodes
    return too_many or not set(probe.slow).isdisjoint(operations)


def close(actual: Array, expected: Array, rtol: float) -> bool:
    if expected.dtype.kind not in "fc":
        return bool((actual == expected).all())
    return np.allclose(actual, expected, rtol=rtol, atol=0, equal_nan=True)


def original_passes(target: str, probe: Probe) -> bool:
    with koo.patched("fill"):
        original = koo.get_original(target)
        assert original is not None
        return passes(original, probe, as_keras_does=True)


def native_passes(target: str, name: str, probe: Probe) -> bool:
    if not probe.fatal:
        return original_passes(target, probe)
    done = subprocess.run(
        [sys.executable, __file__, target, name], capture_output=True, timeout=60, check=False
    )
    return done.returncode == 0


@pytest.mark.parametrize("name", DEFECTS)
def test_the_native_op_fails_and_ours_passes(name: str) -> None:
    target, defect = DEFECTS[name]
    if not release_in(defect.releases):
        pytest.skip(f"seen in {defect.releases}")
    native = koo.get_original(target)
    if native is None or targets.is_stub(native):
        pytest.skip("not implemented natively")
    if defect.shows_on(machine.instructions()):
        assert not native_passes(target, name, defect.probe), defect.summary
    with koo.patched("repair") as report:
        assert report[target].action is koo.Action.REPAIRED
        assert defect.summary in report[target].reason
        assert passes(targets.slot(target).value, defect.probe), defect.summary


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_names_releases_that_were_tested(name: str) -> None:
    defect: Defect = DEFECTS[name][1]
    assert "<" in defect.releases, "no upper bound"
    assert not compat.in_range("3.999", defect.releases)
    assert "\n" not in defect.summary


@pytest.mark.parametrize("name", DEFECTS)
def test_slowness_is_a_matter_of_structure(name: str) -> None:
    defect: Defect = DEFECTS[name][1]
    structural = bool(defect.probe.slow) or defect.probe.nodes is not None
    assert structural == (defect.kind is DefectKind.SLOW)


if __name__ == "__main__":
    sys.exit(0 if original_passes(sys.argv[1], DEFECTS[sys.argv[2]][1].probe) else 1)
