"""What an answer earns: all of it when right, nothing for nothing, and a part where a part is right."""

import numpy as np
import pytest

from course_utils.classroom import course_copy, fresh, marks, outside
from course_utils.exercises import judge, registry
from course_utils.exercises.calls import call, is_stub
from course_utils.exercises.judge import NOT_ATTEMPTED, RIGHT
from course_utils.exercises.source import solution_of
from course_utils.exercises.trial import run
from course_utils.exercises.values import same

EXERCISES = [exercise for number in registry.chapter_numbers() for exercise in registry.entries(number, "EXERCISES")]
FUNCTIONS = [exercise for exercise in EXERCISES if exercise.is_function]
ONE_OF_EACH = [next(e for e in EXERCISES if e.id[:2] == n) for n in registry.chapter_numbers()]
ONE_OF_EACH += [
    registry.find_exercise(id) for id in ("05-cross-or-ring", "07-layer", "07-training-loop", "12-diagnosis")
]


def named(exercise):
    return exercise.id


@pytest.fixture
def in_this_process(monkeypatch):
    """Return a function that marks an answer without a process of its own, which takes a hundredth of the time."""
    monkeypatch.setattr(judge, "recognise", lambda trial: None)  # names of mistakes are tested elsewhere
    monkeypatch.setattr(judge, "_remarks", lambda trial, shown: [])

    def mark(exercise, answer, points=4.0):
        def answered(course, asked, cells, given, cases, seconds):
            told = outside.Told("", dict(value=answer, callable=callable(answer), is_class=isinstance(answer, type)))
            told.answer |= dict(signature=None, stub=is_stub(answer, exercise.stub))
            for turn, some in enumerate(cases):
                for place, case in enumerate(some):
                    names = [str(i) for i in range(len(case[0]) + len(case[1]))]
                    told.outcomes[turn, place] = call(answer, case, names, asked.call)
            return told

        monkeypatch.setattr(outside, "run", answered)
        return marks.mark(exercise, [exercise.stub], "a secret", None, points, 10.0)

    return mark


def right_answer(exercise):
    return exercise.reference if exercise.is_function else exercise.expected_value()


@pytest.mark.few(40)
@pytest.mark.parametrize("exercise", EXERCISES, ids=named)
def test_right_earns_all_and_nothing_earns_nothing(exercise, in_this_process):
    assert in_this_process(exercise, right_answer(exercise)) == marks.Mark(
        4.0, judge.judge(exercise, right_answer(exercise))
    )
    space = {"np": np}
    exec(exercise.stub, space)
    for empty in (space[exercise.asked_name], None, ...):
        assert in_this_process(exercise, empty).points == 0.0
    if exercise.is_function and not exercise.call:
        for nothing in (lambda *a, **k: None, lambda *a, **k: 0, lambda *a, **k: a[0], lambda *a, **k: np.ones(3)):
            assert in_this_process(exercise, nothing).points == 0.0


@pytest.mark.few(8)
@pytest.mark.parametrize("exercise", EXERCISES, ids=named)
def test_no_known_mistake_earns_more_than_half(exercise, in_this_process):
    for item in exercise.misconceptions:
        wrong = item.wrong() if callable(item.wrong) and not exercise.is_function else item.wrong
        points = in_this_process(exercise, wrong).points
        assert points <= (2.0 if exercise.is_function and not exercise.accept else 0.0), item.name
        assert (4 * points) % 1 == 0


@pytest.mark.few(30)
@pytest.mark.parametrize("exercise", FUNCTIONS, ids=named)
def test_hidden_inputs_are_new_of_the_same_kinds_and_have_an_answer(exercise):
    seen = exercise.arguments()
    for secret in ("one", "two", "three"):
        for hidden in marks.hidden_sets(exercise, secret):
            assert not run(hidden, exercise.reference).wrong
            assert len(hidden.arguments()) == len(seen)
            for (args, kwargs), (others, named) in zip(seen, hidden.arguments(), strict=True):
                assert list(map(type, args)) == list(map(type, others)) and set(kwargs) == set(named)
            assert len(fresh.known(exercise, hidden)) <= len(seen) - 3
    again = marks.hidden_sets(exercise, "one")[0]
    first = marks.hidden_sets(exercise, "one")[0]
    assert all(map(same, [args for args, _ in first.arguments()], [args for args, _ in again.arguments()]))


def test_a_part_of_the_kinds_is_a_part_of_half_the_points(in_this_process):
    exercise = registry.find_exercise("05-output-size")

    def wrong_where(condition):
        return lambda size, kernel, stride=1, padding=0: (
            -1 if condition(padding) else exercise.reference(size, kernel, stride, padding)
        )

    padded = sum(len(args) > 3 for args, _ in exercise.arguments())
    assert padded == 4 and len(exercise.arguments()) == 12
    assert in_this_process(exercise, wrong_where(lambda padding: padding)).points == 1.25  # 8 of 12 kinds: 2 · 2/3
    assert in_this_process(exercise, wrong_where(lambda padding: not padding)).points == 0.0  # 4 of 12: too few


