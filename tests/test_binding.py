from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import keras
import ml_dtypes
import numpy as np
import pytest
from numpy.exceptions import AxisError

from keras_openvino_ops import compat
from keras_openvino_ops.binding import BindingError, bind
from keras_openvino_ops.lowering.constants import dtype_of, is_tensor, opset
from keras_openvino_ops.lowering.elementwise import add
from keras_openvino_ops.lowering.shapes import normalize_axis
from keras_openvino_ops.operands import Keras
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Registry, TensorFunction, op

if TYPE_CHECKING:
    from openvino import Output


def bound(
    body: Callable[..., Any],
    promote: Promote = Promote.DEFAULT,
    native: Callable[..., Any] | None = None,
    **options: Any,
) -> Callable[..., Any]:
    registry = Registry()
    op("numpy.test", promote=promote, registry=registry, **options)(body)
    return bind(registry["numpy.test"], native, Keras.running())


def value(tensor: Any) -> np.ndarray[Any, Any]:
    model = compat.openvino_class("Model")([tensor.output], [])
    return np.array(compat.openvino_class("Core")().compile_model(model, "CPU")({})[0])


def plus(x1: Output, x2: Output) -> Output:
    return add(x1, x2)


ARRAY = np.array([1.0, 2.0], np.float32)


@pytest.mark.parametrize(
    ("first", "second", "dtype", "expected"),
    [
        (ARRAY, 1, "float32", [2, 3]),
        (ARRAY, True, "float32", [2, 3]),
        (ARRAY.astype("int32"), 1.5, "float32", [2.5, 3.5]),
        (ARRAY.astype("float16"), 0.5, "float16", [1.5, 2.5]),
        (ARRAY, np.float64(0.5), keras.backend.result_type("float64", "float32"), [1.5, 2.5]),
        (ARRAY, [1, 2.5], "float32", [2, 4.5]),
        (ARRAY.astype("int8"), [[1], [2]], "int32", [[2, 3], [3, 4]]),
        (ARRAY, [], "float32", None),
        (np.asfortranarray(np.eye(2, 3)), 1, "float64", np.eye(2, 3) + 1),
        (ARRAY, keras.Variable(ARRAY), "float32", [2, 4]),
        (1, 2, "int32", 3),
        (1, 2.5, "float32", 3.5),
        (ARRAY.astype(ml_dtypes.bfloat16), 1, "bfloat16", None),
    ],
)
def test_operands_of_every_sort(first: Any, second: Any, dtype: str, expected: Any) -> None:
    if isinstance(second, list) and not second:
        first = np.zeros((3, 0), np.float32)
    result = bound(plus)(first, second)
    if dtype == "float64":
        dtype = keras.backend.result_type("float64", int)
    assert keras.backend.standardize_dtype(result.dtype) == dtype
    if expected is not None:
        np.testing.assert_array_equal(value(result), expected)


def test_a_number_may_count_as_a_tensor() -> None:
    half = ARRAY.astype("float16")
    assert bound(plus)(half, 0.5).dtype == "float16"
    assert bound(plus, strong_numbers=["x2"])(half, 0.5).dtype == "float32"


def test_a_list_may_hold_tensors() -> None:
    tensor = keras.ops.convert_to_tensor(ARRAY)
    result = bound(plus)([tensor, [3, 4]], 1)
    np.testing.assert_array_equal(value(result), [[2, 3], [4, 5]])


def test_several_operands_promote_together() -> None:
    def total(xs: Sequence[Output], axis: int = 0) -> Output:
        return opset.concat(list(xs), axis)

    result = bound(total, Promote.NO_OPMATH)([ARRAY, [3, 4], np.array([5], "int8")])
    assert result.dtype == "float32"
    np.testing.assert_array_equal(value(result), [1, 2, 3, 4, 5])


def test_a_tensor_may_stand_for_a_sequence() -> None:
    def last(xs: Sequence[Output]) -> Output:
        return xs[-1]

    tensor = keras.ops.convert_to_tensor(np.array([[1, 2], [3, 4]], "float32"))
    np.testing.assert_array_equal(value(bound(last)(tensor)), [3, 4])
    with pytest.raises(ValueError, match=r"test\(\): 'xs' must be a sequence of tensors"):
        bound(last)(keras.ops.convert_to_tensor(1.0))


def test_several_operands_may_be_converted_one_by_one() -> None:
    def same(xs: Sequence[Output]) -> list[Output]:
        return list(xs)

    results = bound(same, convert={"xs": "any"})([ARRAY, np.array([5], "int8"), 1])
    assert [one.dtype for one in results] == ["float32", "int8", "int32"]


