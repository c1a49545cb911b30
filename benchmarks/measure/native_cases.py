"""Functions outside NumPy's module, and native ones that the plugin may leave alone."""

from __future__ import annotations

import numpy as np

from measure.case import Case
from measure.inputs import FINITE, POSITIVE, ROWS, UNIT, Array, integers


def _positive_definite(size: int) -> Array:
    """Matrices of 8 rows and columns."""
    factors = FINITE(size // 64 * 64).reshape(-1, 8, 8)
    return factors @ factors.swapaxes(1, 2) + np.eye(8, dtype=np.float32)


CASES = [
    Case("sign", (FINITE,), torch="sign"),
    Case("nn.relu", (FINITE,), torch="relu"),
    Case("nn.sigmoid", (FINITE,), torch="sigmoid"),
    Case("nn.silu", (FINITE,), torch=lambda t, x: t.nn.functional.silu(x)),
    Case("nn.gelu", (FINITE, False), torch=lambda t, x, _: t.nn.functional.gelu(x)),
    Case("nn.elu", (FINITE,), torch=lambda t, x: t.nn.functional.elu(x)),
    Case("nn.softplus", (FINITE,), torch=lambda t, x: t.nn.functional.softplus(x)),
    Case("nn.softsign", (FINITE,), torch=lambda t, x: t.nn.functional.softsign(x)),
    Case("nn.log_sigmoid", (FINITE,), torch=lambda t, x: t.nn.functional.logsigmoid(x)),
    Case("nn.selu", (FINITE,), torch="selu"),
    Case("nn.celu", (FINITE,), torch="celu"),
    Case("nn.squareplus", (FINITE,)),
    Case("nn.sparse_plus", (FINITE,)),
    Case("nn.threshold", (FINITE, 0.5, 0.0), torch="threshold"),
    Case("nn.hard_sigmoid", (FINITE,), torch=lambda t, x: t.nn.functional.hardsigmoid(x)),
    Case("nn.hard_silu", (FINITE,), torch=lambda t, x: t.nn.functional.hardswish(x)),
    Case("nn.hard_tanh", (FINITE,), torch=lambda t, x: t.nn.functional.hardtanh(x)),
    Case("nn.sparse_sigmoid", (FINITE,)),
    Case("nn.tanh_shrink", (FINITE,), torch=lambda t, x: t.nn.functional.tanhshrink(x)),
    Case("nn.soft_shrink", (FINITE,), torch=lambda t, x: t.nn.functional.softshrink(x)),
    Case("nn.hard_shrink", (FINITE,), torch=lambda t, x: t.nn.functional.hardshrink(x)),
    Case("nn.glu", (ROWS, -1), torch=lambda t, x, axis: t.nn.functional.glu(x, axis)),
    Case("nn.moments", (ROWS, [1]), torch=lambda t, x, axes: t.var_mean(x, axes)),
    Case("nn.sparsemax", (ROWS, -1)),
    Case("nn.softmax", (ROWS, -1), torch="softmax"),
    Case("nn.log_softmax", (ROWS, -1), torch="log_softmax"),
    Case("nn.one_hot", (integers(0, 16), 16), torch=lambda t, x, classes: t.eye(classes)[x]),
    Case("math.erf", (FINITE,), torch="erf"),
    Case("math.erfc", (FINITE,), torch="erfc"),
    Case("math.erfinv", (UNIT,), torch="erfinv"),
    Case("math.rsqrt", (POSITIVE,), torch="rsqrt"),
    Case("math.logdet", (_positive_definite,), torch="logdet"),
    Case("math.logsumexp", (ROWS, -1), torch="logsumexp"),
    Case("math.top_k", (ROWS, 5), torch="topk"),
    Case(
        "math.segment_sum",
        (FINITE, integers(0, 64), 64),
        torch=lambda t, x, segments, count: t.zeros(count).index_add(0, segments, x),
    ),
    Case(
        "linalg.norm",
        (ROWS,),
        {"axis": -1},
        numpy=np.linalg.norm,
        torch=lambda t, x: t.linalg.norm(x, dim=-1),
    ),
]
