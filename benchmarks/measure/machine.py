"""The machine and the versions that a measurement was made with."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from pathlib import Path

# The instructions that OpenVINO's CPU plugin chooses its kernels and its default precision by.
FLAGS = ("avx2", "fma", "avx512f", "avx512_bf16", "avx512_fp16", "amx_bf16", "amx_tile", "asimd", "sve")
PACKAGES = ("keras", "openvino", "numpy", "torch", "keras-openvino-ops")


def cores() -> int:
    """The cores that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def describe() -> dict[str, str]:
    """Processor, system and versions by name."""
    model, flags = _processor()
    found = {
        "CPU": model,
        "cores": str(cores()),
        "instructions": " ".join(flag for flag in FLAGS if flag in flags) or "unknown",
        "system": f"{platform.system()} {platform.release()}, {platform.machine()}",
        "Python": platform.python_version(),
    }
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package).partition("-")[0]
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def instructions() -> set[str]:
    """The instructions of the processor, by Linux's names; none on other systems."""
    return _processor()[1]


def _processor() -> tuple[str, set[str]]:
    path = Path("/proc/cpuinfo")
    fields: dict[str, str] = {}
    if path.exists():
        for line in path.read_text().splitlines():
            name, _, value = line.partition(":")
            fields.setdefault(name.strip().lower(), value.strip())
    model = fields.get("model name") or platform.processor() or platform.machine()
    return model, set((fields.get("flags") or fields.get("features") or "").split())