def test_an_answer_that_knows_the_visible_inputs_earns_nothing(in_this_process):
    exercise = registry.find_exercise("05-output-size")
    known = {args: exercise.reference(*args) for args, _ in exercise.arguments()}
    mark = in_this_process(exercise, lambda *args: known.get(args, 0))
    assert mark.points == 0.0 and mark.judgement.state != RIGHT


def test_an_answer_that_changes_its_mind_is_not_right(in_this_process):
    exercise, calls = registry.find_exercise("05-output-size"), []

    def first_time(*args, **kwargs):
        calls.append(1)
        return exercise.reference(*args, **kwargs) if len(calls) <= len(exercise.arguments()) else 0

    assert in_this_process(exercise, first_time).points == 0.0


# ---- in a process of its own ----------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def package(tmp_path_factory):
    return course_copy.for_marking(tmp_path_factory.mktemp("marking") / "course")


@pytest.fixture
def mark(package):
    def mark(id, *cells, seconds=20.0):
        return marks.mark(registry.find_exercise(id), list(cells), "a secret", package, 4.0, seconds)

    return mark


@pytest.mark.few(4)
@pytest.mark.parametrize("exercise", ONE_OF_EACH, ids=named)
def test_an_answer_as_text_is_marked_like_the_function(exercise, mark):
    result = mark(exercise.id, "import numpy as np", solution_of(exercise))
    assert (result.points, result.judgement.state) == (4.0, RIGHT)


def test_the_stub_is_not_attempted(mark):
    for id in ("05-correlate", "05-window-by-hand", "07-layer"):
        result = mark(id, registry.find_exercise(id).stub)
        assert (result.points, result.judgement.state) == (0.0, NOT_ATTEMPTED)


CONV = """def conv_forward(x, weight, bias, stride=1):
    (F, C, KH, KW), (N, _, H, W) = weight.shape, x.shape
    rows = im2col(x, (KH, KW), stride) @ weight.reshape(F, -1).T + bias
    return rows.reshape(N, (H - KH) // stride + 1, (W - KW) // stride + 1, F).transpose(0, 3, 1, 2)"""


@pytest.mark.parametrize(
    "before",
    [
        "def im2col(x, kernel, stride=1):\n    return np.zeros(3)",
        "def im2col(x, kernel, stride=1):\n    ...",
        "def im2col(x, kernel, stride=1)\n    return",
        "import os\nos._exit(0)\ndef im2col(x, kernel, stride=1):\n    return 1",
        "from course_utils.exercises import mine\nim2col = mine('07-im2col')",
        "",
    ],
)
def test_an_earlier_mistake_is_not_paid_for_twice(mark, before):
    assert mark("07-conv-forward", "import numpy as np", before, CONV).points == 4.0


def test_what_helps_an_answer_may_stand_in_another_cell(mark):
    helper = "import numpy as np\n\ndef half(n):\n    return n // TWO"
    answer = (
        "def output_size(size, kernel, stride=1, padding=0):\n    return (size + 2 * padding - kernel) // stride + ONE"
    )
    assert mark("05-output-size", "ONE = 1", answer, "output_size(9, 2)").points == 4.0
    odd = "LIST = []\nLIST.append(1)", answer.replace("ONE", "LIST[0] * half(TWO)")
    assert mark("05-output-size", helper, "TWO = 2", *odd).points == 4.0


@pytest.mark.parametrize(
    "other", ["while True:\n    pass", "import os\nos._exit(1)", "raise ValueError", "1 +", "quit()"]
)
def test_another_cell_costs_nothing(mark, other):
    assert mark("05-window-by-hand", other, "%matplotlib inline\nmap_1_2 = 6.5", other, seconds=5.0).points == 4.0


def test_a_notebooks_own_lines_are_no_mistake(mark):
    assert mark("05-window-by-hand", "%%time\nmap_1_2 = 6.5\n!ls").points == 4.0


def test_solutions_cannot_be_looked_up(mark):
    for way in (
        "from course_utils.exercises.registry import find_exercise\nf = find_exercise('05-correlate').reference",
        "from course_utils.exercises.chapter_05.answers import correlate as f",
        "from course_utils.exercises import mine\nf = mine('05-correlate')",
    ):
        assert mark("05-correlate", f"{way}\ncorrelate = f").points == 0.0


def test_a_process_that_is_ended_leaves_the_calls_that_were_in_time(mark):
    exercise = registry.find_exercise("05-correlate")
    slow = "def correlate(image, kernel, bias=0.0):\n    while image.shape == (6, 4): pass\n"
    slow += "    return ours(image, kernel, bias)"
    result = mark("05-correlate", solution_of(exercise) + "\nours = correlate\n" + slow, seconds=3.0)
    assert result.points == 0.0 and "TimeoutError" in dict(result.judgement.parts)["code"]
