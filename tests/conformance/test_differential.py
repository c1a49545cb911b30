"""The comparison finds what differs, and nothing else."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from conformance.arguments import Array, call, calls
from conformance.differential import Expected, difference, show

X = call("test", np.ones(3, "float32"))
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


def test_calls_are_told_apart() -> None:
    texts = [show(one) for one in calls()]
    assert len(texts) > 9000
    assert show(call("sum", [np.ones(3, "int8"), 2], axis=(0, 1))) == "sum([int8[3], 2], axis=[0, 1])"
