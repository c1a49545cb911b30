"""The benchmarks run, and have a case for every op."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

import keras_openvino_ops as koo
from keras_openvino_ops import compat
from keras_openvino_ops.defects import Mode
from keras_openvino_ops.registry import REGISTRY, Op

from harness import Graph, backend_function
from measure import functions, isolation, speed_cases
from programs import run

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"

# They run everywhere; what these tests hold does not depend on the release.
pytestmark = pytest.mark.skipif(
    not compat.in_range(keras.__version__, ">=3.15"), reason="held on the newest release"
)


def benchmark(script: str, directory: Path, *ops: str) -> tuple[list[list[str]], list[dict[str, Any]]]:
    """The rows of a script's tables in its quick mode, and its results."""
    result, text = directory / "result.json", directory / "tables.md"
    written = ["--json", str(result), "--output", str(text)]
    printed = run([str(BENCHMARKS / script), "--quick", *written, "--", *ops])
    assert printed == text.read_text()
    rows = [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in printed.splitlines()
        if line.startswith("| ")
    ]
    return rows, json.loads(result.read_text())["rows"]


def test_speed_times_two_ops(tmp_path: Path) -> None:
    rows, results = benchmark("speed.py", tmp_path, "exp", "numpy.sort")
    names = [row[0] for row in rows]
    # In the tables of times and of graphs.
    assert names.count("exp") == names.count("sort") == 2
    ours = [one for one in results if one["kind"] == "ours"]
    times = {one["case"]: one["seconds"] for one in ours if one["kind_of_row"] == "time"}
    graphs = {one["case"]: one["nodes"] for one in ours if one["kind_of_row"] == "graph"}
    assert {"exp", "sort"} <= times.keys()
    assert min(times.values()) > 0
    assert min(graphs.values()) > 0
    reasons = [one["reason"] for one in ours if one["kind_of_row"] == "note"]
    assert not [reason for reason in reasons if "not NumPy's result" in reason]


def test_accuracy_measures_two_functions_and_a_reduction(tmp_path: Path) -> None:
    rows, results = benchmark("accuracy.py", tmp_path, "log1p", "hypot", "sum")
    names = [row[0] for row in rows]
    # Eager and compiled in three dtypes, and in bfloat16 mode.
    assert names.count("numpy.log1p") >= 7
    assert names.count("numpy.hypot") >= 7
    assert names.count("numpy.sum") == 2
    ours = [one for one in results if one["row"] == "errors" and one["kind"] == "ours"]
    assert {one["dtype"] for one in ours} == {"float32", "float16", "bfloat16"}
    worst = [
        one["worst"] for one in ours if one["target"] == "numpy.log1p" and one["dtype"] == "float32"
    ]
    assert len(worst) == 2
    # No float32 formula rounds all of the thousands of results correctly.
    assert 0.5 < max(worst) <= 2
    off = [one["off"] for one in results if one["row"] == "reference"]
    assert len(off) == 2
    assert max(off) < 2.0**-10


def test_an_unknown_op_is_an_error() -> None:
    assert "no case is named 'sorted'" in run([str(BENCHMARKS / "speed.py"), "sorted"], status=1)
    assert "no function is named" in run([str(BENCHMARKS / "accuracy.py"), "sorted"], status=1)


def test_every_op_is_timed() -> None:
    assert speed_cases.without_case() == set()
    assert speed_cases.UNTIMED.keys() <= {op.target for op in REGISTRY}


def elementwise_on_floats() -> set[str]:
    """The ops of one or two tensors of which each element of the result depends on one of each."""
    x = np.linspace(0.1, 0.9, 6, dtype=np.float32).reshape(2, 3)
    changed = x.copy()
    changed[0, 0] = 0.95
    other = np.array([[0.35, 0.8, 0.2], [0.55, 0.15, 0.7]], np.float32)
    graphs = [Graph(Mode.STATIC), Graph(Mode.STATIC)]
    ops: list[Op] = []
    for op in {op.body: op for op in REGISTRY}.values():
        if op.sequences or len(op.operands) not in (1, 2):
            continue
        try:
            for graph, operand in zip(graphs, (x, changed)):
                graph.call(backend_function(op.target), (operand, other)[: len(op.operands)], {})
        except Exception:  # noqa: BLE001 - it takes other arguments than floats of one shape
            continue
        ops.append(op)
    found = set()
    for op, before, after in zip(ops, *(graph.run() for graph in graphs)):
        alike = len(before) == 1 and before[0].shape == x.shape and before[0].dtype == np.float32
        if alike and not (before[0] != after[0])[np.isfinite(before[0])].ravel()[1:].any():
            found.add(op.target)
    return found


def test_every_elementwise_function_of_floats_is_measured() -> None:
    with koo.patched("all"):
        found = elementwise_on_floats()
    assert {"numpy.exp", "numpy.logaddexp", "numpy.copy"} <= found
    known = [*functions.FUNCTIONS, *(f"numpy.{name}" for name in functions.EXACT)]
    bodies = {REGISTRY[one].body for one in known if one in REGISTRY}
    assert {one for one in found if REGISTRY[one].body not in bodies} == set()


def test_a_process_that_dies_is_told_from_one_that_waits() -> None:
    def crash(send: isolation.Send) -> None:
        send("begun")
        os.kill(os.getpid(), signal.SIGKILL)

    results = isolation.run(crash, 30, None)
    assert next(results) == "begun"
    with pytest.raises(isolation.DiedError, match="SIGKILL"):
        next(results)
    with pytest.raises(isolation.DiedError, match="takes more than"):
        list(isolation.run(lambda send: time.sleep(30), 0.2, None))
