"""Run Keras's own test suite of NumPy ops on the OpenVINO backend, with this package loaded.

    python tests/conformance/run.py [--junit FILE] [--suite PATH] [--write-expected] [pytest args]

The suite is the `numpy_test.py` in the installed wheel of Keras. Its tests need jax, whose dtype
promotion is the reference, and absl; this runner needs pytest 9 and pytest-timeout. Keras's list of
tests to exclude on OpenVINO is not in the wheel, so nothing is excluded here.

What is known to fail stands in expected_failures.toml: test patterns, a reason and the Keras
releases. It is strict. A failure that no entry names, a listed test that passes, and a pattern
that stands for no failure each make the run fail. `--write-expected` brings the entries for the
running release up to date, keeps the reasons of those that remain, and takes the reason of a new
one from its exception, to be replaced by a better one by hand.
"""

from __future__ import annotations

import argparse
import collections
import fnmatch
import importlib.metadata
import importlib.util
import json
import os
import re
import resource
import sys
from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import tomllib
from packaging.specifiers import SpecifierSet

EXPECTED_FAILURES = Path(__file__).with_name("expected_failures.toml")
SUITE_IN_WHEEL = "keras/src/ops/numpy_test.py"
OUTCOMES = ("passed", "expected", "unexpected", "skipped")
HEADER = """\
# What fails in Keras's own numpy_test.py with this package loaded, and why.
# After a change to the ops, on each release: python tests/conformance/run.py --write-expected
# In a pattern only * and ? are wild: a bracket is part of a test's name.
"""


@dataclass(frozen=True)
class Entry:
    """Tests that are expected to fail on some releases of Keras, for one reason.

    Attributes
    ----------
    op
        The op they test; for the reader only.
    keras
        The releases, as a version specifier.
    reason
        Why they fail.
    tests
        Patterns of "Class::test_name". Every test that one matches has to fail.
    """

    op: str
    keras: str
    reason: str
    tests: tuple[str, ...]

    def applies_to(self, version: str) -> bool:
        """Tell whether the entry holds for a release of Keras."""
        return SpecifierSet(self.keras).contains(version, prereleases=True)

    def to_toml(self) -> str:
        """Format the entry as the file has it."""
        # A JSON string is a TOML string.
        op, keras, reason, *tests = (
            json.dumps(text, ensure_ascii=False)
            for text in (self.op, self.keras, self.reason, *self.tests)
        )
        lines = [f"op = {op}", f"keras = {keras}", f"reason = {reason}"]
        return "\n".join(["[[failure]]", *lines, "tests = [", *(f"    {t}," for t in tests), "]\n"])


def read_entries(path: Path) -> list[Entry]:
    """Read the expected failures."""
    tables = tomllib.loads(path.read_text(encoding="utf-8")).get("failure", [])
    return [Entry(**{**table, "tests": tuple(table["tests"])}) for table in tables]


def write_entries(path: Path, entries: Iterable[Entry]) -> None:
    """Write the expected failures, sorted by op."""
    ordered = sorted(entries, key=lambda entry: (entry.op, entry.keras, entry.reason))
    path.write_text("\n".join([HEADER, *(e.to_toml() for e in ordered)]), encoding="utf-8")


def match(pattern: str, tests: Iterable[str]) -> set[str]:
    """Return the tests that a pattern stands for."""
    regex = re.compile(fnmatch.translate(pattern.replace("[", "[[]")))
    return {test for test in tests if regex.match(test)}


def collapse(tests: Collection[str], collected: Collection[str], op: str) -> tuple[str, ...]:
    """Return the fewest patterns that stand for these tests and for no other collected one.

    A pattern keeps the op's name and ends after an underscore.
    """
    patterns = []
    remaining = set(tests)
    while remaining:
        test = min(remaining)
        named = re.match(rf".*::test_{op}(?=_)", test)
        start = named.end() if named else len(test)
        for underscore in re.finditer("_", test[start:]):
            end = start + underscore.end()
            matched = {other for other in collected if other.startswith(test[:end])}
            if len(matched) > 1 and matched <= set(tests):
                patterns.append(f"{test[:end]}*")
                remaining -= matched
                break
        else:
            patterns.append(test)
            remaining.remove(test)
    return tuple(patterns)


