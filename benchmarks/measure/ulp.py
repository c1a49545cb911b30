"""Distances in units in the last place."""

from __future__ import annotations

import ml_dtypes
import numpy as np

from measure.float_inputs import DTYPES, TINY
from measure.inputs import Array


def ulp_error(actual: Array, exact: Array, dtype: str, scale: Array | None = None) -> Array:
    """The distance from the true value in units in the last place of a dtype.

    Equal infinities and nans have no distance. Where ``scale`` is larger than the true value, the unit
    is that of the scale. Below the normal numbers the unit is that of the smallest one.
    """
    info = ml_dtypes.finfo(DTYPES[dtype])
    wide = actual.astype(np.float64)
    rounded = exact.astype(DTYPES[dtype]).astype(np.float64)
    size = np.maximum(np.abs(exact), float(info.tiny))
    if scale is not None:
        size = np.fmax(size, np.where(np.isfinite(scale), scale, 0))
    error = np.abs(wide - exact) / np.exp2(np.floor(np.log2(size)) - info.nmant)
    same = (wide == rounded) & ~np.isfinite(rounded) | (np.isnan(wide) & np.isnan(exact))
    return np.where(same, 0.0, np.where(np.isnan(error), np.inf, error))


def is_subnormal(x: Array) -> Array:
    """Whether values are below float32's normal numbers, and not zero."""
    wide = np.abs(x.astype(np.float64))
    result: Array = (wide < TINY) & (wide > 0)
    return result
