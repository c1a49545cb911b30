"""The ops of `keras.ops` that follow NumPy, grouped as NumPy's reference manual groups its routines."""

from keras_openvino_ops.ops.numpy import (
    arithmetic,
    basic_operations,
    complex_numbers,
    creation,
    exponential,
    extrema,
    indexing,
    logarithms,
    miscellaneous,
    rounding,
    statistics,
    trigonometric,
)

__all__ = [
    "arithmetic",
    "basic_operations",
    "complex_numbers",
    "creation",
    "exponential",
    "extrema",
    "indexing",
    "logarithms",
    "miscellaneous",
    "rounding",
    "statistics",
    "trigonometric",
]
