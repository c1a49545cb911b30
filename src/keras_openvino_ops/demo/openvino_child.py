"""Run the saved IR in OpenVINO, in a process that has neither Keras nor the plugin.

It is run as a script, never as a module of the package, which would import the plugin.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import openvino

ABSENT = ("keras", "keras_openvino_ops")


def main() -> None:
    """Save the probabilities of the held-out images, and write what was imported as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="IR file (.xml)")
    parser.add_argument("result", type=Path, help="JSON file to write")
    arguments = parser.parse_args()

    with np.load(Path(__file__).parent / "digits.npz") as data:
        fraction = data["absorbed_fraction"]
    compiled = openvino.Core().compile_model(arguments.model, "CPU")
    # Another batch size first: the saved batch dimension is dynamic.
    single = compiled(fraction[:1])[0]
    probabilities = compiled(fraction)[0]
    if not np.allclose(single, probabilities[:1], atol=0.05, equal_nan=True):
        sys.exit("a batch of one image gives other probabilities than the whole batch")
    np.save(arguments.result.with_suffix(".npy"), probabilities)

    imported = [name for name in ABSENT if name in sys.modules]
    if imported:
        sys.exit(f"imported, though not needed: {', '.join(imported)}")
    arguments.result.write_text(
        json.dumps({"absent": ABSENT, "input_shape": str(compiled.input(0).partial_shape)})
    )


if __name__ == "__main__":
    main()
