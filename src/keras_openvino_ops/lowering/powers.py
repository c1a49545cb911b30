"""Whole powers in float32, by repeated products whose rounding errors are kept.

OpenVINO multiplies as often, and loses up to half a unit each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from keras_openvino_ops.lowering.compensated import exact_product
from keras_openvino_ops.lowering.elementwise import (
    add,
    divide,
    less,
    magnitude,
    multiply,
    power,
    select,
    subtract,
)
from keras_openvino_ops.lowering.fusion import is_fused

if TYPE_CHECKING:
    from openvino import Output


def reciprocal(x: Output) -> Output:
    """1 / x, correctly rounded."""
    # To the CPU plugin, the power -1 is that quotient, and a node with one operand.
    return divide(1, x) if is_fused(x) else power(x, -1)


def whole_power(x: Output, exponent: int) -> Output:
    """X to the power of a whole number of magnitude 2 or more, within 1.5 ULP."""
    base = _inverse(x) if exponent < 0 else _Number(x)
    power = base
    # After the highest bit of the exponent, each one doubles what there is, and a 1 adds once more.
    factors = "".join("2" + "1" * int(bit) for bit in bin(abs(exponent))[3:])
    for factor in factors[:-1]:
        power = _product(power, power if factor == "2" else base)
    last = power if factors[-1] == "2" else base
    result = multiply(power.value, last.value)
    rest = _cross_terms(power, last)
    if rest is None:
        return result
    # Where something overflows, the rest is infinite or nan; beside a zero it would take its sign.
    return select(less(magnitude(rest), magnitude(result)), add(result, rest), result)


class _Number(NamedTuple):
    """A float32 number, and what it lacks of the true value if that is not nothing."""

    value: Output
    rest: Output | None = None


def _inverse(x: Output) -> _Number:
    inverse = divide(1, x)
    product, rest = exact_product(x, inverse)
    return _Number(inverse, multiply(subtract(subtract(1, product), rest), inverse))


def _product(x: _Number, y: _Number) -> _Number:
    product, rest = exact_product(x.value, y.value)
    more = _cross_terms(x, y)
    return _Number(product, rest if more is None else add(rest, more))


def _cross_terms(x: _Number, y: _Number) -> Output | None:
    """What the rests of two numbers add to their product."""
    if x is y and x.rest is not None:
        return multiply(multiply(x.value, x.rest), 2)
    terms = [
        multiply(one.value, other.rest) for one, other in ((x, y), (y, x)) if other.rest is not None
    ]
    return terms[0] if len(terms) == 1 else add(*terms) if terms else None
