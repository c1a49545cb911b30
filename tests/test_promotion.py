from __future__ import annotations

from typing import Any

import keras
import pytest

from keras_openvino_ops.promotion import Promote, resolve

CASES = [
    (Promote.DEFAULT, ["float16"], "float32", "float16"),
    (Promote.DEFAULT, ["bfloat16", "float16"], "float32", "float32"),
    (Promote.DEFAULT, ["int8", "uint8"], "int16", "int16"),
    (Promote.DEFAULT, ["int32", float], "float32", "float32"),
    (Promote.DEFAULT, ["int8", int], "int8", "int8"),
    (Promote.DEFAULT, ["float64"], "float64", "float64"),
    (Promote.DEFAULT, ["int64"], "int64", "int64"),
    (Promote.NO_OPMATH, ["float16", float], "float16", "float16"),
    (Promote.NO_OPMATH, ["bool", "bool"], "bool", "bool"),
    (Promote.NO_OPMATH, [int, float], "float32", "float32"),
    (Promote.SHIFT, ["int64", int], "int64", "int64"),
    (Promote.SHIFT, [int, "int8"], "int32", "int32"),
    (Promote.SHIFT, ["bool", int], "int32", "int32"),
    (Promote.SHIFT, ["bool", bool], "bool", "bool"),
    (Promote.SHIFT, ["int8", float], "float32", "float32"),
    (Promote.SHIFT, ["int8", "uint8"], "int16", "int16"),
    (Promote.INT_TO_FLOAT, ["bool"], "float32", "float32"),
    (Promote.INT_TO_FLOAT, ["int64"], "float32", "float32"),
    (Promote.INT_TO_FLOAT, ["float16"], "float32", "float16"),
    (Promote.INT_TO_FLOAT, ["bfloat16", int], "float32", "bfloat16"),
    (Promote.INT_TO_FLOAT, [int], "float32", "float32"),
    (Promote.ALWAYS_BOOL, ["float16", float], "float16", "bool"),
    (Promote.ALWAYS_BOOL, ["bfloat16", "bfloat16"], "float32", "bool"),
    (Promote.ALWAYS_BOOL, ["int32", float], "float32", "bool"),
    (Promote.REDUCE_SAME, ["float16"], "float16", "float16"),
    (Promote.REDUCE_SAME, ["bfloat16"], "float32", "bfloat16"),
    (Promote.REDUCE_SAME, ["uint8"], "uint8", "uint8"),
    (Promote.REDUCE_ACCUMULATE, ["bool"], "int32", "int32"),
    (Promote.REDUCE_ACCUMULATE, ["uint8"], "uint32", "uint32"),
    (Promote.REDUCE_ACCUMULATE, ["int64"], "int64", "int64"),
    (Promote.REDUCE_ACCUMULATE, ["float16"], "float32", "float16"),
    (Promote.MATRIX_PRODUCT, ["int8", "int8"], "int8", "int32"),
    (Promote.MATRIX_PRODUCT, ["bool", "int8"], "int8", "int8"),
    (Promote.MATRIX_PRODUCT, ["float16", "int8"], "float32", "float16"),
    (Promote.CREATION, [], "float32", "float32"),
]


@pytest.mark.parametrize(("rule", "operands", "compute", "result"), CASES)
def test_the_dtypes_of_a_rule(rule: Promote, operands: list[Any], compute: str, result: str) -> None:
    dtypes = resolve(rule, operands, keras.backend.result_type)
    assert (dtypes.compute, dtypes.result) == (compute, result)


def test_two_operands_of_64_bits_follow_the_release() -> None:
    expected = keras.backend.result_type("float64", "float64")
    dtypes = resolve(Promote.DEFAULT, ["float64", "float64"], keras.backend.result_type)
    assert (dtypes.compute, dtypes.result) == (expected, expected)


def test_the_caller_s_dtype_decides() -> None:
    dtypes = resolve(Promote.REDUCE_ACCUMULATE, ["int8"], keras.backend.result_type, dtype="float16")
    assert (dtypes.compute, dtypes.result) == ("float32", "float16")
    dtypes = resolve(Promote.CREATION, [], keras.backend.result_type, dtype="int8")
    assert (dtypes.compute, dtypes.result) == ("int8", "int8")


def test_an_op_s_exceptions_win() -> None:
    dtypes = resolve(
        Promote.DEFAULT,
        ["bool", "bool"],
        keras.backend.result_type,
        compute={"bool": "int32"},
        result={"bool": "int8"},
    )
    assert (dtypes.compute, dtypes.result) == ("int32", "int8")
    dtypes = resolve(Promote.REDUCE_SAME, ["float32"], keras.backend.result_type, result="int32")
    assert (dtypes.compute, dtypes.result) == ("float32", "int32")


def test_integers_follow_floatx() -> None:
    floatx = keras.config.floatx()
    keras.config.set_floatx("float16")
    try:
        dtypes = resolve(Promote.INT_TO_FLOAT, ["int32"], keras.backend.result_type)
        assert (dtypes.compute, dtypes.result) == ("float32", "float16")
    finally:
        keras.config.set_floatx(floatx)
