"""Run the model and a few single ops in Keras, in a process of its own.

It is run as a script, never as a module of the package: that import alone would patch the backend.
Without ``--plugin`` the process sees Keras as it was released. A failure is a result here: each
part that raises is reported in its place.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

HERE = Path(__file__).parent


class Case(NamedTuple):
    """An op of `keras.ops` and of NumPy, and the operands to call it with."""

    name: str
    operands: tuple[list[Any], ...]
    dtype: str = "float32"

    def arrays(self) -> list[npt.NDArray[Any]]:
        """Return the operands as arrays."""
        return [np.asarray(operand, self.dtype) for operand in self.operands]


CASES = {
    "log1p(1e-8)": Case("log1p", ([1e-8],)),
    "expm1(1e-8)": Case("expm1", ([1e-8],)),
    "logaddexp(0, -17)": Case("logaddexp", ([0.0], [-17.0])),
    "median([3, 1, 2, 10])": Case("median", ([3.0, 1.0, 2.0, 10.0],)),
    "floor_divide(-7, 2)": Case("floor_divide", ([-7], [2]), "int32"),
}


def first_line(error: BaseException) -> str:
    """Return the line of an error's message that says what went wrong."""
    text = re.sub(r"\x1b\[\d+m", "", str(error))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and lines[0].startswith("Exception encountered when calling"):
        return lines[1]
    return lines[0] if lines else ""


def attempt(part: Callable[..., Any], *arguments: Any) -> dict[str, Any]:
    """Return what a part gives as ``{"value": ...}``, or ``{"error": {"type", "message"}}``."""
    try:
        return {"value": part(*arguments)}
    except Exception as error:  # noqa: BLE001 - whatever the backend raises is the finding
        cause: BaseException = error
        # Older releases of Keras raise a string: a TypeError that hides the error before it.
        if "must derive from BaseException" in str(error) and error.__context__ is not None:
            cause = error.__context__
        return {"error": {"type": type(cause).__name__, "message": first_line(cause)}}


def versions() -> dict[str, str]:
    """Return the versions of Python and of the distributions that take part."""
    found = {name: version(name) for name in ("keras", "openvino", "numpy")}
    return {"python": platform.python_version(), **found}


def import_keras(plugin: bool) -> None:
    """Import Keras; with the plugin, import that first."""
    if plugin:
        import keras_openvino_ops  # noqa: F401 - the import patches the backend
    import keras  # noqa: F401 - fails where Keras and OpenVINO do not fit


def predict(output: Path) -> None:
    """Save the model's probabilities for the held-out images, float32 of shape (images, 10)."""
    import keras

    model = keras.models.load_model(HERE / "digits.keras")
    with np.load(HERE / "digits.npz") as data:
        fraction = data["absorbed_fraction"]
    # One batch: up to Keras 3.13 the compiled model accepts only the first batch's shape.
    np.save(output, np.asarray(model.predict(fraction, batch_size=len(fraction), verbose=0)))


def as_text(value: Any) -> str:
    """Return a one-element array as text with nine digits, which tell float32 values apart."""
    return f"{np.asarray(value).reshape(-1)[0]:.9g}"


def evaluate(case: Case) -> str:
    """Return Keras's result of an op as text."""
    from keras import ops

    return as_text(ops.convert_to_numpy(getattr(ops, case.name)(*case.arrays())))


def expected(case: Case) -> str:
    """Return NumPy's result of an op as text."""
    return as_text(getattr(np, case.name)(*case.arrays()))


def save_ir(path: Path) -> str:
    """Save the model as OpenVINO IR with a dynamic batch; return the shape of its input.

    The functional model is called on an OpenVINO parameter in the backend's tensor class, which
    works on all releases; ``model.export(format="openvino")`` is newer.
    """
    import keras
    import openvino

    from keras_openvino_ops import compat, targets

    model = keras.models.load_model(HERE / "digits.keras")
    shape = [-1 if length is None else length for length in model.input_shape]
    parameter = compat.opset().parameter(shape, np.float32, name="absorbed_fraction")
    with keras.StatelessScope():
        probabilities = model(targets.tensor_class()(parameter.output(0)))
    graph = openvino.Model([probabilities.output], [parameter], "digits")
    openvino.save_model(graph, path, compress_to_fp16=False)
    return str(graph.input(0).partial_shape)


def main() -> None:
    """Write the results as JSON, and the probabilities beside them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("result", type=Path, help="JSON file to write")
    parser.add_argument("--plugin", action="store_true", help="import keras_openvino_ops")
    parser.add_argument("--ir", type=Path, help="IR file to write (.xml)")
    arguments = parser.parse_args()

    imported = attempt(import_keras, arguments.plugin)

    def in_keras(part: Callable[..., Any], *values: Any) -> dict[str, Any]:
        return imported if "error" in imported else attempt(part, *values)

    result: dict[str, Any] = {
        "versions": versions(),
        "prediction": in_keras(predict, arguments.result.with_suffix(".npy")),
        "ops": {
            label: {"expected": expected(case), **in_keras(evaluate, case)}
            for label, case in CASES.items()
        },
    }
    if arguments.ir is not None:
        result["ir"] = in_keras(save_ir, arguments.ir)
    arguments.result.write_text(json.dumps(result))


if __name__ == "__main__":
    main()
