"""The README's Python, pasted."""

from __future__ import annotations

import re
from pathlib import Path

from programs import run

README = Path(__file__).parents[1] / "README.md"


def test_its_python_runs() -> None:
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    before_and_after, control, add = blocks
    check = "assert koo.is_patched('numpy.logit')\n"
    program = "\n".join([before_and_after, add, check, control])
    assert "[9.9999999e-09" in run(["-c", program], {"KERAS_BACKEND": None})
