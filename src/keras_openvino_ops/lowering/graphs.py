"""What kind of operations a graph is made of."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from keras_openvino_ops.lowering.constants import dtype_of

if TYPE_CHECKING:
    from openvino import Model, Output

_APART = frozenset(("Constant", "Parameter", "Result"))

_MOVING = frozenset(
    "Broadcast Concat Convert Gather Pad Reshape Slice Split Squeeze StridedSlice Tile Transpose "
    "Unsqueeze VariadicSplit".split()
)

_ELEMENTWISE = frozenset(
    "Abs Acos Acosh Add Asin Asinh Atan Atanh BitwiseAnd BitwiseLeftShift BitwiseNot BitwiseOr "
    "BitwiseRightShift BitwiseXor Ceiling Clamp Convert Cos Cosh Divide Elu Equal Erf Exp Floor "
    "FloorMod Gelu Greater GreaterEqual HSigmoid HSwish HardSigmoid IsFinite IsInf IsNaN Less "
    "LessEqual Log LogicalAnd LogicalNot LogicalOr LogicalXor Maximum Minimum Mish Mod Multiply "
    "Negative NotEqual Power Relu Round Select Selu Sigmoid Sign Sin Sinh SoftPlus SoftSign Sqrt "
    "SquaredDifference Subtract Swish Tan Tanh".split()
)


def only_moves(model: Model) -> bool:
    """Whether a model computes nothing: folded fast, and with the weights of a model not at all."""
    return _kinds(model) <= _MOVING


def is_elementwise(model: Model, constants: int = 1) -> bool:
    """Whether each element of a model's results depends on one element of each of its inputs alone.

    Its constants have so many elements at most: of more, each goes with one element of the inputs.
    """
    return _kinds(model) <= _ELEMENTWISE and all(
        size_of(node.output(0)) <= constants
        for node in model.get_ops()
        if node.get_type_name() == "Constant"
    )


def is_constant(model: Model) -> bool:
    """Whether all results of a model are constants."""
    return all(
        result.input_value(0).get_node().get_type_name() == "Constant" for result in model.get_results()
    )


def computes_in_float64(model: Model) -> bool:
    """Whether a model does more with float64 than to convert it."""
    return any(
        dtype_of(x) == "float64"
        for node in model.get_ops()
        if node.get_type_name() not in ("Convert", "Result")
        for x in node.input_values()
    )


def size_of(x: Output) -> int:
    """Return the number of elements of a tensor; 0 where it is not known."""
    return math.prod(x.get_shape()) if x.get_partial_shape().is_static else 0


def _kinds(model: Model) -> set[str]:
    return {node.get_type_name() for node in model.get_ops()} - _APART
