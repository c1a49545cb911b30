"""What `import keras_openvino_ops` does, in processes of their own."""

from __future__ import annotations

import json
from pathlib import Path

import keras
import pytest

from keras_openvino_ops import compat

from programs import run

LOG = (
    "import logging, sys\n"
    "logging.basicConfig(level=logging.INFO, format='%(message)s', stream=sys.stdout)\n"
)
CHECK = (
    "import numpy\n"
    "small = keras.ops.log1p(numpy.float32(1e-8))\n"
    "assert float(keras.ops.convert_to_numpy(small)) > 9e-9\n"
)


def test_before_keras() -> None:
    run(["-c", "import keras_openvino_ops\nimport keras\n" + CHECK])


def test_after_keras() -> None:
    if compat.in_range(keras.__version__, "<3.12") and not _has_runtime():
        pytest.skip("this Keras does not import on OpenVINO 2026 by itself")
    run(["-c", "import keras\nimport keras_openvino_ops\n" + CHECK])


def test_after_an_import_of_keras_that_failed() -> None:
    code = (
        "import sys\n"
        "sys.modules['openvino.opset14'] = sys.modules['openvino'] = None\n"
        "try:\n    import keras\nexcept ImportError:\n    pass\n"
        "else:\n    raise SystemExit('it did not fail')\n"
        "del sys.modules['openvino'], sys.modules['openvino.opset14']\n"
        "import keras_openvino_ops, keras\n"
    )
    run(["-c", code + CHECK])


def _has_runtime() -> bool:
    import openvino

    return (Path(openvino.__file__).parent / "runtime").exists()


def test_again_after_set_backend() -> None:
    run(
        [
            "-c",
            "import keras_openvino_ops as first, keras\n"
            "keras.config.set_backend('openvino')\n"
            "import keras_openvino_ops as second, keras\n"
            "assert first is not second\n" + CHECK + "assert second.is_patched('numpy.tril')\n"
            "second.unpatch()\n"
            "assert not second.is_patched('numpy.tril')",
        ]
    )


def test_nothing_is_printed() -> None:
    assert run(["-c", "import keras_openvino_ops"]) == ""


@pytest.mark.parametrize("order", ["before", "after"])
def test_another_backend_is_left_alone(order: str, tmp_path: Path) -> None:
    # JAX is not installed everywhere: Keras is only asked for where it need not be imported.
    imports = "import keras_openvino_ops as koo\n"
    if order == "after":
        imports = (
            "import sys, types\n"
            "keras = types.ModuleType('keras')\n"
            "keras.config = types.SimpleNamespace(backend=lambda: 'jax')\n"
            "sys.modules['keras'] = keras\n" + imports
        )
    printed = run(
        ["-c", LOG + imports + "import sys\nassert 'openvino' not in sys.modules"],
        {"KERAS_BACKEND": "jax"},
    )
    assert printed.strip() == "Keras's active backend is 'jax': nothing to patch."


@pytest.mark.parametrize(("configured", "patches"), [("openvino", True), ("jax", False)])
def test_the_configuration_file_names_the_backend(
    configured: str, patches: bool, tmp_path: Path
) -> None:
    (tmp_path / "keras.json").write_text(json.dumps({"backend": configured}))
    printed = run(
        ["-c", "import keras_openvino_ops as koo; print(koo.report().policy)"],
        {"KERAS_BACKEND": None, "KERAS_HOME": str(tmp_path)},
    )
    assert printed.strip() == ("repair" if patches else "off")


def test_without_configuration_the_backend_is_tensorflow(tmp_path: Path) -> None:
    printed = run(
        ["-c", LOG + "import keras_openvino_ops"],
        {"KERAS_BACKEND": None, "KERAS_HOME": str(tmp_path)},
    )
    assert "'tensorflow'" in printed


@pytest.mark.parametrize("policy", ["off", "fill", "repair", "all"])
def test_the_environment_names_the_policy(policy: str) -> None:
    code = "import keras_openvino_ops as koo; print(koo.report().policy)"
    assert run(["-c", code], {"KERAS_OPENVINO_OPS": policy}).strip() == policy


def test_another_policy_is_an_error() -> None:
    printed = run(["-c", "import keras_openvino_ops"], {"KERAS_OPENVINO_OPS": "most"}, status=1)
    assert (
        "ValueError: KERAS_OPENVINO_OPS must be one of 'off', 'fill', 'repair', 'all'. "
        "Received: 'most'" in printed
    )


def _without(module: str, distribution: str) -> str:
    """Code that hides an installed module."""
    return (
        "import sys, importlib_metadata\n"
        f"sys.modules[{module!r}] = None\n"
        "version = importlib_metadata.version\n"
        "def hidden(name):\n"
        f"    if name == {distribution!r}: raise importlib_metadata.PackageNotFoundError(name)\n"
        "    return version(name)\n"
        "importlib_metadata.version = hidden\n"
        "import keras_openvino_ops\n"
    )


def test_without_keras_the_error_says_what_to_install() -> None:
    printed = run(["-c", _without("keras", "keras")], status=1)
    assert "Keras is not installed: pip install 'keras>=3.8'" in printed


def test_without_openvino_the_error_names_keras_and_the_fix() -> None:
    printed = run(["-c", _without("openvino", "openvino")], status=1)
    assert f"Keras {keras.__version__} has KERAS_BACKEND=openvino, but OpenVINO is not" in printed


def test_a_pair_that_does_not_import_names_both_versions() -> None:
    printed = run(["-c", "import sys; sys.modules['absl'] = None; import keras_openvino_ops"], status=1)
    openvino = compat.installed_version("openvino")
    assert f"Keras {keras.__version__} does not import with OpenVINO {openvino}" in printed
    assert "'absl' is missing: install it" in printed


def test_a_backend_that_moved_is_left_alone() -> None:
    code = (
        LOG + "import importlib\n"
        "from keras_openvino_ops import targets\n"
        "targets._PACKAGE = 'keras.src.backend.moved'\n"
        "import keras_openvino_ops as koo\n"
        "koo.patch()\n"
    )
    printed = run(["-c", code], {"KERAS_OPENVINO_OPS": "off"})
    assert f"Keras {keras.__version__} takes its OpenVINO backend from another package" in printed


def test_the_alias_stands_only_where_keras_needs_it() -> None:
    code = (
        "import keras_openvino_ops, sys, openvino\n"
        "from keras_openvino_ops import compat\n"
        "try:\n"
        "    import openvino.runtime as runtime, openvino.runtime.opset14 as opset\n"
        "except ModuleNotFoundError:\n"
        "    sys.exit(print('absent'))\n"
        "assert runtime.Type is openvino.Type\n"
        "assert opset.parameter([2], runtime.Type.f32).get_element_type() == openvino.Type.f32\n"
        "print('alias' if isinstance(runtime, compat._Alias) else 'its own')"
    )
    wanted = "alias" if compat.in_range(keras.__version__, "<3.12") else "absent"
    assert run(["-c", code]).strip() == ("its own" if _has_runtime() else wanted)
