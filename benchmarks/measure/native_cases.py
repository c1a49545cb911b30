"""Functions outside NumPy's module, and native ones that the plugin may leave alone."""

from __future__ import annotations

import numpy as np

from measure.case import Case
from measure.inputs import FINITE, ROWS, UNIT, integers

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
    Case("nn.softmax", (ROWS, -1), torch="softmax"),
    Case("nn.log_softmax", (ROWS, -1), torch="log_softmax"),
    Case("nn.one_hot", (integers(0, 16), 16), torch=lambda t, x, classes: t.eye(classes)[x]),
    Case("math.erf", (FINITE,), torch="erf"),
    Case("math.erfinv", (UNIT,), torch="erfinv"),
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
