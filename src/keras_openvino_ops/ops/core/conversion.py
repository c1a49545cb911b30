"""From tensors to arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops import compat, targets
from keras_openvino_ops.defects import Defect, DefectKind, Probe, tensor
from keras_openvino_ops.lowering.constants import is_tensor
from keras_openvino_ops.lowering.elementwise import add
from keras_openvino_ops.lowering.folding import compute
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Tensor

_Tensor: type[Tensor] = compat.openvino_class("Tensor")


@op(
    "core.convert_to_numpy",
    promote=Promote.NO_OPMATH,
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.8,<=3.15.1",
            "compiles a model for each tensor that was computed: it takes 50 times as long, and holds "
            "64-bit numbers at the limits of 32 bits",
            Probe(
                (tensor([2**40], "int64"),),
                tensor([2**41], "int64"),
                computed=lambda x: add(x, x),
            ),
        )
    ],
    limits=["64-bit dtypes are computed in 32 bits where OpenVINO has no kernel to fold an op with"],
)
def convert_to_numpy(x: Any) -> Any:
    """Return a NumPy array of what x is: a tensor, a variable, a number, or a list of such.

    Arrays are returned as they are, as are NumPy's scalars, strings and None. A tensor that depends on
    the inputs of a model is a RuntimeError, and a TypeError.
    """
    if is_tensor(x):
        return compute(x, targets.device())
    if isinstance(x, _Tensor):
        return x.data
    if isinstance(x, (list, tuple)):
        return np.array([convert_to_numpy(one) for one in x])
    if isinstance(x, (int, float)) and not isinstance(x, np.generic):
        return np.array(x)
    if x is None or isinstance(x, np.ndarray) or np.isscalar(x):
        return x
    raise TypeError(
        f"takes tensors of the backend, arrays, numbers and lists of them. Received: {x!r} of type "
        f"{type(x).__name__}"
    )
