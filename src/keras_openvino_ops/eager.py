"""Calls on arrays, outside a model: what would take long is compiled once, and kept for the next call.

OpenVINO folds constants operation by operation, on one thread, at 2 ns an element or more. A compiled
op takes that for all its operations; but to compile takes as long as to fold millions of elements.
"""

from __future__ import annotations

import contextlib
import contextvars
import inspect
import itertools
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from keras_openvino_ops import compat, targets
from keras_openvino_ops.lowering.constants import ELEMENT_TYPES, constant, dtype_of, opset
from keras_openvino_ops.lowering.elementwise import convert
from keras_openvino_ops.lowering.folding import array_in, compile_in_float32, folded
from keras_openvino_ops.lowering.folding_time import only_moves, repays_compiling
from keras_openvino_ops.lowering.shapes import static_shape

if TYPE_CHECKING:
    from openvino import CompiledModel, Model, Output

    from keras_openvino_ops.operands import Keras
    from keras_openvino_ops.registry import Op

_Model = compat.openvino_class("Model")

KEPT = 100
"""The calls that are remembered. A compiled one takes 4 MB."""

LARGE = 1_000_000
"""The bytes of arrays from which a compiled call gives back the memory for what it computes between."""

SHORT = 64
"""The length up to which lists, and arrays that are no operands, are compared by their elements."""

_COMPILED = frozenset(
    ("bool", "int8", "int16", "int32", "uint8", "uint16", "bfloat16", "float16", "float32", "float64")
)
"""The dtypes that compiled operations do not narrow; but float64, which they compute in float32."""

Build = Callable[[inspect.BoundArguments], Any]


class _Place(NamedTuple):
    """The place of an array among a call's arguments."""

    number: int


class _NotApartError(Exception):
    """An argument is no array, and not to be told from others: the input of a model, a function."""


class _Arguments:
    """A call's arguments with places for its arrays, and what tells them from another call's."""

    def __init__(self, op: Op, arguments: inspect.BoundArguments, keras: Keras) -> None:
        self._keras = keras
        self.arrays: list[np.ndarray[Any, Any]] = []
        self.dtypes: list[str] = []
        parts = {
            name: self._apart(value, name in op.operands) for name, value in arguments.arguments.items()
        }
        self._signature = arguments.signature
        self._values = {name: value for name, (value, _) in parts.items()}
        self.key = (
            (op.target, op.body, keras.tensor, keras.result_type(float), targets.device()),
            *(key for _, key in parts.values()),
        )

    def _apart(self, value: Any, operand: bool) -> tuple[Any, Any]:
        if isinstance(value, self._keras.variable):
            value = value.value
        if isinstance(value, self._keras.tensor):
            node = value.output.get_node()
            if node.get_type_name() != "Constant":
                raise _NotApartError
            return self._array(value, node.data, dtype_of(value.output), operand)
        if isinstance(value, (np.ndarray, np.generic)):
            return self._array(value, value, str(value.dtype), operand)
        if isinstance(value, (list, tuple)) and len(value) <= SHORT:
            kind = list if isinstance(value, list) else tuple
            parts = [self._apart(one, operand) for one in value]
            return kind(part for part, _ in parts), (kind, *(key for _, key in parts))
        # By what is written, as 0.0 is equal to -0.0, 1 to True, and no nan to another.
        if value is None or isinstance(value, (bool, int, float, str, type, np.dtype)):
            return value, (type(value), repr(value))
        if isinstance(value, slice):
            return value, (slice, *self._apart((value.start, value.stop, value.step), False)[1])
        raise _NotApartError

    def _array(self, value: Any, array: Any, dtype: str, operand: bool) -> tuple[Any, Any]:
        if operand and array.size > 1 and dtype in ELEMENT_TYPES:
            self.arrays.append(array)
            self.dtypes.append(dtype)
            return _Place(len(self.arrays) - 1), (dtype, array.shape)
        # Beside constants without elements, to fold may end the process.
        if array.size > SHORT or not array.size:
            raise _NotApartError
        return value, (dtype, array.shape, array.tobytes())

    def of(self, tensors: list[Any]) -> inspect.BoundArguments:
        """Return the arguments with tensors in the places of the arrays."""

        def put(value: Any) -> Any:
            if isinstance(value, _Place):
                return tensors[value.number]
            return type(value)(map(put, value)) if isinstance(value, (list, tuple)) else value

        values = {name: put(value) for name, value in self._values.items()}
        return inspect.BoundArguments(self._signature, values)


