"""Formulas of dynamic shapes as one kernel: where there are such, and what they compute."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import keras_openvino_ops as koo
from keras_openvino_ops import compat, targets
from keras_openvino_ops.defects import Mode
from keras_openvino_ops.lowering import kernels, subgraphs
from keras_openvino_ops.lowering.constants import ELEMENT_TYPES, constant, opset
from keras_openvino_ops.lowering.elementwise import add, exp, multiply, select
from keras_openvino_ops.lowering.slices import flatten

from harness import CORE, FLOAT32, Array, backend_function, evaluate, once_for_openvino, openvino

pytestmark = once_for_openvino

TWO_OPERANDS = "mod fmod floor_divide arctan2 hypot logaddexp logaddexp2 power nextafter".split()

needs_kernels = pytest.mark.skipif(not kernels.available(), reason="this CPU has no kernels")


@pytest.fixture(autouse=True, scope="module")
def policy_all() -> Iterator[None]:
    with koo.patched("all"):
        yield


def parameter(*dimensions: int, dtype: str = "float32") -> Any:
    return opset.parameter(list(dimensions), ELEMENT_TYPES[dtype])


def kinds(result: Any) -> list[str]:
    """The types of the nodes that a tensor is computed by."""
    return sorted(node.get_type_name() for node in nodes_before(result))


def nodes_before(result: Any) -> list[Any]:
    """The nodes that a tensor is computed by."""
    found, waiting, seen = [], [result.get_node()], set()
    while waiting:
        node = waiting.pop()
        if node.get_name() in seen:
            continue
        seen.add(node.get_name())
        found.append(node)
        waiting += [one.get_node() for one in node.input_values()]
    return found


def call(target: str, *args: Any, **kwargs: Any) -> Any:
    tensor = targets.tensor_class()
    wrapped = (tensor(one.output(0)) if hasattr(one, "output") else one for one in args)
    return backend_function(target)(*wrapped, **kwargs).output


def run(results: list[Any], parameters: list[Any], *arrays: Array) -> list[Array]:
    model = openvino("Model")([opset.result(one) for one in results], parameters)
    compiled = openvino("Core")().compile_model(model, "CPU", FLOAT32)
    found = compiled(list(arrays))
    return [np.array(found[place]) for place in range(len(results))]


@needs_kernels
def test_a_formula_is_one_kernel() -> None:
    x = parameter(-1, 3)
    result = call("nn.silu", x)
    assert kinds(result).count("Subgraph") == 1
    assert "Exp" not in kinds(result)
    model = openvino("Model")([opset.result(result)], [x])
    compiled = openvino("Core")().compile_model(model, "CPU", FLOAT32)
    layers = [str(node.get_rt_info()["layerType"]) for node in compiled.get_runtime_model().get_ops()]
    assert not any("Eltwise" in layer or "Math" in layer for layer in layers), layers


@needs_kernels
@pytest.mark.parametrize(
    "shapes",
    [
        ((3, 4), (3, 4)),
        ((3, 1), (1, 4)),
        ((4,), (3, 4)),
        ((2, 3, 4), (3, 1)),
        ((5,), (1,)),
        ((0, 4), (1, 4)),
    ],
    ids=str,
)
@pytest.mark.parametrize("target", [f"numpy.{name}" for name in TWO_OPERANDS])
def test_two_operands_are_broadcast(target: str, shapes: tuple[tuple[int, ...], ...]) -> None:
    generator = np.random.default_rng(0)
    x, y = (generator.uniform(1, 9, shape).astype(np.float32) for shape in shapes)
    function = backend_function(target)
    expected = evaluate(function, (x, y), mode=Mode.EAGER)
    for mode in (Mode.STATIC, Mode.DYNAMIC):
        result = evaluate(function, (x, y), mode=mode)
        assert result.shape == expected.shape
        np.testing.assert_allclose(result, expected, rtol=3e-7)


@needs_kernels
@pytest.mark.parametrize(
    "shape", [(), (1,), (0,), (2, 0, 3), (1, 1), (2, 3, 4), (2, 1, 2, 1, 2, 1, 2)], ids=str
)
def test_shapes_of_any_rank(shape: tuple[int, ...]) -> None:
    x = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    result = evaluate(backend_function("nn.silu"), (x,), mode=Mode.DYNAMIC)
    assert result.shape == shape
    np.testing.assert_allclose(result, x / (1 + np.exp(-x)), rtol=1e-6)


@needs_kernels
def test_arguments_and_numbers_are_of_the_formula() -> None:
    x = parameter(-1)
    results = [call("nn.elu", x, alpha=alpha) for alpha in (0.5, 2.0, 0.5, -0.0)]
    results += [call("numpy.floor_divide", x, number) for number in (2.0, 4.0)]
    found = run(results, [x], np.array([-1, 3], np.float32))
    below = np.expm1(-1)
    expected = [[below / 2, 3], [2 * below, 3], [below / 2, 3], [0, 3], [-1, 1], [-1, 0]]
    np.testing.assert_allclose(found, expected, rtol=1e-6)


@needs_kernels
def test_many_formulas_need_no_memory_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "MOST_TEMPLATES", 2)
    monkeypatch.setattr(kernels, "_templates", {})
    x = parameter(-1)
    for alpha in range(1, 9):
        call("nn.elu", x, alpha=alpha / 4)
        assert len(kernels._templates) <= 2


@needs_kernels
@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "int32"])
def test_other_dtypes_are_computed_in_float32(dtype: str) -> None:
    tensor = targets.tensor_class()
    x = parameter(-1, dtype=dtype)
    result = backend_function("nn.silu")(tensor(x.output(0)))
    assert "Subgraph" in kinds(result.output)


def test_known_shapes_and_constants_stay_nodes() -> None:
    """Keras exports models with a batch of 1, which it makes dynamic afterwards."""
    assert "Subgraph" not in kinds(call("nn.silu", parameter(1, 3)))
    assert "Subgraph" not in kinds(call("nn.silu", np.ones(3, np.float32)))


def test_other_devices_have_no_such_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targets, "device", lambda: "GPU")
    assert "Subgraph" not in kinds(call("nn.silu", parameter(-1, 3)))
    assert "Subgraph" not in kinds(call("numpy.mod", parameter(-1), parameter(-1)))


PROGRAM = """
import os
os.environ["KERAS_BACKEND"] = "openvino"
import keras_openvino_ops
import keras, numpy
from keras_openvino_ops import compat, targets
from keras_openvino_ops.lowering.constants import opset

