"""Rational routines."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.row import INTEGERS, Row, array, fixed, grid, promoted


def rows() -> Iterator[Row]:
    edges = np.array([-128, -127, -36, -5, -1, 0, 1, 2, 12, 30, 96, 126, 127])
    # Consecutive Pell numbers take the most steps; the quotient of others is beyond float32.
    large = fixed(
        [2**31 - 1, -(2**31), 2**30, 1311738121, 543339720, 1836311903, 2**24 + 1, 2147483646, 3, 1, 0],
        "int32",
    )
    for target, reference in (("numpy.gcd", np.gcd), ("numpy.lcm", np.lcm)):
        yield Row(target, (edges[:, None], edges), reference, {}, INTEGERS, promoted)
        yield Row(target, (large[:, None], large), reference, result="int32")
        for shapes in (((0,), (1,)), ((), ()), ((2, 0), (0,)), ((2, 1, 3), (4, 1))):
            arguments = tuple(grid(*shape, low=-50, high=50) for shape in shapes)
            yield Row(target, arguments, reference, {}, ("int32",))
        yield Row(target, (edges, 12), reference, {}, ("int32",))
        yield Row(target, (18, edges), reference, {}, ("int32",))
        yield Row(target, (array(12, 18), fixed([8, 9], "uint8")), reference, {}, ("int32",))
