"""Packs: modules that register ops when they are imported, found through entry points."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

from importlib_metadata import EntryPoint, entry_points

from keras_openvino_ops.registry import REGISTRY, Registry
from keras_openvino_ops.report import LOGGER

GROUP = "keras_openvino_ops.packs"
"""The entry-point group. An entry point names a module; importing it registers its ops."""

BUILT_IN = "keras_openvino_ops"

_lock = threading.Lock()
_notes: dict[int, tuple[str, ...]] = {}


def load(registry: Registry = REGISTRY) -> tuple[str, ...]:
    """Load every installed pack once, the built-in ones first.

    A pack that fails is taken back, logged as a warning and described in the notes that are returned.
    """
    with _lock:
        if id(registry) not in _notes:
            _notes[id(registry)] = tuple(_load_all(registry))
        return _notes[id(registry)]


def _load_all(registry: Registry) -> Iterator[str]:
    found = sorted(entry_points(group=GROUP), key=_order)
    if not any(_is_built_in(pack) for pack in found):
        note = (
            "The built-in ops were not found: keras-openvino-ops is not installed as a "
            "distribution. Install it (pip install keras-openvino-ops)."
        )
        LOGGER.warning(note)
        yield note
    for pack in found:
        try:
            with registry.loading(pack.name):
                _drop_stale(pack, registry)
                pack.load()
        except Exception as error:  # noqa: BLE001 - whatever it raises, other packs must load
            note = f"Pack {pack.name!r} ({pack.value}) failed: {type(error).__name__}: {error}"
            LOGGER.warning(note, exc_info=error)
            yield note


def _is_built_in(pack: EntryPoint) -> bool:
    return bool(pack.module.split(".")[0] == BUILT_IN)


def _order(pack: EntryPoint) -> tuple[bool, bool, str, str]:
    # The other built-in packs are made of the NumPy ops, and would register them as theirs.
    return not _is_built_in(pack), pack.name != "numpy", pack.name, pack.value


def _drop_stale(pack: EntryPoint, registry: Registry) -> None:
    """Forget a pack that registered with an earlier import of this package.

    `keras.config.set_backend` drops every module whose name begins with "keras", this package
    included, but no pack of another name: it has to run again to register here.
    """
    module = sys.modules.get(pack.module)
    if module is None or _is_built_in(pack):
        return
    being_imported = getattr(module.__spec__, "_initializing", False)
    registered = any(op.body.__module__.startswith(pack.module) for op in registry)
    if being_imported or registered:
        return
    for name in list(sys.modules):
        if name == pack.module or name.startswith(f"{pack.module}."):
            del sys.modules[name]
