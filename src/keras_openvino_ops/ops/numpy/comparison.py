"""Comparison, element by element.

Operands broadcast and have any dtype; those of different dtypes are compared in their promoted dtype, a
Python number in that of the tensor beside it. Integers are compared exactly; compiled for the CPU,
they have 32 bits. nan is not equal to anything, nor less, nor greater.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering import elementwise
from keras_openvino_ops.lowering.constants import dtype_of
from keras_openvino_ops.lowering.elementwise import WIDE_INTEGERS, logical_not
from keras_openvino_ops.lowering.ordering import (
    IN_32_BITS,
    equal_exactly,
    less_equal_exactly,
    less_exactly,
)
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output

# Keras's rule makes two int64 an int32 from 3.12 on, which would wrap them before they are compared.
IN_64_BITS = {**IN_32_BITS, "int32": "int64"}


@op(
    "numpy.greater",
    promote=Promote.ALWAYS_BOOL,
    compute=IN_64_BITS,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "rounds a Python float beside integers: 0.5 > 0 is False",
            Probe((0.5, tensor([0], "int32")), tensor([True], "bool")),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "nan is greater than any number in a graph, on CPUs with AVX-512",
            Probe((tensor([np.nan]), tensor([1])), tensor([False], "bool"), mode=Mode.STATIC),
            instructions="avx512f",
        ),
    ],
)
def greater(x1: Output, x2: Output) -> Output:
    """Return whether x1 > x2."""
    return less_exactly(x2, x1)


@op(
    "numpy.greater_equal",
    promote=Promote.ALWAYS_BOOL,
    compute=IN_64_BITS,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "rounds a Python float beside integers: 0 >= 0.5 is True",
            Probe((tensor([0], "int32"), 0.5), tensor([False], "bool")),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "nan is greater than any number in a graph, on CPUs with AVX-512",
            Probe((tensor([np.nan]), tensor([1])), tensor([False], "bool"), mode=Mode.STATIC),
            instructions="avx512f",
        ),
    ],
)
def greater_equal(x1: Output, x2: Output) -> Output:
    """Return whether x1 >= x2."""
    return less_equal_exactly(x2, x1)


@op(
    "numpy.less",
    promote=Promote.ALWAYS_BOOL,
    compute=IN_64_BITS,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "rounds a Python float beside integers: 0 < 0.5 is False",
            Probe((tensor([0], "int32"), 0.5), tensor([True], "bool")),
        )
    ],
)
def less(x1: Output, x2: Output) -> Output:
    """Return whether x1 < x2."""
    return less_exactly(x1, x2)


@op(
    "numpy.less_equal",
    promote=Promote.ALWAYS_BOOL,
    compute=IN_64_BITS,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "rounds a Python float beside integers: 0.5 <= 0 is True",
            Probe((0.5, tensor([0], "int32")), tensor([False], "bool")),
        )
    ],
)
def less_equal(x1: Output, x2: Output) -> Output:
    """Return whether x1 <= x2."""
    return less_equal_exactly(x1, x2)


@op(
    "numpy.equal",
    promote=Promote.ALWAYS_BOOL,
    compute=IN_64_BITS,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "rounds a Python float beside integers: 0 == 0.5 is True",
            Probe((tensor([0], "int32"), 0.5), tensor([False], "bool")),
        )
    ],
)
def equal(x1: Output, x2: Output) -> Output:
    """Return whether x1 == x2."""
    return equal_exactly(x1, x2)


@op(
    "numpy.not_equal",
    promote=Promote.ALWAYS_BOOL,
    compute=IN_64_BITS,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "rounds a Python float beside integers: 0 != 0.5 is False",
            Probe((tensor([0], "int32"), 0.5), tensor([True], "bool")),
        )
    ],
)
def not_equal(x1: Output, x2: Output) -> Output:
    """Return whether x1 != x2."""
    if dtype_of(x1) in WIDE_INTEGERS:
        return logical_not(equal_exactly(x1, x2))
    return elementwise.not_equal(x1, x2)
