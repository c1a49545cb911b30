"""64-bit integers where a graph is folded: compiled for the CPU, they have 32 bits."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

import keras_openvino_ops as koo

from harness import backend_function, evaluate

X = np.array([2**40, 2**40 + 1, -(2**63), 2**63 - 1, 2**53 + 1, 0], np.int64)


@pytest.fixture(autouse=True, scope="module")
def policy_all() -> Iterator[None]:
    with koo.patched("all"):
        yield


@pytest.mark.parametrize(
    "name", ["equal", "not_equal", "less", "less_equal", "greater", "greater_equal"]
)
def test_comparison(name: str) -> None:
    given = (X[:, None], X)
    result = evaluate(backend_function(f"numpy.{name}"), given)
    np.testing.assert_array_equal(result, getattr(np, name)(*given))


def test_comparison_of_uint32() -> None:
    x = np.array([2**32 - 1, 2**31, 0, 5], np.uint32)
    result = evaluate(backend_function("numpy.less"), (x[:, None], x))
    np.testing.assert_array_equal(result, x[:, None] < x)
