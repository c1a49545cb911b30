"""Miscellaneous elementwise functions."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any

import ml_dtypes
import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering import elementwise
from keras_openvino_ops.lowering.bounds import held, larger, smaller
from keras_openvino_ops.lowering.constants import (
    constant,
    constant_of,
    dtype_of,
    is_float,
    is_tensor,
    numpy_dtype,
    opset,
)
from keras_openvino_ops.lowering.elementwise import (
    WIDE_INTEGERS,
    add,
    clamp,
    convert,
    divide,
    equal,
    exp,
    isnan,
    less,
    log,
    magnitude,
    multiply,
    negative,
    or_nan_of,
    select,
    subtract,
)
from keras_openvino_ops.lowering.folding import varies
from keras_openvino_ops.lowering.fusion import is_fused
from keras_openvino_ops.lowering.integers import modular
from keras_openvino_ops.lowering.ordering import IN_32_BITS
from keras_openvino_ops.lowering.shapes import expand_dims, rank_of, squeeze
from keras_openvino_ops.ops.numpy.exponential import keeps_float64
from keras_openvino_ops.ops.numpy.native_lists import refuses_lists, widens_lists
from keras_openvino_ops.ops.numpy.trigonometric import AS_FLOATS, IN_FLOATS, TO_FLOATX
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Accuracy, op

if TYPE_CHECKING:
    from openvino import Output


@op(
    "numpy.nan_to_num",
    promote=Promote.NO_OPMATH,
    defects=[
        refuses_lists(np.nan_to_num),
        Defect(
            DefectKind.WRONG,
            ">=3.11,<=3.15.1",
            "leaves infinities of eager bfloat16, on CPUs without AVX-512",
            Probe((tensor([math.inf], "bfloat16"),), tensor([2], "bfloat16"), kwargs={"posinf": 2.0}),
            without="avx512f",
        ),
    ],
)
def nan_to_num(
    x: Output, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None
) -> Output:
    """Return x with numbers for nan and the infinities: by default 0 and the dtype's limits."""
    dtype = dtype_of(x)
    if not is_float(dtype):
        return x
    limits = ml_dtypes.finfo(numpy_dtype(dtype))
    high = float(limits.max) if posinf is None else posinf
    low = float(limits.min) if neginf is None else neginf
    wide = convert(x, "float64" if dtype == "float64" else "float32")
    finite = select(equal(wide, math.inf), high, select(equal(wide, -math.inf), low, wide))
    return convert(select(isnan(wide), nan, finite), dtype)


@op(
    "numpy.clip",
    promote=Promote.NO_OPMATH,
    compute=IN_32_BITS,
    result={"bool": "int32"},
    limits=["with dynamic shapes, nan takes a second pass: up to 1.5 times OpenVINO's time"],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "a bound for nan",
            Probe((tensor([np.nan]), 0, 1), tensor([np.nan]), mode=Mode.STATIC),
        )
    ],
)
def clip(x: Output, x_min: Any, x_max: Any) -> Output:
    """Return x held between two bounds: numbers, tensors that broadcast, or None for no bound.

    The result has x's dtype, int32 for booleans: bounds of integers are rounded towards zero. Where
    x_min is above x_max, it is x_max. It is nan where an operand is.
    """
    dtype = dtype_of(x)
    low = None if x_min is None else _bound(x_min, dtype)
    high = None if x_max is None else _bound(x_max, dtype)
    if is_float(dtype) and varies(x) and not is_fused(x):
        return _chained_clip(x, low, high)
    result = x if low is None else elementwise.maximum(x, low)
    if high is not None:
        result = (_exact_minimum if dtype in WIDE_INTEGERS else elementwise.minimum)(result, high)
    if is_float(dtype):
        for one in (x, low if is_tensor(x_min) else None, high if is_tensor(x_max) else None):
            result = result if one is None else or_nan_of(result, one)
    return result


def _chained_clip(x: Output, low: Output | None, high: Output | None) -> Output:
    """The same for floats, in a kernel for each bound."""
    if low is None:
        return x if high is None else smaller(x, high)
    if high is None:
        return larger(x, low)
    least, most = constant_of(low), constant_of(high)
    if least is None or most is None:
        return smaller(larger(x, low), high)
    return held(x, least, most)


def _exact_minimum(x: Output, y: Output) -> Output:
    """The smaller of two integers, by a maximum of their complements.

    OpenVINO makes a maximum and a minimum by constants one Clamp, which computes in float32.
    """
    return subtract(-1, elementwise.maximum(subtract(-1, x), subtract(-1, y)))


def _bound(bound: Any, dtype: str) -> Output:
    """A bound in the dtype that is held by it."""
    if is_float(dtype):
        return convert(bound, dtype) if is_tensor(bound) else constant(bound, dtype)
    limits = np.iinfo(dtype)
    if not is_tensor(bound):
        return constant(np.clip(np.trunc(bound), limits.min, limits.max), dtype)
    if is_float(dtype_of(bound)):
        # The largest float32 that int32 holds: compiled for the CPU, 64 bits are 32.
        bound = clamp(convert(bound, "float32"), -(2.0**31), 2.0**31 - 128)
    return convert(bound, dtype)