found = {}
compile_model = compat.openvino_class("compile_model")

def spy(model, *args):
    found["predict"] = "Subgraph" in {node.get_type_name() for node in model.get_ops()}
    return compile_model(model, *args)

trainer = __import__("keras.src.backend.openvino.trainer", fromlist=["ov"])
trainer.ov.compile_model = spy
inputs = keras.Input((3,))
keras.Model(inputs, keras.ops.silu(inputs)).predict(numpy.ones((2, 3), "float32"), verbose=0)
x = opset.parameter([-1], numpy.float32)
node = keras.ops.silu(targets.tensor_class()(x.output(0))).output.get_node()
by_hand = node.input_value(0).get_node().get_type_name() == "Subgraph"
print(found["predict"], by_hand or node.get_type_name() == "Subgraph")
"""


@needs_kernels
@pytest.mark.parametrize(
    ("setting", "in_predict", "by_hand"), [("", True, False), ("on", True, True), ("off", False, False)]
)
def test_graphs_that_may_be_saved_have_none(setting: str, in_predict: bool, by_hand: bool) -> None:
    environment = {**os.environ, kernels.ENVIRONMENT: setting, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True
    )
    # Up to 3.13 Keras compiles for the shape of the first batch.
    in_predict = in_predict and not compat.in_range(targets.keras_version(), "<3.14")
    assert done.stdout.split()[-2:] == [str(in_predict), str(by_hand)], done.stderr


def test_another_setting_is_an_error() -> None:
    program = "import keras_openvino_ops.lowering.kernels"
    environment = {**os.environ, kernels.ENVIRONMENT: "yes", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True
    )
    assert f"{kernels.ENVIRONMENT} must be 'on' or 'off', or not set. Received: 'yes'" in done.stderr


@needs_kernels
def test_what_is_no_kernel() -> None:
    x, y, z = parameter(-1).output(0), parameter(-1).output(0), parameter(-1).output(0)
    integers = parameter(-1, dtype="int32").output(0)
    unknown = opset.parameter(openvino("PartialShape").dynamic(), ELEMENT_TYPES["float32"]).output(0)
    empty = parameter(-1, 0).output(0)

    def of_one(operands: Any) -> Any:
        return exp(operands[0])

    with kernels.permitted_if(lambda: True):
        assert kernels.one_kernel("exp", of_one, [x]) is not None
        for pair in ([x, unknown], [unknown, x], [empty, x]):
            assert kernels.one_kernel("add", lambda given: add(*given), pair) is None
        for operand in (
            integers,
            unknown,
            empty,
            parameter(3).output(0),
            constant([1.0, 2.0], "float32"),
        ):
            assert kernels.one_kernel("exp", of_one, [operand]) is None
        assert (
            kernels.one_kernel("three", lambda given: add(add(*given[:2]), given[2]), [x, y, z]) is None
        )
        assert (
            kernels.one_kernel("reshaped", lambda given: flatten(multiply(given[0], 2)), [x])
            is not None
        )
        assert kernels.one_kernel("sine", lambda given: opset.sin(given[0]).output(0), [x]) is None
        assert kernels.one_kernel("boolean", lambda given: opset.less(*given).output(0), [x, y]) is None
    with kernels.permitted_if(lambda: False):
        assert kernels.one_kernel("exp", of_one, [x]) is None


@needs_kernels
@pytest.mark.parametrize(
    ("dimensions", "rows"),
    [
        ((-1,), [1, -1]),
        ((-1, -1), [-1, -1]),
        ((-1, 8), [1, -1]),
        ((-1, 64), [-1, 64]),
        ((-1, 20, 30, 4), [-1, 120]),
        ((-1, 20, 300, 4), [-1, 1200]),
        ((-1, -1, -1, 3), [-1, -1]),
        ((2, -1, 3), [2, -1]),
    ],
)
def test_a_kernel_has_rows_for_threads(dimensions: tuple[int, ...], rows: list[int]) -> None:
    """Threads share the first axis; a row that is known is not short."""
    result = call("nn.silu", parameter(*dimensions))
    (kernel,) = (one for one in nodes_before(result) if one.get_type_name() == "Subgraph")
    shape = kernel.input_value(0).get_partial_shape()
    found = [-1 if one.is_dynamic else one.get_length() for one in shape]
    assert [found[0], found[-1]] == rows
    assert set(found[1:-1]) <= {1}


@needs_kernels
@pytest.mark.parametrize("shape", [(0, 5), (5, 0), (0, 0), (2, 3), (70, 1), (3, 400)])
@pytest.mark.parametrize("known", [(), (0,), (1,)])
def test_rows_of_any_length(shape: tuple[int, int], known: tuple[int, ...]) -> None:
    dimensions = [length if axis in known else -1 for axis, length in enumerate(shape)]
    x, y = parameter(*dimensions), parameter(1, -1)
    model = openvino("Model")([opset.result(call("numpy.arctan2", x, y))], [x, y])
    arrays = [np.linspace(1, 2, shape[0] * shape[1], dtype=np.float32).reshape(shape)]
    arrays.append(arrays[0][:1] + 1 if shape[0] else np.ones((1, shape[1]), np.float32))
    compiled = CORE.compile_model(model, "CPU", FLOAT32)
    expected = np.arctan2(*(one.astype(np.float64) for one in arrays))
    np.testing.assert_allclose(compiled(arrays)[0], expected, rtol=2.0**-22)


@needs_kernels
def test_a_number_may_stand_in_many_places() -> None:
    """OpenVINO 2024.6 merges equal constants, and fails on what they are then."""

    def formula(operands: Any) -> Any:
        (x,) = operands
        for _ in range(6):
            x = select(opset.less(x, np.float32(0.5)).output(0), add(x, 0.5), multiply(x, 0.5))
        return x

    x = parameter(-1)
    with kernels.permitted_if(lambda: True):
        result = kernels.one_kernel("many", formula, [x.output(0)])
    # More than there are ranks for on 2024.6.
    assert (result is None) == (subgraphs.axes() > 2)


@needs_kernels
def test_a_gate_and_what_it_gates_have_one_shape() -> None:
    result = call("nn.glu", parameter(-1, 4))
    assert "Subgraph" in kinds(result)
    assert "Broadcast" not in kinds(result)


@needs_kernels
def test_a_saved_graph_is_for_the_cpu_plugin(tmp_path: Path) -> None:
    x = parameter(-1)
    model = openvino("Model")([opset.result(call("nn.silu", x))], [x])
    path = tmp_path / "silu.xml"
    openvino("save_model")(model, str(path), compress_to_fp16=False)
    core = openvino("Core")()
    core.get_property("CPU", "FULL_DEVICE_NAME")
    compiled = core.compile_model(core.read_model(str(path)), "CPU", FLOAT32)
    np.testing.assert_allclose(compiled([np.ones(2, np.float32)])[0], 1 / (1 + np.exp(-1)), rtol=1e-6)
