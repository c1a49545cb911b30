"""The dtype rules: which dtype an op computes in, and which dtype it returns.

A rule is data on the op. The kinds are PyTorch's elementwise and reduction type promotion kinds;
the result dtypes are Keras's. Dtypes are Keras's names for them ("float32", "bool", ...), and a
Python number stands for itself as its type (``int``, ``float``, ``bool``): it is weak, and adapts to
the tensors beside it.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Union

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Protocol

    class ResultType(Protocol):
        """``keras.backend.result_type``."""

        def __call__(self, *dtypes: DType) -> str:
            """Return the promoted dtype."""
            ...


DType = Union[str, type]

UPCAST = {
    "float8_e4m3fn": "float32",
    "float8_e5m2": "float32",
    "float16": "float32",
    "bfloat16": "float32",
}
"""Dtypes that compute in a wider one and are rounded once, at the end."""

COMPARED = {"bfloat16": "float32"}
"""The dtypes that are compared in another: on a CPU without it, bfloat16 has no constant infinities."""

ACCUMULATE = {
    "bool": "int32",
    "int8": "int32",
    "int16": "int32",
    "uint8": "uint32",
    "uint16": "uint32",
}
"""The dtypes that Keras sums and multiplies up narrow integers in."""


class Promote(enum.Enum):
    """How the dtypes of an op's operands become its compute dtype and its result dtype."""

    DEFAULT = "default"
    """Result: the promoted dtype of the operands. Float16 and bfloat16 compute in float32."""

    NO_OPMATH = "no-opmath"
    """Result: the promoted dtype of the operands, which the op computes in: it only moves values."""

    INT_TO_FLOAT = "int-to-float"
    """As DEFAULT, but integers and booleans become floats (Keras's ``floatx``)."""

    SHIFT = "shift"
    """As NO_OPMATH, but a Python number that is shifted counts as a tensor, and an integer to shift by
    counts only beside booleans."""

    ALWAYS_BOOL = "always-bool"
    """Result: bool. The operands are compared in their promoted dtype, bfloat16 in float32."""

    REDUCE_SAME = "reduce-same"
    """A reduction that returns one of its elements: result and computation in the operand's dtype, but
    bfloat16 in float32."""

    REDUCE_ACCUMULATE = "reduce-accumulate"
    """A reduction that adds up: narrow integers widen to 32 bits, narrow floats compute in float32."""

    MATRIX_PRODUCT = "matrix-product"
    """As DEFAULT, but operands that are all int8 give int32."""

    CREATION = "creation"
    """No operand takes part: the result has the ``dtype`` argument's dtype, or ``floatx``."""


_COMPUTE = {
    Promote.DEFAULT: UPCAST,
    Promote.INT_TO_FLOAT: UPCAST,
    Promote.ALWAYS_BOOL: COMPARED,
    Promote.REDUCE_SAME: COMPARED,
    Promote.REDUCE_ACCUMULATE: UPCAST,
    Promote.MATRIX_PRODUCT: UPCAST,
}
"""The compute dtypes of promoted dtypes, where they differ."""

ARITHMETIC = frozenset(
    {Promote.DEFAULT, Promote.INT_TO_FLOAT, Promote.ALWAYS_BOOL, Promote.REDUCE_ACCUMULATE}
)
"""The rules of ops that compute; the others move values, or multiply matrices."""


@dataclass(frozen=True)
class Dtypes:
    """The dtype an op computes in and the dtype its result has."""

    compute: str
    result: str


def resolve(
    rule: Promote,
    operands: Sequence[DType],
    result_type: ResultType,
    *,
    dtype: str | None = None,
    compute: Mapping[str, str] | None = None,
    result: str | Mapping[str, str] | None = None,
) -> Dtypes:
    """Apply a rule to the dtypes of an op's promoted operands.

    Parameters
    ----------
    rule:
        The op's rule.
    operands:
        Dtype names, or ``int``, ``float``, ``bool`` for Python numbers.
    result_type:
        Keras's promotion lattice.
    dtype:
        The caller's ``dtype`` argument, for ops that have one. It decides compute and result dtype.
    compute:
        The op's exceptions to the compute dtype: promoted dtype to compute dtype.
    result:
        The op's result dtype where it doesn't depend on the operands ("int32" for an argmax), or its
        exceptions: promoted dtype to result dtype.
    """
    if rule is Promote.SHIFT:
        shifted, *places = operands
        shifted = result_type(shifted) if isinstance(shifted, type) else shifted
        operands = [shifted, *(one for one in places if one is not int or shifted == "bool")]
    if dtype is not None:
        promoted = dtype
    elif rule is Promote.INT_TO_FLOAT or rule is Promote.CREATION:
        promoted = result_type(*operands, float)
    elif len(operands) == 1 and isinstance(operands[0], str) and rule is not Promote.MATRIX_PRODUCT:
        # Keras keeps a lone operand's dtype; its lattice would narrow 64 bits from 3.12 on.
        promoted = operands[0]
    else:
        promoted = result_type(*operands)
    if rule is Promote.REDUCE_ACCUMULATE and dtype is None:
        promoted = ACCUMULATE.get(promoted, promoted)

    if rule is Promote.ALWAYS_BOOL:
        result_dtype = "bool"
    elif rule is Promote.MATRIX_PRODUCT and set(operands) == {"int8"}:
        result_dtype = "int32"
    elif isinstance(result, str):
        result_dtype = result
    else:
        result_dtype = (result or {}).get(promoted, promoted)

    exceptions = {**_COMPUTE.get(rule, {}), **(compute or {})}
    return Dtypes(exceptions.get(promoted, promoted), result_dtype)
