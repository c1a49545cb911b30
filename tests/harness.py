"""Runs a backend function the way applications do: eagerly, and as a compiled graph."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import keras
import ml_dtypes
import numpy as np
import pytest

from keras_openvino_ops import compat, eager, targets
from keras_openvino_ops.defects import Mode
from keras_openvino_ops.lowering import kernels
from keras_openvino_ops.lowering.constants import ELEMENT_TYPES, constant, dtype_of, opset
from keras_openvino_ops.lowering.elementwise import convert
from keras_openvino_ops.lowering.folding import compute

openvino = compat.openvino_class
CORE = openvino("Core")()
# The default precision of a CPU with bfloat16 instructions is bfloat16.
FLOAT32 = {"INFERENCE_PRECISION_HINT": "f32"}

Array = np.ndarray[Any, Any]
Function = Callable[..., Any]
Inference = Callable[[Sequence[Array]], "list[tuple[Array, ...]]"]

THOROUGH = os.environ.get("THOROUGH_TESTS") == "1"
"""Whether to leave nothing out for the time that it takes."""


def exponents(mantissas: int, seed: int = 0) -> Array:
    """Float32 numbers of every exponent and sign, nan among them: so many of each, and the ends."""
    drawn = np.random.default_rng(seed).integers(0, 2**23, mantissas)
    bits = (np.arange(256)[:, None] << 23 | np.unique([*drawn, 0, 1, 2**23 - 1])).astype(np.uint32)
    return np.concatenate([bits, bits | 0x80000000], dtype=np.uint32).view(np.float32).ravel()


# Graphs of tests are as those of `predict`.
kernels.everywhere = True


def backend_function(target: str) -> Function:
    """The function that keras.ops would call now."""
    function: Function = targets.slot(target).value
    return function


class Graph:
    """Calls gathered into one model, to compile once: calls on arrays in, arrays out.

    Eager calls are folded, as those on few elements are; test_eager.py is about the others.
    A function, if one is given, computes tensors from those that stand for eager arrays.
    """

    def __init__(self, mode: Mode, batch_only: bool = False, computed: Function | None = None) -> None:
        self.mode = mode
        self.batch_only = batch_only
        self.computed = computed or (lambda x: x)
        self._parameters: list[Any] = []
        self._inputs: list[Array] = []
        self._results: list[Any] = []
        self._layout: list[tuple[str | Array, ...]] = []

    def _tensor(self, array: Array) -> Any:
        if self.mode is Mode.EAGER:
            return targets.tensor_class()(self.computed(constant(array, str(array.dtype))))
        dimensions = list(array.shape)
        if self.mode is Mode.DYNAMIC:
            dimensions = [-1] * (1 if self.batch_only else array.ndim) + (
                dimensions[1:] if self.batch_only else []
            )
        parameter = opset.parameter(dimensions[: array.ndim], ELEMENT_TYPES[str(array.dtype)])
        self._parameters.append(parameter)
        self._inputs.append(array)
        return targets.tensor_class()(parameter.output(0))

    def _argument(self, value: Any) -> Any:
        if isinstance(value, np.ndarray) and value.dtype.kind != "c":
            return self._tensor(value)
        if isinstance(value, (list, tuple)) and any(isinstance(one, np.ndarray) for one in value):
            return type(value)(self._argument(one) for one in value)
        return value

    def call(
        self,
        function: Function,
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        then: Sequence[Any] = (),
    ) -> None:
        """Build a call, and one of the function that it returns; raises what building it raises."""
        with eager.folding():
            result = function(
                *(self._argument(one) for one in args),
                **{name: self._argument(one) for name, one in kwargs.items()},
            )
            if then:
                result = result(*(self._argument(one) for one in then))
        tensors = result if isinstance(result, (list, tuple)) else [result]
        self._layout.append(tuple(self._keep(one) for one in tensors))

    def _keep(self, result: Any) -> str | Array:
        """Add a result to the model and return its dtype; of an array or an integer, the array."""
        if isinstance(result, (np.ndarray, int)):
            return np.asarray(result, None if isinstance(result, np.ndarray) else np.int32)
        dtype = dtype_of(result.output)
        # NumPy cannot hold bfloat16; float32 holds its values.
        wide = convert(result.output, "float32") if dtype == "bfloat16" else result.output
        self._results.append(wide)
        return dtype

    def _model(self) -> Any:
        return openvino("Model")([opset.result(output) for output in self._results], self._parameters)

    def operations(self) -> list[str]:
        """The types of the operations, not of constants, as `registry.Probe` names slow ones."""
        nodes = self._model().get_ops()
        apart = ("Constant", "Parameter", "Result")
        return [_operation(one) for one in nodes if one.get_type_name() not in apart]

    def run(
        self, config: Mapping[str, str] = FLOAT32, as_keras_does: bool = False
    ) -> list[tuple[Array, ...]]:
        """Compile and infer all calls; one tuple of arrays for each.

        Eager ones are computed as our ``convert_to_numpy`` does; as Keras does, they are compiled.
        """
        if self.mode is Mode.EAGER and not as_keras_does:
            return self._in_layout([compute(output) for output in self._results])
        return self.compile(config)(self._inputs)

    def compile(self, config: Mapping[str, str] = FLOAT32) -> Inference:
        """Compile all calls; return what infers them from the arrays of all, in their order."""
        model = self._model()
        request = CORE.compile_model(model, "CPU", dict(config)).create_infer_request()

        def infer(inputs: Sequence[Array]) -> list[tuple[Array, ...]]:
            request.infer({index: _as_tensor(array) for index, array in enumerate(inputs)})
            outputs = [request.get_output_tensor(index).data for index in range(len(self._results))]
            return self._in_layout([np.array(one) for one in outputs])

        return infer

    def _in_layout(self, arrays: list[Array]) -> list[tuple[Array, ...]]:
        """The results of each call, whose computed ones are these."""
        computed = iter(arrays)
        return [
            tuple(_in_dtype(next(computed), one) if isinstance(one, str) else one for one in kept)
            for kept in self._layout
        ]


def _operation(node: Any) -> str:
    name: str = node.get_type_name()
    if name == "Unique" and node.get_input_size() == 2:
        return "Unique of slices"
    if name in ("Sin", "Cos", "Tan") and _operation(node.input_value(0).get_node()) == "Select":
        return f"{name} of a few"
    return f"stable {name}" if node.get_attributes().get("stable") else name


def _as_tensor(array: Array) -> Any:
    array = np.ascontiguousarray(array).reshape(array.shape)
    if array.dtype == ml_dtypes.bfloat16:
        tensor = openvino("Tensor")(ELEMENT_TYPES["bfloat16"], list(array.shape))
        tensor.data.view(np.uint16)[...] = array.view(np.uint16)
        return tensor
    return openvino("Tensor")(array)


def _in_dtype(array: Array, dtype: str) -> Array:
    # The plugin hands float64 out as the float32 that it computes in.
    return array.astype(ml_dtypes.bfloat16 if dtype == "bfloat16" else dtype)


def evaluate(
    function: Function,
    args: Sequence[Any],
    kwargs: Mapping[str, Any] | None = None,
    mode: Mode = Mode.EAGER,
    *,
    then: Sequence[Any] = (),
    computed: Function | None = None,
    batch_only: bool = False,
    config: Mapping[str, str] = FLOAT32,
    as_keras_does: bool = False,
) -> Any:
    """Call a backend function on arrays; return an array, or a tuple of arrays."""
    graph = Graph(mode, batch_only, computed)
    graph.call(function, args, kwargs or {}, then)
    (result,) = graph.run(config, as_keras_does)
    return result[0] if len(result) == 1 else result


def ulp_error(actual: Array, expected: Array, scale: Array | None = None) -> Array:
    """The distance of float arrays in units in the last place of the expected value's dtype.

    ``expected`` may be more precise than ``actual``. Equal infinities and nans have no distance.
    Where ``scale`` is larger than the expected value, the unit is that of the scale.
    """
    info = ml_dtypes.finfo(actual.dtype)
    with np.errstate(all="ignore"):
        wide, exact = actual.astype(np.float64), np.asarray(expected, np.float64)
        rounded = exact.astype(actual.dtype).astype(np.float64)
        size = np.maximum(np.abs(exact), float(info.tiny))
        if scale is not None:
            size = np.fmax(size, np.where(np.isfinite(scale), scale, 0))
        spacing = np.exp2(np.floor(np.log2(size)) - info.nmant)
        error = np.abs(wide - exact) / spacing
    same = (wide == rounded) & ~np.isfinite(rounded) | (np.isnan(wide) & np.isnan(exact))
    return np.where(same, 0.0, np.where(np.isnan(error), np.inf, error))


def mismatch(
    actual: Array,
    expected: Array,
    dtype: str,
    ulp: float,
    scale: Array | None = None,
    *,
    signed_zeros: bool = False,
) -> str | None:
    """Say what is wrong with a result, or None.

    A zero of the other sign is wrong if ``signed_zeros``.
    """
    if str(actual.dtype) != dtype:
        return f"dtype {actual.dtype}, not {dtype}"
    if actual.shape != expected.shape:
        return f"shape {actual.shape}, not {expected.shape}"
    if actual.size == 0:
        return None
    if "float" not in dtype:
        wrong = actual != expected
        return f"{actual} is not {expected}" if wrong.any() else None
    # Compiled for the CPU, float64 computes in float32.
    computed = actual.astype(np.float32) if dtype == "float64" else actual
    errors = ulp_error(computed, expected, scale)
    if errors.max() <= ulp:
        if signed_zeros and (zeros := zeros_of_the_other_sign(computed, expected)):
            return f"{zeros} zeros of the other sign: {actual} is not {expected}"
        return None
    worst = np.unravel_index(errors.argmax(), errors.shape)
    return f"{errors.max():.4g} ULP (at most {ulp}): {actual[worst]}, not {expected[worst]}"


def zeros_of_the_other_sign(actual: Array, expected: Array) -> int:
    """The number of zeros whose sign differs, those included that are too small for the dtype."""
    with np.errstate(all="ignore"):
        rounded = expected.astype(actual.dtype)
    zeros = (actual == 0) & (rounded == 0)
    return int((zeros & (np.signbit(actual) != np.signbit(rounded))).sum())


def release_in(releases: str) -> bool:
    """Whether the running Keras is among these releases."""
    return compat.in_range(keras.__version__, releases)


# The numbers that a graph of ours gives depend on OpenVINO: of the Keras releases that the matrix runs
# with one OpenVINO, one stands for all.
_STANDS_FOR_OPENVINO = {"==2024.*": "<3.9", "==2025.*": "==3.11.*", "==2026.*": ">=3.15"}
STANDS_FOR_OPENVINO = THOROUGH or all(
    release_in(releases)
    for versions, releases in _STANDS_FOR_OPENVINO.items()
    if compat.in_range(compat.installed_version("openvino") or "0", versions)
)
once_for_openvino = pytest.mark.skipif(
    not STANDS_FOR_OPENVINO, reason="the matrix runs this with another Keras and this OpenVINO"
)
