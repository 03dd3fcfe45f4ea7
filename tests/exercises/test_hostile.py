"""Whatever is handed in, and whatever the notebook has set or overwritten: a verdict, and the same one."""

import math
import re
import warnings
from fractions import Fraction

import numpy as np
import pytest
import torch

from course_utils.exercises import check, registry
from course_utils.exercises.judge import MISUSED, NOT_ATTEMPTED, RIGHT, WRONG, judge


class Mute:
    """An object that cannot say what it is."""

    def __repr__(self):
        raise RuntimeError("no words")

    __str__ = __repr__


class Exiting(Mute):
    """An object that ends the program when it is asked."""

    def __repr__(self):
        raise SystemExit


class Agreeable(Mute):
    """An object that equals everything and calls itself a number of any size."""

    def __eq__(self, other):
        return True

    __hash__ = None

    def __array__(self, *_, **__):
        raise TypeError("no array")


class MuteError(Exception):
    def __str__(self):
        raise RuntimeError("no words")


class Private(BaseException):
    pass


class Liar(np.ndarray):
    """An array that says that it equals everything."""

    def __array_function__(self, *_, **__):
        return True

    def __array_ufunc__(self, *_, **__):
        return np.True_


def holding_itself():
    values = [1.0]
    values.append(values)
    return values


ODD = {
    "np.float64": lambda: np.float64(0.123),
    "np.float32": lambda: np.float32(0.123),
    "np.longdouble": lambda: np.longdouble(0.123),
    "np.bool": lambda: np.bool_(True),
    "bfloat16": lambda: torch.tensor(0.123, dtype=torch.bfloat16),
    "half": lambda: torch.tensor(0.123, dtype=torch.float16),
    "float8": lambda: torch.tensor(0.123).to(torch.float8_e4m3fn),
    "sparse": lambda: torch.eye(2).to_sparse(),
    "sparse csr": lambda: torch.eye(2).to_sparse_csr(),
    "meta": lambda: torch.empty(2, device="meta"),
    "quantized": lambda: torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8),
    "with gradient": lambda: torch.ones(2, requires_grad=True) * 2,
    "conjugate": lambda: torch.ones(2, dtype=torch.complex64).conj(),
    "torch.Tensor": lambda: torch.Tensor,
    "np.ndarray": lambda: np.ndarray,
    "a module": lambda: np,
    "a dtype": lambda: np.float32,
    "holding itself": holding_itself,
    "a dict that holds itself": lambda: (d := {}, d.update(self=d))[0],
    "mute": Mute,
    "exiting": Exiting,
    "agreeable": Agreeable,
    "mute in a list": lambda: [Mute(), 1.0],
    "liar": lambda: np.zeros(3).view(Liar),
    "masked": lambda: np.ma.masked_array([1.0, 2.0], mask=[True, False]),
    "structured": lambda: np.zeros(2, dtype=[("a", float)]),
    "dates": lambda: np.array(["2026-01-01"], dtype="datetime64[D]"),
    "objects": lambda: np.array([Fraction(1, 2), None], dtype=object),
    "texts": lambda: np.array(["a", "b"]),
    "NaN": lambda: float("nan"),
    "infinity": lambda: -math.inf,
    "huge": lambda: -(10**5000),
    "complex": lambda: 1 + 2j,
    "empty": lambda: [],
    "empty array": lambda: np.zeros((0, 3)),
    "generator": lambda: (i for i in range(3)),
    "range": lambda: range(3),
    "set": lambda: {1, 2},
    "bytes": lambda: b"1",
    "a null character": lambda: "0\x000",
    "a long text": lambda: "9" * 100_000,
    "a division by zero": lambda: "1/0",
    "an endless exponent": lambda: "1e999999999",
    "a function": lambda: len,
    "a class": lambda: Mute,
    "an exception": lambda: MuteError(),
    "a slice": lambda: slice(3),
}
EXERCISES = [exercise for number in registry.chapter_numbers() for exercise in registry.entries(number, "EXERCISES")]
VALUES = [exercise for exercise in EXERCISES if not exercise.is_function]


@pytest.fixture(params=ODD, ids=str)
def odd(request):
    return ODD[request.param]


def test_odd_things_typed_in_get_a_verdict(slope_exercise, odd):
    assert judge(slope_exercise, odd()).state in (WRONG, MISUSED)


@pytest.mark.few(12)
def test_odd_things_typed_into_every_exercise_get_a_card(odd):
    for exercise in VALUES:
        card = check(exercise.id, odd())
        assert card.state in (WRONG, MISUSED) and card.text and card.html


def test_odd_things_returned_get_a_verdict(leaky_exercise, loss_exercise, odd):
    for exercise in (leaky_exercise, loss_exercise):
        judgement = judge(exercise, lambda *_, **__: odd())
        assert judgement.state == WRONG
        for _, text in judgement.parts:
            assert isinstance(text, str) and len(text) < 2000


