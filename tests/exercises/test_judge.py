"""Whatever a learner hands in is judged for what it is, in words that do not give the answer away."""

import _thread
import dataclasses
import functools
import signal
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course_utils.exercises.engine import Misconception
from course_utils.exercises.judge import MISUSED, NOT_ATTEMPTED, RIGHT, WRONG, judge
from course_utils.exercises.trial import CourseFault

CALLS = []


def words(judgement):
    return " ".join(text for _, text in judgement.parts)


def nothing(z, slope=0.01): ...


def nothing_but_a_docstring(z, slope=0.01):
    """Return leaky ReLU."""


def returns_none(z, slope=0.01):
    return None


def not_implemented(z, slope=0.01):
    raise NotImplementedError("later")


def still_dots(z, slope=0.01):
    result = ...
    return result


@pytest.mark.parametrize(
    "answer", [None, ..., NotImplemented, nothing, nothing_but_a_docstring, returns_none, not_implemented, still_dots]
)
def test_a_stub_is_not_attempted(leaky_exercise, answer):
    assert judge(leaky_exercise, answer).state == NOT_ATTEMPTED
    assert judge(leaky_exercise, answer).parts == ()


def test_a_stub_with_given_lines_is_not_attempted_until_it_changes(loss_exercise):
    namespace = {}
    exec(loss_exercise.stub, namespace)
    assert judge(loss_exercise, namespace["loss_and_grad"]).state == NOT_ATTEMPTED
    exec(loss_exercise.stub.replace("loss = ...", "loss = 0.5 * ((pred - target) ** 2).sum()"), namespace)
    assert judge(loss_exercise, namespace["loss_and_grad"]).state == RIGHT


def with_floats(z, slope=0.01):
    return np.where(z > 0, z, slope * z).astype(np.float64)


def with_lists(z, slope=0.01):
    return with_floats(z, slope).tolist()


def printing(z, slope=0.01):
    print("here I am")
    return with_floats(z, slope)


@functools.lru_cache
def _memory(_):
    return {}


def reusing_a_buffer(z, slope=0.01):
    buffer = _memory(z.shape).setdefault("buffer", np.empty(z.shape))
    buffer[...] = with_floats(z, slope)
    return buffer


@pytest.mark.parametrize(
    "answer", [with_floats, with_lists, printing, reusing_a_buffer, functools.partial(with_floats)]
)
def test_right_answers_in_any_clothes(leaky_exercise, answer):
    assert judge(leaky_exercise, answer).state == RIGHT


def test_printing_is_swallowed_and_mentioned(leaky_exercise, capsys):
    assert "prints (here I am)" in words(judge(leaky_exercise, printing))
    assert capsys.readouterr().out == ""


def test_a_result_is_held_to_the_precision_of_its_type(leaky_exercise):
    def rounded(kind):
        return lambda z, slope=0.01: with_floats(z, slope).astype(kind)

    assert leaky_exercise.tolerance == 1e-9
    assert words(judge(leaky_exercise, with_floats)) == ""
    assert "`float32` keeps about seven digits" in words(judge(leaky_exercise, rounded(np.float32)))
    assert "half precision" in words(judge(leaky_exercise, rounded(np.float16)))
    assert judge(dataclasses.replace(leaky_exercise, exact=True), rounded(np.float32)).state == WRONG


def test_a_small_epsilon_costs_digits_and_no_verdict(leaky_exercise):
    text = words(judge(leaky_exercise, lambda z, slope=0.01: with_floats(z, slope) + 1e-8))
    assert "Right to about six digits" in text
    assert judge(leaky_exercise, lambda z, slope=0.01: with_floats(z, slope) + 1e-4).state == WRONG


def test_the_scale_of_the_case_counts(leaky_exercise):
    small = dataclasses.replace(leaky_exercise, cases=lambda rng: [(1e-9 * rng.normal(size=3),) for _ in range(8)])
    assert judge(small, with_floats).state == RIGHT
    assert judge(small, lambda z, slope=0.01: with_floats(z, slope) + 1e-12).state == WRONG


def test_a_case_that_rounding_moves_is_judged_with_that_in_mind(leaky_exercise):
    def difference(a, b):  # of two numbers that nearly agree: single precision leaves little of it
        return a - b

    rng = np.random.default_rng(0)
    cases = [(a, a + 1e-4 * rng.normal()) for a in rng.normal(size=8)]
    exercise = dataclasses.replace(leaky_exercise, reference=difference, cases=cases, misconceptions=())
    assert judge(exercise, lambda a, b: np.float32(a) - np.float32(b)).state == RIGHT
    assert judge(exercise, lambda a, b: 1.01 * (a - b)).state == WRONG


