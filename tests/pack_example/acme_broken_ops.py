"""A pack that fails after it has registered something."""

from __future__ import annotations

import keras_openvino_ops as koo


@koo.op("numpy.acme_lost", promote=koo.Promote.DEFAULT)
def acme_lost(x):  # type: ignore[no-untyped-def]
    """Return x."""
    return x


raise RuntimeError("Acme forgot something")
