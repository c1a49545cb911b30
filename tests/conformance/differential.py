"""Compare keras.ops' NumPy functions with the NumPy backend of the same Keras release.

    python tests/conformance/differential.py [op ...]

Every combination of arguments.py is called on the NumPy backend, in a process of its own, and through
this package's OpenVINO backend: eagerly, and compiled with static and with dynamic shapes. Dtypes,
shapes and values must be the same; `ACCEPTED` has the differences that have a reason.
"""

from __future__ import annotations

import argparse
import fnmatch
import os
import pickle
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

import ml_dtypes
import numpy as np
from conformance.arguments import Array, Call, calls

TOLERANCE = {"float16": 2e-3, "bfloat16": 2e-2, "float32": 2e-5, "float64": 2e-5}
"""Relative; and a tenth of it absolute. Units in the last place are the business of test_ops."""


class Accepted(NamedTuple):
    """A difference that has a reason."""

    op: str
    where: str
    """A pattern for the call's text and the difference, as they are printed."""
    reason: str


ACCEPTED: tuple[Accepted, ...] = ()


class Expected(NamedTuple):
    """What the NumPy backend gives: arrays with the dtypes that are right, or an error."""

    error: str | None
    results: tuple[tuple[Array, frozenset[str]], ...] = ()


def text(value: Any) -> str:
    """An argument, shortly."""
    if isinstance(value, np.ndarray):
        return f"{value.dtype}{list(value.shape)}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(text, value))}]"
    return repr(value)


def show(one: Call) -> str:
    """A call, shortly."""
    given = [*map(text, one.args), *(f"{name}={text(value)}" for name, value in one.kwargs.items())]
    return f"{one.op}({', '.join(given)})"


def reference(path: Path, names: Sequence[str]) -> None:
    """Write what the NumPy backend gives for each call."""
    import keras

    assert keras.config.backend() == "numpy"
    np.seterr(all="ignore")
    expected: list[Expected | None] = []
    for one in selected(names):
        function = getattr(keras.ops, one.op, None)
        if function is None:
            expected.append(None)
            continue
        try:
            results = function(*one.args, **one.kwargs)
        except Exception as error:  # noqa: BLE001 - what it is counts as the answer
            expected.append(Expected(f"{type(error).__name__}: {error}"))
            continue
        arrays = [np.asarray(result) for result in _listed(results)]
        specified = _specified(one, function)
        dtypes = [
            frozenset({str(array.dtype), *({specified[i]} if i < len(specified) else ())})
            for i, array in enumerate(arrays)
        ]
        if _has_numbers(one):
            dtypes = [frozenset(d for name in these for d in (name, _narrow(name))) for these in dtypes]
        expected.append(Expected(None, tuple(zip(arrays, dtypes))))
    path.write_bytes(pickle.dumps(expected))


def selected(names: Sequence[str]) -> Iterator[Call]:
    """The calls of some ops, or of all."""
    return (one for one in calls() if not names or one.op in names)


def _listed(results: Any) -> list[Any]:
    return list(results) if isinstance(results, (list, tuple)) else [results]


def _narrow(dtype: str) -> str:
    return {"int64": "int32", "float64": "float32"}.get(dtype, dtype)


def _has_numbers(one: Call) -> bool:
    """Whether NumPy sees a Python number where Keras sees one of 32 bits."""
    return any(not isinstance(value, np.ndarray) for value in one.args)


def _specified(one: Call, function: Any) -> list[str]:
    """The dtypes that the op's symbolic call gives."""
    import keras

    def symbolic(value: Any) -> Any:
        if isinstance(value, np.ndarray):
            return keras.KerasTensor(value.shape, dtype=str(value.dtype))
        if isinstance(value, (list, tuple)) and any(isinstance(part, np.ndarray) for part in value):
            return type(value)(map(symbolic, value))
        return value

    try:
        results = function(
            *map(symbolic, one.args), **{name: symbolic(value) for name, value in one.kwargs.items()}
        )
        return [keras.backend.standardize_dtype(result.dtype) for result in _listed(results)]
    except Exception:  # noqa: BLE001 - not every op has a symbolic call for every argument
        return []