def changing_its_input(z, slope=0.01):
    z[z < 0] *= slope
    return z


def test_a_changed_input_is_wrong_and_named(leaky_exercise):
    judgement = judge(leaky_exercise, changing_its_input)
    assert judgement.state == WRONG
    assert "changed its input `z`" in words(judgement)
    allowed = dataclasses.replace(leaky_exercise, allow_mutation=True)
    assert judge(allowed, changing_its_input).state == RIGHT


def test_the_shown_input_is_the_one_before_the_change(leaky_exercise):
    def spoil(z, slope=0.01):
        z[...] = 77.0
        return z

    shown = next(text for kind, text in judge(leaky_exercise, spoil).parts if kind == "code")
    assert "77" not in shown


def remembering(z, slope=0.01):
    CALLS.append(1)
    return with_floats(z, slope) + (len(CALLS) > 9)


def test_a_function_that_remembers_is_caught(leaky_exercise):
    CALLS.clear()
    assert "no longer gave the same answer" in words(judge(leaky_exercise, remembering))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda z, slope=0.01: 0 * z, "Everything that came back is zero"),
        (lambda z, slope=0.01: 3.0, "It is a single number; shape"),
        (lambda z, slope=0.01: 3.0, "The same result came back for every input"),
        (lambda z, slope=0.01: z, "the input itself, unchanged"),
        (lambda z, slope=0.01: -with_floats(z, slope), "wrong sign"),
        (lambda z, slope=0.01: with_floats(z, slope)[None], "It has shape (1, 1); shape (1,) was expected"),
        (lambda z, slope=0.01: with_floats(z, slope) * np.nan, "not a number (NaN)"),
        (lambda z, slope=0.01: with_floats(z, slope) + np.inf, "is infinite"),
        (lambda z, slope=0.01: "yes", "It is the text 'yes'; an array of numbers was expected"),
        (lambda z, slope=0.01: {"a": 1}, "It is a dict; an array of numbers was expected"),
        (lambda z, slope=0.01: (x for x in z), "It is a generator"),
        (lambda z, slope=0.01: [[1], [1, 2]], "It is a list of 2 values"),
        (lambda z, slope=0.01: with_floats(z, slope) + 1j, "an array of real numbers was expected"),
        (lambda z, slope=0.01: print(z), "Printing shows, `return` hands back"),
        (lambda z, slope=0.01: z.fill, "It is a function"),
        (lambda z: z, "Your function takes `(z)`, but it is called here with `(z, slope)`"),
        (lambda: 0, "Your function takes `()`"),
    ],
)
def test_wrong_answers_in_the_learners_terms(leaky_exercise, answer, said):
    judgement = judge(leaky_exercise, answer)
    assert judgement.state == WRONG
    assert said in words(judgement)


def test_a_forgotten_return_is_named(leaky_exercise):
    def forgetful(z, slope=0.01):
        result = with_floats(z, slope)  # noqa: F841

    assert "Is a `return` missing?" in words(judge(leaky_exercise, forgetful))


def test_exchanged_axes_are_seen(leaky_exercise):
    square = dataclasses.replace(
        leaky_exercise, cases=lambda rng: [(rng.normal(size=(3, 3)),) for _ in range(8)], misconceptions=()
    )
    assert "Rows and columns look exchanged" in words(judge(square, lambda z: with_floats(z).T))


def test_lost_fractions_are_seen(leaky_exercise):
    assert "Whole numbers came back" in words(
        judge(leaky_exercise, lambda z, s=0.01: with_floats(z, s).astype(int) + 5)
    )


def failing(z, slope=0.01):
    doubled = 2 * z
    return doubled + undefined_name  # noqa: F821


def test_an_exception_is_shown_with_the_learners_own_line(leaky_exercise):
    judgement = judge(leaky_exercise, failing)
    line = failing.__code__.co_firstlineno + 2
    assert f"error in line {line} of your code" in words(judgement)
    assert "return doubled + undefined_name" in words(judgement)
    assert "NameError: name 'undefined_name' is not defined" in words(judgement)
    assert "course_utils" not in words(judgement)


def test_an_exception_inside_numpy_still_shows_the_learners_line(leaky_exercise):
    def shapes(z, slope=0.01):
        return np.stack([z, z[:0]])

    assert "return np.stack([z, z[:0]])" in words(judge(leaky_exercise, shapes))


