"""Third-party packs, from a real distribution that is built and installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from keras_openvino_ops import packs
from keras_openvino_ops.registry import REGISTRY

from programs import run

PACK = Path(__file__).parent / "pack_example"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment in which the example distribution is installed."""
    directory = tmp_path_factory.mktemp("site")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--target", str(directory)]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, str(PACK)], check=True)
    return {"PYTHONPATH": str(directory)}


def test_built_in_packs_register_the_ops_of_their_module() -> None:
    for op in REGISTRY:
        if op.origin.startswith(str(Path(packs.__file__).parent)):
            assert op.pack == op.module, op.target


def test_a_pack_adds_an_op_and_overrides_one(installed: dict[str, str]) -> None:
    code = (
        "import keras_openvino_ops as koo, keras, numpy as np\n"
        "from keras.src.backend.openvino import numpy as backend\n"
        "twice = backend.acme_twice(np.float32([1, 2]))\n"
        "print(keras.ops.convert_to_numpy(twice).tolist())\n"
        "whole = keras.ops.tril(np.float32([[1, 2], [3, 4]]))\n"
        "print(keras.ops.convert_to_numpy(whole).tolist())\n"
        "for target in ('numpy.acme_twice', 'numpy.tril', 'numpy.log1p'):\n"
        "    row = koo.report()[target]\n"
        "    print(row.pack, row.action.value, row.reason)\n"
    )
    twice, whole, *rows = run(["-c", code], installed).splitlines()
    assert twice == "[2.0, 4.0]"
    assert whole == "[[1.0, 2.0], [3.0, 4.0]]"
    assert rows[0].startswith("acme filled absent from Keras")
    assert rows[1].startswith("acme ")
    assert rows[1].endswith("Acme has no lower triangles") or "a stub" in rows[1]
    assert rows[2].startswith("numpy ")


def test_a_broken_pack_is_isolated_and_reported(installed: dict[str, str]) -> None:
    code = (
        "import logging, sys\n"
        "logging.basicConfig(stream=sys.stdout, format='%(levelname)s %(message)s')\n"
        "import keras_openvino_ops as koo\n"
        "print(koo.report().notes)\n"
        "assert koo.is_patched('numpy.acme_twice')\n"
        "koo.is_patched('numpy.acme_lost')\n"
    )
    printed = run(["-c", code], installed, status=1)
    failure = "Pack 'acme-broken' (acme_broken_ops) failed: RuntimeError: Acme forgot something"
    assert f"WARNING {failure}" in printed
    assert f'("{failure}",' in printed
    assert "No op is registered for 'numpy.acme_lost'. Did you mean" in printed


def test_a_pack_may_be_imported_first(installed: dict[str, str]) -> None:
    code = "import acme_ops, keras_openvino_ops as koo; print(koo.is_patched('numpy.acme_twice'))"
    assert run(["-c", code], installed).strip() == "True"


def test_a_pack_comes_back_after_set_backend(installed: dict[str, str]) -> None:
    code = (
        "import keras_openvino_ops, keras\n"
        "keras.config.set_backend('openvino')\n"
        "import keras_openvino_ops as koo\n"
        "print(koo.is_patched('numpy.acme_twice'), koo.report()['numpy.tril'].pack)"
    )
    assert run(["-c", code], installed).strip() == "True acme"


def test_without_metadata_it_says_that_it_is_not_installed(tmp_path: Path) -> None:
    source = Path(__file__).parents[1] / "src"
    code = (
        "import logging, sys, importlib_metadata\n"
        "logging.basicConfig(stream=sys.stdout, format='%(message)s')\n"
        "importlib_metadata.entry_points = lambda **_: []\n"
        "import keras_openvino_ops as koo\n"
        "print(len(koo.report()))\n"
    )
    printed = run(["-c", code], {"PYTHONPATH": str(source)})
    assert "The built-in ops were not found: keras-openvino-ops is not installed" in printed
    assert printed.splitlines()[-1] == "0"