@pytest.mark.parametrize(
    "error", [MuteError(), Private(), GeneratorExit(), SystemExit(0), RecursionError(), MemoryError()]
)
def test_whatever_is_raised_gets_a_verdict(leaky_exercise, error):
    def raising(z, slope=0.01):
        raise error

    assert judge(leaky_exercise, raising).state == WRONG


def test_a_wrong_numpy_number_gets_its_name():
    map_1_2 = np.float64(10.5)  # the bias added at every weight of the kernel
    assert check("05-window-by-hand", map_1_2).misconception
    for exercise in VALUES:
        if isinstance(exercise.expected_value(), float):
            assert judge(exercise, np.float64(exercise.expected_value() + 10)).state == WRONG


@pytest.mark.parametrize("exercise", VALUES, ids=lambda e: e.id)
def test_right_numbers_are_right_however_they_are_typed(exercise):
    value = exercise.expected_value()
    if isinstance(value, str):
        spelled = [" ".join(value), ", ".join(value), list(value), value.lower()]
    elif np.ndim(value):
        spelled = [value.tolist(), torch.tensor(value), value.astype(np.float32), tuple(map(tuple, value))]
    else:
        text = repr(float(value)) if isinstance(value, float) else str(value)
        spelled = [np.float64(value), np.array(value), [value], np.array([[value]]), torch.tensor(value), text]
        spelled += [text.replace(".", ","), Fraction(value), Fraction(text), np.longdouble(value), f"{text} "]
    for answer in spelled:
        assert judge(exercise, answer).state == RIGHT, answer


def test_a_whole_number_is_never_told_to_carry_digits():
    for exercise in VALUES:
        value = exercise.expected_value()
        if isinstance(value, int):
            for wrong in (value + 1, value - 1, value + 0.4, value * 2, float(value + 3)):
                judgement = judge(exercise, wrong)
                assert judgement.state == WRONG
                assert not re.search("carry|digits", " ".join(text for _, text in judgement.parts if _ == "say"))


# ---- precision: the reference itself, in another type


def cast(value, kind):
    if isinstance(value, tuple):
        return tuple(cast(item, kind) for item in value)
    if isinstance(value, dict):
        return {key: cast(item, kind) for key, item in value.items()}
    array = np.asarray(value)
    return array.astype(kind) if array.dtype.kind == "f" else value


FUNCTIONS = [e for e in EXERCISES if e.is_function and not e.call and not e.exact]


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda e: e.id)
def test_the_right_numbers_in_single_precision_are_right(exercise):
    judgement = judge(exercise, lambda *a, **k: cast(exercise.reference(*a, **k), np.float32))
    assert judgement.state == RIGHT, judgement.parts


# ---- the state of the notebook


@pytest.fixture
def restored():
    """Put the settings back that a test changes."""
    errors, printing, kind = np.geterr(), np.get_printoptions(), torch.get_default_dtype()
    with warnings.catch_warnings():
        yield
    np.seterr(**errors)
    np.set_printoptions(**printing)
    torch.set_default_dtype(kind)
    torch.set_grad_enabled(True)


def disturb():
    np.seterr(all="raise")
    np.set_printoptions(precision=1, threshold=2, suppress=True)
    warnings.simplefilter("error")
    torch.set_default_dtype(torch.float64)
    torch.set_grad_enabled(False)


@pytest.mark.few(30)
@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_settings_of_the_notebook_change_no_verdict(exercise, restored):
    right = exercise.reference if exercise.is_function else exercise.expected_value()
    item = exercise.misconceptions[0]
    wrong = item.wrong() if callable(item.wrong) and not exercise.is_function else item.wrong
    before = judge(exercise, wrong)
    disturb()
    assert judge(exercise, right).state == RIGHT
    assert judge(exercise, wrong) == before
    assert np.geterr()["over"] == "raise" and torch.get_default_dtype() == torch.float64  # as the learner had it


PATCHED = ("isclose", "allclose", "array_equal", "asarray", "abs", "max", "all", "any", "where", "sum", "mean", "zeros")


def test_a_learner_who_overwrites_numpy_changes_nothing(leaky_exercise, monkeypatch):
    originals = {name: getattr(np, name) for name in PATCHED}

    def attack(z, slope=0.01):
        for name in PATCHED:
            setattr(np, name, lambda a, b=None, **_: np.ones(np.shape(b), bool))
        return 3 * z

    assert judge(leaky_exercise, attack).state == WRONG
    assert {name: getattr(np, name) for name in PATCHED} == originals
    assert judge(leaky_exercise, lambda z, slope=0.01: 0 * z).state == WRONG
    assert judge(leaky_exercise, leaky_exercise.reference).state == RIGHT


def test_what_was_overwritten_before_stays_the_learners(leaky_exercise, monkeypatch):
    mine = lambda *_, **__: True  # noqa: E731
    monkeypatch.setattr(np, "isclose", mine)
    assert judge(leaky_exercise, lambda z, slope=0.01: 2 * z).state == WRONG
    assert np.isclose is mine


def test_not_attempted_is_still_not_attempted(leaky_exercise, restored):
    disturb()
    assert judge(leaky_exercise, ...).state == NOT_ATTEMPTED
