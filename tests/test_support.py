"""docs/support.md is what the matrix finds."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import keras

import keras_openvino_ops as koo

SCRIPT = Path(__file__).parents[1] / "docs" / "support.py"
UPDATE = "run docs/support.py on this release"


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("support", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_record_of_this_release_is_true() -> None:
    with koo.patched("repair") as report:
        found = script().record(report)
    assert script().read()[keras.__version__] == found, UPDATE


def test_the_table_is_made_of_the_records() -> None:
    support = script()
    assert support.TABLE.read_text() == support.table(support.read()), UPDATE
