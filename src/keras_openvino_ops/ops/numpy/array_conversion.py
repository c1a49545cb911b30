"""Array conversion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe, tensor
from keras_openvino_ops.lowering.bits import FORMATS, bits_of, bitwise_and, float_of, shift_right
from keras_openvino_ops.lowering.constants import (
    ELEMENT_TYPES,
    constant,
    dtype_of,
    is_tensor,
    numpy_dtype,
    opset,
)
from keras_openvino_ops.lowering.elementwise import (
    NARROW_INTEGERS,
    add,
    convert,
    divide,
    less,
    multiply,
    negative,
    wrapped,
)
from keras_openvino_ops.lowering.folding import value_of
from keras_openvino_ops.lowering.shapes import (
    broadcast_to,
    dimension,
    expand_dims,
    product,
    rank_of,
    reshape,
    static_shape,
    take,
)
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import op

if TYPE_CHECKING:
    from openvino import Output

    from keras_openvino_ops.lowering.shapes import Dimension


@op(
    "numpy.view",
    promote=Promote.NO_OPMATH,
    convert={"x": "any"},
    limits=[
        "float64 raises in a graph, where int64 counts as 32 bits and nan loses its sign and payload"
    ],
    defects=[
        Defect(
            DefectKind.WRONG,
            ">=3.14,<=3.15.1",
            "raises between floats and integers in a graph",
            Probe(
                (tensor([1, -2]),),
                tensor([0x3F800000, -(2**30)], "int32"),
                {"dtype": "int32"},
                mode=Mode.STATIC,
            ),
        )
    ],
)
def view(x: Output, dtype: Any = None) -> Output:
    """Return the bytes of x, in little-endian order, as another dtype; the last axis scales.

    What depends on no input of a graph is reinterpreted as it is. In a graph the bits are computed: nan
    loses its sign and payload, 64-bit integers are taken for numbers of 32 bits, and float64, which
    computes in float32, raises a ValueError.
    """
    old, new = dtype_of(x), _name(dtype) or dtype_of(x)
    if new not in ELEMENT_TYPES:
        raise ValueError(f"dtype must be one of {', '.join(ELEMENT_TYPES)}. Received: {new}")
    if old == new:
        return x
    old_size, new_size = numpy_dtype(old).itemsize, numpy_dtype(new).itemsize
    lengths = static_shape(x)
    if old_size != new_size:
        last = lengths[-1] if lengths else 1
        if not lengths or (last is not None and last * old_size % new_size):
            raise ValueError(
                "the last axis of x must hold whole elements of dtype. "
                f"Received: x.shape={lengths}, x.dtype={old}, dtype={new}"
            )
    array = value_of(x)
    if array is not None:
        return constant(array.view(numpy_dtype(new)), new)
    if 0 in lengths:
        last = dimension(x, -1)
        if is_tensor(last):
            scaled: Dimension = divide(multiply(last, old_size), new_size)
        else:
            scaled = last * old_size // new_size
        kept = [dimension(x, axis) for axis in range(len(lengths) - 1)]
        return broadcast_to(constant(0, new), [*kept, scaled])
    return _of_words(_regrouped(_words(x), old_size, new_size), new)


def _name(dtype: Any) -> str | None:
    return dtype if dtype is None or isinstance(dtype, str) else np.dtype(dtype).name


def _words(x: Output) -> list[Output]:
    """The bit patterns of the elements in int32, the lower half first if they have 64 bits."""
    dtype = dtype_of(x)
    if dtype in FORMATS:
        return [bits_of(x)]
    if "float" in dtype:
        raise ValueError(f"the bits of {dtype} are not known in a graph.")
    low = convert(x, "int32")
    if dtype in ("int64", "uint64"):
        return [low, negative(convert(less(low, 0), "int32"))]
    if dtype in NARROW_INTEGERS:
        return [bitwise_and(low, 2 ** NARROW_INTEGERS[dtype] - 1)]
    return [low]


def _of_words(words: list[Output], dtype: str) -> Output:
    """The elements of some bit patterns."""
    if dtype in FORMATS:
        return convert(float_of(words[0], dtype), dtype)
    if "float" in dtype:
        raise ValueError(f"the bits of {dtype} are not known in a graph.")
    return wrapped(words[0], dtype) if dtype in NARROW_INTEGERS else convert(words[0], dtype)


def _regrouped(words: list[Output], old_size: int, new_size: int) -> list[Output]:
    """The patterns of elements of one size in bytes as those of another."""
    if old_size > new_size:
        return [_merged_last(_split(words, min(old_size, 4), min(new_size, 4)), old_size // new_size)]
    if old_size < new_size:
        return _joined(words[0], old_size, new_size)
    return words


def _split(words: list[Output], old_size: int, new_size: int) -> list[Output]:
    """The parts of each element, the lowest first."""
    mask = 256**new_size - 1 if new_size < 4 else -1
    parts = []
    for word in words:
        for place in range(0, old_size, new_size):
            parts.append(bitwise_and(shift_right(word, 8 * place), mask))
    return parts


def _merged_last(parts: list[Output], count: int) -> Output:
    """Parts of elements, in turns along the last axis."""
    rank = rank_of(parts[0])
    lengths = [dimension(parts[0], axis) for axis in range(rank)]
    stacked = opset.concat([expand_dims(part, [rank]) for part in parts], rank).output(0)
    return reshape(stacked, [*lengths[:-1], product([lengths[-1], count])])


def _joined(word: Output, old_size: int, new_size: int) -> list[Output]:
    """What consecutive patterns along the last axis make, in words of at most 4 bytes."""
    rank = rank_of(word)
    count = new_size // old_size
    lengths = [dimension(word, axis) for axis in range(rank - 1)]
    parts = reshape(word, [*lengths, -1, count])
    in_a_word = min(4, new_size) // old_size
    words = []
    for first in range(0, count, in_a_word):
        joined = take(parts, constant(first, "int64"), rank)
        for place in range(1, in_a_word):
            part = take(parts, constant(first + place, "int64"), rank)
            joined = add(joined, multiply(part, _as_int32(256 ** (old_size * place))))
        words.append(joined)
    return words


def _as_int32(value: int) -> int:
    return value - 2**32 if value >= 2**31 else value
