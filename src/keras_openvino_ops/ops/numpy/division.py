"""Divisions that floor, leave a remainder, or give 0 by zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering import integer_division, remainders
from keras_openvino_ops.lowering.constants import dtype_of, is_float
from keras_openvino_ops.lowering.elementwise import (
    divide,
    equal,
    select,
)
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output

# Unsigned integers compute as signed ones; float64: OpenVINO 2024.6 fails to fold the sums of
# exact_product in it.
COMPUTE = {"uint32": "int64", "uint64": "int64", "float64": "float32"}


@op(
    "numpy.floor_divide",
    promote=Promote.DEFAULT,
    compute={"bool": "int8", **COMPUTE},
    result={"bool": "int8"},
    limits=[
        "exact: floats take up to twice as long as floor(x / y), which is not, and with dynamic shapes "
        "two to ten times",
        "integers are divided twice, as OpenVINO divides them in float32: three times as long as once",
    ],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.13,<=3.15.1",
            "negative integers are rounded towards zero in a graph: -7 // 2 is -3",
            Probe(
                (tensor([-7], "int32"), tensor([2], "int32")), tensor([-4], "int32"), mode=Mode.STATIC
            ),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.13,<=3.15.1",
            "integers by zero: fails, or gives the smallest integer",
            Probe((tensor([5], "int32"), tensor([0], "int32")), tensor([0], "int32")),
        ),
    ],
    one_kernel=True,
)
def floor_divide(x1: Output, x2: Output) -> Output:
    """Return the largest integer not above x1 / x2.

    x1 and x2 broadcast and have any dtype; the result has their promoted dtype, int8 for booleans. It
    is exact: floats are corrected by their exact remainder, integers by theirs. As in NumPy, integers
    by zero give 0 and the smallest integer by -1 wraps; of floats, x / 0 is an infinity or nan, and a
    finite number over an infinity of the other sign is -1.
    """
    if is_float(dtype_of(x1)):
        return remainders.floored_quotient(x1, x2)
    return integer_division.floored_quotient(x1, x2)


@op(
    "numpy.fmod",
    promote=Promote.DEFAULT,
    compute={"bool": "int32", **COMPUTE},
    result={"bool": "int32"},
    limits=[
        "exact for any quotient: floats take two to five times as long as x - y * floor(x / y), which "
        "is not, with dynamic shapes three to seven times, and more where quotients are beyond 2**23",
        "integers are divided twice, as OpenVINO divides them in float32: three times as long as once",
    ],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "nan for a number over an infinity",
            Probe((tensor([5]), tensor([np.inf])), tensor([5])),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "rounds integers beyond 2**24 to float32 in a graph",
            Probe(
                (tensor([2**24 + 1], "int32"), tensor([2**24], "int32")),
                tensor([1], "int32"),
                mode=Mode.STATIC,
            ),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "integers by zero end the process; in a graph they give the smallest integer",
            Probe((tensor([5], "int32"), tensor([0], "int32")), tensor([0], "int32"), mode=Mode.STATIC),
        ),
    ],
)
def fmod(x1: Output, x2: Output) -> Output:
    """Return the remainder of x1 / x2 with the sign of x1.

    x1 and x2 broadcast and have any dtype; the result has their promoted dtype, int32 for booleans. It
    is exact for any quotient. As in NumPy, integers by zero give 0; a float by zero, and an infinity by
    anything, give nan.
    """
    if is_float(dtype_of(x1)):
        return remainders.fmod(x1, x2)
    return integer_division.truncated_remainder(x1, x2)


@op(
    "numpy.mod",
    promote=Promote.DEFAULT,
    compute={"bool": "int32", **COMPUTE},
    result={"bool": "int32"},
    limits=[
        "exact for any quotient: floats take two to five times as long as x - y * floor(x / y), which "
        "is not, with dynamic shapes three to seven times, and more where quotients are beyond 2**23",
        "integers are divided twice, as OpenVINO divides them in float32: three times as long as once",
    ],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "nan for a number over an infinity",
            Probe((tensor([5]), tensor([np.inf])), tensor([5])),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "rounds integers beyond 2**24 to float32 in a graph",
            Probe(
                (tensor([2**24 + 1], "int32"), tensor([2**24], "int32")),
                tensor([1], "int32"),
                mode=Mode.STATIC,
            ),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "the smallest integer for integers by zero",
            Probe((tensor([5], "int32"), tensor([0], "int32")), tensor([0], "int32")),
        ),
    ],
)
def mod(x1: Output, x2: Output) -> Output:
    """Return the remainder of x1 / x2 with the sign of x2.

    As `fmod`; where the signs differ, x2 is added, and the sum rounded.
    """
    if not is_float(dtype_of(x1)):
        return integer_division.floored_remainder(x1, x2)
    return remainders.mod(x1, x2)


@op(
    "numpy.divide_no_nan",
    promote=Promote.INT_TO_FLOAT,
    compute={"float64": "float32"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "divides integers as integers: 7 / 2 is 3",
            Probe((tensor([7], "int32"), tensor([2], "int32")), tensor([3.5])),
        )
    ],
)
def divide_no_nan(x1: Output, x2: Output) -> Output:
    """Return x1 / x2, and 0 where x2 is 0."""
    return select(equal(x2, 0), 0, divide(x1, x2))
