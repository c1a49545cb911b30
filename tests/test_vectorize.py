"""Functions of scalars over tensors: at once where they are elementwise, else in a loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest

import keras_openvino_ops as koo
from keras_openvino_ops.defects import Mode

from harness import Array, Graph, backend_function

X = np.array([[1.5, -2.0, 3.0], [0.5, 0.0, -1.0]], np.float32)
Y = np.array([1.0, -2.0, 4.0], np.float32)


def chosen(x: Any, y: Any) -> Any:
    return keras.ops.where(keras.ops.greater(x, y), keras.ops.exp(x), y * 2)


def both(x: Any, y: Any) -> Any:
    return x, keras.ops.maximum(x, y)


def with_a_sum(x: Any, y: Any) -> Any:
    return x + keras.ops.sum(keras.ops.convert_to_tensor([1.0, 2.0]) * y)


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize(
    ("function", "expected", "loops"),
    [
        (chosen, [np.where(Y < X, np.exp(X), Y * 2)], False),
        (both, [X, np.maximum(X, Y)], False),
        (with_a_sum, [X + 3 * Y], True),
    ],
)
def test_loops_only_where_elements_do_not_suffice(
    function: Callable[..., Any], expected: list[Array], loops: bool, mode: Mode
) -> None:
    with koo.patched("all"):
        graph = Graph(mode)
        graph.call(backend_function("numpy.vectorize"), (function,), {}, then=(X, Y))
        kinds = {"Loop", "TensorIterator"} & set(graph.operations())
    assert bool(kinds) == loops
    (results,) = graph.run()
    assert len(results) == len(expected)
    for result, wanted in zip(results, expected):
        np.testing.assert_allclose(result, wanted, rtol=3e-7)