def difference(one: Call, results: Sequence[Array], expected: Expected) -> str | None:
    """Say how results differ from those of the NumPy backend, or None."""
    if len(results) != len(expected.results):
        return f"{len(results)} results, not {len(expected.results)}"
    # Of 8 bits, NumPy computes in float16.
    coarse = any(
        isinstance(value, np.ndarray) and value.dtype.itemsize == 1
        for argument in one.args
        for value in _listed(argument)
    )
    for result, (wanted, dtypes) in zip(results, expected.results):
        if str(result.dtype) not in dtypes:
            return f"dtype {result.dtype}, not {' or '.join(sorted(dtypes))}"
        if result.shape != wanted.shape:
            return f"shape {result.shape}, not {wanted.shape}"
        wrong = _wrong(result, wanted, coarse)
        if wrong.any():
            first = tuple(map(int, np.argwhere(wrong)[0]))
            return f"{int(wrong.sum())} of {wrong.size}, first {result[first]}, not {wanted[first]}"
    return None


def _wrong(result: Array, wanted: Array, coarse: bool) -> Array:
    dtype = str(result.dtype)
    if dtype not in TOLERANCE:
        return np.asarray(result != wanted.astype(dtype))
    rtol = max(TOLERANCE[dtype], TOLERANCE.get(str(wanted.dtype), 0), TOLERANCE["float16"] * coarse)
    # Compiled for the CPU, float64 is float32.
    narrow = {"float64": "float32", "bfloat16": ml_dtypes.bfloat16}.get(dtype, dtype)
    with np.errstate(all="ignore"):
        given, right = (array.astype(narrow).astype("float64") for array in (result, wanted))
        if dtype == "float64":
            limit = float(np.finfo("float32").max)
            given, right = np.clip(given, -limit, limit), np.clip(right, -limit, limit)
        return np.asarray(~np.isclose(given, right, rtol=rtol, atol=rtol / 10, equal_nan=True))


def compare(names: Sequence[str]) -> int:
    """Compare; print the differences and return their number."""
    from conformance.run import load_plugin

    load_plugin()
    import keras

    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "expected"
        subprocess.run(
            [sys.executable, __file__, "--reference", str(path), *names],
            env={**os.environ, "KERAS_BACKEND": "numpy"},
            check=True,
        )
        every = zip(selected(names), pickle.loads(path.read_bytes()))
    pairs = [(one, expected) for one, expected in every if expected is not None]

    differences = []
    for op in dict.fromkeys(one.op for one, _ in pairs):
        of_op = [pair for pair in pairs if pair[0].op == op]
        for line in _differences(op, of_op):
            accepted = [one for one in ACCEPTED if one.op == op and fnmatch.fnmatch(line, one.where)]
            differences.append(accepted)
            if not accepted:
                # At once: what follows may end the process.
                print(line, flush=True)
    left = differences.count([])
    counted = f"{3 * len(pairs)} calls, {len(differences) - left} accepted differences, {left} others"
    print(f"keras {keras.__version__}: {counted}")
    return left


def _differences(op: str, pairs: Sequence[tuple[Call, Expected]]) -> Iterator[str]:
    """Run the calls of an op in every mode, and say what differs."""
    from keras_openvino_ops.registry import Mode

    from harness import Graph, backend_function

    function = backend_function(f"numpy.{op}")
    for mode in Mode:
        graph, built = Graph(mode), []
        for one, expected in pairs:
            try:
                graph.call(function, one.args, one.kwargs)
            except Exception as error:  # noqa: BLE001 - compared, and printed
                if expected.error is None:
                    yield f"{mode.value} {show(one)}: {type(error).__name__}: {error}"
                continue
            built.append((one, expected))
        try:
            ran = graph.run() if built else []
        except RuntimeError as error:
            yield f"{mode.value} {op}(...): {error}"
            continue
        for (one, expected), results in zip(built, ran):
            wrong = None if expected.error else difference(one, results, expected)
            if wrong:
                yield f"{mode.value} {show(one)}: {wrong}"


def main() -> int:
    """Compare, or write the reference; return the exit code."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description="Compare with Keras's NumPy backend.")
    parser.add_argument("--reference", type=Path, metavar="FILE", help=argparse.SUPPRESS)
    parser.add_argument("ops", nargs="*", help="names of functions of keras.ops; all if none is given")
    options = parser.parse_args()
    if options.reference:
        reference(options.reference, options.ops)
        return 0
    return 1 if compare(options.ops) else 0


if __name__ == "__main__":
    sys.exit(main())
