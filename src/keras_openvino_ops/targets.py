"""Where Keras keeps its backend: the only module that names a `keras.src` path."""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, NamedTuple, cast

from packaging.version import Version

from keras_openvino_ops import compat

BACKEND = "openvino"
_PARENT = "keras.src.backend"
_PACKAGE = f"{_PARENT}.{BACKEND}"


class _Missing:
    def __repr__(self) -> str:
        return "<absent>"


MISSING = _Missing()
"""The value of an attribute that a module doesn't have."""


class Slot(NamedTuple):
    """An attribute of a module."""

    module: ModuleType
    name: str

    @property
    def value(self) -> Any:
        """What the attribute is now, or `MISSING`."""
        return vars(self.module).get(self.name, MISSING)

    @value.setter
    def value(self, value: Any) -> None:
        if value is MISSING:
            vars(self.module).pop(self.name, None)
        else:
            setattr(self.module, self.name, value)

    @property
    def is_live(self) -> bool:
        """Whether the module is still the one that an import of its name gives."""
        return sys.modules.get(self.module.__name__) is self.module

    def __str__(self) -> str:
        return f"{self.module.__name__}.{self.name}"


class BackendError(ImportError):
    """Keras doesn't import on its OpenVINO backend."""


def configured_backend() -> str:
    """Return the name of the backend that Keras uses, or would use; Keras is not imported.

    An imported Keras is asked; else the order is Keras's own: KERAS_BACKEND, the configuration file
    `keras.json` in KERAS_HOME or ~/.keras, "tensorflow".
    """
    keras = sys.modules.get("keras")
    if keras is not None and hasattr(keras, "config"):
        return str(keras.config.backend())
    if os.environ.get("KERAS_BACKEND"):
        return os.environ["KERAS_BACKEND"]
    home = os.environ.get("KERAS_HOME")
    path = (Path(home) if home else Path.home() / ".keras") / "keras.json"
    try:
        return str(json.loads(path.read_text())["backend"])
    except (OSError, ValueError, KeyError, TypeError):
        return "tensorflow"


def import_backend() -> None:
    """Import Keras on its OpenVINO backend.

    Raises
    ------
    BackendError
        If that fails; the message names both versions and the fix.
    """
    if "keras" not in sys.modules:
        # What an import that failed has left behind would not fit a second one.
        for name in [name for name in sys.modules if name.startswith("keras.")]:
            del sys.modules[name]
    try:
        importlib.import_module("keras")
    except ImportError as error:
        raise BackendError(_import_advice(error)) from error


def _import_advice(error: ImportError) -> str:
    keras, openvino = (compat.installed_version(name) for name in ("keras", "openvino"))
    if keras is None:
        return "Keras is not installed: pip install 'keras>=3.8'."
    if openvino is None:
        return f"Keras {keras} has KERAS_BACKEND=openvino, but OpenVINO is not installed: " + (
            "pip install 'openvino>=2024.6'."
        )
    if Version(keras) >= Version("3.12") and Version(openvino) < Version("2025"):
        fix = "Keras 3.12 and newer need OpenVINO 2025.0 or newer: pip install -U openvino."
    elif error.name is not None and error.name.split(".")[0] not in ("keras", "openvino"):
        fix = f"The module {error.name!r} is missing: install it."
    else:
        fix = f"The pairs that are tested: Keras {compat.TESTED_KERAS} with OpenVINO " + (
            f"{compat.TESTED_OPENVINO}; import keras_openvino_ops before keras."
        )
    return f"Keras {keras} does not import with OpenVINO {openvino}: {error}. {fix}"


def backend_is_here() -> bool:
    """Tell whether the imported Keras keeps its OpenVINO backend where this module looks."""
    try:
        importlib.import_module(f"{_PACKAGE}.numpy")
    except ModuleNotFoundError as error:
        if error.name is not None and f"{_PACKAGE}.numpy".startswith(error.name):
            return False
        raise
    return True


def slot(target: str) -> Slot:
    """Return the attribute that a target ("numpy.log1p") names.

    Raises
    ------
    LookupError
        If the backend has no such module.
    """
    module, _, name = target.rpartition(".")
    try:
        # By name: the package's attribute `rnn` is a function that hides the module.
        return Slot(importlib.import_module(f"{_PACKAGE}.{module}"), name)
    except ModuleNotFoundError as error:
        raise LookupError(f"Keras's OpenVINO backend has no module {module!r}.") from error


def target_of(where: Slot) -> str:
    """Return the target that an attribute of a backend module would have."""
    return f"{where.module.__name__[len(_PACKAGE) + 1 :]}.{where.name}"


def _modules() -> Iterator[ModuleType]:
    for name, module in list(sys.modules.items()):
        if name in (_PARENT, _PACKAGE) or name.startswith(f"{_PACKAGE}."):
            yield module


def holders() -> dict[int, list[Slot]]:
    """Return, by identity, every place in the backend's modules that holds a function.

    Some functions are imported by name into other modules when Keras starts (`core.cast` is also
    `keras.src.backend.cast`); a replacement has to reach them all.
    """
    held: dict[int, list[Slot]] = {}
    for module in _modules():
        for name, value in list(vars(module).items()):
            if isinstance(value, FunctionType):
                held.setdefault(id(value), []).append(Slot(module, name))
    return held


def is_native(function: object) -> bool:
    """Tell whether a function is the backend's own rather than something put in its place."""
    return str(getattr(function, "__module__", "")).startswith(_PACKAGE)


def is_stub(function: object) -> bool:
    """Tell whether a function does nothing but raise NotImplementedError."""
    code = getattr(function, "__code__", None)
    return code is not None and code.co_names == ("NotImplementedError",)


def keras_version() -> str:
    """Return the version of the imported Keras."""
    return str(importlib.import_module("keras").__version__)


def is_building_to_run() -> bool:
    """Return whether Keras builds a graph that it runs itself, as in `predict`: by its trainer."""
    frame = sys._getframe(1)
    while frame.f_back is not None:
        frame = frame.f_back
        if frame.f_globals.get("__name__") == f"{_PACKAGE}.trainer":
            return True
    return False


def device() -> str:
    """Return the OpenVINO device that Keras compiles for, as "CPU"."""
    return str(importlib.import_module(f"{_PACKAGE}.core").get_device())


def tensor_class() -> Any:
    """Return the backend's tensor class, which wraps an ``openvino.Output``."""
    return importlib.import_module(f"{_PACKAGE}.core").OpenVINOKerasTensor


def convert_to_numpy() -> Callable[[Any], Any]:
    """Return the backend's function from a tensor to a NumPy array."""
    module = importlib.import_module(f"{_PACKAGE}.core")
    return cast(Callable[[Any], Any], module.convert_to_numpy)


def variable_class() -> Any:
    """Return Keras's base class of variables."""
    return importlib.import_module(f"{_PARENT}.common").KerasVariable


def symbolic_class() -> Any:
    """Return Keras's symbolic tensor class."""
    return importlib.import_module("keras").KerasTensor


def result_type() -> Callable[..., str]:
    """Return Keras's dtype promotion function."""
    return cast(Callable[..., str], importlib.import_module(_PARENT).result_type)


def standardize_dtype() -> Callable[[Any], str]:
    """Return Keras's function from anything that names a dtype to its name."""
    return cast(Callable[[Any], str], importlib.import_module(_PARENT).standardize_dtype)
