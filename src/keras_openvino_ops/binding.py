"""Turns a registered op into a function of the running Keras's backend.

The function takes what Keras passes (backend tensors, variables, NumPy arrays, numbers, lists), under
the parameter names of the release, applies the op's dtype rule, and wraps what the body returns.
"""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops import compat, eager, targets
from keras_openvino_ops.bodies import signature_of
from keras_openvino_ops.lowering import kernels
from keras_openvino_ops.lowering.constants import constant, dtype_of, is_tensor
from keras_openvino_ops.lowering.elementwise import NARROW_INTEGERS, convert, wrapped
from keras_openvino_ops.lowering.folding import is_known_empty, varies
from keras_openvino_ops.lowering.precision import keep_float32
from keras_openvino_ops.lowering.shapes import static_shape
from keras_openvino_ops.operands import (
    Keras,
    Weak,
    convert_operand,
    materialize,
    operand_dtype,
    read,
    read_several,
)
from keras_openvino_ops.promotion import ARITHMETIC, Promote, resolve
from keras_openvino_ops.registry import TensorFunction

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.registry import Op

_Node = compat.openvino_class("Node")
_Tensor = compat.openvino_class("Tensor")
_SIMPLE = (type(None), bool, int, float, str)


class BindingError(TypeError):
    """An op's parameters cannot be matched with those of the backend function."""


def bind(op: Op, native: Callable[..., Any] | None, keras: Keras) -> Callable[..., Any]:
    """Return the backend function of an op.

    Parameters
    ----------
    op
        The registered op.
    native
        The function that it replaces: its signature is the release's contract. None where the
        backend has no such function.
    keras
        The running Keras.

    Raises
    ------
    BindingError
        If the parameters don't match.
    """
    signature, renamed = _adapt(op.body, native)

    def bound(*args: Any, **kwargs: Any) -> Any:
        for old, new in renamed.items():
            if old in kwargs:
                kwargs[new] = kwargs.pop(old)
        with _naming(op, [*args, *kwargs.values()], keras):
            arguments = signature.bind(*args, **kwargs)
            arguments.apply_defaults()
            result = eager.call(op, arguments, keras, lambda given: _call(op, given, keras))
        return _bind_function(op, result, keras) if isinstance(result, TensorFunction) else result

    bound.__name__ = bound.__qualname__ = op.name
    bound.__module__ = op.body.__module__
    bound.__doc__ = op.body.__doc__
    bound.__signature__ = signature  # type: ignore[attr-defined]
    return bound


def _adapt(
    function: Callable[..., Any], native: Callable[..., Any] | None
) -> tuple[inspect.Signature, dict[str, str]]:
    """Return the body's signature with the native defaults, and native names the body hasn't."""
    body = signature_of(function)
    if native is None or _parameters(function) == _parameters(native):
        return body, {}
    parameters = list(body.parameters.values())
    renamed: dict[str, str] = {}
    for position, parameter in enumerate(inspect.signature(native).parameters.values()):
        if parameter.kind is parameter.VAR_KEYWORD:
            continue
        name = parameter.name
        if name not in body.parameters:
            if position >= len(parameters) or parameter.kind is not parameters[position].kind:
                raise BindingError(
                    f"the backend calls it with {name!r}, which the op does not take: "
                    f"{inspect.signature(native)} against {body}"
                )
            renamed[name] = name = parameters[position].name
        index = list(body.parameters).index(name)
        if parameter.default is not parameter.empty:
            parameters[index] = parameters[index].replace(default=parameter.default)
    return body.replace(parameters=parameters), renamed


def _parameters(function: Callable[..., Any]) -> Any:
    """What a signature is made of: to compare it takes less time than to make it."""
    code = getattr(function, "__code__", None)
    if code is None:
        return function
    count = code.co_argcount + code.co_kwonlyargcount
    several = code.co_flags & (inspect.CO_VARARGS | inspect.CO_VARKEYWORDS)
    named = (code.co_argcount, code.co_varnames[:count], several)
    return (named, function.__defaults__, function.__kwdefaults__)


