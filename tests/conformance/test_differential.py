"""The comparison finds what differs, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conformance.arguments import Array, call, calls
from conformance.differential import ACCEPTED, Accepted, Expected, difference, fits, read_accepted, show

X = call("test", np.ones(3, "float32"))
KERAS = ("", "<3.12", ">=3.15")
BYTES = call("test", np.ones(3, "int8"))


def expected(array: Array, *dtypes: str) -> Expected:
    return Expected(None, ((array, frozenset(dtypes or (str(array.dtype),))),))


def f32(*values: float) -> Array:
    return np.array(values, "float32")


@pytest.mark.parametrize(
    ("one", "result", "wanted", "found"),
    [
        (X, f32(1, np.nan, np.inf), expected(f32(1, np.nan, np.inf)), None),
        (X, f32(1, 2), expected(f32(1, 2.00001)), None),
        (X, f32(1, 2), expected(f32(1, 2.001)), "1 of 2, first 2.0, not 2.0"),
        (BYTES, f32(1, 2), expected(f32(1, 2.001)), None),
        (X, f32(1, np.inf), expected(f32(1, 3e38)), "1 of 2, first inf, not 3"),
        (X, f32(1, 2), expected(np.array([1.0, 2.0])), "dtype float32, not float64"),
        (X, f32(1, 2), expected(np.array([1.0, 2.0]), "float64", "float32"), None),
        (X, f32(1, 2), expected(f32(1)), r"shape \(2,\), not \(1,\)"),
        (X, np.array([3]), expected(np.array([4])), "1 of 1, first 3, not 4"),
        (X, f32(1), Expected(None), "1 results, not 0"),
    ],
)
def test_difference(one: Any, result: Array, wanted: Expected, found: str | None) -> None:
    difference_found = difference(one, [result], wanted)
    if found is None:
        assert difference_found is None
    else:
        assert difference_found is not None
        assert re.match(found, difference_found)


def test_signs_of_zeros() -> None:
    zeros, other = f32(0.0, -0.0, 1), f32(0.0, 0.0, 1)
    assert difference(X, [zeros], expected(other)) is None
    assert difference(X, [zeros], expected(zeros), signed_zeros=True) is None
    found = difference(X, [zeros], expected(other), signed_zeros=True)
    assert found == "1 of 3 are zeros of the other sign"


def test_a_partition_has_no_order_of_its_own() -> None:
    one, wanted = call("argpartition", np.arange(4), 1), expected(np.array([2, 0, 3, 1]))
    assert difference(one, [np.array([2, 0, 1, 3])], wanted) is None
    assert difference(one, [np.array([0, 2, 1, 3])], wanted) is not None


@pytest.mark.parametrize(
    ("pattern", "line", "matches"),
    [
        ("* add(int8[3], 2): 1 of *", "eager add(int8[3], 2): 1 of 3, first 1, not 2", True),
        ("* add(int8[3], 2): 1 of *", "eager add(int8[3], 2): 2 of 3, first 1, not 2", False),
        ("eager add(*", "static add(int8[3], 2): 1 of 3", False),
        ("add", "eager add(int8[3], 2)", False),
        ("eager add(int8[3], 2)", "eager add(int83, 2)", False),
    ],
)
def test_pattern(pattern: str, line: str, matches: bool) -> None:
    assert fits(line, pattern) is matches


def test_entries_about_ops_and_modes() -> None:
    entry = Accepted("", ("* add(*", "eager sub(*"))
    assert entry.about(["add"], ["eager"]).lines == ("* add(*",)
    assert entry.about([], ["static"]).lines == ("* add(*",)
    assert entry.about([], ["eager", "static"]) == entry


def test_accepted_differences(tmp_path: Path) -> None:
    pytest.importorskip("tomllib", reason="the comparison needs Python 3.11")
    path = tmp_path / "accepted.toml"
    tables = [f'[[accepted]]\nreason = "{keras}"\nkeras = "{keras}"' for keras in KERAS]
    tables[0] += '\nopenvino = "<2025"'
    path.write_text("".join(f'{table}\nlines = ["* add(*"]\n' for table in tables), encoding="utf-8")
    assert [entry.reason for entry in read_accepted(path, "3.15.1", "2026.4.1")] == [">=3.15"]
    assert [entry.reason for entry in read_accepted(path, "3.8.0", "2024.6.0")] == ["", "<3.12"]
    for releases in (("3.15.1", "2026.4.1"), ("3.8.0", "2024.6.0")):
        assert all(entry.reason and entry.lines for entry in read_accepted(ACCEPTED, *releases))


def test_calls_are_told_apart() -> None:
    texts = [show(one) for one in calls()]
    assert len(texts) > 9000
    assert show(call("sum", [np.ones(3, "int8"), 2], axis=(0, 1))) == "sum([int8[3], 2], axis=[0, 1])"
