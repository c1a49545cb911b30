"""What differs between OpenVINO releases: versions, import paths, the `openvino.runtime` alias."""

from __future__ import annotations

import functools
import importlib
import importlib.machinery
import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from importlib_metadata import PackageNotFoundError, version
from packaging.specifiers import SpecifierSet
from packaging.version import Version

TESTED_KERAS = ">=3.8.0,<=3.15.1"
"""The Keras releases that the defect tables were measured on."""

TESTED_OPENVINO = ">=2024.6,<2026.5"
"""The OpenVINO releases of the test matrix."""

OPSET = "opset15"
"""The newest operation set that every supported OpenVINO release has."""


def installed_version(distribution: str) -> str | None:
    """Return the installed version of a distribution, or None."""
    try:
        return str(version(distribution))
    except PackageNotFoundError:
        return None


@functools.cache
def in_range(release: str, releases: str) -> bool:
    """Tell whether a release lies in a version specifier; pre-releases count."""
    return SpecifierSet(releases).contains(Version(release), prereleases=True)


class _Alias(ModuleType):
    """A module whose names are another module's, which is imported at first use."""

    def __init__(self, name: str, target: str) -> None:
        super().__init__(name, f"Alias of {target}.")
        self._target = target

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(importlib.import_module(self._target), name)


def alias_openvino_runtime() -> bool:
    """Let `openvino.runtime` and its opsets name `openvino` and its opsets, for a Keras that needs it.

    OpenVINO 2026 removed `openvino.runtime`, which Keras 3.8 to 3.11 import. OpenVINO itself is not
    imported here. Returns whether the alias stands.
    """
    keras = installed_version("keras")
    if keras is None or not in_range(keras, "<3.12"):
        return False
    spec = importlib.util.find_spec("openvino")
    if spec is None or spec.submodule_search_locations is None:
        return False
    if "openvino.runtime" in sys.modules:
        return isinstance(sys.modules["openvino.runtime"], _Alias)
    locations = list(spec.submodule_search_locations)
    if importlib.machinery.PathFinder.find_spec("openvino.runtime", locations) is not None:
        return False
    sys.modules["openvino.runtime"] = runtime = _Alias("openvino.runtime", "openvino")
    runtime.__path__ = []
    for opset in _opsets(locations):
        name = f"openvino.runtime.{opset}"
        sys.modules[name] = alias = _Alias(name, f"openvino.{opset}")
        setattr(runtime, opset, alias)
    return True


def _opsets(locations: Sequence[str]) -> list[str]:
    return sorted({path.name for location in locations for path in Path(location).glob("opset*")})


def opset() -> ModuleType:
    """Return the operation set that op bodies are written in."""
    try:
        return importlib.import_module(f"openvino.{OPSET}")
    except ModuleNotFoundError:
        return importlib.import_module(f"openvino.runtime.{OPSET}")


def openvino_class(name: str) -> Any:
    """Return a class of OpenVINO's Python API, wherever the release keeps it."""
    openvino = importlib.import_module("openvino")
    try:
        return getattr(openvino, name)
    except AttributeError:
        return getattr(importlib.import_module("openvino.runtime"), name)


def passes() -> ModuleType:
    """Return OpenVINO's module of graph transformations."""
    try:
        return importlib.import_module("openvino.passes")
    except ModuleNotFoundError:
        return importlib.import_module("openvino.runtime.passes")
