"""The demonstration behind ``keras-openvino-ops demo``: one model, with and without the plugin."""

from __future__ import annotations

from keras_openvino_ops.demo.comparison import main

__all__ = ["main"]
