"""What nextafter promises: the neighbour, whatever the exponents, with NumPy's zeros."""

from __future__ import annotations

import numpy as np
import pytest
from test_accuracy import policy_all

from keras_openvino_ops.defects import Mode

from harness import Array, backend_function, evaluate, exponents, once_for_openvino

pytestmark = once_for_openvino

__all__ = ["policy_all"]


def pairs() -> tuple[Array, Array]:
    """Numbers of every exponent beside others, and beside what is next to them and what is not."""
    x = exponents(20)
    others = np.random.default_rng(0).permutation(x)
    ends = [np.full_like(x, one) for one in (0, -0.0, np.inf, -np.inf, np.nan)]
    with np.errstate(all="ignore"):
        near = [x, np.nextafter(x, np.float32(0)), x * 4, -x]
    second = [others, *ends, *near]
    return np.tile(x, len(second)), np.concatenate(second)


@pytest.mark.parametrize("mode", [Mode.STATIC, Mode.DYNAMIC])
def test_of_every_exponent(mode: Mode) -> None:
    x, y = pairs()
    with np.errstate(all="ignore"):
        expected = np.nextafter(x, y)
    result = evaluate(backend_function("numpy.nextafter"), (x, y), mode=mode)
    number = ~np.isnan(expected)
    np.testing.assert_array_equal(np.isnan(result), ~number)
    np.testing.assert_array_equal(result.view(np.uint32)[number], expected.view(np.uint32)[number])
