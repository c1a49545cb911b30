"""Ops inside models: functional models, saved graphs, and between Dense layers in bfloat16."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keras
import ml_dtypes
import numpy as np
import pytest
from keras import ops

import keras_openvino_ops as koo
from keras_openvino_ops import targets
from keras_openvino_ops.lowering.constants import opset

from harness import CORE, Array, openvino

X = np.array([[0.5, -0.25, 3.0], [2.0, 7.0, -0.75]], np.float32)
INDICES = np.array([[2, 0, 1], [1, -1, 0]], np.int32)

CALLS: dict[str, tuple[Callable[[Any], Any], Callable[[Array], Any]]] = {
    "log1p": (ops.log1p, np.log1p),
    "expm1": (ops.expm1, np.expm1),
    "logaddexp": (lambda x: ops.logaddexp(x, 0.5), lambda x: np.logaddexp(x, 0.5)),
    "floor_divide": (lambda x: ops.floor_divide(x, 0.75), lambda x: np.floor_divide(x, 0.75)),
    "tril": (lambda x: ops.tril(x, k=-1), lambda x: np.tril(x, k=-1)),
    "tri": (lambda x: ops.where(ops.tri(1, 3, dtype="bool"), x, 0.0), lambda x: x * [1, 0, 0]),
    "median": (
        lambda x: ops.median(x, axis=1, keepdims=True),
        lambda x: np.median(x, axis=1, keepdims=True),
    ),
    "max": (lambda x: ops.max(x, axis=1), lambda x: np.max(x, axis=1)),
    "take_along_axis": (
        lambda x: ops.take_along_axis(x, INDICES, axis=1),
        lambda x: np.take_along_axis(x, INDICES.astype(int), axis=1),
    ),
    "where": (lambda x: ops.where(x > 0.0, x, 0.0), lambda x: np.where(x > 0, x, 0)),
}


@pytest.fixture(params=["repair", "all"], autouse=True)
def policy(request: pytest.FixtureRequest) -> Iterator[None]:
    with koo.patched(request.param):
        yield


@pytest.mark.parametrize("name", CALLS)
def test_a_functional_model(name: str) -> None:
    call, reference = CALLS[name]
    shape = X.shape if name == "tri" else X.shape[1:]
    inputs = keras.Input(X.shape[1:])
    model = keras.Model(inputs, call(inputs))
    assert shape is not None
    # One batch: up to Keras 3.13 a compiled model keeps the shape of its first batch.
    result = model.predict(X, batch_size=len(X), verbose=0)
    np.testing.assert_allclose(result, reference(X), rtol=2e-6)


def infer(graph: Any, *inputs: Array) -> Array:
    return np.array(CORE.compile_model(graph, "CPU")(list(inputs))[0])


def graph_of(model: keras.Model, path: Path) -> Any:
    """The model as plain OpenVINO, saved and read again."""
    parameter = opset.parameter([-1, *model.input_shape[1:]], np.float32)
    with keras.StatelessScope():
        output = model(targets.tensor_class()(parameter.output(0))).output
    openvino_module = pytest.importorskip("openvino")
    openvino_module.save_model(
        openvino("Model")([output], [parameter]), path / "model.xml", compress_to_fp16=False
    )
    return CORE.read_model(path / "model.xml")


OF_SHAPES: dict[str, tuple[Callable[[Any], Any], Callable[[Array], Any]]] = {
    "reshape": (
        lambda x: ops.reshape(x, (ops.shape(x)[0], -1, 1)),
        lambda x: x[..., None],
    ),
    "flatten": (
        lambda x: ops.reshape(x, (ops.shape(x)[0] * ops.shape(x)[1],)),
        lambda x: x.ravel(),
    ),
    "zeros": (
        lambda x: ops.concatenate([x, ops.zeros((ops.shape(x)[0], 2))], axis=1),
        lambda x: np.pad(x, ((0, 0), (0, 2))),
    ),
    "broadcast_to": (
        lambda x: ops.broadcast_to(x, (2, *ops.shape(x))),
        lambda x: np.broadcast_to(x, (2, *x.shape)),
    ),
    "mean": (
        lambda x: ops.sum(x, axis=0) / ops.cast(ops.shape(x)[0], "float32"),
        lambda x: x.mean(axis=0),
    ),
    "slice": (
        lambda x: ops.slice(x, (0, 1), (ops.shape(x)[0], 2)),
        lambda x: x[:, 1:],
    ),
    "eye": (
        lambda x: ops.matmul(ops.eye(ops.shape(x)[0]), x),
        lambda x: x,
    ),
}


@pytest.mark.parametrize("name", OF_SHAPES)
def test_shapes_of_a_dynamic_batch(name: str, tmp_path: Path) -> None:
    """One graph for every batch, of a program that computes with `ops.shape`."""
    call, reference = OF_SHAPES[name]

    class Call(keras.layers.Layer):  # type: ignore[misc]
        def call(self, x: Any) -> Any:
            return call(x)

    inputs = keras.Input(X.shape[1:])
    graph = graph_of(keras.Model(inputs, Call()(inputs)), tmp_path)
    for batch in (X, np.concatenate([X, X]), X[:0]):
        np.testing.assert_allclose(infer(graph, batch), reference(batch), rtol=2.0**-7)


def identity(units: int) -> keras.layers.Dense:
    return keras.layers.Dense(
        units, use_bias=False, kernel_initializer=keras.initializers.Constant(np.eye(units))
    )


@pytest.mark.parametrize("units", [1, 16])
@pytest.mark.parametrize("name", ["log1p", "expm1"])
def test_between_dense_layers_in_the_default_precision(name: str, units: int, tmp_path: Path) -> None:
    """On CPUs whose default is bfloat16: no worse than bfloat16 itself, down to the smallest."""
    call, reference = CALLS[name]
    inputs = keras.Input((units,))
    model = keras.Model(inputs, identity(units)(call(identity(units)(inputs))))
    tiny = np.exp2(-np.arange(1, 100, dtype=np.float32))
    x = np.concatenate([tiny, -tiny, np.linspace(-0.9, 9, 100, dtype=np.float32)])
    x = x.astype(ml_dtypes.bfloat16).astype(np.float32)
    x = np.resize(x, (-(-len(x) // units), units))
    expected = reference(x.astype(np.float64))
    for result in (
        model.predict(x, batch_size=len(x), verbose=0),
        infer(graph_of(model, tmp_path), x),
    ):
        # Each of up to four stores to bfloat16 may round by 2**-9; OpenVINO 2024.6 truncates.
        np.testing.assert_allclose(result, expected, rtol=2.0**-6)