@op(
    "numpy.sqrt",
    promote=Promote.INT_TO_FLOAT,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<3.12",
            "an integer for integers: sqrt(2) is 1",
            Probe((tensor([2], "int32"),), tensor([math.sqrt(2)])),
        ),
        keeps_float64(np.sqrt),
    ],
)
def sqrt(x: Output) -> Output:
    """Return the square root of x as a float; nan where x is negative."""
    return opset.sqrt(x).output(0)


@op(
    "numpy.cbrt",
    promote=Promote.DEFAULT,
    compute=IN_FLOATS,
    result=AS_FLOATS,
    accuracy=Accuracy(),
    defects=[
        Defect(
            DefectKind.INACCURATE,
            ">=3.14,<=3.15.1",
            "off by 10 units in the last place",
            Probe((tensor([3e38]),), tensor([6694329504911.0]), rtol=3e-7),
        )
    ],
    one_kernel=True,
)
def cbrt(x: Output) -> Output:
    """Return the cube root of x, within 1 ULP: a rough one, and steps of Newton's."""
    size = magnitude(x)
    if is_fused(x):
        rough = _nearer_cube_root(_rough_cube_root(size), size)
    else:
        rough = exp(multiply(log(size), 1 / 3))
    root = _nearer_cube_root(rough, size)
    result = select(less(x, 0), negative(root), root)
    # x itself if it is zero, infinite or nan.
    ordinary = less(multiply(size, 0.0), elementwise.minimum(size, 1.0))
    return select(ordinary, result, x)


def _rough_cube_root(x: Output) -> Output:
    """The cube root within 1 %: 1/3 is 1/4 + 1/16 + 1/64 + 1/256 and a third of 1/256.

    y = x**(1/256) is near 1, and y**(1/3) near (y + 2) / 3: a little less, which is made up for.
    """
    root, powers = x, []
    for _ in range(4):
        root = sqrt(sqrt(root))
        powers.append(root)
    return multiply(multiply(functools.reduce(multiply, powers), add(root, 2.0)), 0.33046)


def _nearer_cube_root(root: Output, x: Output) -> Output:
    """A cube root with twice as many right digits, by Newton's method."""
    step = subtract(divide(x, multiply(root, root)), root)
    return add(root, multiply(step, 1 / 3))


@op(
    "numpy.square",
    promote=Promote.NO_OPMATH,
    compute={"bool": "int32"},
    result={"bool": "int32"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "the largest or the smallest integer, or 0, where integers overflow",
            Probe((tensor([46341], "int32"),), tensor([-2147479015], "int32")),
        )
    ],
)
def square(x: Output) -> Output:
    """Return x * x; of integers, modulo their range, and int32 for booleans."""
    return modular(multiply, x, x)


@op(
    "numpy.sign",
    promote=Promote.NO_OPMATH,
    defects=[refuses_lists(np.sign), widens_lists(np.sign, ">=3.11,<=3.15.1")],
)
def sign(x: Output) -> Output:
    """Return -1 where x is negative, 1 where it is positive, 0 where it is zero, nan for nan."""
    return opset.sign(x).output(0)


@op(
    "numpy.absolute",
    "numpy.abs",
    promote=Promote.NO_OPMATH,
    complex_arrays=np.absolute,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "127 for -128 of int8",
            Probe((tensor([-128], "int8"),), tensor([-128], "int8")),
        )
    ],
)
def absolute(x: Output) -> Output:
    """Return |x|; of the smallest integer, which has no positive counterpart, itself."""
    dtype = dtype_of(x)
    if dtype == "bool" or dtype.startswith("u"):
        return x
    if not is_float(dtype):
        return modular(magnitude, x)
    if rank_of(x) != 1:
        return opset.absolute(x).output(0)
    # OpenVINO drops an Abs of rank 1 whose input is computed from constants.
    return squeeze(opset.absolute(expand_dims(x, [0])).output(0), [0])


@op(
    "numpy.fabs",
    promote=Promote.DEFAULT,
    compute=IN_FLOATS,
    result=TO_FLOATX,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.15,<=3.15.1",
            "keeps the sign of integers in one dimension",
            Probe((tensor([-3, 2], "int32"),), tensor([3, 2])),
        )
    ],
)
def fabs(x: Output) -> Output:
    """Return |x| as a float."""
    return absolute(x)


@op(
    "numpy.heaviside",
    promote=Promote.DEFAULT,
    compute=IN_FLOATS,
    result={**AS_FLOATS, "bool": "bool"},
    strong_numbers=["x1", "x2"],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.13,<=3.15.1",
            "1 for nan in a graph, on CPUs with AVX-512",
            Probe((tensor([np.nan]), tensor([0.5])), tensor([np.nan]), mode=Mode.STATIC),
            instructions="avx512f",
        )
    ],
)
def heaviside(x1: Output, x2: Output) -> Output:
    """Return 0 where x1 is negative, 1 where it is positive, and x2 where it is zero."""
    step = convert(less(0, x1), dtype_of(x1))
    return or_nan_of(select(equal(x1, 0), x2, step), x1)
