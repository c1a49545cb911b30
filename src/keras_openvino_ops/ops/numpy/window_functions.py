"""Window functions.

The length is a number, or a tensor that holds one. A window of length 1 is 1, and one of less is empty.
In float32, the windows of cosines are within 2 ULP, however small.
"""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING, NamedTuple, Union

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Probe, tensor
from keras_openvino_ops.lowering.compensated import exact_product, exact_sum, scaled, split_number
from keras_openvino_ops.lowering.constants import constant, constant_like, is_tensor, opset
from keras_openvino_ops.lowering.elementwise import (
    add,
    convert,
    divide,
    equal,
    less_equal,
    magnitude,
    maximum,
    minimum,
    multiply,
    polynomial,
    select,
    subtract,
)
from keras_openvino_ops.lowering.shapes import arange, reshape, scalar
from keras_openvino_ops.ops.numpy.logarithms import exp2
from keras_openvino_ops.ops.numpy.special import i0_scaled
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from typing import Any

    from openvino import Output

    from keras_openvino_ops.lowering.compensated import Parts
    from keras_openvino_ops.lowering.elementwise import Operand

    Length = Union[int, np.ndarray[Any, Any], Output]


@op(
    "numpy.bartlett",
    promote=Promote.CREATION,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.13,<=3.14.1",
            "nan for a length of 1",
            Probe((1,), tensor([1])),
        ),
        Defect(
            DefectKind.INACCURATE,
            ">=3.13,<=3.15.1",
            "loses digits near the ends",
            Probe((51,), tensor(np.bartlett(51)), rtol=4e-7),
        ),
    ],
)
def bartlett(x: Length) -> Output:
    """Return the triangular window of a length, 0 at both ends."""
    places = _places(x)
    return places.window(divide(places.from_end, places.last))


@op(
    "numpy.blackman",
    promote=Promote.CREATION,
    defects=[
        Defect(
            DefectKind.INACCURATE,
            ">=3.13,<=3.15.1",
            "below 0 at the ends",
            Probe((2,), tensor([0, 0])),
        ),
    ],
)
def blackman(x: Length) -> Output:
    """Return Blackman's window of a length: 0.42 - 0.5 cos(t) + 0.08 cos(2 t), 0 <= t <= 2 pi."""
    places = _places(x)
    # In s = sin(t / 2)**2, 0.36 s + 0.64 s**2: nothing cancels. Over 100 nodes, since each number is in
    # two parts.
    s, s_rest = _sine_squared(places)
    square, square_rest = exact_product(s, s)
    square_rest = add(square_rest, multiply(multiply(s, 2), s_rest))
    linear, linear_rest = scaled((s, s_rest), 0.36)
    quadratic, quadratic_rest = scaled((square, square_rest), 0.64)
    total, rest = exact_sum(linear, quadratic)
    return places.window(add(total, add(rest, add(linear_rest, quadratic_rest))))


@op(
    "numpy.hamming",
    promote=Promote.CREATION,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.13,<=3.14.1",
            "nan for a length of 1",
            Probe((1,), tensor([1])),
        ),
        Defect(
            DefectKind.INACCURATE,
            ">=3.13,<=3.15.1",
            "loses digits near the ends",
            Probe((51,), tensor(np.hamming(51)), rtol=4e-7),
        ),
    ],
)
def hamming(x: Length) -> Output:
    """Return Hamming's window of a length: 0.54 - 0.46 cos(t), 0 <= t <= 2 pi."""
    places = _places(x)
    return places.window(add(multiply(_sine_squared(places)[0], 0.92), 0.08))


@op(
    "numpy.hanning",
    promote=Promote.CREATION,
    defects=[
        Defect(
            DefectKind.INACCURATE,
            ">=3.14,<=3.15.1",
            "loses digits near the ends",
            Probe((51,), tensor(np.hanning(51)), rtol=4e-7),
        ),
    ],
)
def hanning(x: Length) -> Output:
    """Return von Hann's window of a length: 0.5 - 0.5 cos(t), 0 <= t <= 2 pi."""
    places = _places(x)
    return places.window(_sine_squared(places)[0])