class _Compiled(NamedTuple):
    """A compiled call: its model, the dtypes of its results, and how they are nested."""

    model: CompiledModel
    dtypes: list[str]
    nested: Any
    lock: threading.Lock

    def __call__(self, arrays: list[np.ndarray[Any, Any]], keras: Keras) -> Any:
        """Return the results for arrays as Keras's tensors, which are constants."""
        # A model gives no memory back while another thread runs it.
        with self.lock:
            results = self._run(arrays)
        tensors = [keras.tensor(constant(*one)) for one in zip(results, self.dtypes)]
        return _nest(self.nested, iter(tensors))

    def _run(self, arrays: list[np.ndarray[Any, Any]]) -> list[np.ndarray[Any, Any]]:
        request = self.model.create_infer_request()
        for index, array in enumerate(arrays):
            _copy(array, request.get_input_tensor(index).data)
        request.infer()
        results = [
            array_in(request.get_output_tensor(index).data, dtype)
            for index, dtype in enumerate(self.dtypes)
        ]
        if sum(array.nbytes for array in (*arrays, *results)) >= LARGE:
            self.model.release_memory()
        return results


def _copy(array: np.ndarray[Any, Any], to: np.ndarray[Any, Any]) -> None:
    if array.dtype.type.__module__ == "numpy":
        with np.errstate(over="ignore"):
            to[...] = array
    else:
        # What NumPy has no dtype for, OpenVINO hands out as another of the same width.
        bits = np.dtype(f"uint{8 * array.itemsize}")
        to.view(bits)[...] = array.view(bits)


def _nest(like: Any, tensors: Iterator[Any]) -> Any:
    if isinstance(like, (list, tuple)):
        return type(like)(_nest(one, tensors) for one in like)
    return next(tensors)


_kept: dict[Any, _Compiled | None] = {}
_lock = threading.Lock()
_compiles = contextvars.ContextVar("compiles", default=True)


@contextlib.contextmanager
def folding() -> Iterator[None]:
    """Leave all calls to OpenVINO's folding meanwhile, however long it takes."""
    token = _compiles.set(False)
    try:
        yield
    finally:
        _compiles.reset(token)


def call(op: Op, arguments: inspect.BoundArguments, keras: Keras, build: Build) -> Any:
    """Return what an op's call gives: of arrays alone, maybe computed, else as ``build`` builds it."""
    if not _compiles.get():
        return build(arguments)
    try:
        apart = _Arguments(op, arguments, keras)
    except _NotApartError:
        return build(arguments)
    if not apart.arrays:
        return build(arguments)
    with _lock:
        seen = apart.key in _kept
        compiled = _kept.pop(apart.key, None)
        if seen:
            _kept[apart.key] = compiled
    if compiled is None:
        built = build(arguments)
        if seen:
            return built
        compiled = _compile(apart, built, keras, build)
        with _lock:
            _kept[apart.key] = compiled
            while len(_kept) > KEPT:
                del _kept[next(iter(_kept))]
        if compiled is None:
            return built
    return compiled(apart.arrays, keras)


def _compile(apart: _Arguments, built: Any, keras: Keras, build: Build) -> _Compiled | None:
    """Return a call compiled, or None if it is folded as fast, or in wider dtypes."""
    results = _outputs(built, keras)
    if results is None:
        return None
    dtypes = {*apart.dtypes, *map(dtype_of, results)}
    if not dtypes <= _COMPILED or any(0 in static_shape(result) for result in results):
        return None
    model = _Model([opset.result(result) for result in results], [])
    if only_moves(model):
        return None
    if (_computes_in_float64(model) or not repays_compiling(model)) and _is_constant(folded(model)):
        return None
    parameters = [
        # As inputs of float64, OpenVINO up to 2025.4 holds infinities at the largest float32.
        opset.parameter(list(array.shape), ELEMENT_TYPES["float32" if dtype == "float64" else dtype])
        for array, dtype in zip(apart.arrays, apart.dtypes)
    ]
    tensors = [
        keras.tensor(convert(parameter.output(0), dtype))
        for parameter, dtype in zip(parameters, apart.dtypes)
    ]
    try:
        again = _outputs(build(apart.of(tensors)), keras)
        if again is None or [*map(_form, again)] != [*map(_form, results)]:
            return None
        model = _Model([opset.result(result) for result in again], parameters)
        compiled = compile_in_float32(model, targets.device())
    except (TypeError, ValueError, RuntimeError):
        # The op takes its arrays' values to build the graph, or OpenVINO has no kernel for the device:
        # then an error is due where the tensor is read.
        return None
    nested = _nest(built, itertools.repeat(None))
    return _Compiled(compiled, [dtype_of(result) for result in again], nested, threading.Lock())


def _outputs(value: Any, keras: Keras) -> list[Output] | None:
    """Return the outputs of nested tensors, or None if something else is among them."""
    if isinstance(value, keras.tensor):
        return [value.output]
    if not isinstance(value, (list, tuple)):
        return None
    parts = [_outputs(one, keras) for one in value]
    return None if None in parts else [output for part in parts for output in part or ()]


def _form(x: Output) -> tuple[str, str]:
    return dtype_of(x), str(x.get_partial_shape())


def _is_constant(model: Model) -> bool:
    return all(
        result.input_value(0).get_node().get_type_name() == "Constant" for result in model.get_results()
    )


def _computes_in_float64(model: Model) -> bool:
    return any(
        dtype_of(x) == "float64"
        for node in model.get_ops()
        if node.get_type_name() not in ("Convert", "Result")
        for x in node.input_values()
    )
