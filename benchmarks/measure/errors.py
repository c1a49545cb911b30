"""The errors of one function: native and ours, against its references."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from mpmath import mp, mpf

from keras_openvino_ops import eager
from keras_openvino_ops.lowering.folding import compute
from keras_openvino_ops.registry import REGISTRY, Accuracy

from measure import float_inputs, models
from measure.float_inputs import DTYPES, TINY
from measure.functions import BITS, Function
from measure.inputs import Array
from measure.isolation import Announcement
from measure.models import EAGER, NATIVE, OURS, STATIC
from measure.ulp import is_subnormal, ulp_error

COMPILED = "compiled"
MODES = {EAGER: EAGER, COMPILED: STATIC}
# What the reference in float64 may be off: 2**-10 of a unit of float32.
DENSE_BOUND = 2.0**-10
# The width of the identity matrices, and the bits that bfloat16 keeps.
_WIDTH = 16
_BF16_UNIT = 2.0**-8


@dataclass(frozen=True)
class Errors:
    """The errors of a kind in a dtype and mode."""

    target: str
    kind: str
    dtype: str
    mode: str
    worst: float
    """In units in the last place."""
    median: float
    at: str
    """The input of the worst."""
    subnormals: str
    """Of inputs and results below the normal numbers: kept, flushed (to zero), or wrong."""
    inputs: int


@dataclass(frozen=True)
class Sandwich:
    """The worst relative error between two matrix products in bfloat16, in units of 2**-8."""

    target: str
    kind: str
    worst: float
    at: str


@dataclass(frozen=True)
class Special:
    """The special values that come out otherwise than NumPy's."""

    target: str
    kind: str
    mode: str
    wrong: tuple[str, ...]


@dataclass(frozen=True)
class Failure:
    """Why there is no measurement."""

    target: str
    kind: str
    where: str
    reason: str


@dataclass(frozen=True)
class Reference:
    """How far the reference in float64 is from the exact one, in units of float32."""

    target: str
    off: float


Result = Any  # Errors | Sandwich | Special | Failure | Reference


def accuracy_of(target: str) -> Accuracy:
    """The bound that stands on the op."""
    return (REGISTRY[target].accuracy if target in REGISTRY else None) or Accuracy()


@dataclass
class _Sample:
    """Inputs, and the true values there."""

    operands: tuple[Array, ...]
    exact: Array


def measure(
    function: Function, quick: bool, left_out: Mapping[str, str], send: Callable[[Result], None]
) -> None:
    """Measure a function in all dtypes and modes.

    Parameters
    ----------
    quick
        Whether fewer inputs do.
    left_out
        The kinds that take no part, with the reason.
    send
        Called with each result as it comes.
    """
    with np.errstate(all="ignore"):
        _Measurement(function, quick, left_out, send).run()