def test_leftover_dots_are_pointed_at(leaky_exercise):
    def half(z, slope=0.01):
        negative = ...
        return np.where(z > 0, z, 1.0) * negative

    assert "A `...` still stands" in words(judge(leaky_exercise, half))


def test_an_exit_does_not_end_the_notebook(leaky_exercise):
    assert "end the whole program" in words(judge(leaky_exercise, lambda z, slope=0.01: exit(3)))


@pytest.fixture
def interruptible():
    """A shell that starts the tests in the background has them ignore interrupts; a kernel does not."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_a_loop_that_the_learner_stops_gets_a_verdict(leaky_exercise):
    def endless(z, slope=0.01):
        while True:
            _thread.interrupt_main()

    judgement = judge(leaky_exercise, endless)
    assert judgement.state == WRONG
    text = words(judgement)
    assert "You stopped `leaky_relu`, which was still running" in text and "z = [" in text
    assert "_thread.interrupt_main()" in text or "while True" in text
    assert "course_utils" not in text


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (np.zeros(3), 'by its name and without brackets: `check("99-leaky", leaky_relu)`'),
        (0.3, "you gave the number 0.3"),
        (int, "you gave the class `int`"),
    ],
)
def test_something_else_than_a_function_gets_helpful_words(leaky_exercise, answer, said):
    judgement = judge(leaky_exercise, answer)
    assert judgement.state == MISUSED
    assert said in words(judgement)


def test_a_forgotten_answer_gets_helpful_words(leaky_exercise):
    assert 'check("99-leaky", leaky_relu)' in words(judge(leaky_exercise))


def test_elements_of_a_tuple_are_named(loss_exercise):
    text = words(judge(loss_exercise, lambda pred, target: (0.5 * ((pred - target) ** 2).sum(), target - pred)))
    assert "`grad` at index [0]" in text
    text = words(judge(loss_exercise, lambda pred, target: pred - target))
    assert "2 values were expected" in text and "That is `grad` alone" in text


# ---- misconceptions


def test_a_misconception_is_named_only_when_it_explains_every_failure(leaky_exercise):
    named = judge(leaky_exercise, lambda z, slope=0.01: np.maximum(z, 0))
    assert named.misconception == "plain ReLU"
    assert ("ask", "What is left below 0?") in named.parts
    other = judge(leaky_exercise, lambda z, slope=0.01: np.maximum(z, 0) + (z < -1))
    assert other.misconception is None


def test_agreeing_on_one_odd_case_is_not_enough_for_a_name(leaky_exercise):
    def wrong_once(z, slope=0.01):
        return np.maximum(z, 0) if z.size == 2 and z[0] == 0 else with_floats(z, slope)

    judgement = judge(leaky_exercise, wrong_once)
    assert judgement.state == WRONG
    assert judgement.misconception is None
    assert "8 of 9 test calls" in words(judgement)


def test_a_misconception_that_raises_or_mutates_is_recognised(leaky_exercise):
    def truthy(z, slope=0.01):
        return z if z > 0 else slope * z

    def ambiguous(returned, expected, z, slope=0.01):
        return isinstance(returned, ValueError) and "truth value" in str(returned)

    both = (
        Misconception("if on an array", truthy, "One number or many?", holds=ambiguous),
        Misconception("in place", changing_its_input, "Whose array is it?"),
    )
    taught = dataclasses.replace(leaky_exercise, misconceptions=both)
    assert judge(taught, lambda z, slope=0.01: slope * z if z <= 0 else z).misconception == "if on an array"
    assert judge(taught, changing_its_input).misconception == "in place"


def below(limit, value=0):
    """Return the identity, except that it gives ``value`` from ``limit`` on."""
    return lambda n: n if n < limit else value


def counting(leaky_exercise, *misconceptions):
    cases = [(n,) for n in range(1, 9)]
    return dataclasses.replace(leaky_exercise, reference=lambda n: n, cases=cases, misconceptions=misconceptions)


def test_of_two_that_explain_the_failures_the_closer_one_is_named(leaky_exercise):
    wide, exact = Misconception("from 3 on", below(3), "?"), Misconception("from 5 on", below(5), "??")
    assert judge(counting(leaky_exercise, wide, exact), below(5)).misconception == "from 5 on"
    assert judge(counting(leaky_exercise, exact, wide), below(5)).misconception == "from 5 on"
    assert judge(counting(leaky_exercise, wide), below(5)).misconception == "from 3 on"  # 4 of its 6 failures: enough


def doubling_in_place(z, slope=0.01):
    z *= 2
    return z


def test_the_same_wrong_values_without_the_harm_are_not_that_mistake(leaky_exercise):
    in_place = Misconception("in place", doubling_in_place, "Whose array is it?")
    taught = dataclasses.replace(leaky_exercise, misconceptions=(in_place,))
    assert judge(taught, doubling_in_place).misconception == "in place"
    assert judge(taught, lambda z, slope=0.01: 2 * z).misconception is None


def test_a_mistake_does_not_explain_harm_that_it_does_not_do(leaky_exercise):
    def half_wrong(z, slope=0.01):
        return with_floats(z, slope) + (z.size > 3)

    def and_harmful(z, slope=0.01):
        result = half_wrong(z, slope)
        z[...] = 0
        return result

    taught = dataclasses.replace(leaky_exercise, misconceptions=(Misconception("one too many", half_wrong, "?"),))
    assert judge(taught, half_wrong).misconception == "one too many"
    assert judge(taught, and_harmful).misconception is None


# ---- typed-in values


@pytest.mark.parametrize(
    "answer",
    [0.0066, 0.00665, 0.006648, np.float64(0.0066), np.float32(0.00665), np.array(0.0066), [0.0066], ((0.0066,),)],
)
def test_a_typed_number_is_right_to_the_digits_asked(slope_exercise, answer):
    assert judge(slope_exercise, answer).state == RIGHT


@pytest.mark.parametrize(
    "answer",
    ["0.0066", "0,00665", "0.665 %", "≈ 6.65·10^-3", "66/10000", "．００６６", "6.65e-3", " 0.0066\u00a0", "+0.0066"],
)
def test_a_number_may_be_written_as_people_write_it(slope_exercise, answer):
    assert judge(slope_exercise, answer).state == RIGHT


@pytest.mark.parametrize(
    "answer", [np.array([[0.0066]]), Fraction(665, 100_000), Decimal("0.00665"), np.array(["0.0066"])]
)
def test_a_number_may_come_in_any_container(slope_exercise, answer):
    assert judge(slope_exercise, answer).state == RIGHT


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (0.9933, "Is that the height or the slope?"),
        (0.0067, "carry more of them"),
        (0.993, "Is that the height or the slope?"),
        ((0, 5), "a comma where a decimal point should be?"),
        (1j, "a real number was expected"),
        (10**400, "You gave 1.00000e+400."),
        ("about half", "the text 'about half'; a number was expected"),
        (0.25, "You gave 0.25."),
        (0.123456789012, "You gave 0.123456789012."),
        ("0,67", "You gave the text '0,67'."),
        ([0.0066, 0.0066], "has shape (2,)"),
        (0.066, "Where does the decimal point belong?"),
        (-0.00665, "the sign is not"),
        (0.0132961, "twice as much as asked for"),
        (float("nan"), "not a number"),
        ({}, "a number was expected"),
    ],
)
def test_a_wrong_value_is_told_in_the_learners_terms(slope_exercise, answer, said):
    judgement = judge(slope_exercise, answer)
    assert judgement.state == WRONG
    assert said in words(judgement)
    assert "0.00664" not in words(judgement)


def test_the_right_digits_but_too_few_are_called_close(slope_exercise):
    exact = dataclasses.replace(slope_exercise, tolerance=1e-9, misconceptions=())
    for few in (0.0066, 0.00665, "0,0066"):
        assert "carry more of them" in words(judge(exact, few))
    assert "cut off where it should be rounded" in words(judge(exact, 0.00664))
    for other in (0.007, 0.0068, 0.0065, -0.0066):
        assert "carry" not in words(judge(exact, other))


def test_a_function_where_a_value_is_asked(slope_exercise):
    assert judge(slope_exercise, lambda: 0.0066).state == MISUSED
    assert judge(slope_exercise, ...).state == NOT_ATTEMPTED
    assert judge(slope_exercise, (..., 1)).state == NOT_ATTEMPTED


def test_text_is_compared_without_case_and_spaces(slope_exercise):
    asked = dataclasses.replace(slope_exercise, answer="leaky ReLU", misconceptions=())
    assert judge(asked, " Leaky  relu ").state == RIGHT
    assert judge(asked, "tanh").state == WRONG
    assert "leaky" not in words(judge(asked, "tanh")).lower().replace("99-leaky", "")


# ---- other kinds of exercise


def test_accept_takes_any_of_many_right_answers(slope_exercise, leaky_exercise):
    even = dataclasses.replace(slope_exercise, answer=4, accept=lambda value: value % 2 == 0, misconceptions=())
    assert judge(even, 10).state == RIGHT
    assert judge(even, 3).state == WRONG
    assert judge(even, "word").state == WRONG
    unit = dataclasses.replace(leaky_exercise, accept=lambda value, z, slope=0: value.shape == z.shape)
    assert judge(unit, lambda z, slope=0: np.random.default_rng().normal(size=z.shape)).state == RIGHT
    assert judge(unit, lambda z, slope=0: np.zeros(99)).state == WRONG


class Adder:
    def __init__(self, start):
        self.total = start

    def add(self, x):
        self.total = self.total + x
        return self.total


def test_a_class_is_used_as_the_exercise_says(leaky_exercise):
    def run(cls, start, values):
        adder = cls(start)
        return [adder.add(v) for v in values]

    exercise = dataclasses.replace(
        leaky_exercise,
        stub="class Adder:\n    def __init__(self, start):\n        self.total = start\n\n"
        "    def add(self, x):\n        ...",
        reference=Adder,
        call=run,
        cases=lambda rng: [(float(rng.normal()), rng.normal(size=3)) for _ in range(8)],
        misconceptions=(),
    )
    assert judge(exercise, Adder).state == RIGHT
    namespace = {}
    exec(exercise.stub, namespace)
    assert judge(exercise, namespace["Adder"]).state == NOT_ATTEMPTED
    assert judge(exercise, type("Lost", (Adder,), {"add": lambda self, x: x})).state == WRONG


def test_whole_numbers_where_the_type_matters(leaky_exercise):
    size = dataclasses.replace(
        leaky_exercise,
        reference=lambda n: n // 2 + 1,
        cases=[(n,) for n in range(9)],
        integer=True,
        misconceptions=(),
    )
    assert judge(size, lambda n: n // 2 + 1).state == RIGHT
    assert "(`float`); a whole number (`int`) was expected" in words(judge(size, lambda n: float(n // 2 + 1)))


def test_a_complex_result_is_not_accused_of_its_sign(leaky_exercise):
    assert "sign" not in words(judge(leaky_exercise, lambda z, slope=0.01: leaky_exercise.reference(z, slope) + 1j))


def test_the_shape_is_kept_back_where_it_is_the_answer(leaky_exercise):
    secret = dataclasses.replace(leaky_exercise, reveal_shape=False)
    text = words(judge(secret, lambda z, slope=0.01: z[None]))
    assert "not the shape asked for" in text
    assert "was expected" not in text


def test_dicts_are_compared_key_by_key(leaky_exercise):
    cases = [(float(n),) for n in range(8)]
    exercise = dataclasses.replace(
        leaky_exercise, reference=lambda n: {"a": n, "b": 2 * n}, cases=cases, misconceptions=()
    )
    assert judge(exercise, lambda n: {"b": 2 * n, "a": n}).state == RIGHT
    assert "has no 'b'" in words(judge(exercise, lambda n: {"a": n}))
    assert "'c', which was not asked for" in words(judge(exercise, lambda n: {"a": n, "b": 2 * n, "c": 1}))
    assert "['b'], 3, is not right" in words(judge(exercise, lambda n: {"a": n, "b": 3 * n}))


def test_a_fault_of_the_course_is_not_blamed_on_the_learner(leaky_exercise):
    broken = dataclasses.replace(leaky_exercise, reference=lambda z, slope=0.01: z.no_such_thing)
    with pytest.raises(CourseFault, match="no_such_thing"):
        judge(broken, with_floats)


# ---- never raises, never tells

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.complex_numbers()
    | st.just(...)
    | st.binary()
    | st.sampled_from([int, len, object(), np.zeros((2, 2)), np.array("a"), np.array([None, 1]), set()]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.tuples(inner, inner) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=ANYTHING)
def test_anything_at_all_gets_a_verdict(leaky_exercise, loss_exercise, slope_exercise, value):
    for exercise in (leaky_exercise, loss_exercise, slope_exercise):
        assert judge(exercise, value).state in (WRONG, MISUSED, NOT_ATTEMPTED, RIGHT)
        if exercise.is_function:
            assert judge(exercise, lambda *_, **__: value).state in (WRONG, NOT_ATTEMPTED)
