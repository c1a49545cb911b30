"""Matrix and vector products.

Sums of integers are exact and wrap, as in NumPy. Floats narrower than float32 compute in float32. A sum
of nothing is 0.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Union

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.constants import constant_like, dtype_of, is_float
from keras_openvino_ops.lowering.contractions import contract, matrix_product
from keras_openvino_ops.lowering.elementwise import multiply
from keras_openvino_ops.lowering.shapes import (
    broadcast_to,
    dimension,
    expand_dims,
    normalize_axes,
    product,
    rank_of,
    reshape,
    squeeze,
    static_shape,
)
from keras_openvino_ops.lowering.slices import flatten
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output

    Axes = Union[int, Sequence[Any]]

# More than zero true terms make a sum that is not 0.
SUMS = {"bool": "float32"}
PRODUCTS = {"int8": "int32", "int16": "int32", "uint8": "int32", "uint16": "int32"}


@op(
    "numpy.dot",
    promote=Promote.DEFAULT,
    compute=SUMS,
    limits=["integers are summed modulo 2**32"],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.10,<=3.15.1",
            "multiplies batches of matrices instead of each with each",
            Probe(
                (tensor([[[2]], [[3]]]), tensor([[[4]], [[5]]])),
                tensor([[[[8], [10]]], [[[12], [15]]]]),
            ),
        )
    ],
)
def dot(x1: Output, x2: Output) -> Output:
    """Return the sums of products along the last axis of x1 and the last but one of x2.

    If x2 has one axis, it is that. The result has the other axes of x1, then those of x2. A scalar
    multiplies the other operand.
    """
    if not rank_of(x1) or not rank_of(x2):
        return _scaled(x1, x2)
    return _contracted(x1, x2, [rank_of(x1) - 1], [max(rank_of(x2) - 2, 0)])


@op(
    "numpy.vdot",
    promote=Promote.DEFAULT,
    compute=SUMS,
    limits=["integers are summed modulo 2**32"],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.13,<=3.15.1",
            "integers beyond 2**24 are rounded in a graph",
            Probe(
                (tensor([2**24 + 1, 0], "int32"), tensor([1, 0], "int32")),
                tensor(2**24 + 1, "int32"),
                mode=Mode.STATIC,
            ),
        )
    ],
)
def vdot(x1: Output, x2: Output) -> Output:
    """Return the sum of products of the elements of x1 and x2, in their order."""
    return _contracted(flatten(x1), flatten(x2), [0], [0])


@op(
    "numpy.inner",
    promote=Promote.DEFAULT,
    compute=SUMS,
    limits=["integers are summed modulo 2**32"],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "integers beyond 2**24 are rounded in a graph",
            Probe(
                (tensor([[2**24 + 1, 0]], "int32"), tensor([[1, 0]], "int32")),
                tensor([[2**24 + 1]], "int32"),
                mode=Mode.STATIC,
            ),
        )
    ],
)
def inner(x1: Output, x2: Output) -> Output:
    """Return the sums of products along the last axes of x1 and x2.

    The result has the other axes of x1, then those of x2. A scalar multiplies the other operand.
    """
    if not rank_of(x1) or not rank_of(x2):
        return _scaled(x1, x2)
    return _contracted(x1, x2, [rank_of(x1) - 1], [rank_of(x2) - 1])


@op(
    "numpy.outer",
    promote=Promote.DEFAULT,
    compute={**PRODUCTS, "bool": "int32"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.10,<=3.15.1",
            "narrow integers saturate: 200 * 2 is 255 in uint8",
            Probe((tensor([200], "uint8"), tensor([2], "uint8")), tensor([[144]], "uint8")),
        )
    ],
)
def outer(x1: Output, x2: Output) -> Output:
    """Return the products of each element of x1 with each of x2, a row for each of x1."""
    return multiply(expand_dims(flatten(x1), [1]), expand_dims(flatten(x2), [0]))


@op(
    "numpy.matmul",
    promote=Promote.MATRIX_PRODUCT,
    compute=SUMS,
    limits=["integers are summed modulo 2**32"],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "integers beyond 2**24 are rounded in a graph",
            Probe(
                (tensor([[2**24 + 1]], "int32"), tensor([[1]], "int32")),
                tensor([[2**24 + 1]], "int32"),
                mode=Mode.STATIC,
            ),
        )
    ],
)
def matmul(x1: Output, x2: Output) -> Output:
    """Return the products of matrices, the last two axes of each operand; the axes before broadcast.

    An operand of one axis is a row before a matrix and a column behind one, and has no axis in the
    result. Operands of int8 give int32. The product of two matrices of integers that float32 is too
    short for takes the memory of four of float32 for each of them, and that of the result for each 1024
    terms of its sums.
    """
    rank1, rank2 = rank_of(x1), rank_of(x2)
    if not rank1 or not rank2:
        raise ValueError("a scalar is no matrix; multiply by it instead.")
    over1, over2 = [rank1 - 1], [max(rank2 - 2, 0)]
    if rank1 == rank2 == 1 or (1 in (rank1, rank2) and not is_float(dtype_of(x1))):
        return _contracted(x1, x2, over1, over2)
    _check_lengths(x1, x2, over1, over2)
    result = matrix_product(
        expand_dims(x1, [0]) if rank1 == 1 else x1, expand_dims(x2, [1]) if rank2 == 1 else x2
    )
    return squeeze(result, [*([-2] if rank1 == 1 else []), *([-1] if rank2 == 1 else [])])


@op(
    "numpy.tensordot",
    promote=Promote.DEFAULT,
    compute=SUMS,
    limits=["integers are summed modulo 2**32"],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "integers beyond 2**24 are rounded in a graph",
            Probe(
                (tensor([[2**24 + 1]], "int32"), tensor([[1]], "int32")),
                tensor([[2**24 + 1]], "int32"),
                {"axes": 1},
                mode=Mode.STATIC,
            ),
        )
    ],
)
def tensordot(x1: Output, x2: Output, axes: Axes = 2) -> Output:
    """Return the sums of products along several axes.

    ``axes`` is how many, the last of x1 with the first of x2, or a pair: those of x1, and those of x2
    they are paired with. The result has the other axes of x1, then those of x2.
    """
    if isinstance(axes, (list, tuple)):
        if len(axes) != 2:
            raise ValueError(f"axes must be a number or a pair. Received: axes={axes!r}")
        over1 = normalize_axes(axes[0], rank_of(x1))
        over2 = normalize_axes(axes[1], rank_of(x2))
    else:
        count = operator.index(axes)  # type: ignore[arg-type]
        if not 0 <= count <= min(rank_of(x1), rank_of(x2)):
            raise ValueError(
                f"axes must be a number of axes that both operands have. Received: axes={axes}, "
                f"x1.shape={static_shape(x1)}, x2.shape={static_shape(x2)}"
            )
        over1 = tuple(range(rank_of(x1) - count, rank_of(x1)))
        over2 = tuple(range(count))
    return _contracted(x1, x2, over1, over2)


def _scaled(x1: Output, x2: Output) -> Output:
    """The product of two tensors of which one is a scalar."""
    return _contracted(x1, x2, [], [])


def _contracted(x1: Output, x2: Output, over1: Sequence[int], over2: Sequence[int]) -> Output:
    """Sum the products of two tensors over pairs of axes; the rest of x1's come first, then x2's."""
    _check_lengths(x1, x2, over1, over2)
    labels1 = [(1, axis) for axis in range(rank_of(x1))]
    labels2 = [(2, axis) for axis in range(rank_of(x2))]
    for axis1, axis2 in zip(over1, over2):
        labels2[axis2] = labels1[axis1]
    kept1 = [label for label in labels1 if label not in labels2]
    kept2 = [label for label in labels2 if label not in labels1]
    return contract(x1, labels1, x2, labels2, [*kept1, *kept2])


def _check_lengths(x1: Output, x2: Output, over1: Sequence[int], over2: Sequence[int]) -> None:
    """Check that the axes to sum over come in pairs, of the same lengths as far as these are known."""
    lengths1 = [static_shape(x1)[axis] for axis in over1]
    lengths2 = [static_shape(x2)[axis] for axis in over2]
    if len(over1) != len(over2) or any(
        one != other and one is not None and other is not None for one, other in zip(lengths1, lengths2)
    ):
        raise ValueError(
            "the axes that are summed over must have the same lengths. Received: "
            f"x1.shape={static_shape(x1)}, axes {tuple(over1)}; "
            f"x2.shape={static_shape(x2)}, axes {tuple(over2)}"
        )


@op(
    "numpy.kron",
    promote=Promote.DEFAULT,
    compute={**PRODUCTS, "bool": "int32"},
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "narrow integers saturate: 200 * 2 is 255 in uint8",
            Probe((tensor([200], "uint8"), tensor([2], "uint8")), tensor([144], "uint8")),
        )
    ],
)
def kron(x1: Output, x2: Output) -> Output:
    """Return x1 with each element replaced by its product with x2.

    The operand of fewer dimensions has ones prepended to its shape.
    """
    rank = max(rank_of(x1), rank_of(x2))
    x1 = expand_dims(x1, range(rank - rank_of(x1)))
    x2 = expand_dims(x2, range(rank - rank_of(x2)))
    lengths = [product([dimension(x1, axis), dimension(x2, axis)]) for axis in range(rank)]
    if 0 in static_shape(x1) or 0 in static_shape(x2):
        return broadcast_to(constant_like(0, x1), lengths)
    # An axis of x2 behind each of x1.
    blocks = multiply(
        expand_dims(x1, range(1, 2 * rank, 2)),
        expand_dims(x2, range(0, 2 * rank, 2)),
    )
    return reshape(blocks, lengths)
