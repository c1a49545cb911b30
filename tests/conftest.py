import os

# A missing or another backend would skip everything that these tests are about.
os.environ["KERAS_BACKEND"] = "openvino"

# Before Keras, which 3.8 to 3.11 need with OpenVINO 2026.
import keras_openvino_ops  # noqa: F401
