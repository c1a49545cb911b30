"""How long OpenVINO takes to fold a graph of constants: an estimate, the same on every machine."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openvino import Model, Output

REPAID = 10
"""The calls after which compiling must have taken less time than folding."""

_SLOW = {
    "OneHot": 20,
    "Pad": 16,
    "ScatterElementsUpdate": 20,
    "Select": 44,
    "Softmax": 120,
    "Tanh": 10,
    "TopK": 80,
}
"""The nanoseconds that folding takes for an element, where that is not about 2."""

_MOVING = frozenset(
    "Broadcast Concat Constant Convert Gather Pad Reshape Result Slice Split Squeeze StridedSlice Tile "
    "Transpose Unsqueeze VariadicSplit".split()
)
"""The operations that compute nothing: folded as fast, and with the weights of a model not at all."""


def only_moves(model: Model) -> bool:
    """Whether a model computes nothing."""
    return {node.get_type_name() for node in model.get_ops()} <= _MOVING


def repays_compiling(model: Model) -> bool:
    """Whether a model, here of constants, takes so long to build and to fold that compiling it pays.

    That is an estimate, not a measurement, for equal calls to have equal results.
    """
    nodes = model.get_ops()
    to_call = 2e-5 * len(nodes) + 1e-9 * sum(map(_nanoseconds, nodes))
    to_compile = 0.012 + 4e-4 * len(nodes)
    return REPAID * to_call > to_compile


def _nanoseconds(node: Any) -> float:
    kind = node.get_type_name()
    if kind in ("Constant", "Result"):
        return 0
    sizes = [_size(port) for port in (*node.input_values(), *node.outputs())]
    if kind == "MatMul":
        return 0.06 * math.isqrt(math.prod(sizes))
    return max(sizes) * (14 if kind.startswith("Reduce") else _SLOW.get(kind, 2))


def _size(x: Output) -> int:
    """Return the number of elements; 0 where it is not known."""
    return math.prod(x.get_shape()) if x.get_partial_shape().is_static else 0
