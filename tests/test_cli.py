from __future__ import annotations

import json
from pathlib import Path

import keras
import pytest

from keras_openvino_ops import compat
from keras_openvino_ops.registry import REGISTRY

from programs import run

COMMAND = ["-m", "keras_openvino_ops"]
NOT_SET = {"KERAS_BACKEND": None}


def test_status_is_a_table() -> None:
    lines = run([*COMMAND, "status"], NOT_SET).splitlines()
    openvino = compat.installed_version("openvino")
    assert lines[0] == (
        f"Keras {keras.__version__}, OpenVINO {openvino} (in the tested range), policy repair"
    )
    # A note about the class of tensors may come first.
    assert [line.split()[0] for line in lines[-len(REGISTRY) :]] == [op.target for op in REGISTRY]


def test_status_as_json() -> None:
    report = json.loads(run([*COMMAND, "status", "--json"], NOT_SET))
    assert report["policy"] == "repair"
    assert report["tested"] is True
    assert {row["target"] for row in report["rows"]} == {op.target for op in REGISTRY}
    assert {row["pack"] for row in report["rows"]} == {"core", "math", "nn", "numpy"}


def test_status_says_that_another_backend_is_active() -> None:
    printed = run([*COMMAND, "status"], {"KERAS_BACKEND": "jax"})
    assert "Keras's active backend is 'jax': nothing to patch." in printed
    assert f"Keras {keras.__version__}" in printed


PROGRAM = (
    "import sys, keras\n"
    "print(__name__, sys.argv[1:], keras.ops.log1p.__name__)\n"
    "print(sys.modules['keras_openvino_ops'].is_patched('numpy.tril'))\n"
    "import beside\n"
    "sys.exit(int(sys.argv[1]))\n"
)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    (tmp_path / "beside.py").write_text("")
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    return path


def test_run_passes_arguments_and_status_through(program: Path) -> None:
    printed = run([*COMMAND, "run", str(program), "7", "-m", "--json"], NOT_SET, status=7)
    assert printed.splitlines()[0] == "__main__ ['7', '-m', '--json'] log1p"


def test_run_a_module(program: Path) -> None:
    printed = run([*COMMAND, "run", "-m", "program", "0", "-x"], NOT_SET, program.parent)
    assert printed.splitlines()[0] == "__main__ ['0', '-x'] log1p"


def test_run_without_a_program() -> None:
    assert "no such file: nowhere.py" in run([*COMMAND, "run", "nowhere.py"], NOT_SET, status=2)
    run([*COMMAND, "run"], NOT_SET, status=2)


def test_run_shows_the_program_s_own_error(program: Path) -> None:
    program.write_text("raise RuntimeError('its own')")
    assert "RuntimeError: its own" in run([*COMMAND, "run", str(program)], NOT_SET, status=1)


def test_a_wrong_policy_is_one_line() -> None:
    printed = run([*COMMAND, "status"], {"KERAS_OPENVINO_OPS": "most"}, status=1)
    assert "KERAS_OPENVINO_OPS must be one of" in printed


def test_the_demo_agrees_with_the_reference(tmp_path: Path) -> None:
    result = json.loads(run([*COMMAND, "demo", "--json", "--keep", str(tmp_path)], NOT_SET))
    native, plugin, alone = (result["predictions"][name] for name in ("native", "plugin", "ir"))
    assert "error" in native or native["accuracy"] < 0.9
    for prediction in (plugin, alone):
        assert prediction["accuracy"] > 0.95
        assert prediction["agrees"]
    assert result["ir"]["absent"] == ["keras", "keras_openvino_ops"]
    assert (tmp_path / "digits.xml").exists()