@dataclass
class _Measurement:
    function: Function
    quick: bool
    left_out: Mapping[str, str]
    send: Callable[[Result], None]

    def run(self) -> None:
        """Measure native and ours."""
        samples = {dtype: list(self._samples(dtype)) for dtype in DTYPES}
        for kind in (NATIVE, OURS):
            if kind in self.left_out:
                self._failure(kind, "all", self.left_out[kind])
                continue
            self.send(Announcement(kind))
            for dtype in DTYPES:
                for mode in MODES:
                    self._errors(kind, dtype, mode, samples[dtype])
            for mode in MODES:
                self._special(kind, mode)
            self._sandwich(kind)

    def _samples(self, dtype: str) -> Iterator[_Sample]:
        if dtype != "float32":
            operands = float_inputs.all_values(self.function, dtype)
            yield _Sample(operands, self._dense(operands))
            return
        operands = float_inputs.adversarial(self.function, self.quick)
        dense = self._dense(operands)
        exact = self._exact(operands, dense)
        yield _Sample(operands, exact)
        normal = ~is_subnormal(exact)
        off = ulp_error(dense, exact, "float32", self._scale(operands))[normal].max(initial=0)
        self.send(Reference(self.function.target, float(off)))
        if off <= DENSE_BOUND:
            operands = float_inputs.sweep(self.function, self.quick)
            yield _Sample(operands, self._dense(operands))

    def _dense(self, operands: Sequence[Array]) -> Array:
        return np.asarray(self.function.dense(*_widened(operands)), np.float64)

    def _exact(self, operands: Sequence[Array], dense: Array) -> Array:
        exact = dense.copy()
        with mp.workprec(BITS):
            for place, values in enumerate(zip(*(one.tolist() for one in operands))):
                if all(values):
                    exact[place] = _number(self.function.exact, values, dense[place])
        return exact

    def _scale(self, operands: Sequence[Array]) -> Array | None:
        scale = accuracy_of(self.function.target).scale
        return None if scale is None else scale(*_widened(operands))

    def _evaluate(
        self, kind: str, operands: Sequence[Array], shapes: str, precision: str, around: Any = None
    ) -> Array:
        arguments = [*operands, *self.function.further]
        # Eager calls are folded, as those on few elements are: what is compiled is measured apart.
        with models.function_of(self.function.target, kind) as function, eager.folding():
            built = models.build(function, arguments, shapes, around)
        if kind == OURS and shapes == EAGER:
            # As the plugin's convert_to_numpy gives it.
            return compute(built.model.get_results()[0].input_value(0))
        return models.compile_model(built, 1, precision).outputs()[0]

    def _attempt(self, kind: str, where: str, *arguments: Any) -> Array | None:
        try:
            return self._evaluate(kind, *arguments)
        except models.UnavailableError as error:
            reason = str(error)
        except Exception as error:  # noqa: BLE001 - a native op may raise anything
            reason = f"{type(error).__name__}: {(str(error).strip() or '-').splitlines()[-1][:120]}"
        self._failure(kind, where, reason)
        return None

    def _failure(self, kind: str, where: str, reason: str) -> None:
        self.send(Failure(self.function.target, kind, where, reason))

    def _errors(self, kind: str, dtype: str, mode: str, samples: Sequence[_Sample]) -> None:
        worst, at, kept = 0.0, "-", []
        measured: list[Array] = []
        for sample in samples:
            actual = self._attempt(kind, f"{dtype}, {mode}", sample.operands, MODES[mode], "f32")
            if actual is None:
                return
            error = ulp_error(actual, sample.exact, dtype, self._scale(sample.operands))
            apart = is_subnormal(sample.exact)
            for operand in sample.operands:
                apart |= is_subnormal(operand) if operand.dtype.kind != "i" else False
            kept.append(self._kept(dtype, actual, error, sample, apart))
            error[apart] = 0
            measured.append(error[~apart])
            if error.size and error.max() > worst:
                place = int(error.argmax())
                worst = float(error[place])
                at = ", ".join(_text(operand[place]) for operand in sample.operands)
        every = np.concatenate(measured)
        state = next((one for one in ("wrong", "flushed", "kept") if one in kept), "-")
        median = float(np.median(every)) if every.size else 0.0
        self.send(Errors(self.function.target, kind, dtype, mode, worst, median, at, state, every.size))

    def _kept(self, dtype: str, actual: Array, error: Array, sample: _Sample, apart: Array) -> str:
        """What became of inputs and results below the normal numbers."""
        if not apart.any():
            return "-"
        far = apart & (error > max(accuracy_of(self.function.target).ulp, 1))
        if not far.any():
            return "kept"
        # The value at zero in place of a subnormal input, or zero in place of a subnormal result.
        flushed = [np.where(is_subnormal(one), one * 0, one) for one in _widened(sample.operands)]
        of_zero = ulp_error(actual, self._dense(flushed), dtype, self._scale(flushed)) <= 1
        to_zero = is_subnormal(sample.exact) & (actual == 0)
        return "flushed" if (of_zero | to_zero)[far].all() else "wrong"

    def _special(self, kind: str, mode: str) -> None:
        operands = float_inputs.special(self.function)
        actual = self._attempt(kind, f"special values, {mode}", operands, MODES[mode], "f32")
        if actual is None:
            return
        exact = self._dense(operands)
        error = ulp_error(actual, exact, "float32", self._scale(operands))
        zero = (actual == 0) & (exact == 0)
        wrong = (error > 2) | (zero & (np.signbit(actual) != np.signbit(exact)))
        texts = tuple(
            f"({', '.join(_text(one[place]) for one in operands)}): {_text(actual[place])}, "
            f"not {_text(np.float32(exact[place]))}"
            for place in np.flatnonzero(wrong)
        )
        self.send(Special(self.function.target, kind, mode, texts))

    def _sandwich(self, kind: str) -> None:
        operands = float_inputs.all_values(self.function, "bfloat16")
        exact = self._dense(operands)
        normal = np.isfinite(exact) & (np.abs(exact) < 3e38) & (np.abs(exact) > 256 * TINY)
        for operand in operands:
            wide = operand.astype(np.float64)
            # A matrix product adds to 0, which takes the sign of -0.
            normal &= np.isfinite(wide) & ~is_subnormal(wide) & ((wide != 0) | ~np.signbit(wide))
        operands = tuple(one[normal] for one in operands)
        # A row holds one value, so that an infinity or nan in it meets no other value.
        rows = tuple(_repeated(one) for one in operands)
        actual = self._attempt(kind, "bfloat16 mode", rows, STATIC, "bf16", models.identity(_WIDTH))
        if actual is None or not actual.size:
            return
        size = np.abs(exact[normal])
        scale = self._scale(operands)
        if scale is not None:
            size = np.maximum(size, np.where(np.isfinite(scale), scale, 0))
        error = np.abs(actual[:, 0].astype(np.float64) - exact[normal]) / size / _BF16_UNIT
        error = np.where(np.isnan(error), np.inf, error)
        place = int(error.argmax())
        at = ", ".join(_text(one[place]) for one in operands)
        self.send(Sandwich(self.function.target, kind, float(error[place]), at))


def _repeated(operand: Array) -> Array:
    wide = operand if operand.dtype.kind == "i" else operand.astype(np.float32)
    return np.repeat(wide[:, None], _WIDTH, axis=1)


def _widened(operands: Sequence[Array]) -> list[Array]:
    return [one if one.dtype.kind == "i" else one.astype(np.float64) for one in operands]


def _number(exact: Callable[..., Any], values: Sequence[Any], outside: float) -> float:
    try:
        value = exact(*(one if isinstance(one, int) else mpf(one) for one in values))
    except (ValueError, ZeroDivisionError, OverflowError):
        return outside
    return outside if isinstance(value, mp.mpc) else float(value)


def _text(value: Any) -> str:
    number = float(value)
    return f"{number:g}" if float(np.float32(f"{number:g}")) == number else f"{number:.9g}"
