"""How long OpenVINO takes to fold a graph of constants: an estimate, the same on every machine."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from keras_openvino_ops.lowering.graphs import size_of

if TYPE_CHECKING:
    from openvino import Model

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


def share_to_repay(model: Model) -> float:
    """What part of a model's elements, here constants, must be computed for compiling it to pay.

    That is an estimate, not a measurement, for equal calls to have equal results.
    """
    nodes = model.get_ops()
    to_fold = 1e-9 * sum(map(_nanoseconds, nodes))
    to_build = 2e-5 * len(nodes)
    to_compile = 0.012 + 4e-4 * len(nodes)
    missing = to_compile / REPAID - to_build
    return missing / to_fold if to_fold else math.inf


def _nanoseconds(node: Any) -> float:
    kind = node.get_type_name()
    if kind in ("Constant", "Result"):
        return 0
    sizes = [size_of(port) for port in (*node.input_values(), *node.outputs())]
    if kind == "MatMul":
        return 0.06 * math.isqrt(math.prod(sizes))
    return max(sizes) * (14 if kind.startswith("Reduce") else _SLOW.get(kind, 2))
