"""The calls that benchmarks/speed.py measures."""

from __future__ import annotations

from keras_openvino_ops.registry import REGISTRY

from measure import array_cases, elementwise_cases, native_cases
from measure.case import Case

UNTIMED = {
    "numpy.ndim": "returns a Python number",
    "core.convert_to_numpy": "computes now, in no graph",
    "core.shape": "returns Python numbers, where dimensions are known",
}
"""Registered ops that have no case, with the reason."""


def cases() -> list[Case]:
    """All cases, in the order of the tables."""
    return [*elementwise_cases.CASES, *array_cases.CASES, *native_cases.CASES]


def without_case() -> set[str]:
    """Registered ops that no case stands for: their targets. An alias needs none of its own."""
    timed = {REGISTRY[one.full_target].body for one in cases() if one.full_target in REGISTRY}
    return {op.target for op in REGISTRY if op.body not in timed and op.target not in UNTIMED}
