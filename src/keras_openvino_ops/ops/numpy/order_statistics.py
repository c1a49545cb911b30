"""Order statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.constants import constant, dtype_of, is_tensor
from keras_openvino_ops.lowering.elementwise import convert, divide
from keras_openvino_ops.lowering.shapes import Axis, normalize_axes, rank_of
from keras_openvino_ops.lowering.statistics import METHODS, quantiles
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output


@op(
    "numpy.percentile",
    promote=Promote.INT_TO_FLOAT,
    limits=["of an empty axis it is nan, where NumPy raises; positions are exact up to 2**24 elements"],
    defects=[
        Defect(
            DefectKind.SLOW,
            ">=3.15,<=3.15.1",
            "sorts by insertion, in quadratic time",
            Probe(
                (tensor([[3, 1, 2]]), 50),
                tensor(2),
                mode=Mode.STATIC,
                slow=("stable TopK",),
            ),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.15,<=3.15.1",
            "the axes of a matrix of percentages do not come first",
            Probe((tensor([1, 2, 3]), tensor([[50, 0]])), tensor([[2, 1]])),
        ),
    ],
)
def percentile(
    x: Output, q: Any, axis: Axis = None, method: str = "linear", keepdims: bool = False
) -> Output:
    """Return the values below which q percent of the elements along some axes lie; see `quantile`."""
    return _quantiles(x, q, 100, axis, method, keepdims)


@op(
    "numpy.nanpercentile",
    promote=Promote.INT_TO_FLOAT,
    defects=[
        Defect(
            DefectKind.SLOW,
            ">=3.15,<=3.15.1",
            "sorts by insertion, in quadratic time",
            Probe(
                (tensor([[3, 1, 2]]), 50),
                tensor(2),
                mode=Mode.STATIC,
                slow=("stable TopK",),
            ),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.15,<=3.15.1",
            "raises for a matrix of percentages",
            Probe((tensor([1, 2, 3]), tensor([[50, 0]])), tensor([[2, 1]])),
        ),
    ],
)
def nanpercentile(
    x: Output, q: Any, axis: Axis = None, method: str = "linear", keepdims: bool = False
) -> Output:
    """Return the values below which q percent of what is not nan along some axes lie.

    See `nanquantile`.
    """
    return _quantiles(x, q, 100, axis, method, keepdims, skip_nan=True)


@op(
    "numpy.quantile",
    promote=Promote.INT_TO_FLOAT,
    limits=["of an empty axis it is nan, where NumPy raises; positions are exact up to 2**24 elements"],
    defects=[
        Defect(
            DefectKind.SLOW,
            ">=3.15,<=3.15.1",
            "sorts by insertion, in quadratic time",
            Probe(
                (tensor([[3, 1, 2]]), 0.5),
                tensor(2),
                mode=Mode.STATIC,
                slow=("stable TopK",),
            ),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "the axes of a matrix of fractions do not come first",
            Probe((tensor([1, 2, 3]), tensor([[0.5, 0]])), tensor([[2, 1]])),
        ),
    ],
)
def quantile(
    x: Output, q: Any, axis: Axis = None, method: str = "linear", keepdims: bool = False
) -> Output:
    """Return the values below which the fractions q of the elements along some axes lie.

    The axes of q come first in the result. Between two elements, ``method`` gives a value on the line
    between them ("linear"), one of them ("lower", "higher", "nearest"), or their mean ("midpoint").
    It is nan if there is nan among the elements or if there are none, and as in NumPy, where it lies
    on a line to an infinity.
    """
    return _quantiles(x, q, 1, axis, method, keepdims)


@op(
    "numpy.nanquantile",
    promote=Promote.INT_TO_FLOAT,
    defects=[
        Defect(
            DefectKind.SLOW,
            ">=3.15,<=3.15.1",
            "sorts by insertion, in quadratic time",
            Probe(
                (tensor([[3, 1, 2]]), 0.5),
                tensor(2),
                mode=Mode.STATIC,
                slow=("stable TopK",),
            ),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "raises for a matrix of fractions",
            Probe((tensor([1, 2, 3]), tensor([[0.5, 0]])), tensor([[2, 1]])),
        ),
    ],
)
def nanquantile(
    x: Output, q: Any, axis: Axis = None, method: str = "linear", keepdims: bool = False
) -> Output:
    """Return the values below which the fractions q of what is not nan along some axes lie.

    As `quantile`, but it is nan only if there is nothing else.
    """
    return _quantiles(x, q, 1, axis, method, keepdims, skip_nan=True)


def _quantiles(
    x: Output,
    q: Any,
    whole: float,
    axis: Axis,
    method: str,
    keepdims: bool,
    skip_nan: bool = False,
) -> Output:
    axes = normalize_axes(axis, rank_of(x))
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}. Received: method={method!r}")
    return quantiles(x, _fractions(q, whole, dtype_of(x)), axes, method, keepdims, skip_nan)


def _fractions(q: Any, whole: float, dtype: str) -> Output:
    """What q is of a whole; checked where it isn't a tensor."""
    if is_tensor(q):
        fractions = convert(q, dtype)
        return fractions if whole == 1 else divide(fractions, constant(whole, dtype))
    given = np.asarray(q, np.float64)
    if not ((given >= 0) & (given <= whole)).all():
        raise ValueError(f"q must be between 0 and {whole}. Received: q={q}")
    return constant(given / whole, dtype)
