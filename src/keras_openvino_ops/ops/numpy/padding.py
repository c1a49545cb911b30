"""Padding of arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Probe, tensor
from keras_openvino_ops.lowering.arguments import integers_of, is_scalar
from keras_openvino_ops.lowering.constants import constant, dtype_of, is_float, is_tensor, opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    convert,
    divide,
    floor,
    maximum,
    minimum,
    multiply,
    round_half_even,
    subtract,
)
from keras_openvino_ops.lowering.joining import concatenate
from keras_openvino_ops.lowering.reductions import largest, least, wider_float
from keras_openvino_ops.lowering.shapes import (
    broadcast_to,
    dimension,
    expand_dims,
    rank_of,
    static_shape,
    take,
    vector,
)
from keras_openvino_ops.lowering.statistics import mean_along, quantiles
from keras_openvino_ops.promotion import COMPARED, UPCAST, Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.shapes import Dimension

    Sides = Callable[[Output, int, int, int], list[Output]]


@op(
    "numpy.pad",
    promote=Promote.NO_OPMATH,
    compute=COMPARED,
    limits=["widths that are tensors are taken for the modes constant and empty only"],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "raises for one number as pad_width, and for most modes",
            Probe((tensor([1, 2]), 1), tensor([2, 1, 2, 1]), {"mode": "wrap"}),
        )
    ],
)
def pad(x: Output, pad_width: Any, mode: str = "constant", constant_values: Any = None) -> Output:
    """Return the array with elements added before and after it along its axes.

    ``pad_width`` is one number, a pair (before, after), or such a pair for each axis. ``mode`` says
    what is added, as in NumPy: "constant", "edge", "linear_ramp", "maximum", "mean", "median",
    "minimum", "reflect", "symmetric", "wrap", and "empty", which adds zeros. Of reflections and
    copies there may be several.
    ``constant_values`` is one number, or numbers in the form of ``pad_width``.
    """
    if constant_values is not None and mode != "constant":
        raise ValueError(
            "Argument `constant_values` can only be provided when `mode == 'constant'`. "
            f"Received: mode={mode}"
        )
    widths = _widths(pad_width, rank_of(x))
    if mode in ("constant", "empty"):
        return _pad_with_constants(x, widths, constant_values)
    if mode not in _SIDES:
        modes = ", ".join(sorted([*_SIDES, "constant", "empty"]))
        raise ValueError(f"mode must be one of {modes}. Received: mode={mode!r}")
    for axis, (before, after) in enumerate(widths):
        if is_tensor(before) or is_tensor(after):
            raise TypeError(f"pad_width must be integers for mode {mode!r}. Received: {pad_width!r}")
        if (before or after) and static_shape(x)[axis] == 0:
            raise ValueError(f"an empty axis has nothing to add. Received: mode={mode!r}, axis={axis}")
    if 0 in static_shape(x):
        return _pad_with_constants(x, widths, None)
    for axis, (before, after) in enumerate(widths):
        if before or after:
            left, right = _SIDES[mode](x, axis, before, after)
            x = concatenate([left, x, right], axis)
    return x


def _widths(pad_width: Any, rank: int) -> list[tuple[Dimension, Dimension]]:
    """The numbers of elements to add before and after, for each axis."""
    if is_tensor(pad_width) and rank_of(pad_width) == 2:
        pad_width = [take(pad_width, constant(one, "int64"), 0) for one in range(rank)]
    one_pair = is_tensor(pad_width) or is_scalar(pad_width) or all(map(is_scalar, pad_width))
    pairs = [integers_of(pad_width)] if one_pair else [integers_of(pair) for pair in pad_width]
    if len(pairs) not in (1, rank) or any(len(pair) not in (1, 2) for pair in pairs):
        raise ValueError(
            f"pad_width must be a number, a pair, or a pair for each of {rank} axes. "
            f"Received: pad_width={pad_width!r}"
        )
    if any(not is_tensor(width) and width < 0 for pair in pairs for width in pair):
        raise ValueError(f"pad_width must not be negative. Received: pad_width={pad_width!r}")
    return [(pair[0], pair[-1]) for pair in (pairs if len(pairs) == rank else pairs * rank)]


def _pad_with_constants(x: Output, widths: list[tuple[Dimension, Dimension]], values: Any) -> Output:
    dtype, rank = dtype_of(x), len(widths)
    if not rank:
        return x
    fill = (
        convert(values, dtype)
        if is_tensor(values)
        else constant(0 if values is None else values, dtype)
    )
    if not is_tensor(values) and rank_of(fill) == 0:
        befores, afters = zip(*widths)
        return opset.pad(x, vector(befores), vector(afters), "constant", fill).output(0)
    # Compiled for the CPU, Pad takes a value that is no constant for zero.
    pairs = broadcast_to(fill, [rank, 2])
    for axis, counts in enumerate(widths):
        left, right = (
            _repeated(
                x,
                axis,
                count,
                take(take(pairs, constant(axis, "int64"), 0), constant(side, "int64"), 0),
            )
            for side, count in enumerate(counts)
        )
        x = concatenate([left, x, right], axis)
    return x


def _repeated(x: Output, axis: int, count: Dimension, value: Output) -> Output:
    """One value, in x's shape but for the length of an axis."""
    lengths = [count if one == axis else dimension(x, one) for one in range(rank_of(x))]
    return broadcast_to(value, lengths)


