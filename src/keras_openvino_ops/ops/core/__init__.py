"""Ops of `keras.ops` that Keras keeps in the core of a backend."""

from keras_openvino_ops.ops.core import conversion, indexing, shapes

__all__ = ["conversion", "indexing", "shapes"]
