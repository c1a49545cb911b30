"""Write docs/support.md: what is done with each op on each Keras release.

    python docs/support.py          # on each release of the matrix, to record what is done there

The record of a release is docs/support/<release>.json; the table is made of all records. The tests
compare both with what the running release gives.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from packaging.version import Version

from keras_openvino_ops import patching
from keras_openvino_ops.registry import REGISTRY
from keras_openvino_ops.report import Report

HERE = Path(__file__).parent
RECORDS = HERE / "support"
TABLE = HERE / "support.md"

HEAD = """\
# What is done with each op on each Keras release

Written by `docs/support.py` from the registry and from what was found on each release of the test
matrix, under the default policy `repair`. **filled**: the release has no such function, or a stub.
**repaired**: its function has a defect, listed below. native: no defect is known, and the tests hold
the native function to the same samples as ours.

Every op takes every dtype that Keras's takes, and static shapes as well as dynamic ones. Compiled for
the CPU, OpenVINO computes float64 in float32 and 64-bit integers in 32 bits.

"""


def record(report: Report) -> dict[str, str]:
    """What was done with each op, as the record of a release has it."""
    return {row.target: row.action.value for row in sorted(report, key=lambda row: row.target)}


def read() -> dict[str, dict[str, str]]:
    """The records of all releases, oldest first."""
    records = {path.stem: json.loads(path.read_text()) for path in RECORDS.glob("*.json")}
    return dict(sorted(records.items(), key=lambda item: Version(item[0])))


def table(records: Mapping[str, Mapping[str, str]]) -> str:
    """The text of docs/support.md."""
    lines = [
        f"| op | {' | '.join(records)} |",
        f"| --- |{' --- |' * len(records)}",
    ]
    targets = sorted({target for actions in records.values() for target in actions})
    for target in targets:
        cells = [actions.get(target, "") for actions in records.values()]
        shown = [cell if cell == "native" else f"**{cell}**" for cell in cells]
        lines.append(f"| `{target}` | {' | '.join(shown)} |")
    lines += ["", "## Defects of the native functions", ""]
    lines += [
        f"- `{target}`, {defect.kind.value}, Keras {defect.releases}: {defect.summary}"
        for target in targets
        for defect in REGISTRY[target].defects
    ]
    lines += ["", "## Limits of ours", ""]
    lines += [f"- `{target}`: {limit}" for target in targets for limit in REGISTRY[target].limits]
    return HEAD + "\n".join(lines) + "\n"


def main() -> None:
    report = patching.patch("repair")
    RECORDS.mkdir(exist_ok=True)
    path = RECORDS / f"{report.keras}.json"
    path.write_text(json.dumps(record(report), indent=0) + "\n")
    TABLE.write_text(table(read()))


if __name__ == "__main__":
    main()
