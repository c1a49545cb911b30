"""The ops of `keras.ops` that follow NumPy, grouped as NumPy's reference manual groups its routines."""

from keras_openvino_ops.ops.numpy import (
    arithmetic,
    creation,
    exponential,
    extrema,
    indexing,
    statistics,
)

__all__ = ["arithmetic", "creation", "exponential", "extrema", "indexing", "statistics"]
