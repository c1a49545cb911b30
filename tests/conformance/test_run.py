"""The runner is strict: each way in which the expectations can be untrue fails the run."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytest.importorskip("tomllib", reason="the runner needs Python 3.11")

pytest_plugins = ["pytester"]

SUITE = """
import unittest

class NumpyDtypeTest(unittest.TestCase):
    # knp.log, knp.log10
    def test_log_int8(self): pass
    def test_log_int16(self): raise ValueError("log. Received: int16")
    def test_log_int32(self): raise ValueError("log. Received: int32")
    def test_log10_bool(self): raise TypeError
    def test_log10_int8(self): raise TypeError
    @unittest.skip("bfloat16")
    def test_log_bfloat16(self): pass
"""
LOG = ["NumpyDtypeTest::test_log_int16", "NumpyDtypeTest::test_log_int32"]
LOG10 = ["NumpyDtypeTest::test_log10_*"]


@pytest.fixture(scope="module")
def runner() -> ModuleType:
    spec = importlib.util.spec_from_file_location("conformance_run", Path(__file__).with_name("run.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # Where dataclass looks its annotations up.
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def conformance(
    runner: ModuleType, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Any]:
    """Return a function that runs SUITE with some patterns expected to fail.

    It returns the pytest plugin and whether the run passed.
    """
    monkeypatch.setattr(runner, "_versions", lambda distributions: "")
    suite = pytester.makepyfile(numpy_test=SUITE)

    def run(tests: list[str], *arguments: str, keras: str = "<3.13") -> tuple[Any, bool]:
        entry = runner.Entry("log", keras, "by hand", tuple(tests))
        plugin = runner.Conformance([entry], "3.12.4", suite)
        result = pytester.inline_run(*arguments, suite, plugins=[plugin])
        return plugin, result.ret == pytest.ExitCode.OK

    return run


@pytest.mark.parametrize(
    ("tests", "keras", "passes"),
    [
        ([*LOG, *LOG10], "<3.13", True),
        (LOG, "<3.13", False),
        ([*LOG, *LOG10], ">=3.13", False),
        ([*LOG, *LOG10, "NumpyDtypeTest::test_log_int8"], "<3.13", False),
        (["NumpyDtypeTest::test_log_int*", *LOG10], "<3.13", False),
        ([*LOG, *LOG10, "NumpyDtypeTest::test_log_bfloat16"], "<3.13", False),
        ([*LOG, *LOG10, "NumpyDtypeTest::test_gone"], "<3.13", False),
    ],
    ids=["exact", "unlisted", "other release", "passing", "too broad", "skipped", "absent"],
)
def test_strict(conformance: Callable[..., Any], tests: list[str], keras: str, passes: bool) -> None:
    _, passed = conformance(tests, keras=keras)
    assert passed is passes


def test_selection_leaves_other_entries_alone(conformance: Callable[..., Any]) -> None:
    plugin, passed = conformance([*LOG, *LOG10], "-k", "log10")
    assert passed
    assert not plugin.complete


def test_update(conformance: Callable[..., Any], runner: ModuleType, tmp_path: Path) -> None:
    plugin, _ = conformance([*LOG, "NumpyDtypeTest::test_log_int8"])
    assert plugin.complete
    runner.write_entries(tmp_path / "expected.toml", plugin.updated_entries())
    assert runner.read_entries(tmp_path / "expected.toml") == [
        runner.Entry("log", "<3.13", "by hand", tuple(LOG)),
        runner.Entry("log10", "==3.12.*", "TypeError", tuple(LOG10)),
    ]


def test_brackets_are_literal(runner: ModuleType) -> None:
    assert runner.match("T::test_[0, 1]_*", ["T::test_[0, 1]_a", "T::test_0_a"]) == {"T::test_[0, 1]_a"}
