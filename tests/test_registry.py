from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pytest

from keras_openvino_ops.bodies import operands_of, sequences_of
from keras_openvino_ops.promotion import Promote
from keras_openvino_ops.registry import DuplicateOpError, Op, Registry, op

if TYPE_CHECKING:
    from openvino import Output


def body(x: Output) -> Output:
    return x


def register(registry: Registry, *targets: str, **options: Any) -> None:
    op(*targets, promote=Promote.DEFAULT, registry=registry, **options)(body)


def test_registering_twice_names_both_places() -> None:
    registry = Registry()
    register(registry, "numpy.log1p")
    with pytest.raises(DuplicateOpError) as error:
        register(registry, "numpy.log1p")
    place = f"{__file__}:{body.__code__.co_firstlineno}"
    assert str(error.value).count(place) == 2


def test_an_override_with_a_reason_replaces() -> None:
    registry = Registry()
    register(registry, "numpy.log1p")
    register(registry, "numpy.log1p", override="twice as fast")
    assert registry["numpy.log1p"].override == "twice as fast"
    assert len(registry) == 1


def test_an_unknown_target_is_met_with_the_near_ones() -> None:
    registry = Registry()
    register(registry, "numpy.log1p", "numpy.log10")
    with pytest.raises(KeyError, match=r"'numpy.logp'.*'numpy.log1p' or 'numpy.log10'"):
        registry["numpy.logp"]
    with pytest.raises(KeyError, match=r"Did you mean 'numpy.log1p'"):
        registry["log1p"]


@pytest.mark.parametrize("target", ["log1p", "numpy.", ".log1p", "keras.numpy.log1p", ""])
def test_a_target_has_a_module_and_a_name(target: str) -> None:
    with pytest.raises(ValueError, match=r"'module.name'"):
        register(Registry(), target)


def test_an_op_needs_a_target() -> None:
    with pytest.raises(ValueError, match="at least one target"):
        register(Registry())


def test_options_name_operands() -> None:
    with pytest.raises(ValueError, match=r"\['y'\], which are no operands of body: \['x'\]"):
        register(Registry(), "numpy.log1p", convert={"y": "bool"})
    with pytest.raises(ValueError, match=r"strong_numbers names \['y'\], which are no operands"):
        register(Registry(), "numpy.log1p", strong_numbers=["y"])


def test_a_pack_that_fails_is_taken_back() -> None:
    registry = Registry()
    register(registry, "numpy.log1p")
    original = registry["numpy.log1p"]

    def load() -> None:
        with registry.loading("broken"):
            register(registry, "numpy.log10")
            register(registry, "numpy.log1p", override="better")
            raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        load()
    assert list(registry) == [original]


def test_a_pack_is_attributed_and_the_listener_spared() -> None:
    registry = Registry()
    heard: list[Op] = []
    registry.listener = heard.append
    with registry.loading("mine"):
        register(registry, "numpy.log1p")
    assert registry["numpy.log1p"].pack == "mine"
    assert heard == []
    register(registry, "numpy.log10")
    assert heard == [registry["numpy.log10"]]


def test_operands_are_what_is_annotated_with_output() -> None:
    def annotated(
        x: Output, y: Output | None, *zs: Output, axis: int = 0, some: Sequence[Output] = ()
    ) -> None: ...

    def bare(x, axis=None, **options): ...  # type: ignore[no-untyped-def]

    assert operands_of(annotated) == ("x", "y", "zs", "some")
    assert sequences_of(annotated) == ("zs", "some")
    assert operands_of(bare) == ("x",)
    assert sequences_of(bare) == ()


def test_it_imports_neither_keras_nor_openvino() -> None:
    code = (
        "import sys, keras_openvino_ops.registry\n"
        "assert not {'keras', 'openvino'} & set(sys.modules), 'imported'"
    )
    environment = {**os.environ, "KERAS_OPENVINO_OPS": "off"}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
