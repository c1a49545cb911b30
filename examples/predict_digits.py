"""Classify held-out digits on Keras's OpenVINO backend.

Leave out the import of keras_openvino_ops to see what the installed Keras does by itself; start the
script with `keras-openvino-ops run predict_digits.py` to have the plugin without that line.
"""

import os
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "openvino")

import keras_openvino_ops  # noqa: F401 - the import patches the backend

# isort: split
import keras
import numpy as np

FILES = Path(__file__).parents[1] / "src" / "keras_openvino_ops" / "demo"

model = keras.models.load_model(FILES / "digits.keras")
data = np.load(FILES / "digits.npz")
images = data["absorbed_fraction"]
probabilities = model.predict(images, batch_size=len(images), verbose=0)
print(f"accuracy {np.mean(probabilities.argmax(axis=1) == data['labels']):.4f}")
