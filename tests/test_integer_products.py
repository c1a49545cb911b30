"""Products of matrices of integers: exact at once, in digits, and in digits by chunks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

import keras_openvino_ops as koo
from keras_openvino_ops.defects import Mode

from harness import FLOAT32, Array, Graph, backend_function, evaluate, once_for_openvino

pytestmark = once_for_openvino

BFLOAT16 = {"INFERENCE_PRECISION_HINT": "bf16"}
SHAPES = [(5, 7, 3), (64, 40, 64), (33, 300, 70), (9, 1500, 80), (2, 2100, 2)]
RANGES = {
    "int8": (-128, 127),
    "uint8": (0, 255),
    "int16": (-(2**15), 2**15 - 1),
    "uint16": (0, 2**16 - 1),
    "int32": (-(2**31), 2**31 - 1),
}


@pytest.fixture(autouse=True, scope="module")
def policy_all() -> Iterator[None]:
    with koo.patched("all"):
        yield


def _matrices(dtype: str, shape: tuple[int, int, int], seed: int) -> Iterator[tuple[Array, Array]]:
    """Matrices of every magnitude, and of the largest integers with one sign."""
    rows, terms, columns = shape
    generator = np.random.default_rng(seed)
    low, high = RANGES[dtype]
    for bits in (1, 7, 12, 31):
        limits = max(low, -(2**bits)), min(high, 2**bits)
        x = generator.integers(*limits, (rows, terms), endpoint=True)
        y = generator.integers(*limits, (terms, columns), endpoint=True)
        yield x.astype(dtype), y.astype(dtype)
    for first, second in ((low, low), (high, high), (low, high), (low, 1)):
        yield np.full((rows, terms), first, dtype), np.full((terms, columns), second, dtype)


def _product(x: Array, y: Array) -> Array:
    wrapped = "int32" if x.dtype == "int8" else x.dtype
    return np.asarray(np.matmul(x.astype(np.int64), y.astype(np.int64))).astype(wrapped)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("dtype", RANGES)
def test_eager_products_wrap_but_are_not_rounded(dtype: str, shape: tuple[int, int, int]) -> None:
    matmul = backend_function("numpy.matmul")
    for seed, (x, y) in enumerate(_matrices(dtype, shape, 0)):
        np.testing.assert_array_equal(evaluate(matmul, (x, y)), _product(x, y), str(seed))


@pytest.mark.parametrize("precision", [FLOAT32, BFLOAT16], ids=["float32", "bfloat16"])
@pytest.mark.parametrize("mode", [Mode.STATIC, Mode.DYNAMIC])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("dtype", RANGES)
def test_products_wrap_but_are_not_rounded(
    dtype: str, shape: tuple[int, int, int], mode: Mode, precision: dict[str, str]
) -> None:
    graph, matrices = Graph(mode), list(_matrices(dtype, shape, 0))
    graph.call(backend_function("numpy.matmul"), matrices[0], {})
    infer = graph.compile(precision)
    for seed, pair in enumerate(matrices):
        ((actual,),) = infer(pair)
        np.testing.assert_array_equal(actual, _product(*pair), str(seed))
