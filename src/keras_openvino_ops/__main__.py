"""The command line: `keras-openvino-ops status | run | demo`."""

from __future__ import annotations

import argparse
import json
import os
import runpy
import sys
from collections.abc import Sequence
from pathlib import Path

from keras_openvino_ops import patching


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return the exit status.

    Keras's backend is OpenVINO here, unless KERAS_BACKEND names another one.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("KERAS_BACKEND", "openvino")
    if given[:1] == ["demo"]:
        from keras_openvino_ops import demo

        return demo.main(given[1:])
    parser = _parser()
    options = parser.parse_args(given)
    try:
        patching.patch_on_import()
    except (ImportError, ValueError) as error:
        print(f"keras-openvino-ops: {error}", file=sys.stderr)
        return 1
    if options.command == "status":
        return _status(options.json)
    if not options.is_module and not Path(options.program).exists():
        parser.error(f"no such file: {options.program}")
    return _run(options.program, options.arguments, options.is_module)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="keras-openvino-ops",
        description="The ops that Keras's OpenVINO backend lacks, gets wrong or runs slowly.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    status = commands.add_parser("status", help="show what is patched, and why")
    status.add_argument("--json", action="store_true", help="print one JSON object")
    run = commands.add_parser(
        "run",
        help="run a Python program with the ops in place",
        usage="keras-openvino-ops run (script.py | -m module) [arguments ...]",
    )
    run.add_argument("-m", dest="is_module", action="store_true", help="run a module")
    run.add_argument("program", help="a script, or a module's name")
    run.add_argument("arguments", nargs=argparse.REMAINDER, help="the program's own arguments")
    commands.add_parser("demo", help="classify digits with the ops and without them")
    return parser


def _status(as_json: bool) -> int:
    report = patching.report()
    print(json.dumps(report.to_dict(), indent=2) if as_json else report)
    return 0


def _run(program: str, arguments: Sequence[str], is_module: bool) -> int:
    sys.argv = [program, *arguments]
    if is_module:
        sys.path.insert(0, os.getcwd())
        runpy.run_module(program, run_name="__main__", alter_sys=True)
    else:
        sys.path.insert(0, str(Path(program).resolve().parent))
        runpy.run_path(program, run_name="__main__")
    return 0


if __name__ == "__main__":
    sys.exit(main())
