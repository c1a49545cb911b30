"""Run the demonstration's processes and set their results side by side.

The model classifies handwritten digits whose pixels are absorbed fractions of light, down to
1e-10; its preprocessing (``examples/train_digits.py``) uses ops that releases of Keras's OpenVINO
backend lack or get wrong. It is run by Keras without the plugin, by Keras with it, and, saved as
OpenVINO IR, by OpenVINO alone. Patched and unpatched state do not mix, so each has a process.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

HERE = Path(__file__).parent
TIMEOUT = 600
SAME_CLASS = 0.99
"""The share of images that must keep their class: CPUs that run bfloat16 may turn a close call."""

COLUMNS = {"native": "without plugin", "plugin": "with plugin", "ir": "OpenVINO alone"}


@dataclasses.dataclass(frozen=True)
class Score:
    """How probabilities of shape (images, classes) compare with labels and with the reference.

    An image with a nan among its probabilities counts as wrong, and takes no part in the
    differences, which are None when no image is left.
    """

    accuracy: float
    agreement: float
    nan_images: int
    worst_difference: float | None
    mean_difference: float | None

    @property
    def agrees(self) -> bool:
        """Whether every image has probabilities, and `SAME_CLASS` of them the reference's class."""
        return self.nan_images == 0 and self.agreement >= SAME_CLASS


def score(
    probabilities: npt.NDArray[Any], labels: npt.NDArray[Any], reference: npt.NDArray[Any]
) -> Score:
    """Compare probabilities, shape (images, classes), with the labels, shape (images,)."""
    unusable = np.isnan(probabilities).any(axis=1)
    classes = np.where(unusable, -1, probabilities.argmax(axis=1))
    difference = np.abs(probabilities - reference)[~unusable]
    return Score(
        accuracy=float(np.mean(classes == labels)),
        agreement=float(np.mean(classes == reference.argmax(axis=1))),
        nan_images=int(unusable.sum()),
        worst_difference=float(difference.max()) if difference.size else None,
        mean_difference=float(difference.mean()) if difference.size else None,
    )


def environment(plugin: bool) -> dict[str, str]:
    """Return this process's environment with Keras on OpenVINO and the plugin on or off."""
    variables = {**os.environ, "KERAS_BACKEND": "openvino"}
    if not plugin:
        variables["KERAS_OPENVINO_OPS"] = "off"
    elif variables.get("KERAS_OPENVINO_OPS", "").strip().lower() == "off":
        del variables["KERAS_OPENVINO_OPS"]
    return variables


def run_child(script: str, arguments: Iterable[object], result: Path, plugin: bool) -> Any:
    """Run a script of this directory; return the JSON it wrote, or ``{"error": ...}``."""
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    try:
        done = subprocess.run(
            command, env=environment(plugin), capture_output=True, text=True, timeout=TIMEOUT
        )
    except subprocess.TimeoutExpired:
        return {"error": {"type": "TimeoutExpired", "message": f"no result in {TIMEOUT} s"}}
    if result.exists():
        return json.loads(result.read_text())
    complaint = (done.stderr.strip().splitlines() or [""])[-1]
    return {"error": {"type": f"exit code {done.returncode}", "message": complaint}}


def compare(directory: Path, scratch: Path) -> dict[str, Any]:
    """Run all processes, with the IR saved in `directory`; return what the report prints."""
    with np.load(HERE / "digits.npz") as data:
        labels, reference = data["labels"], data["probabilities"]
    ir = directory / "digits.xml"
    runs = {}
    for name, options in {"native": [], "plugin": ["--plugin", "--ir", ir]}.items():
        output = scratch / f"{name}.json"
        runs[name] = run_child("keras_child.py", [output, *options], output, plugin=bool(options))
    runs["ir"] = run_ir(runs["plugin"], ir, scratch / "ir.json")

    predictions = {
        name: prediction(run, scratch / f"{name}.npy", labels, reference) for name, run in runs.items()
    }
    return {
        "versions": next((run["versions"] for run in runs.values() if "versions" in run), {}),
        "images": len(labels),
        "reference_accuracy": float(np.mean(reference.argmax(axis=1) == labels)),
        "predictions": predictions,
        "ops": {name: runs[name].get("ops", {}) for name in ("native", "plugin")},
        "ir": {"path": str(ir), **runs["ir"]},
        "agrees": all(predictions[name].get("agrees", False) for name in ("plugin", "ir")),
    }


