"""What the benchmarks share: cases, models, clocks, tables.

Importing it sets the environment that Keras, OpenVINO and NumPy read when they are imported.
"""

import os

os.environ["KERAS_BACKEND"] = "openvino"
os.environ.setdefault("OPENVINO_TELEMETRY_OPT_OUT", "1")
# NumPy's matrix products run on one thread, like all else of it.
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"
