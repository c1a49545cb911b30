"""Array contents."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from samples.row import EVERY, FLOATS, SPECIAL, Array, Row, array, grid

# The last one is subnormal in float16.
NUMBERS = array(3.0, -2.5, 0.0, 100.0, 1e-7)


def rows() -> Iterator[Row]:
    def infinite(x: Array) -> Array:
        return np.isinf(x.astype(np.float32))

    references: dict[str, Callable[[Array], Array]] = {
        "isfinite": np.isfinite,
        "isinf": np.isinf,
        "isnan": np.isnan,
        "isneginf": lambda x: infinite(x) & (x < 0),
        "isposinf": lambda x: infinite(x) & (x > 0),
    }
    for name, reference in references.items():
        target = f"numpy.{name}"
        yield Row(target, (NUMBERS,), reference, {}, EVERY, "bool")
        yield Row(target, (SPECIAL,), reference, {}, FLOATS[:3], "bool")
        largest = array(3.4028234e38, -3.4028234e38, 1.2e-38)
        yield Row(target, (largest,), reference, {}, ("float32",), "bool")
        yield Row(target, (array(65504.0, -65504.0, 6e-8),), reference, {}, ("float16",), "bool")
        for shape in ((), (0, 2), (2, 3)):
            yield Row(target, (grid(*shape),), reference, {}, ("float32", "int32"), "bool")