@contextlib.contextmanager
def _naming(op: Op, received: Sequence[Any], keras: Keras) -> Iterator[None]:
    """Let errors name the op, and what it received where OpenVINO refuses it."""
    try:
        yield
    except (TypeError, ValueError, IndexError) as error:
        raise _named(op, error) from error
    except RuntimeError as error:
        # OpenVINO validates nodes as they are made, and says so with a RuntimeError.
        described = ", ".join(_describe(value, keras) for value in received)
        reason = ValueError(f"cannot be built for these arguments: {described}\n{error}")
        raise _named(op, reason) from error


def _bind_function(op: Op, returned: TensorFunction, keras: Keras) -> Callable[..., Any]:
    """Return a function that an op returns as one of Keras's values."""

    def bound(*args: Any, **kwargs: Any) -> Any:
        def operand(name: int | str, value: Any) -> Any:
            if not returned.is_operand(name):
                return value
            return convert_operand(str(name), read(value, keras), "any", keras)

        with _naming(op, [*args, *kwargs.values()], keras):
            result = returned.function(
                *(operand(position, value) for position, value in enumerate(args)),
                **{name: operand(name, value) for name, value in kwargs.items()},
            )
            return _wrap(result, None, keras)

    return bound


def _named(op: Op, error: Exception) -> Exception:
    message = f"{op.name}(): {error}"
    try:
        return type(error)(message)
    except TypeError:
        return ValueError(message)


def _describe(value: Any, keras: Keras) -> str:
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_describe(one, keras) for one in value)}]"
    if isinstance(value, (keras.tensor, keras.variable, np.ndarray)):
        return f"{value.dtype}{list(value.shape)}"
    return repr(value)


def _call(op: Op, arguments: inspect.BoundArguments, keras: Keras) -> Any:
    values = arguments.arguments
    if op.complex_arrays is not None and any(map(_is_complex, values.values())):
        return _from_array(op.complex_arrays(*arguments.args, **arguments.kwargs), keras)
    promoted: dict[str, Any] = {}
    for name, value in values.items():
        if name not in op.operands:
            values[name] = _unwrap(value, keras)
        elif value is None:
            continue
        elif op.convert.get(name, "given") != "given":
            values[name] = _convert_argument(op, name, value, keras)
        elif name in op.sequences:
            promoted[name] = read_several(name, value, keras)
        else:
            promoted[name] = read(value, keras)
            if name in op.strong_numbers:
                promoted[name] = convert_operand(name, promoted[name], "any", keras)

    if not promoted and op.promote is not Promote.CREATION:
        return _wrap(_run(op, arguments), None, keras)
    dtype = values.get("dtype")
    dtypes = resolve(
        op.promote,
        [operand_dtype(operand) for value in promoted.values() for operand in _flat(value)],
        keras.result_type,
        dtype=None if dtype is None else keras.standardize_dtype(dtype),
        compute=op.compute,
        result=op.result,
    )
    if "dtype" in values:
        values["dtype"] = dtypes.compute
    for name, value in promoted.items():
        if name in op.convert:
            values[name] = value.value if isinstance(value, Weak) else value
        elif isinstance(value, list):
            values[name] = [materialize(operand, dtypes.compute) for operand in value]
        else:
            values[name] = materialize(value, dtypes.compute)
    return _wrap(_run(op, arguments), dtypes.result, keras)


def _is_complex(value: Any) -> bool:
    if isinstance(value, (np.ndarray, np.generic)):
        return value.dtype.kind == "c"
    return isinstance(value, complex)


def _from_array(result: Any, keras: Keras) -> Any:
    """Return an array as a tensor, but one of complex numbers as it is."""
    array = np.asarray(result)
    if array.dtype.kind == "c":
        return array
    return keras.tensor(constant(array, keras.result_type(str(array.dtype))))


