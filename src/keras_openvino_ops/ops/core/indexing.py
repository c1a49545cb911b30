"""Parts of a tensor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering import slices
from keras_openvino_ops.lowering.arguments import integers_of
from keras_openvino_ops.lowering.constants import constant, is_tensor, opset
from keras_openvino_ops.lowering.elementwise import add
from keras_openvino_ops.lowering.shapes import dimension, rank_of, reshape, scalar, static_shape, vector
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.shapes import Dimension


@op(
    "core.slice",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.14.1",
            "raises for a tensor among the lengths",
            Probe(
                (tensor([[1, 2, 3], [4, 5, 6]]), (0, 1), (tensor(2, "int32"), 2)),
                tensor([[2, 3], [5, 6]]),
                mode=Mode.STATIC,
            ),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "raises for a tensor of start_indices",
            Probe(
                (tensor([[1, 2, 3], [4, 5, 6]]), tensor([0, 1], "int32"), (2, 2)),
                tensor([[2, 3], [5, 6]]),
                mode=Mode.STATIC,
            ),
        ),
        Defect(
            DefectKind.WRONG,
            ">=3.12,<=3.15.1",
            "raises where an axis ends before; with dynamic shapes, gives what is in memory behind it",
            Probe((tensor([[1, 2, 3], [4, 5, 6]]), (1, 1), (2, 2)), tensor([[5, 6]]), mode=Mode.STATIC),
        ),
    ],
)
def slice(inputs: Output, start_indices: Any, shape: Any) -> Output:
    """Return the elements from some positions on, so many along each axis.

    start_indices and shape hold a number for each axis: integers and scalar tensors, or a vector. A
    length of -1 or None takes what is left of its axis. Where an axis ends before, the result is
    shorter, as NumPy's is; where a start is a tensor, that is an error of the running model.
    """
    rank = rank_of(inputs)
    starts = _integers(start_indices, rank)
    if isinstance(shape, (list, tuple)):
        shape = [-1 if one is None else one for one in shape]
    lengths = _integers(shape, rank)
    if not len(starts) == len(lengths) == rank:
        raise ValueError(
            "start_indices and shape must hold a number for each axis of inputs. "
            f"Received: {rank} axes, {len(starts)} start_indices, {len(lengths)} in shape"
        )
    if min((one for one in lengths if not is_tensor(one)), default=0) < -1:
        raise ValueError(f"a length may be -1, and none less. Received: shape={tuple(lengths)}")
    if rank == 0:
        return inputs
    to_end = [not is_tensor(length) and length == -1 for length in lengths]
    stops = [
        slices.END if whole else _sum(start, length)
        for start, length, whole in zip(starts, lengths, to_end)
    ]
    axes = constant(list(range(rank)), "int64")
    part = opset.slice(
        inputs, vector(starts), vector(stops), constant([1] * rank, "int64"), axes
    ).output(0)
    if any(is_tensor(one) for one in starts):
        # Which leaves open what OpenVINO knows of the lengths.
        known = [dimension(part, axis) if to_end[axis] else lengths[axis] for axis in range(rank)]
        return reshape(part, known)
    return part


def _integers(value: Any, rank: int) -> list[Dimension]:
    """Return integers, one for each axis; a vector of them may be of dynamic length."""
    if is_tensor(value) and static_shape(value) == (None,):
        value = reshape(value, (rank,))
    return integers_of(value)


def _sum(start: Dimension, length: Dimension) -> Dimension:
    if is_tensor(start) or is_tensor(length):
        return add(scalar(start), scalar(length))
    return start + length
