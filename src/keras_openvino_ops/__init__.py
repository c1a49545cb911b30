"""The ops that Keras's OpenVINO backend lacks, gets wrong or runs slowly.

Importing this package patches them into the running Keras, where its backend is OpenVINO. The
environment variable ``KERAS_OPENVINO_OPS`` names the policy: off, fill, repair (default) or all.
"""

from keras_openvino_ops.defects import Defect, DefectKind, Mode, Probe
from keras_openvino_ops.patching import (
    get_original,
    is_patched,
    patch,
    patch_on_import,
    patched,
    report,
    unpatch,
)
from keras_openvino_ops.policy import Policy
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import Accuracy, DuplicateOpError, op
from keras_openvino_ops.report import Action, Report, Row

__version__ = "0.1.0"

__all__ = [
    "Accuracy",
    "Action",
    "Defect",
    "DefectKind",
    "DuplicateOpError",
    "Mode",
    "Policy",
    "Probe",
    "Promote",
    "Report",
    "Row",
    "get_original",
    "is_patched",
    "op",
    "patch",
    "patched",
    "report",
    "unpatch",
]

patch_on_import()
