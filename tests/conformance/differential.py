"""Compare keras.ops' NumPy functions with the NumPy backend of the same Keras release.

    python tests/conformance/differential.py [op ...]

Every combination of arguments.py is called on the NumPy backend, in a process of its own, and through
this package's OpenVINO backend: eagerly, and, on one release of Keras for each OpenVINO, compiled with
static and with dynamic shapes. Dtypes, shapes and values must be the same. accepted_differences.toml
has the differences that have a reason; an entry that no difference matches is an error.
"""

from __future__ import annotations

import argparse
import os
import pickle
import re
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

import ml_dtypes
import numpy as np
from conformance.arguments import BINARY, UNARY, Array, Call, calls

if TYPE_CHECKING:
    from keras_openvino_ops.defects import Mode

TOLERANCE = {"float16": 2e-3, "bfloat16": 2e-2, "float32": 2e-5, "float64": 2e-5}
"""Relative; and a tenth of it absolute. Units in the last place are the business of test_ops."""

ACCEPTED = Path(__file__).parent / "accepted_differences.toml"


class Accepted(NamedTuple):
    """Differences that have a reason."""

    reason: str
    lines: tuple[str, ...]
    """Patterns for lines as they are printed; only * is wild."""
    keras: str = ""
    """The releases of Keras that differ, as a version specifier; empty for all."""
    openvino: str = ""
    """Those of OpenVINO."""
    as_nodes: bool = False
    """Whether only formulas that are no kernels differ: where the plugin compiles none."""

    def matching(self, line: str) -> set[str]:
        """The patterns that stand for a line."""
        return {pattern for pattern in self.lines if fits(line, pattern)}

    def about(self, names: Sequence[str], modes: Sequence[str]) -> Accepted:
        """The patterns that are about some ops, or all, in some modes."""
        ops = {pattern: pattern.partition("(")[0].rpartition(" ") for pattern in self.lines}
        return self._replace(
            lines=tuple(
                pattern
                for pattern, (mode, _, op) in ops.items()
                if (not names or op in names) and any(fits(one, mode) for one in modes)
            )
        )