@op(
    "numpy.kaiser",
    promote=Promote.CREATION,
    convert={"beta": "float32"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "overflows for a large beta",
            Probe((3, 300.0), tensor([0, 1, 0])),
        ),
    ],
)
def kaiser(x: Length, beta: Output) -> Output:
    """Return Kaiser's window of a length: I0(beta sqrt(1 - u**2)) / I0(beta), -1 <= u <= 1.

    For any beta. In float32, within 2 ULP of its largest value, 1.
    """
    places = _places(x)
    beta = magnitude(reshape(beta, ()))
    edge = divide(places.from_end, places.last)
    centre = divide(places.from_centre, places.last)
    root = opset.sqrt(multiply(edge, subtract(2, edge))).output(0)
    # beta (1 - root), without the cancellation.
    distance = divide(multiply(beta, multiply(centre, centre)), add(root, 1))
    # Over 200 nodes: twice I0, and the power of their difference.
    ratio = divide(i0_scaled(multiply(beta, root)), i0_scaled(beta))
    return places.window(multiply(exp2(multiply(distance, -1 / math.log(2))), ratio))


class _Places(NamedTuple):
    """Where the elements of a window are, in half steps, as float32 integers."""

    from_end: Output
    from_centre: Output
    last: Operand

    def window(self, values: Output) -> Output:
        """The values, or 1 where there is one alone."""
        return select(equal(add(self.from_end, self.from_centre), 0), 1, values)


def _places(length: Length) -> _Places:
    if is_tensor(length):
        count = maximum(scalar(length), 0)
        last = convert(subtract(count, 1), "float32")
    else:
        count = max(operator.index(np.asarray(length).item()), 0)
        last = constant(count - 1, "float32")
    index = arange(count, "float32")
    from_end = multiply(minimum(index, subtract(last, index)), 2)
    intervals = maximum(last, 1) if is_tensor(count) else max(count - 1, 1)
    return _Places(from_end, subtract(last, from_end), intervals)


def _sine_squared(places: _Places) -> Parts:
    """sin(pi i / last)**2, from that of the angle or of its complement, on [0, pi / 4]."""
    steps = minimum(places.from_end, places.from_centre)
    square, square_rest = exact_product(steps, steps)
    unit, unit_rest = _square_of_unit(places.last, steps)
    angle, rest = exact_product(square, unit)
    rest = add(rest, add(multiply(square, unit_rest), multiply(square_rest, unit)))
    # sin(t)**2 = z - z**2 / 3 + ..., and its change with z is about 1 - 2 z / 3; z = t**2.
    series = polynomial(
        angle, *((-1) ** k * 2 ** (2 * k + 1) / math.factorial(2 * k + 2) for k in range(1, 7))
    )
    correction = multiply(rest, add(multiply(angle, -2 / 3), 1))
    change = add(multiply(multiply(angle, angle), series), correction)
    value = add(angle, change)
    lost = add(subtract(angle, value), change)
    other = subtract(1, value)
    other_lost = subtract(subtract(subtract(1, other), value), lost)
    near = less_equal(places.from_end, places.from_centre)
    return select(near, value, other), select(near, lost, other_lost)


def _square_of_unit(last: Operand, like: Output) -> Parts:
    """The square of the angle of half a step, in two parts."""
    if is_tensor(last):
        half_pi, half_pi_rest = split_number(math.pi / 2)
        unit = divide(half_pi, last)
        product, product_rest = exact_product(unit, last)
        missing = add(subtract(subtract(half_pi, product), product_rest), half_pi_rest)
        square, square_rest = exact_product(unit, unit)
        return square, add(square_rest, multiply(multiply(unit, 2), divide(missing, last)))
    high, low = split_number((math.pi / 2 / last) ** 2)
    return constant_like(high, like), constant_like(low, like)