def _run(op: Op, arguments: inspect.BoundArguments) -> Any:
    """Call the body; what it computes in float32, it does in bfloat16 mode too."""
    tensors = _tensors(list(arguments.arguments.values()))
    is_dynamic = any(one.get_partial_shape().is_dynamic for one in tensors)
    with kernels.permitted_if(_runs_on_the_cpu):
        result = _in_one_kernel(op, arguments) if op.one_kernel and is_dynamic else None
        if result is None:
            result = op.body(*arguments.args, **arguments.kwargs)
    if op.promote in ARITHMETIC:
        keep_float32(_tensors(result), tensors)
    return result


def _runs_on_the_cpu() -> bool:
    """Whether the graph that an op is called for is the CPU plugin's, and no other's."""
    return targets.device() == "CPU" and (kernels.everywhere or targets.is_building_to_run())


def _in_one_kernel(op: Op, arguments: inspect.BoundArguments) -> Output | None:
    """Call the body for one kernel; None where that is not possible."""
    given = arguments.arguments
    tensors = {name: value for name, value in given.items() if is_tensor(value)}
    others = {name: value for name, value in given.items() if name not in tensors}
    if not all(isinstance(value, _SIMPLE) for value in others.values()):
        return None

    def formula(operands: Sequence[Output]) -> Output:
        result: Output = op.body(**others, **dict(zip(tensors, operands)))
        return result

    return kernels.one_kernel((op.body, repr(others)), formula, list(tensors.values()))


def _tensors(value: Any) -> list[Output]:
    if isinstance(value, (list, tuple)):
        return [one for part in value for one in _tensors(part)]
    if isinstance(value, _Node):
        return [value.output(0)]
    return [value] if is_tensor(value) else []


def _unwrap(value: Any, keras: Keras) -> Any:
    """Return an argument that is not an operand, with OpenVINO's outputs for Keras's tensors.

    A function becomes one of outputs.
    """
    if isinstance(value, (list, tuple)):
        return type(value)(_unwrap(one, keras) for one in value)
    if isinstance(value, (keras.tensor, keras.variable)):
        return read(value, keras)
    if callable(value) and not isinstance(value, type):
        return _function_of_outputs(value, keras)
    return value


def _function_of_outputs(function: Callable[..., Any], keras: Keras) -> Callable[..., Any]:
    """Return a function of Keras's tensors as one of outputs; its other arguments stay as they are."""

    def wrapped(value: Any) -> Any:
        return keras.tensor(value) if is_tensor(value) else value

    def output_of(value: Any) -> Output:
        return convert_operand("result", read(value, keras), "any", keras)

    def of_outputs(*args: Any, **kwargs: Any) -> Any:
        result = function(*map(wrapped, args), **{name: wrapped(one) for name, one in kwargs.items()})
        return tuple(map(output_of, result)) if isinstance(result, tuple) else output_of(result)

    return of_outputs


def _flat(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _convert_argument(op: Op, name: str, value: Any, keras: Keras) -> Output | list[Output]:
    to = op.convert[name]
    if name in op.sequences:
        return [convert_operand(name, one, to, keras) for one in read_several(name, value, keras)]
    return convert_operand(name, read(value, keras), to, keras)


def _wrap(result: Any, dtype: str | None, keras: Keras) -> Any:
    """Return what a body returned as Keras's tensors, in the result dtype, or its own for None."""
    if isinstance(result, (list, tuple)):
        return type(result)(_wrap(one, dtype, keras) for one in result)
    if isinstance(result, _Node):
        result = result.output(0)
    if not is_tensor(result):
        return result
    if is_known_empty(result) and not varies(result):
        nothing = np.empty(list(result.get_shape()))
        return keras.tensor(constant(nothing, dtype or dtype_of(result)))
    if dtype is None:
        return keras.tensor(result)
    # OpenVINO 2024.6 has no bitwise kernel for empty constants.
    if dtype in NARROW_INTEGERS and dtype_of(result) == "int32" and 0 not in static_shape(result):
        return keras.tensor(wrapped(result, dtype))
    return keras.tensor(convert(result, dtype))
