"""Every op, and the native ops left in place, on every row of their samples in every mode.

Compilation takes most of the time. Native ops, and ours eagerly, are tried in each of a row's dtypes.
Where ours are compiled, and on releases that another stands for, a row is tried in float32, and in
those dtypes that no row of the op before it was tried in. THOROUGH_TESTS=1 leaves nothing out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from typing import Any

import pytest

import keras_openvino_ops as koo
from keras_openvino_ops.defects import Mode
from keras_openvino_ops.lowering import kernels
from keras_openvino_ops.registry import REGISTRY

from harness import STANDS_FOR_OPENVINO, THOROUGH, Graph, backend_function, mismatch
from samples import Row, rows

ROWS: dict[str, list[Row]] = {}
for row in rows():
    ROWS.setdefault(row.target, []).append(row)

MODES = {
    "eager": (Mode.EAGER, False),
    "static": (Mode.STATIC, False),
    "dynamic-batch": (Mode.DYNAMIC, True),
    "dynamic": (Mode.DYNAMIC, False),
}
# Our graphs depend on OpenVINO alone; what depends on Keras, dtypes and tensors, shows eagerly.
OUR_MODES = list(MODES) if STANDS_FOR_OPENVINO else ["eager"]

# Where the sign of a zero is nobody's promise. In graphs with dynamic shapes it is no op's: the plugin
# computes x * -1 + 0 there.
UNSIGNED_ZEROS = {
    # One of two zeros, which are equal.
    *("numpy.sort", "numpy.maximum", "numpy.minimum", "numpy.fmax", "numpy.fmin", "numpy.clip"),
    "numpy.unique",
    # From one zero to the other, NumPy's float16 stays.
    "numpy.nextafter",
    # NumPy adds to 0.0.
    *("numpy.einsum", "numpy.inner", "numpy.pad"),
    # Limits, and zeros of the sine.
    *("nn.log_sigmoid", "numpy.sinc"),
    # Right but for folded graphs.
    *("math.erfinv", "numpy.mod"),
}

# They compute now; a tensor that a model's inputs are needed for has no value then.
EAGER_ONLY = {"core.convert_to_numpy"}


def test_every_op_has_samples() -> None:
    assert {op.target for op in REGISTRY} == set(ROWS)


def dtypes_of(row: Row, tried: Set[str], batch_only: bool) -> Sequence[str]:
    """The dtypes that stand for all of a row's, given those that rows of its op were tried in before.

    Whether the batch alone is dynamic changes nothing that depends on a dtype.
    """
    first = "float32" if "float32" in row.dtypes else row.dtypes[0]
    return [one for one in row.dtypes if one == first or not (batch_only or one in tried)]


def failures(target: str, mode: str, *, every_dtype: bool, signed_zeros: bool = False) -> Iterator[str]:
    """Run the rows of an op and say what is wrong; the signs of zeros too if ``signed_zeros``."""
    graph, calls = Graph(*MODES[mode]), []
    tried: set[str] = set()
    function = backend_function(target)
    for row in ROWS[target]:
        dtypes = row.dtypes if every_dtype else dtypes_of(row, tried, graph.batch_only)
        tried.update(dtypes)
        for dtype in dtypes:
            args, kwargs = row.arguments(dtype)
            try:
                graph.call(function, args, kwargs, row.arguments_then(dtype))
            except Exception as error:  # noqa: BLE001 - reported with the sample
                yield f"{row} in {dtype}: {type(error).__name__}: {error}"
                continue
            calls.append((row, dtype))
    for (row, dtype), results in zip(calls, graph.run()):
        expected = row.expected(dtype)
        if len(results) != len(expected):
            yield f"{row} in {dtype}: {len(results)} results, not {len(expected)}"
        for number, (actual, wanted) in enumerate(zip(results, expected)):
            final = row.result_dtype(dtype, number)
            if row.compared and actual.shape == wanted.shape:
                args, kwargs = row.arguments(dtype)
                actual, wanted = (row.compared(one, *args, **kwargs) for one in (actual, wanted))
            signs = signed_zeros and row.compared is None
            wrong = mismatch(
                actual, wanted, final, row.accuracy.ulp, row.scale_of(dtype), signed_zeros=signs
            )
            if wrong:
                yield f"{row} in {dtype}: {wrong}"


@pytest.fixture
def policy_all() -> Iterator[Any]:
    with koo.patched("all") as report:
        yield report


def cases(modes: Iterable[str]) -> list[tuple[str, str]]:
    return [
        (target, mode)
        for mode in modes
        for target in ROWS
        if mode == "eager" or target not in EAGER_ONLY
    ]


@pytest.mark.parametrize(("target", "mode"), cases(OUR_MODES))
@pytest.mark.usefixtures("policy_all")
def test_ours(target: str, mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a dynamic batch formulas are kernels where the CPU has them, else they are nodes."""
    if mode == "dynamic":
        monkeypatch.setattr(kernels, "available", lambda: False)
    signed_zeros = mode in ("eager", "static") and target not in UNSIGNED_ZEROS
    every = THOROUGH or (mode == "eager" and STANDS_FOR_OPENVINO)
    wrong = list(failures(target, mode, every_dtype=every, signed_zeros=signed_zeros))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("target", "mode"), cases(MODES))
def test_left_native(target: str, mode: str) -> None:
    """What the policy ``repair`` leaves native passes our samples too: no defect is missing."""
    with koo.patched("repair") as report:
        if report[target].action is not koo.Action.NATIVE:
            pytest.skip(f"not left native: {report[target].action.value}")
        wrong = list(failures(target, mode, every_dtype=True))
    assert not wrong, "\n".join(wrong)
