"""Ops of `keras.ops` that Keras keeps in its module of mathematics."""

from keras_openvino_ops.ops.math import determinants, error_functions, logsumexp, roots

__all__ = ["determinants", "error_functions", "logsumexp", "roots"]