def fits(line: str, pattern: str) -> bool:
    """Whether a pattern stands for a line."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), line, re.DOTALL) is not None


def read_accepted(path: Path, keras: str, openvino: str) -> list[Accepted]:
    """Read the differences that releases of Keras and OpenVINO may have."""
    import tomllib
    from packaging.specifiers import SpecifierSet

    tables = tomllib.loads(path.read_text(encoding="utf-8")).get("accepted", [])
    entries = [Accepted(**{**table, "lines": tuple(table["lines"])}) for table in tables]

    def holds(entry: Accepted) -> bool:
        of_keras, of_openvino = SpecifierSet(entry.keras), SpecifierSet(entry.openvino)
        return of_keras.contains(keras, True) and of_openvino.contains(openvino, True)

    return list(filter(holds, entries))


class Expected(NamedTuple):
    """What the NumPy backend gives: arrays with the dtypes that are right, or an error."""

    error: str | None
    results: tuple[tuple[Array, frozenset[str]], ...] = ()

    def is_empty(self, dtype: str) -> bool:
        """Whether a result of a dtype has no elements."""
        return any(array.size == 0 and dtype in dtypes for array, dtypes in self.results)


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
        arrays = [_array(result) for result in _listed(results)]
        specified = _specified(one, function)
        dtypes = [
            frozenset({str(array.dtype), *({specified[i]} if i < len(specified) else ())})
            for i, array in enumerate(arrays)
        ]
        # Keras has no rule for a histogram: NumPy counts, and bounds bins of integers, in 64 bits.
        if _has_numbers(one) or one.op == "histogram":
            dtypes = [frozenset(d for name in these for d in (name, _narrow(name))) for these in dtypes]
        expected.append(Expected(None, tuple(zip(arrays, dtypes))))
    path.write_bytes(pickle.dumps(expected))


def selected(names: Sequence[str]) -> Iterator[Call]:
    """The calls of some ops, or of all."""
    return (one for one in calls() if not names or one.op in names)


def _array(result: Any) -> Array:
    # A length or a count is a Python number, which the harness makes a tensor of int32.
    return np.asarray(result, "int32" if type(result) is int else None)


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


def difference(
    one: Call, results: Sequence[Array], expected: Expected, *, signed_zeros: bool = False
) -> str | None:
    """Say how results differ from those of the NumPy backend, or None.

    A zero of the other sign is a difference if ``signed_zeros``.
    """
    if len(results) != len(expected.results):
        return f"{len(results)} results, not {len(expected.results)}"
    # Of 8 bits, NumPy computes in float16.
    coarse = any(
        isinstance(value, np.ndarray) and value.dtype.itemsize == 1
        for argument in one.args
        for value in _listed(argument)
    )
    for result, (wanted, dtypes) in zip(results, expected.results):
        if one.op == "argpartition":
            result, wanted = _ordered(result, one.args[1]), _ordered(wanted, one.args[1])
        if str(result.dtype) not in dtypes:
            return f"dtype {result.dtype}, not {' or '.join(sorted(dtypes))}"
        if result.shape != wanted.shape:
            return f"shape {result.shape}, not {wanted.shape}"
        wrong = _wrong(result, wanted, coarse)
        if wrong.any():
            first = tuple(map(int, np.argwhere(wrong)[0]))
            return f"{int(wrong.sum())} of {wrong.size}, first {result[first]}, not {wanted[first]}"
        if signed_zeros and "float" in str(result.dtype):
            zeros = (result == 0) & (wanted == 0)
            other = zeros & (np.signbit(result) != np.signbit(wanted.astype(result.dtype)))
            if other.any():
                return f"{int(other.sum())} of {other.size} are zeros of the other sign"
    return None


def _ordered(indices: Array, kth: int) -> Array:
    """The indices of a partition in order before and after its element; their order is free."""
    return np.concatenate([np.sort(indices[:kth]), indices[kth : kth + 1], np.sort(indices[kth + 1 :])])


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

    from keras_openvino_ops.defects import Mode
    from keras_openvino_ops.lowering import kernels

    from harness import STANDS_FOR_OPENVINO

    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "expected"
        subprocess.run(
            [sys.executable, __file__, "--reference", str(path), *names],
            env={**os.environ, "KERAS_BACKEND": "numpy"},
            check=True,
        )
        every = zip(selected(names), pickle.loads(path.read_bytes()))
    # Where NumPy raises, it is for reasons of its own in most cases, such as a dtype that it has not.
    pairs = [(one, expected) for one, expected in every if expected is not None and not expected.error]
    openvino = version("openvino")
    if openvino.startswith("2024."):
        # A constant of int64 that is empty ends the process.
        pairs = [(one, expected) for one, expected in pairs if not expected.is_empty("int64")]

    modes = list(Mode) if STANDS_FOR_OPENVINO else [Mode.EAGER]
    known = read_accepted(ACCEPTED, keras.__version__, openvino)
    accepted = [
        entry.about(names, [mode.value for mode in modes])
        for entry in known
        if not (entry.as_nodes and kernels.available())
    ]
    unused = {pattern for entry in accepted for pattern in entry.lines}
    found = left = 0
    for op in dict.fromkeys(one.op for one, _ in pairs):
        of_op = [pair for pair in pairs if pair[0].op == op]
        for line in _differences(op, of_op, modes):
            matching = set().union(*(entry.matching(line) for entry in accepted))
            unused -= matching
            found += 1
            if not matching:
                # At once: what follows may end the process.
                print(line, flush=True)
                left += 1
    for pattern in sorted(unused):
        print(f"stale in {ACCEPTED.name}, stands for no difference: {pattern}")
    counted = f"{len(modes) * len(pairs)} calls, {found - left} accepted differences, {left} others"
    print(f"keras {keras.__version__}, openvino {openvino}: {counted}")
    return left + len(unused)


def _differences(
    op: str, pairs: Sequence[tuple[Call, Expected]], modes: Sequence[Mode]
) -> Iterator[str]:
    """Run the calls of an op in some modes, and say what differs."""
    from keras_openvino_ops.defects import Mode

    from harness import Graph, backend_function

    function = backend_function(f"numpy.{op}")
    for mode in modes:
        graph, built = Graph(mode), []
        for one, expected in pairs:
            try:
                graph.call(function, one.args, one.kwargs)
            except Exception as error:  # noqa: BLE001 - compared, and printed
                yield f"{mode.value} {show(one)}: {type(error).__name__}: {error}"
                continue
            built.append((one, expected))
        try:
            ran = graph.run() if built else []
        except RuntimeError as error:
            yield f"{mode.value} {op}(...): {error}"
            continue
        for (one, expected), results in zip(built, ran):
            # Eagerly, OpenVINO clears the sign of zeros.
            signed_zeros = mode is not Mode.EAGER and op in (*UNARY, *BINARY)
            wrong = difference(one, results, expected, signed_zeros=signed_zeros)
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
