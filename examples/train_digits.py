"""Train the classifier that `keras-openvino-ops demo` runs, and write its model and held-out data.

The images are scikit-learn's handwritten digits, as an absorption measurement would see them:
the ink is a dye, and each pixel holds the fraction of the light that the dye absorbed there.
Concentrations range from traces (1e-9 of the light absorbed) to dense ink (over half of it), so
the model begins with the Beer-Lambert law, ``depth = -log1p(-fraction)``. In float32 ``1 - 1e-9``
is 1: a `log1p` that adds first sees no image at all in a trace measurement.

Everything up to the probabilities is inside the model, in `keras.ops` calls. Of these
`log1p`, `median`, `where` and `logaddexp` are missing or inexact in OpenVINO backends of released
Keras versions.

Run it with Keras 3.8.0, the oldest release that is to load the file, and its JAX backend:

    pip install keras==3.8.0 jax==0.4.38 scikit-learn
    python examples/train_digits.py --output src/keras_openvino_ops/demo
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy as np
import numpy.typing as npt
from keras import layers, ops
from sklearn.datasets import load_digits

Array = npt.NDArray[Any]

SEED = 8
HELD_OUT = 360
PIXELS = 64
CLASSES = 10
UNITS = 48
NOISE_LEVEL = 0.05
CONCENTRATIONS = (1e-9, 1.0)
SOLVENT_SHARE = 0.25


def absorbed_fraction(ink: Array, generator: np.random.Generator) -> Array:
    """Return the fraction of light absorbed at each pixel, float32 of shape (images, 64).

    `ink` holds amounts of dye in [0, 1], shape (images, 64). Each image has a concentration of
    its own, drawn evenly over nine decades, and a solvent that absorbs evenly over the image.
    """
    lowest, highest = np.log10(CONCENTRATIONS)
    concentration = 10.0 ** generator.uniform(lowest, highest, (len(ink), 1))
    solvent = generator.uniform(0.0, SOLVENT_SHARE, (len(ink), 1))
    depth = concentration * (ink + solvent)
    return (-np.expm1(-depth)).astype("float32")


def build_model() -> keras.Model:
    """Absorbed fractions, shape (batch, 64), to class probabilities, shape (batch, 10)."""
    fraction = keras.Input((PIXELS,), name="absorbed_fraction")
    depth = ops.negative(ops.log1p(ops.negative(fraction)))
    signal = ops.subtract(depth, ops.median(depth, axis=1, keepdims=True))
    relative = ops.divide(signal, ops.max(signal, axis=1, keepdims=True))
    ink = ops.where(ops.greater(relative, NOISE_LEVEL), relative, 0.0)
    # A maxout layer with a soft maximum: log(exp(a) + exp(b)) of two linear maps.
    hidden = ops.logaddexp(
        layers.Dense(UNITS, name="maxout_a")(ink), layers.Dense(UNITS, name="maxout_b")(ink)
    )
    probabilities = layers.Dense(CLASSES, activation="softmax", name="probabilities")(hidden)
    return keras.Model(fraction, probabilities, name="digits")


def load_data() -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """(training, held-out) pairs of absorbed fractions (n, 64) and labels (n,)."""
    generator = np.random.default_rng(SEED)
    digits = load_digits()
    order = generator.permutation(len(digits.target))
    fraction = absorbed_fraction(digits.data[order] / 16.0, generator)
    labels = digits.target[order].astype("uint8")
    return (fraction[HELD_OUT:], labels[HELD_OUT:]), (fraction[:HELD_OUT], labels[:HELD_OUT])


def train(model: keras.Model, fraction: Array, labels: Array, epochs: int) -> None:
    """Fit the weights of `model`, which itself stays uncompiled: its file holds no optimiser."""
    trainer = keras.Model(model.input, model.output)
    trainer.compile(keras.optimizers.AdamW(3e-3, weight_decay=0.02), "sparse_categorical_crossentropy")
    trainer.fit(fraction, labels, batch_size=64, epochs=epochs, verbose=0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=Path("."), help="directory for the files")
    parser.add_argument("--epochs", type=int, default=60)
    arguments = parser.parse_args()

    keras.utils.set_random_seed(SEED)
    training, (fraction, labels) = load_data()
    model = build_model()
    train(model, *training, epochs=arguments.epochs)

    probabilities = np.asarray(model.predict(fraction, batch_size=len(fraction), verbose=0))
    accuracy = np.mean(probabilities.argmax(axis=1) == labels)
    arguments.output.mkdir(parents=True, exist_ok=True)
    model.save(arguments.output / "digits.keras")
    np.savez_compressed(
        arguments.output / "digits.npz",
        absorbed_fraction=fraction,
        labels=labels,
        probabilities=probabilities.astype("float32"),
    )
    print(f"held-out accuracy {accuracy:.4f} on {len(labels)} images")


if __name__ == "__main__":
    main()
