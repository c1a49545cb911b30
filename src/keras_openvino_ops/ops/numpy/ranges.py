"""Numerical ranges."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from keras_openvino_ops.defects import Defect, DefectKind, Probe, tensor
from keras_openvino_ops.lowering.compensated import exact_sum, scaled
from keras_openvino_ops.lowering.constants import (
    constant_like,
    is_integer,
    is_tensor,
)
from keras_openvino_ops.lowering.elementwise import (
    NARROW_INTEGERS,
    add,
    convert,
    divide,
    floor,
    less,
    less_equal,
    log,
    magnitude,
    maximum,
    multiply,
    round_half_even,
    select,
    subtract,
    wrapped,
)
from keras_openvino_ops.lowering.exponentials import exponential2_of_parts, power_of_two
from keras_openvino_ops.lowering.shapes import (
    broadcast_to,
    dimension,
    expand_dims,
)
from keras_openvino_ops.lowering.slices import flatten
from keras_openvino_ops.lowering.spacing import evenly_spaced, intervals_of, spaced, tensor_of
from keras_openvino_ops.ops.numpy.exponential import IN_FLOAT32
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Accuracy, op

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.compensated import Parts
    from keras_openvino_ops.lowering.constants import Number
    from keras_openvino_ops.lowering.elementwise import Operand
    from keras_openvino_ops.lowering.shapes import Dimension


@op(
    "numpy.linspace",
    promote=Promote.INT_TO_FLOAT,
    convert={"start": "given", "stop": "given"},
    compute=IN_FLOAT32,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.12,<=3.15.1",
            "a single number is nan",
            Probe((0, 1, 1), tensor([0])),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.12,<=3.15.1",
            "an integer dtype makes the step whole",
            Probe((0, 10, 5), tensor([0, 2, 5, 7, 10], "int32"), {"dtype": "int32"}),
        ),
    ],
)
def linspace(
    start: Output | Number,
    stop: Output | Number,
    num: Dimension = 50,
    endpoint: bool = True,
    retstep: bool = False,
    dtype: str | None = None,
    axis: int = 0,
) -> Output | tuple[Output, Output | float]:
    """Return num evenly spaced numbers from start to stop along a new axis, and their step if asked.

    Without ``endpoint``, stop would be the next one. start and stop broadcast. In float32, the numbers
    are within 2 ULP, in units of the larger of start and stop; the ends are exact. An integer dtype
    takes the floor, and a number that rounding errors alone keep from a whole one for that.
    """
    samples = spaced(start, stop, num, endpoint, axis)
    left = divide(subtract(samples.intervals, samples.index), samples.intervals)
    past = divide(samples.index, samples.intervals)
    values = add(multiply(samples.start, left), multiply(samples.stop, past))
    values = samples.with_ends(values, samples.start, samples.stop)
    largest = maximum(magnitude(samples.start), magnitude(samples.stop))
    result = _in_dtype(values, dtype, multiply(largest, 2.0**-21))
    return (result, _step(start, stop, num, endpoint)) if retstep else result


def _step(start: Operand, stop: Operand, num: Dimension, endpoint: bool) -> Output | float:
    intervals = intervals_of(num, endpoint)
    if not is_tensor(start) and not is_tensor(stop) and not is_tensor(intervals):
        return float(stop - start) / intervals if intervals > 0 else math.nan
    intervals = tensor_of(intervals, "float32")
    distance = subtract(tensor_of(stop, "float32"), tensor_of(start, "float32"))
    return divide(distance, select(less(0, intervals), intervals, math.nan))


@op(
    "numpy.logspace",
    promote=Promote.INT_TO_FLOAT,
    convert={"start": "given", "stop": "given"},
    compute=IN_FLOAT32,
    accuracy=Accuracy(),
    limits=["the base is a positive number, not a tensor"],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.12,<=3.15.1",
            "a single number is nan",
            Probe((0, 1, 1), tensor([1])),
        ),
    ],
)
def logspace(
    start: Output | Number,
    stop: Output | Number,
    num: Dimension = 50,
    endpoint: bool = True,
    base: Number = 10,
    dtype: str | None = None,
    axis: int = 0,
) -> Output:
    """Return base to the powers of num evenly spaced numbers from start to stop, along a new axis.

    Without ``endpoint``, stop would be the next one. start and stop broadcast. Within 2 ULP in float32:
    the powers are kept in twice its digits. An integer dtype takes the floor as `linspace` does, of
    numbers with float32's digits.
    """
    if is_tensor(base) or base <= 0:
        raise ValueError(f"base must be a positive number. Received: base={base!r}")
    samples = spaced(start, stop, num, endpoint, axis)
    # Over 100 nodes: each sum and product of a number in two parts is ten to twenty of them.
    values = exponential2_of_parts(scaled(evenly_spaced(samples), math.log2(base)))
    return _in_dtype(values, dtype, multiply(values, 2.0**-21))


@op(
    "numpy.geomspace",
    promote=Promote.INT_TO_FLOAT,
    convert={"start": "given", "stop": "given"},
    compute=IN_FLOAT32,
    accuracy=Accuracy(),
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "a single number is nan",
            Probe((1, 2, 1), tensor([1])),
        ),
    ],
)
def geomspace(
    start: Output | Number,
    stop: Output | Number,
    num: Dimension = 50,
    endpoint: bool = True,
    dtype: str | None = None,
    axis: int = 0,
) -> Output:
    """Return num numbers from start to stop along a new axis, each the same multiple of the last.

    Without ``endpoint``, stop would be the next one. start and stop broadcast and have one sign, or nan
    lies between them. Within 2 ULP in float32; the ends are exact. An integer dtype takes the floor as
    `linspace` does.
    """
    for one in (start, stop):
        if not is_tensor(one) and one == 0:
            raise ValueError(f"start and stop must not be 0. Received: start={start}, stop={stop}")
    # About 200 nodes: `logspace`, and a logarithm in two parts of each end.
    ends = spaced(start, stop, num, endpoint, axis)
    sign = subtract(1, multiply(convert(less(ends.start, 0), "float32"), 2))
    first, last = (
        _logarithm2(multiply(one, sign), rest, one)
        for one, rest in ((ends.start, ends.start_rest), (ends.stop, ends.stop_rest))
    )
    exponents = ends._replace(start=first[0], stop=last[0], start_rest=first[1], stop_rest=last[1])
    values = multiply(sign, exponential2_of_parts(evenly_spaced(exponents)))
    values = ends.with_ends(values, ends.start, ends.stop)
    return _in_dtype(values, dtype, multiply(magnitude(values), 2.0**-21))


def _logarithm2(size: Output, rest: Operand, x: Output) -> Parts:
    """The logarithm to base 2 of the size of x + rest, in two parts.

    As k + log(m) / log(2) with m from 1/sqrt(2) to sqrt(2), where the logarithm's last digit is small.
    """
    k = round_half_even(multiply(log(size), 1 / math.log(2)))
    half = floor(multiply(k, 0.5))
    power = power_of_two(multiply(half, -1))
    odd = subtract(k, add(half, half))
    significand = multiply(multiply(multiply(size, power), power), subtract(1, multiply(odd, 0.5)))
    logarithm = log(significand)
    part, part_rest = scaled((logarithm, divide(rest, x)), 1 / math.log(2))
    total, total_rest = exact_sum(k, part)
    return total, add(total_rest, part_rest)


def _in_dtype(x: Output, dtype: str | None, tolerance: Output) -> Output:
    """Return floats, or for an integer dtype their floors, but the whole number if one is as near."""
    if dtype is None or not is_integer(dtype):
        return x
    nearest = round_half_even(x)
    is_near = less_equal(magnitude(subtract(x, nearest)), tolerance)
    whole = convert(select(is_near, nearest, floor(x)), "int64")
    return wrapped(whole, dtype) if dtype in NARROW_INTEGERS else convert(whole, dtype)


@op(
    "numpy.meshgrid",
    promote=Promote.NO_OPMATH,
    convert={"x": "any"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.12,<=3.15.1",
            "raises for a single vector",
            Probe((tensor([1, 2]),), tensor([1, 2])),
        ),
    ],
)
def meshgrid(*x: Output, indexing: str = "xy") -> list[Output]:
    """Return for each vector its elements along one axis of a grid, repeated along the others'.

    Axis i is that of the i-th vector for the indexing "ij"; for "xy", the first two change places.
    Tensors of other ranks are taken as flattened. Each keeps its dtype.
    """
    if indexing not in ("xy", "ij"):
        raise ValueError(f"indexing must be 'xy' or 'ij'. Received: indexing={indexing!r}")
    vectors = [flatten(one) for one in x]
    axes = list(range(len(x)))
    if indexing == "xy":
        axes[:2] = reversed(axes[:2])
    lengths = [dimension(vectors[axis], 0) for axis in axes]

    def spread(vector: Output, axis: int) -> Output:
        if 0 in lengths:
            return broadcast_to(constant_like(0, vector), lengths)
        return broadcast_to(expand_dims(vector, [one for one in axes if one != axis]), lengths)

    return [spread(vector, axes[position]) for position, vector in enumerate(vectors)]
