"""How much longer `import keras` takes with the plugin: python benchmarks/import_time.py [repeats].

Each import has a process of its own, with and without the plugin in turn; the medians are compared.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys

PROGRAMS = {
    "keras": "import keras",
    "keras and keras_openvino_ops": "import keras, keras_openvino_ops",
}
TIMER = "import time; start = time.perf_counter()\n{}\nprint(time.perf_counter() - start)"


def seconds(program: str) -> float:
    """The time that a program's imports take in a new process."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", TIMER.format(program)],
        env={**os.environ, "KERAS_BACKEND": "openvino"},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def main() -> None:
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    times: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for _ in range(repeats):
        for name, program in PROGRAMS.items():
            times[name].append(seconds(program))
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, median in medians.items():
        print(f"{name:<30} {median * 1e3:8.1f} ms")
    plain, patched = medians.values()
    print(f"{'difference':<30} {(patched - plain) * 1e3:8.1f} ms")


if __name__ == "__main__":
    main()