def _by_distance(distances: Callable[[Output, Output], Output]) -> Sides:
    """Add elements that lie in the array at some distance from its border."""

    def sides(x: Output, axis: int, before: int, after: int) -> list[Output]:
        # Of one dimension: OpenVINO drops `- [0]` from a scalar, and a dimension with it.
        length = convert(vector([dimension(x, axis)]), "int32")
        last = subtract(length, 1)

        def at(steps: Any) -> Output:
            return distances(constant(steps, "int32"), length)

        before_steps, after_steps = np.arange(before)[::-1], np.arange(after)
        return [
            take(x, at(before_steps), axis),
            take(x, subtract(last, at(after_steps)), axis),
        ]

    return sides


def _edge(steps: Output, length: Output) -> Output:
    return multiply(steps, 0)


def _reflect(steps: Output, length: Output) -> Output:
    period = maximum(multiply(subtract(length, 1), 2), 1)
    place = _modulo(add(steps, 1), period)
    return minimum(place, subtract(period, place))


def _symmetric(steps: Output, length: Output) -> Output:
    period = multiply(length, 2)
    place = _modulo(steps, period)
    return minimum(place, subtract(subtract(period, 1), place))


def _wrap(steps: Output, length: Output) -> Output:
    return subtract(subtract(length, 1), _modulo(steps, length))


def _modulo(x: Output, period: Output) -> Output:
    # A half more is never at a multiple of the period, whatever the rounding.
    quotient = floor(divide(add(convert(x, "float32"), 0.5), convert(period, "float32")))
    return subtract(x, multiply(convert(quotient, "int32"), period))


def _by_statistic(statistic: Callable[..., Output]) -> Sides:
    """Add what a reduction of the axis gives, over and over."""

    def sides(x: Output, axis: int, before: int, after: int) -> list[Output]:
        dtype = dtype_of(x)
        wide = convert(x, "int64") if dtype in ("uint32", "uint64") else x
        value = convert(statistic(wide, [axis], keepdims=True), dtype)
        return [take(value, constant([0] * count, "int64"), axis) for count in (before, after)]

    return sides


def _median(x: Output, axes: Sequence[int], keepdims: bool) -> Output:
    return quantiles(x, constant(0.5, dtype_of(x)), axes, "halves", keepdims)


def _in_floats(statistic: Callable[..., Output]) -> Callable[..., Output]:
    """A statistic computed in floats, and rounded to integers as NumPy rounds."""

    def computed(x: Output, axes: Sequence[int], keepdims: bool) -> Output:
        value = statistic(convert(x, _wide(x)), axes, keepdims)
        return value if is_float(dtype_of(x)) else round_half_even(value)

    return computed


def _linear_ramp(x: Output, axis: int, before: int, after: int) -> list[Output]:
    """Add what leads in equal steps from zero to the edges, rounded down for integers."""
    dtype, beside = dtype_of(x), [one for one in range(rank_of(x)) if one != axis]
    wide = _wide(x)

    def ramp(steps: Any, edge: int) -> Output:
        parts = expand_dims(constant(steps, wide), beside)
        values = multiply(convert(take(x, constant([edge], "int64"), axis), wide), parts)
        return convert(values if is_float(dtype) else floor(values), dtype)

    return [
        ramp(np.arange(before) / max(before, 1), 0),
        ramp(np.arange(after)[::-1] / max(after, 1), -1),
    ]


def _wide(x: Output) -> str:
    """The float dtype to compute in."""
    dtype = dtype_of(x)
    return UPCAST.get(dtype, dtype) if is_float(dtype) else wider_float(dtype)


_SIDES: dict[str, Sides] = {
    "edge": _by_distance(_edge),
    "linear_ramp": _linear_ramp,
    "maximum": _by_statistic(largest),
    "mean": _by_statistic(_in_floats(mean_along)),
    "median": _by_statistic(_in_floats(_median)),
    "minimum": _by_statistic(least),
    "reflect": _by_distance(_reflect),
    "symmetric": _by_distance(_symmetric),
    "wrap": _by_distance(_wrap),
}