def op_of(test: str, ops: Collection[str]) -> str:
    """Return the op that a test is about: the longest that its name begins with."""
    class_name, _, method = test.partition("::")
    for_class = re.sub("NumPy|Test", "", class_name).lower()
    if for_class in ops:
        return for_class
    name = method.removeprefix("test_")
    found = [op for op in ops if re.match(rf"{op}\d*(_|$)", name)]
    return max(found, key=len, default="other")


def cause(error: BaseException) -> str:
    """Return the type and the first sentence of an exception, without the values it met."""
    lines = (line.strip() for line in str(error).splitlines())
    sentence = next((line for line in lines if line), "").split(". ")[0].rstrip(".:")
    if sentence.startswith("- "):  # unittest's diff begins with the first value
        sentence = "two values differ"
    return f"{type(error).__name__}: {sentence}".rstrip(": ")


class Conformance:
    """The pytest plugin that expects failures and counts outcomes per op."""

    def __init__(self, entries: Sequence[Entry], version: str, suite: Path) -> None:
        self.entries = entries
        self.version = version
        self.ops = set(re.findall(r"\bknp\.([a-z]\w*)", suite.read_text(encoding="utf-8")))
        self.outcomes: dict[str, str] = {}
        self.causes: dict[str, str] = {}
        self.collected: set[str] = set()
        self.matched: dict[str, set[str]] = {}

    @pytest.hookimpl(tryfirst=True)  # Before -k deselects any.
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        by_name = {_name(item.nodeid): item for item in items}
        self.collected = set(by_name)
        marked: set[str] = set()
        for entry in self.entries:
            if not entry.applies_to(self.version):
                continue
            for pattern in entry.tests:
                self.matched[pattern] = match(pattern, self.collected)
                for test in self.matched[pattern] - marked:
                    by_name[test].add_marker(pytest.mark.xfail(reason=entry.reason, strict=True))
                marked |= self.matched[pattern]

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if call.excinfo is not None and (report.failed or hasattr(report, "wasxfail")):
            self.causes[_name(item.nodeid)] = cause(call.excinfo.value)
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        test = _name(report.nodeid)
        if report.failed:
            self.outcomes[test] = "unexpected"
        elif report.skipped:
            self.outcomes[test] = "expected" if hasattr(report, "wasxfail") else "skipped"
        elif report.when == "call":
            self.outcomes[test] = "passed"

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.stale() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @property
    def complete(self) -> bool:
        """Whether every test of the suite has run."""
        return bool(self.collected) and self.collected == self.outcomes.keys()

    def stale(self) -> list[str]:
        """Return the patterns that stand for no failure; one with a test that hasn't run may."""
        return [
            pattern
            for pattern, tests in self.matched.items()
            if tests <= self.outcomes.keys() and not tests & self.causes.keys()
        ]

    def updated_entries(self) -> list[Entry]:
        """Return the entries as this run would have them; those of other releases stay."""
        entries = []
        known: set[str] = set()
        for entry in self.entries:
            if not entry.applies_to(self.version):
                entries.append(entry)
                continue
            tests = set().union(*(self.matched[pattern] for pattern in entry.tests))
            tests = (tests & self.causes.keys()) - known
            known |= tests
            if tests:
                patterns = collapse(tests, self.collected, entry.op)
                entries.append(replace(entry, tests=patterns))
        groups: dict[tuple[str, str], set[str]] = collections.defaultdict(set)
        for test in self.causes.keys() - known:
            groups[op_of(test, self.ops), self.causes[test]].add(test)
        release = ".".join(self.version.split(".")[:2])
        entries += [
            Entry(op, f"=={release}.*", reason, collapse(tests, self.collected, op))
            for (op, reason), tests in groups.items()
        ]
        return entries

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        write = terminalreporter.write_line
        counts: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
        for test, outcome in self.outcomes.items():
            counts[op_of(test, self.ops)][outcome] += 1
        total = sum(counts.values(), collections.Counter[str]())
        terminalreporter.section(_versions(("keras", "openvino", "jax", "numpy")))
        write(_row("op", dict(zip(OUTCOMES, OUTCOMES, strict=True))))
        for op, outcomes in [*sorted(counts.items()), ("total", total)]:
            write(_row(op, outcomes))
        for pattern in self.stale():
            write(f"stale in {EXPECTED_FAILURES.name}, stands for no failure: {pattern}", red=True)