def test_a_given_operand_is_promoted_but_not_converted() -> None:
    def body(x1: Output | float, x2: Output | float, x3: Output) -> Output:
        received.extend([x1, x2])
        return x3

    received: list[Any] = []
    function = bound(body, convert={"x1": "given", "x2": "given"})
    assert function(2.5, ARRAY.astype("int8"), ARRAY.astype("int8")).dtype == "float32"
    assert received[0] == 2.5
    assert dtype_of(received[1]) == "int8"


def test_several_results() -> None:
    def both(x: Output) -> tuple[Output, Output]:
        return x, add(x, 1)

    results = bound(both)(ARRAY)
    assert isinstance(results, tuple)
    np.testing.assert_array_equal(value(results[1]), [2, 3])


def test_a_function_crosses_over_as_tensors_do() -> None:
    received: list[Any] = []

    def user(x: Any, more: Any, flag: Any = None) -> Any:
        received.extend((x, more, flag))
        return x * 2.0, 3

    def body(function: Callable[..., Any]) -> TensorFunction:
        def returned(*args: Any, **kwargs: Any) -> tuple[Output, ...]:
            assert is_tensor(args[0])
            doubled, three = function(*args, **kwargs)
            return add(doubled, 1), three

        return TensorFunction(returned, lambda name: name == 0)

    more = object()
    results = bound(body)(user)([1.0, 2.0], more, flag=[1])
    tensor, *others = received
    assert isinstance(tensor, Keras.running().tensor)
    assert others == [more, [1]]
    assert [one.dtype for one in results] == ["float32", "int32"]
    np.testing.assert_array_equal(value(results[0]), [3, 5])
    assert value(results[1]) == 3


def test_errors_of_a_function_that_an_op_returns_name_the_op() -> None:
    def body(function: Callable[..., Any]) -> TensorFunction:
        return TensorFunction(function, lambda name: True)

    with pytest.raises(TypeError, match=r"test\(\): dtype object is not supported"):
        bound(body)(lambda x: x)(object())


def test_a_native_signature_is_kept() -> None:
    def native(x, y=2, *, extra=None): ...  # type: ignore[no-untyped-def]

    def body(x1: Output, x2: Output, extra: Any = 1, more: int = 0) -> Output:
        assert (extra, more) == (None, 0)
        return add(x1, x2)

    function = bound(body, native=native)
    np.testing.assert_array_equal(value(function(x=ARRAY)), [3, 4])
    np.testing.assert_array_equal(value(function(ARRAY, y=5)), [6, 7])
    np.testing.assert_array_equal(value(function(x1=ARRAY, x2=5)), [6, 7])
    assert function.__name__ == "test"


def test_a_signature_that_does_not_fit_is_an_error() -> None:
    def native(x, y, z): ...  # type: ignore[no-untyped-def]

    with pytest.raises(BindingError, match="'z'"):
        bound(plus, native=native)


def test_the_dtype_argument_is_the_compute_dtype() -> None:
    def ones(shape: Any, dtype: str = "float32") -> Output:
        assert dtype == "int32"
        return opset.constant(np.ones(shape, dtype))

    result = bound(ones, Promote.CREATION, compute={"int8": "int32"})((2,), dtype="int8")
    assert result.dtype == "int8"


def axis_op(x: Output, axis: int = 0) -> Output:
    normalize_axis(axis, 1)
    return x


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: bound(axis_op)(ARRAY, axis=3), AxisError, r"test\(\): axis 3 is out of bounds"),
        (
            lambda: bound(axis_op)(ARRAY, axis=1.5),
            TypeError,
            r"test\(\): an axis must be an integer",
        ),
        (lambda: bound(axis_op)(), TypeError, r"test\(\): missing a required argument: 'x'"),
        (lambda: bound(axis_op)(ARRAY, what=1), TypeError, r"unexpected keyword argument 'what'"),
        (lambda: bound(axis_op)(np.array(["a"])), TypeError, r"dtype <U1 is not supported; supp"),
        (lambda: bound(axis_op)(np.array([1j])), TypeError, r"dtype complex128 is not supported"),
        (lambda: bound(axis_op)(object()), TypeError, r"dtype object is not supported"),
        (lambda: bound(axis_op)(keras.KerasTensor((2,))), TypeError, r"KerasTensor has no value"),
        (
            lambda: bound(plus)(ARRAY, np.ones((2, 3), np.float32)),
            ValueError,
            r"test\(\): cannot be built for these arguments: float32\[2\], float32\[2, 3\]",
        ),
        (
            lambda: bound(plus, convert={"x2": "integer"})(ARRAY, 1.5),
            TypeError,
            r"test\(\): 'x2' must have an integer dtype. Received: float32",
        ),
    ],
)
def test_errors_name_the_op_and_what_was_received(
    call: Callable[[], Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        call()
