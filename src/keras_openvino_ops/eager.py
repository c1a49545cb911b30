"""Calls on arrays, outside a model: what would take long is compiled once, and kept for the next call.

OpenVINO folds constants operation by operation, on one thread, at 2 ns an element or more. A compiled
op takes that for all its operations; but to compile takes as long as to fold millions of elements.
"""

from __future__ import annotations

import contextlib
import contextvars
import inspect
import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from keras_openvino_ops import compat, targets
from keras_openvino_ops.call_arguments import Arguments, NotApartError
from keras_openvino_ops.compiled_calls import CHUNK, ElementwiseCall, FixedCall, Results, nested_as
from keras_openvino_ops.lowering.constants import ELEMENT_TYPES, constant, dtype_of, opset
from keras_openvino_ops.lowering.elementwise import convert
from keras_openvino_ops.lowering.folding import NoValueError, folded, is_known_empty
from keras_openvino_ops.lowering.folding_time import share_to_repay
from keras_openvino_ops.lowering.graphs import (
    computes_in_float64,
    is_constant,
    is_elementwise,
    only_moves,
    size_of,
)
from keras_openvino_ops.lowering.shapes import static_shape

if TYPE_CHECKING:
    from openvino import Model, Output

    from keras_openvino_ops.operands import Keras
    from keras_openvino_ops.registry import Op

_Model = compat.openvino_class("Model")

KEPT = 100
"""The calls that are remembered. A compiled one takes 4 MB."""

_COMPILED = frozenset(
    ("bool", "int8", "int16", "int32", "uint8", "uint16", "bfloat16", "float16", "float32", "float64")
)
"""The dtypes that compiled operations do not narrow; but float64, which they compute in float32."""

Build = Callable[[inspect.BoundArguments], Any]

_FOLDED = object()
"""What is remembered of a call that is left to OpenVINO's folding."""

_kept: OrderedDict[Any, Any] = OrderedDict()
_lock = threading.Lock()
_saves_time = contextvars.ContextVar("saves_time", default=True)


@contextlib.contextmanager
def folding() -> Iterator[None]:
    """Leave calls to OpenVINO's folding meanwhile, however long it takes, if it can fold them."""
    token = _saves_time.set(False)
    try:
        yield
    finally:
        _saves_time.reset(token)


def call(op: Op, arguments: inspect.BoundArguments, keras: Keras, build: Build) -> Any:
    """Return what an op's call gives: of arrays alone, maybe computed, else as ``build`` builds it."""
    try:
        apart = Arguments(op, arguments, keras)
    except NotApartError:
        return build(arguments)
    if not apart.arrays:
        return build(arguments)
    kept, built = _recall(apart.form) or _recall(apart.key), None
    if kept is None:
        built = build(arguments)
        kept = _New(apart, built, keras, build).remember()
    result = None
    if isinstance(kept, FixedCall):
        result = kept(apart.arrays, keras)
    elif isinstance(kept, ElementwiseCall) and (shape := apart.shape()) is not None:
        result = kept(apart.arrays, shape, keras)
    if result is None:
        return build(arguments) if built is None else built
    return result


def _recall(key: Any) -> Any:
    key = _saves_time.get(), key
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
        return _kept.get(key)


def _remember(key: Any, kept: Any) -> Any:
    key = _saves_time.get(), key
    with _lock:
        _kept[key] = kept
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return kept


class _New:
    """A call that is new, and the graph of constants that was built of it."""

    def __init__(self, apart: Arguments, built: Any, keras: Keras, build: Build) -> None:
        self._apart = apart
        self._keras = keras
        self._build = build
        self._nested = nested_as(built)
        self._results = _outputs(built, keras) or []

    def remember(self) -> Any:
        """Return how the call is to be computed from now on."""
        dtypes = {*self._apart.dtypes, *map(dtype_of, self._results)}
        if not self._results or not dtypes <= _COMPILED or any(map(is_known_empty, self._results)):
            return _remember(self._apart.key, _FOLDED)
        model = _model(self._results)
        if only_moves(model):
            return _remember(self._apart.key, _FOLDED)
        elementwise = self._elementwise(model)
        if elementwise is not None:
            return _remember(self._apart.form, elementwise)
        folds = self._is_folded_at_any_size(model) or share_to_repay(model) > 1
        fixed = None if folds and is_constant(folded(model)) else self._fixed()
        return _remember(self._apart.key, fixed or _FOLDED)

    def _elementwise(self, model: Model) -> ElementwiseCall | None:
        """Return the call for arrays of all shapes, or None if it is not elementwise."""
        shape = self._apart.shape()
        if shape is None or not is_elementwise(model, math.prod(shape)):
            return None
        if any(static_shape(result) != shape for result in self._results):
            return None
        parameters = self._parameters([[CHUNK] for _ in self._apart.arrays])
        results = self._again([one.output(0) for one in parameters])
        if results is None or any(size_of(result) != CHUNK for result in results):
            return None
        chunk = _model(results, parameters)
        if not is_elementwise(chunk):
            return None
        return ElementwiseCall(chunk, targets.device(), self._as_results(), self._least(chunk))

    def _least(self, chunk: Model) -> float:
        """Return the number of elements from which a chunk's model repays compiling."""
        arrays = zip(self._apart.arrays, self._apart.dtypes)
        small = self._again([constant(array.flat[:2], dtype) for array, dtype in arrays])
        if small is None or not is_constant(folded(_model(small))):
            return 0
        if self._is_folded_at_any_size(chunk):
            return math.inf
        return CHUNK * share_to_repay(chunk)

    def _is_folded_at_any_size(self, model: Model) -> bool:
        """Whether a model is folded if OpenVINO can, however long it takes."""
        return computes_in_float64(model) or not _saves_time.get()

    def _fixed(self) -> FixedCall | None:
        """Return the call for the shapes of its arrays, or None if it cannot be compiled."""
        parameters = self._parameters([[*array.shape] for array in self._apart.arrays])
        results = self._again([one.output(0) for one in parameters])
        if results is None or [*map(_form, results)] != [*map(_form, self._results)]:
            return None
        with contextlib.suppress(NoValueError):
            return FixedCall(_model(results, parameters), targets.device(), self._as_results())
        return None

    def _parameters(self, shapes: list[list[int]]) -> list[Any]:
        # As inputs of float64, OpenVINO up to 2025.4 holds infinities at the largest float32.
        return [
            opset.parameter(shape, ELEMENT_TYPES["float32" if dtype == "float64" else dtype])
            for shape, dtype in zip(shapes, self._apart.dtypes)
        ]

    def _as_results(self) -> Results:
        return Results([*map(dtype_of, self._results)], self._nested)

    def _again(self, inputs: list[Output]) -> list[Output] | None:
        """Return the results for other inputs than the call's arrays; None if it has none for them."""
        tensors = [
            self._keras.tensor(convert(one, dtype)) for one, dtype in zip(inputs, self._apart.dtypes)
        ]
        try:
            results = _outputs(self._build(self._apart.of(tensors)), self._keras)
        except (TypeError, ValueError, IndexError, RuntimeError):
            # The body takes the arrays' values to build the graph, or their axes.
            return None
        same = [*map(dtype_of, results or [])] == [*map(dtype_of, self._results)]
        return results if same else None


def _model(results: Sequence[Output], parameters: Sequence[Any] = ()) -> Model:
    return _Model([opset.result(result) for result in results], list(parameters))


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