def _name(nodeid: str) -> str:
    return nodeid.partition("::")[2]


def _row(op: str, cells: Mapping[str, object]) -> str:
    return f"{op:<24}" + "".join(f"{cells.get(outcome, 0)!s:>12}" for outcome in OUTCOMES)


def _versions(distributions: Iterable[str]) -> str:
    return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in distributions)


def find_suite() -> Path:
    """Return the path of the installed wheel's own test file, or end with a clear message."""
    keras = importlib.metadata.distribution("keras")
    suite = Path(str(keras.locate_file(SUITE_IN_WHEEL)))
    if not suite.is_file():
        raise SystemExit(
            f"conformance: the wheel of keras {keras.version} doesn't ship {SUITE_IN_WHEEL}. "
            "Pass a copy from its repository with --suite."
        )
    return suite


def load_plugin() -> None:
    """Patch the OpenVINO backend as the import of this package does, or end with a message."""
    if "KERAS_OPENVINO_OPS" in os.environ:
        raise SystemExit("conformance: measures the default policy; unset KERAS_OPENVINO_OPS.")
    if importlib.util.find_spec("jax") is None:
        raise SystemExit("conformance: Keras's tests need jax as the reference of dtypes.")
    os.environ["KERAS_BACKEND"] = "openvino"
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    import keras_openvino_ops as koo

    report = koo.report()
    patched = [row for row in report if row.action in (koo.Action.FILLED, koo.Action.REPAIRED)]
    failed = any(row.action in (koo.Action.FAILED, koo.Action.FOREIGN) for row in report)
    if report.policy != koo.Policy.REPAIR or failed or not patched:
        raise SystemExit(f"conformance: keras_openvino_ops isn't active as it should be.\n{report}")
    print(f"keras_openvino_ops {koo.__version__}: {len(patched)} ops patched")


def limit_memory(gigabytes: int) -> None:
    """Let a test that takes all memory fail, and not the machine."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = gigabytes * 10**9
    soft = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the suite; return pytest's exit code."""
    parser = argparse.ArgumentParser(
        description="Run Keras's numpy_test.py; other arguments go to pytest.", allow_abbrev=False
    )
    parser.add_argument("--junit", metavar="FILE", help="write a JUnit report")
    parser.add_argument("--suite", type=Path, help="a copy of numpy_test.py of this Keras release")
    parser.add_argument("--expected", type=Path, default=EXPECTED_FAILURES, metavar="FILE")
    parser.add_argument("--write-expected", action="store_true", help="update the expectations")
    parser.add_argument("--timeout", type=int, default=60, help="seconds a test may take")
    parser.add_argument("--memory", type=int, default=16, help="gigabytes of address space")
    options, pytest_arguments = parser.parse_known_args(arguments)

    suite = (options.suite or find_suite()).resolve()
    if not suite.is_file():
        raise SystemExit(f"conformance: no test file at {suite}.")
    limit_memory(options.memory)
    load_plugin()
    version = importlib.metadata.version("keras")
    conformance = Conformance(read_entries(options.expected), version, suite)
    own_arguments = [
        str(suite),
        # The settings of this repository's own tests, and any conftest.py, stay out.
        f"--config-file={os.devnull}",
        f"--rootdir={suite.parent}",
        "--noconftest",
        "--import-mode=importlib",
        "--disable-warnings",
        # The other styles parse the whole suite for each failure, also for an expected one.
        "--tb=native",
        "-q",
        "-p",
        "no:cacheprovider",
        # The signal ends a loop in Python, and the run goes on. A loop inside OpenVINO never
        # gets to see it: then the watchdog ends the run.
        f"--timeout={options.timeout}",
        "--timeout-method=signal",
        f"--override-ini=faulthandler_timeout={2 * options.timeout}",
        "--override-ini=faulthandler_exit_on_timeout=true",
    ]
    if options.junit:
        own_arguments.append(f"--junit-xml={options.junit}")
    exit_code = int(pytest.main([*own_arguments, *pytest_arguments], plugins=[conformance]))

    if options.write_expected:
        if not conformance.complete:
            raise SystemExit("conformance: not every test has run, so nothing was written.")
        write_entries(options.expected, conformance.updated_entries())
        return 0
    return exit_code


if __name__ == "__main__":
    sys.exit(main())
