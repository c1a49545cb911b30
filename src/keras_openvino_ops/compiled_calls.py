"""Calls on arrays as compiled models."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops.lowering.constants import constant, numpy_dtype
from keras_openvino_ops.lowering.folding import NoValueError, array_in, compile_in_float32

if TYPE_CHECKING:
    from openvino import CompiledModel, Model

    from keras_openvino_ops.operands import Keras

    Array = np.ndarray[Any, Any]

LARGE = 1_000_000
"""The bytes of arrays from which a compiled call gives back the memory for what it computes between."""

CHUNK = 32_768
"""The elements of an elementwise call that are computed at a time."""

LONG_CHUNK = 8 * CHUNK
"""As many as are computed at a time, as long as there are so many: to start takes a while too."""


class Results:
    """What a call returns: the dtypes of its tensors, and how they are nested."""

    def __init__(self, dtypes: list[str], nested: Any) -> None:
        self.dtypes = dtypes
        self._nested = nested

    def of(self, arrays: list[Array], keras: Keras) -> Any:
        """Return arrays as the call's results: Keras's tensors, which are constants."""
        tensors = [keras.tensor(constant(*one)) for one in zip(arrays, self.dtypes)]
        return _nest(self._nested, iter(tensors))


class FixedCall:
    """A call for arrays of certain shapes."""

    def __init__(self, model: Model, device: str, results: Results) -> None:
        self._results = results
        self._model: CompiledModel = compile_in_float32(model, device)
        self._lock = threading.Lock()

    def __call__(self, arrays: list[Array], keras: Keras) -> Any:
        """Return what the call gives for arrays."""
        # A model gives no memory back while another thread runs it.
        with self._lock:
            return self._results.of(self._run(arrays), keras)

    def _run(self, arrays: list[Array]) -> list[Array]:
        request = self._model.create_infer_request()
        for index, array in enumerate(arrays):
            _copy(array, request.get_input_tensor(index).data)
        request.infer()
        results = [
            array_in(request.get_output_tensor(index).data, dtype)
            for index, dtype in enumerate(self._results.dtypes)
        ]
        if sum(array.nbytes for array in (*arrays, *results)) >= LARGE:
            self._model.release_memory()
        return results


class ElementwiseCall:
    """A call for arrays of all shapes, by a model that takes CHUNK elements, and one of LONG_CHUNK.

    They are compiled when they are first needed: if there are so many elements as are least.
    """

    def __init__(self, model: Model, device: str, results: Results, least: float) -> None:
        self._model = model
        self._compiled: dict[int, CompiledModel] = {}
        self._device = device
        self._results = results
        self._least = least
        self._lock = threading.Lock()

    def __call__(self, arrays: list[Array], shape: tuple[int, ...], keras: Keras) -> Any:
        """Return what the call gives for arrays of that shape together; None if it is to be folded."""
        size = math.prod(shape)
        if size < self._least:
            return None
        flat = [np.broadcast_to(array, shape).reshape(-1) for array in arrays]
        results = [np.empty(size, numpy_dtype(dtype)) for dtype in self._results.dtypes]
        long = size - size % LONG_CHUNK
        try:
            self._run(LONG_CHUNK, range(0, long, LONG_CHUNK), flat, results)
            self._run(CHUNK, range(long, size, CHUNK), flat, results)
        except NoValueError:
            # OpenVINO has no kernels for the device: an error is due where the tensor is read.
            self._least = math.inf
            return None
        return self._results.of([result.reshape(shape) for result in results], keras)

    def _run(self, length: int, starts: range, arrays: list[Array], results: list[Array]) -> None:
        if not starts:
            return
        request = self._ready(length).create_infer_request()
        for start in starts:
            part = slice(start, start + length)
            for index, array in enumerate(arrays):
                taken, count = request.get_input_tensor(index).data, len(array[part])
                _copy(array[part], taken[:count])
                # By what happens to lie beyond the end, integers may not be divisible.
                _copy(array[-1:], taken[count:])
            request.infer()
            for index, result in enumerate(results):
                given = request.get_output_tensor(index).data.reshape(-1)
                _copy(given[: len(result[part])], result[part])

    def _ready(self, length: int) -> CompiledModel:
        with self._lock:
            if length not in self._compiled:
                model = self._model.clone()
                model.reshape({parameter: [length] for parameter in model.inputs})
                self._compiled[length] = compile_in_float32(model, self._device)
            return self._compiled[length]


def nested_as(value: Any) -> Any:
    """Return the lists and tuples of a call's result, with None in place of what is in them."""
    if isinstance(value, (list, tuple)):
        return type(value)(map(nested_as, value))
    return None


def _nest(like: Any, tensors: Iterator[Any]) -> Any:
    if isinstance(like, (list, tuple)):
        return type(like)(_nest(one, tensors) for one in like)
    return next(tensors)


def _copy(array: Array, to: Array) -> None:
    if array.dtype.type.__module__ == to.dtype.type.__module__ == "numpy":
        with np.errstate(over="ignore"):
            to[...] = array
    else:
        # What NumPy has no dtype for, OpenVINO hands out as another of the same width.
        bits = np.dtype(f"uint{8 * array.itemsize}")
        to.view(bits)[...] = array.view(bits)
