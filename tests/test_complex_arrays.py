"""Arrays of complex numbers, which OpenVINO has no dtype for: what NumPy gives, or a clear error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import pytest

import keras_openvino_ops as koo
from keras_openvino_ops import targets

from harness import backend_function

X = np.array([[1 + 2j, -3.5], [-1j, 0]])
REAL = ("real", "imag", "isreal", "angle", "absolute", "abs")
COMPLEX = ("conj", "conjugate", "diagflat")


@pytest.fixture(params=["repair", "all"], autouse=True)
def policy(request: pytest.FixtureRequest) -> Iterator[Any]:
    with koo.patched(request.param) as report:
        yield report


@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
@pytest.mark.parametrize("name", REAL)
def test_what_is_real_becomes_a_tensor(name: str, dtype: str, policy: koo.Report) -> None:
    if policy[f"numpy.{name}"].action is koo.Action.NATIVE:
        pytest.skip("left native")
    x = X.astype(dtype)
    result = backend_function(f"numpy.{name}")(x)
    assert isinstance(result, targets.tensor_class())
    expected = getattr(np, name)(x)
    assert keras.backend.standardize_dtype(result.dtype) == keras.backend.result_type(
        str(expected.dtype)
    )
    np.testing.assert_allclose(keras.ops.convert_to_numpy(result), expected, rtol=1e-6)


@pytest.mark.parametrize("name", COMPLEX)
def test_what_is_complex_stays_an_array(name: str, policy: koo.Report) -> None:
    if policy[f"numpy.{name}"].action is koo.Action.NATIVE:
        pytest.skip("left native")
    result = backend_function(f"numpy.{name}")(X)
    assert isinstance(result, np.ndarray)
    np.testing.assert_array_equal(result, getattr(np, name)(X))


def test_other_arguments_go_to_numpy_too(policy: koo.Report) -> None:
    if policy["numpy.diagflat"].action is koo.Action.NATIVE:
        pytest.skip("left native")
    result = backend_function("numpy.diagflat")(X, k=-1)
    np.testing.assert_array_equal(result, np.diagflat(X, k=-1))


def test_other_functions_name_the_dtype() -> None:
    with pytest.raises(TypeError, match=r"sin\(\): dtype complex128 is not supported"):
        backend_function("numpy.sin")(X)
