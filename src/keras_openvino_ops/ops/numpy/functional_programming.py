"""Functional programming."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from keras_openvino_ops.defects import Defect, DefectKind, Probe, tensor
from keras_openvino_ops.lowering.constants import constant, dtype_of, is_tensor
from keras_openvino_ops.lowering.elementwise import equal, select
from keras_openvino_ops.lowering.loops import map_slices
from keras_openvino_ops.lowering.shapes import (
    dimension,
    product,
    rank_of,
    reshape,
    static_shape,
)
from keras_openvino_ops.ops.numpy.changing_dimensions import broadcast_to
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import TensorFunction, op

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.shapes import Dimension


@op(
    "numpy.vectorize",
    promote=Promote.NO_OPMATH,
    limits=[
        "runs one slice after another, unless pyfunc is elementwise; of no elements it gives none, "
        "where NumPy raises"
    ],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "calls the function once, on whole arrays",
            Probe(
                (lambda x: x.shape[0],),
                tensor([2, 2], "int32"),
                {"signature": "(n)->()"},
                then=(tensor([[1, 2], [3, 4]]),),
            ),
        )
    ],
)
def vectorize(
    pyfunc: Callable[..., Any],
    *,
    excluded: Collection[int | str] | None = None,
    signature: str | None = None,
) -> TensorFunction:
    """Return a function that calls pyfunc for each element of its arguments, which broadcast.

    Parameters
    ----------
    pyfunc
        A function of scalar tensors, or of tensors with the core dimensions of the signature. It
        returns one, or a tuple of them. It is called once, and becomes the body of a loop: what it
        does may not depend on values.
    excluded
        Positions and names of arguments that pyfunc gets as they are.
    signature
        The core dimensions of the arguments and the results, as in "(m,n),(n)->(m)".
    """
    left_out = frozenset(excluded or ())
    cores = None if signature is None else _parse(signature)

    def vectorized(*args: Any, **kwargs: Any) -> Output | tuple[Output, ...]:
        several = False

        def call(*slices: Output) -> Sequence[Output]:
            nonlocal several
            given = iter(slices)

            def argument(name: int | str, value: Any) -> Any:
                return value if name in left_out else next(given)

            results = pyfunc(
                *(argument(position, value) for position, value in enumerate(args)),
                **{name: argument(name, value) for name, value in kwargs.items()},
            )
            several = isinstance(results, tuple)
            return results if isinstance(results, tuple) else (results,)

        operands = [value for position, value in enumerate(args) if position not in left_out]
        operands += [value for name, value in kwargs.items() if name not in left_out]
        results = _over_loop_axes(call, operands, cores)
        return tuple(results) if several else results[0]

    return TensorFunction(vectorized, lambda argument: argument not in left_out)


class _Signature(NamedTuple):
    inputs: list[tuple[str, ...]]
    outputs: list[tuple[str, ...]]


def _parse(signature: str) -> _Signature:
    """Return the names of the core dimensions in a signature."""
    names = r"\((?:\w+(?:,\w+)*)?\)"
    group = f"{names}(?:,{names})*"
    compact = re.sub(r"\s+", "", signature)
    if not re.fullmatch(f"(?:{group})?->{group}", compact):
        raise ValueError(
            "signature must name core dimensions, as in '(m,n),(n)->(m)'. "
            f"Received: signature={signature!r}"
        )
    sides = [re.findall(names, side) for side in compact.split("->")]
    return _Signature(*([tuple(re.findall(r"\w+", core)) for core in side] for side in sides))


def _over_loop_axes(
    function: Callable[..., Sequence[Output]], operands: Sequence[Output], cores: _Signature | None
) -> list[Output]:
    """Call a function on the parts of its operands that have the core dimensions only."""
    inputs = [()] * len(operands) if cores is None else cores.inputs
    if len(inputs) != len(operands):
        raise TypeError(
            f"the signature has {len(inputs)} arguments. Received: {len(operands)} arguments"
        )
    sizes: dict[str, int] = {}
    for position, (operand, core) in enumerate(zip(operands, inputs)):
        _check_core(f"argument {position}", operand, core, sizes, exact=False)
    loops = [rank_of(operand) - len(core) for operand, core in zip(operands, inputs)]
    lengths = [[dimension(one, axis) for axis in range(rank_of(one))] for one in operands]
    loop = _broadcast_shape([one[:rank] for one, rank in zip(lengths, loops)])
    count = 0 if any(not is_tensor(one) and one == 0 for one in loop) else product(loop)

    def checked(*slices: Output) -> Sequence[Output]:
        results = function(*slices)
        outputs = [()] * len(results) if cores is None else cores.outputs
        if len(outputs) != len(results):
            raise ValueError(f"pyfunc must return {len(outputs)} tensors. Received: {len(results)}")
        for position, (result, core) in enumerate(zip(results, outputs)):
            _check_core(f"result {position}", result, core, sizes, exact=True)
        return results

    flat = [
        reshape(broadcast_to(one, [*loop, *sizes_[rank:]]), [count, *sizes_[rank:]])
        for one, sizes_, rank in zip(operands, lengths, loops)
    ]
    return [_with_first_axes(one, loop, empty=count == 0) for one in map_slices(checked, flat, count)]


def _with_first_axes(x: Output, dimensions: Sequence[Dimension], empty: bool) -> Output:
    shape = [*dimensions, *(dimension(x, axis) for axis in range(1, rank_of(x)))]
    # OpenVINO cannot reshape every tensor without elements.
    return broadcast_to(constant(0, dtype_of(x)), shape) if empty else reshape(x, shape)


def _check_core(what: str, x: Output, core: Sequence[str], sizes: dict[str, int], exact: bool) -> None:
    """Hold the last dimensions of a tensor to their names, and remember those that are new."""
    rank = rank_of(x)
    if rank < len(core) or (exact and rank > len(core)):
        raise ValueError(
            f"{what} must have {'' if exact else 'at least '}{len(core)} dimensions. "
            f"Received: {rank} dimensions"
        )
    for name, length in zip(core, static_shape(x)[rank - len(core) :]):
        if length is not None and sizes.setdefault(name, length) != length:
            raise ValueError(
                f"dimension {name!r} must have one length. "
                f"Received: {sizes[name]}, and {length} in {what}"
            )


def _broadcast_shape(shapes: Sequence[Sequence[Dimension]]) -> list[Dimension]:
    """Return the dimensions that tensors of some shapes have in common when they broadcast."""
    rank = max(map(len, shapes), default=0)
    result: list[Dimension] = [1] * rank
    for shape in shapes:
        for axis, length in enumerate(shape, rank - len(shape)):
            result[axis] = _broadcast_length(result[axis], length)
    return result


def _broadcast_length(one: Dimension, other: Dimension) -> Dimension:
    if is_tensor(one) and is_tensor(other):
        return select(equal(one, 1), other, one)
    if is_tensor(one) or one == 1:
        # A known length other than 1 is the common one.
        return one if not is_tensor(other) and other == 1 else other
    if not is_tensor(other) and other not in (1, one):
        raise ValueError(f"the arguments must broadcast. Received: axes of lengths {one} and {other}")
    return one
