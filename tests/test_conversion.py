"""What the value of a tensor is, where OpenVINO folds it and where it has to compile."""

from __future__ import annotations

from typing import Any

import keras
import ml_dtypes
import numpy as np
import pytest

from keras_openvino_ops import compat, targets
from keras_openvino_ops.lowering.constants import constant, opset
from keras_openvino_ops.lowering.folding import compute


def convert_to_numpy(x: Any) -> Any:
    return targets.convert_to_numpy()(x)


def test_folded_in_64_bits() -> None:
    x = constant([2**40, -(2**62)], "int64")
    result = compute(opset.add(x, x).output(0))
    assert result.dtype == np.int64
    assert result.tolist() == [2**41, -(2**63)]


@pytest.mark.parametrize("compiled", [False, True])
def test_infinities_of_float64(*, compiled: bool) -> None:
    x = constant([np.inf, -np.inf, 1e300, 0.25, np.nan], "float64")
    # There is a kernel to fold Multiply of float64 with, but none to fold Floor.
    node = opset.floor(x) if compiled else opset.multiply(x, constant(2, "float64"))
    result = compute(node.output(0))
    assert result.dtype == np.float64
    finite = [np.inf, 0] if compiled else [2e300, 0.5]
    np.testing.assert_array_equal(result, [np.inf, -np.inf, *finite, np.nan])


def test_what_compiling_would_lose() -> None:
    x = constant([-0.0, 1e-40], "float32")
    result = compute(opset.multiply(x, constant(0.5, "float32")).output(0))
    np.testing.assert_array_equal(result, np.array([-0.0, 0.5e-40], np.float32))
    assert np.signbit(result[0])
    one, large = constant(1, "uint32"), constant(2**32 - 2, "uint32")
    assert compute(opset.add(large, one).output(0)) == 2**32 - 1


def test_a_scalar_is_an_array() -> None:
    result = convert_to_numpy(keras.ops.ones((), "int8"))
    assert isinstance(result, np.ndarray)
    assert (result.shape, result.dtype) == ((), np.int8)


def test_other_tensors_keep_their_graph() -> None:
    x = constant([1.0, 2.0], "float32")
    total = opset.add(x, x).output(0)
    product = opset.multiply(total, total).output(0)
    assert compute(product).tolist() == [4, 16]
    assert total.get_node().get_type_name() == "Add"
    assert product.get_node().input_value(0) == total


def test_bfloat16() -> None:
    result = convert_to_numpy(keras.ops.cast(np.array([1.5, -3], np.float32), "bfloat16"))
    assert result.dtype == ml_dtypes.bfloat16
    assert result.astype(np.float32).tolist() == [1.5, -3]


def test_precision_of_what_is_compiled() -> None:
    # Convolution is no operation that is folded; in bfloat16, 1 + 2**-10 is 1.
    image = keras.ops.ones((1, 4, 4, 1))
    kernel = np.full((1, 1, 1, 1), 1 + 2**-10, np.float32)
    assert (convert_to_numpy(keras.ops.conv(image, kernel)) == 1 + 2**-10).all()


def test_random_numbers() -> None:
    assert len(np.unique(convert_to_numpy(keras.random.uniform((16,), seed=1)))) > 1


def test_what_depends_on_an_input() -> None:
    parameter = opset.parameter([2], compat.openvino_class("Type").f32)
    x = targets.tensor_class()(opset.add(parameter, parameter).output(0))
    with pytest.raises(RuntimeError, match="only when the model runs"):
        convert_to_numpy(x)
    with pytest.raises(TypeError, match="only when the model runs"):
        float(x)


def test_what_is_no_tensor() -> None:
    array = np.arange(3)
    assert convert_to_numpy(array) is array
    assert convert_to_numpy(None) is None
    assert convert_to_numpy(2.5).dtype == np.float64
    ones = keras.ops.ones((2,), "int32")
    assert convert_to_numpy([ones, [3, ones[0]]]).tolist() == [[1, 1], [3, 1]]
    variable = keras.Variable(np.array([1, 2], np.float32))
    assert convert_to_numpy(variable).tolist() == [1, 2]
    assert np.asarray(ones).tolist() == [1, 1]
    with pytest.raises(TypeError, match=r"convert_to_numpy\(\): takes tensors.* Received: .*object"):
        convert_to_numpy(object())


def test_it_is_wherever_keras_holds_it() -> None:
    named = [
        slot.value
        for slots in targets.holders().values()
        for slot in slots
        if slot.name == "convert_to_numpy"
    ]
    assert len(named) > 2
    assert set(named) == {targets.convert_to_numpy()}