def run_ir(saved: Mapping[str, Any], ir: Path, result: Path) -> Any:
    """Run the IR that the process with the plugin saved, if it did."""
    outcome = saved.get("ir", saved)
    if "error" in outcome:
        return {"error": outcome["error"]}
    return run_child("openvino_child.py", [ir, result], result, plugin=False)


def prediction(
    run: Mapping[str, Any],
    probabilities: Path,
    labels: npt.NDArray[Any],
    reference: npt.NDArray[Any],
) -> dict[str, Any]:
    """Return the scores of a process's probabilities, or its error."""
    outcome = run.get("prediction", run)
    if "error" in outcome:
        return {"error": outcome["error"]}
    result = score(np.load(probabilities), labels, reference)
    return {**dataclasses.asdict(result), "agrees": result.agrees}


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table with left-aligned columns."""
    lines = [header, *rows]
    widths = [max(map(len, column)) for column in zip(*lines)]
    return ["  ".join(map(str.ljust, line, widths)).rstrip() for line in lines]


def cell(value: object) -> str:
    """Return a figure as text with four digits."""
    if value is None:
        return "-"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def prediction_rows(predictions: Mapping[str, Any]) -> list[list[str]]:
    """Return the rows that compare the predictions, one figure a row."""
    labels = {
        "accuracy": "accuracy",
        "agreement": "same class as the reference",
        "nan_images": "images with nan",
        "worst_difference": "worst difference",
        "mean_difference": "mean difference",
    }
    rows = [
        [label, *(cell(predictions[name].get(key)) for name in COLUMNS)]
        for key, label in labels.items()
    ]
    errors = [predictions[name].get("error", {}).get("type", "none") for name in COLUMNS]
    return [["error", *errors], *rows]


def op_rows(ops: Mapping[str, Any]) -> list[list[str]]:
    """Return the rows that compare single ops."""

    def outcome(name: str, label: str) -> str:
        entry = ops[name].get(label, {})
        return str(entry.get("value", entry.get("error", {}).get("type", "-")))

    labels = {label: entry for run in ops.values() for label, entry in run.items()}
    return [
        [label, entry["expected"], outcome("native", label), outcome("plugin", label)]
        for label, entry in labels.items()
    ]


def lines(result: Mapping[str, Any]) -> list[str]:
    """Return the report as lines of text."""
    names = {"python": "Python", "keras": "Keras", "openvino": "OpenVINO", "numpy": "NumPy"}
    versions = result["versions"]
    predictions = result["predictions"]
    report = [
        ", ".join(f"{label} {versions[key]}" for key, label in names.items() if key in versions),
        f"{result['images']} held-out images of handwritten digits; the reference is the backend "
        f"that trained the model, with accuracy {cell(result['reference_accuracy'])}",
        "",
        *table(["", *COLUMNS.values()], prediction_rows(predictions)),
    ]
    for name, column in COLUMNS.items():
        if "error" in predictions[name]:
            error = predictions[name]["error"]
            report.append(f"{column}: {error['type']}: {error['message']}")
    header = ["", "NumPy", COLUMNS["native"], COLUMNS["plugin"]]
    report += ["", *table(header, op_rows(result["ops"]))]
    if "absent" in result["ir"]:
        report += [
            "",
            f"OpenVINO alone ran {result['ir']['path']}, input {result['ir']['input_shape']}, "
            f"in a process without {' and '.join(result['ir']['absent'])}",
        ]
    return report


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demonstration.

    Parameters
    ----------
    arguments
        The command line after ``keras-openvino-ops demo``; None takes it from `sys.argv`.

    Returns
    -------
    0 when the predictions with the plugin and those of the IR agree with the reference, else 1.
    """
    parser = argparse.ArgumentParser(
        prog="keras-openvino-ops demo",
        description="Classify digits with and without the plugin, and in OpenVINO alone.",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the OpenVINO IR in DIR")
    options = parser.parse_args(arguments)

    with tempfile.TemporaryDirectory() as scratch:
        directory = options.keep or Path(scratch)
        directory.mkdir(parents=True, exist_ok=True)
        result = compare(directory, Path(scratch))
    if not options.keep:
        result["ir"]["path"] = "digits.xml"
    print(json.dumps(result, indent=2) if options.json else "\n".join(lines(result)))
    return 0 if result["agrees"] else 1
