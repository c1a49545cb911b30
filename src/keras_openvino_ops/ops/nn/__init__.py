"""Ops of `keras.ops.nn`: activation functions, softmax and moments."""

from keras_openvino_ops.ops.nn import (
    gates,
    moments,
    rectifiers,
    shrinking,
    sigmoids,
    softmax,
)

__all__ = [
    "gates",
    "moments",
    "rectifiers",
    "shrinking",
    "sigmoids",
    "softmax",
]
