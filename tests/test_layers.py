"""Keras's layers and activations, which call the backend's functions, on numbers that show a defect."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import keras
import numpy as np
import pytest
from scipy import special

import keras_openvino_ops as koo

from harness import Array

X = np.array([[-20.0, -1e-8, 0.5], [-5.0, 1e-4, 3.0]], np.float32)

ACTIVATIONS: dict[str, Callable[[Array], Any]] = {
    "softplus": lambda x: np.logaddexp(x, 0),
    "log_sigmoid": lambda x: -np.logaddexp(-x, 0),
    "sigmoid": special.expit,
    "silu": lambda x: x * special.expit(x),
    "elu": lambda x: np.where(x < 0, np.expm1(x), x),
    "celu": lambda x: np.where(x < 0, np.expm1(x), x),
    "softmax": lambda x: special.softmax(x, -1),
    "log_softmax": lambda x: special.log_softmax(x, -1),
}


@pytest.fixture(params=["repair", "all"], autouse=True)
def policy(request: pytest.FixtureRequest) -> Iterator[None]:
    with koo.patched(request.param):
        yield


def predict(layer: Any, x: Array) -> Array:
    inputs = keras.Input(x.shape[1:])
    model = keras.Model(inputs, layer(inputs))
    # One batch: up to Keras 3.13 a compiled model keeps the shape of its first batch.
    return np.asarray(model.predict(x, batch_size=len(x), verbose=0))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation_layers(name: str) -> None:
    result = predict(keras.layers.Activation(name), X)
    # Keras's predict computes what is a single node in bfloat16 where the CPU has it.
    expected = ACTIVATIONS[name](X.astype(np.float64))
    np.testing.assert_allclose(result, expected, rtol=2.0**-7, atol=1e-30)


@pytest.mark.parametrize("name", ["softplus", "silu", "elu"])
def test_dense_layers_with_an_activation(name: str) -> None:
    identity = keras.initializers.Constant(np.eye(3))
    layer = keras.layers.Dense(3, activation=name, use_bias=False, kernel_initializer=identity)
    expected = ACTIVATIONS[name](X.astype(np.float64))
    np.testing.assert_allclose(predict(layer, X), expected, rtol=2.0**-6, atol=1e-30)


def test_softmax_over_several_axes() -> None:
    x = np.arange(12, dtype=np.float32).reshape(2, 2, 3) / 4
    result = predict(keras.layers.Softmax(axis=(1, 2)), x)
    np.testing.assert_allclose(result, special.softmax(x, (1, 2)), rtol=2.0**-7)
    # Up to Keras 3.13 it takes the axes of a transpose out of a tensor.
    eager = keras.ops.softmax(keras.ops.convert_to_tensor(x), axis=(0, 2))
    np.testing.assert_allclose(keras.ops.convert_to_numpy(eager), special.softmax(x, (0, 2)), rtol=1e-6)


def test_layer_normalization_far_from_zero() -> None:
    x = np.array([[1e4, 1e4 + 1, 1e4 + 2, 1e4 + 3]], np.float32)
    mean, variance = keras.ops.moments(x, axes=[-1])
    np.testing.assert_allclose(keras.ops.convert_to_numpy(mean), [1e4 + 1.5])
    np.testing.assert_allclose(keras.ops.convert_to_numpy(variance), [1.25], rtol=1e-6)
    layer = keras.layers.LayerNormalization(epsilon=1e-6)
    result = keras.ops.convert_to_numpy(layer(x))
    # Keras subtracts what the mean becomes after it was scaled, and loses four digits there.
    np.testing.assert_allclose(result, [[-1.3416, -0.4472, 0.4472, 1.3416]], atol=2e-3)


def test_integers_become_floats_as_on_keras_other_backends() -> None:
    for function in (keras.ops.softplus, keras.ops.silu, keras.ops.softmax):
        result = function(keras.ops.convert_to_tensor([1, 2], "int32"))
        assert keras.backend.standardize_dtype(result.dtype) == "float32"


def test_a_float_keeps_the_dtype_of_the_symbolic_call() -> None:
    for name in ("softplus", "silu", "gelu", "elu", "log_softmax", "erf"):
        function = getattr(keras.ops, name)
        for dtype in ("float16", "float32"):
            symbolic = function(keras.KerasTensor((2, 3), dtype=dtype))
            result = function(keras.ops.cast(X, dtype))
            assert keras.backend.standardize_dtype(result.dtype) == symbolic.dtype
