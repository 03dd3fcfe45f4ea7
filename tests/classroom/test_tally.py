"""What is counted, held against the same journals counted another way."""

import itertools
import random
from collections import Counter, defaultdict
from datetime import timedelta
from operator import itemgetter

import made_class
import numpy as np
import pytest
from made_class import BEGIN, line, text

from course_utils.classroom import journals, tally
from course_utils.classroom.figures import Figures
from course_utils.exercises import memory, registry
from course_utils.exercises.engine import Exercise
from course_utils.uncertainty import wilson

SIZE, FLIP = "05-output-size", "05-predict-flip"
MISTAKES = [mistake.name for mistake in registry.find_exercise(SIZE).misconceptions]
OPTIONS = registry.find_prediction(FLIP).options
WRONG = [option.label for option in OPTIONS if not option.right]
RIGHT = next(option.label for option in OPTIONS if option.right)


def class_of(*learners):
    return tally.count([journals.read(text(records).encode()) for records in learners])


def at(seconds, kind, id=SIZE, **fields):
    return line(kind, id, BEGIN + timedelta(seconds=seconds), **fields)


def attempt(seconds, mistake=None, right=False, id=SIZE):
    return at(seconds, "attempt", id, verdict="correct" if right else "not right yet", misconception=mistake)


def answer(seconds, option, id=FLIP, number=1):
    return at(seconds, "prediction", id, option=option, right=option == RIGHT, **{"try": number})


@pytest.fixture(scope="module")
def made():
    """Forty learners of three chapters, their records in no order, as they are read and as they are counted."""
    rng, entries = np.random.default_rng(5), made_class.asked(["02", "05", "11"])
    learners = [made_class.learner(rng, entries, rng.uniform(0.2, 0.9)) for _ in range(40)]
    for records in learners[::3]:
        random.Random(3).shuffle(records)
    return learners, class_of(*learners)


def test_states_are_those_that_the_learner_sees_in_the_map(made):
    learners, found = made
    expected = defaultdict(Counter)
    for records in learners:
        for id, item in memory.items(sorted(records, key=lambda record: record["time"])).items():
            expected[id][item.state] += 1
    assert {id: +one.states for id, one in found.questions.items()} == dict(expected)


def test_first_answers_and_mistakes_are_those_of_the_records(made):
    learners, found = made
    first, shown, given = defaultdict(Counter), defaultdict(Counter), defaultdict(list)
    for records in learners:
        own = defaultdict(list)
        for record in sorted(records, key=lambda record: record["time"]):
            if record["kind"] in ("attempt", "prediction"):
                right = record.get("verdict") == "correct" or record.get("right") is True
                own[record["id"]].append(True if right else record.get("misconception") or record.get("option") or "")
        for id, answers in own.items():
            until = [*itertools.takewhile(lambda one: one is not True, answers)]
            first[id][answers[0]] += 1
            given[id].append(min(len(until) + 1, len(answers)))
            if isinstance(registry.find(id), Exercise):
                shown[id].update(set(until))
    assert {id: +one.first for id, one in found.questions.items() if one.answered} == first
    mistakes = {id: one.mistakes for id, one in found.questions.items() if one.mistakes}
    assert mistakes == dict(filter(itemgetter(1), shown.items()))
    for id, one in found.questions.items():
        assert one.answered == sum(one.first.values()) and sum(one.first_open.values()) <= one.open
        if one.is_exercise:
            assert sorted(one.attempts) == sorted(given[id])


def test_things_to_talk_about_are_the_heaviest_by_the_stated_rule(made):
    _, found = made
    every = []
    for place, one in enumerate(found.questions.values()):
        weights = {name: n + one.first_open[name] for name, n in one.first.items() if name is not True and name}
        if weights:
            heaviest = max(weights.values())
            most = max(one.first[name] for name in weights if weights[name] == heaviest)
            every.append((-heaviest, -most / one.answered, place, one.asked.id, most))
    told = tally.points(found.questions.values())
    assert [(one.question.asked.id, one.learners) for one in told] == [entry[3:] for entry in sorted(every)[:3]]


def test_whom_it_is_still_open_counts_twice():
    closed = [[answer(0, WRONG[0]), answer(5, RIGHT, number=2)]] * 4
    still = [[attempt(0, MISTAKES[1])]] * 3
    (first, second) = tally.points(class_of(*closed, *still).questions.values())
    assert (first.mistake, first.learners, first.open, first.weight) == (MISTAKES[1], 3, 3, 6)
    assert (second.mistake, second.learners, second.open, second.weight) == (WRONG[0], 4, 0, 4)


def test_equals_come_in_the_course_s_order_whoever_handed_in_first():
    learners = [[answer(0, WRONG[1])], [answer(0, WRONG[0])], [attempt(0, MISTAKES[2])], [attempt(0, MISTAKES[0])]]
    for order in itertools.permutations(learners):
        told = tally.points(class_of(*order).questions.values())
        assert [one.mistake for one in told] == [MISTAKES[0], WRONG[0]]


def test_of_equals_the_larger_share_comes_first():
    learners = [[attempt(0, MISTAKES[0])], [attempt(0, right=True)], [answer(0, WRONG[0])]]
    assert [one.mistake for one in tally.points(class_of(*learners).questions.values())] == [WRONG[0], MISTAKES[0]]


def test_a_wrong_answer_of_no_known_kind_is_nothing_to_talk_about():
    found = class_of([attempt(0)], [attempt(0, "a mistake of another edition")], [answer(0, "another option")])
    assert tally.points(found.questions.values()) == []
    assert found.questions[SIZE].mistakes == {tally.OTHER: 2} and found.questions[FLIP].first == {tally.OTHER: 1}


def test_time_is_the_gaps_up_to_ten_minutes_until_it_is_done():
    records = [
        answer(0, WRONG[0]), attempt(30, MISTAKES[0]), attempt(630, MISTAKES[0]), attempt(1231, MISTAKES[0]),
        at(1240, "hint", number=1), attempt(1250, right=True), attempt(1300, right=True), answer(1310, RIGHT),
    ]  # fmt: skip
    found = class_of(records).questions
    assert found[SIZE].seconds == [30 + 600 + 9 + 10] and found[FLIP].seconds == [10]
    assert found[SIZE].attempts == [4] and found[SIZE].hints == [1]


@pytest.mark.parametrize(
    "times", [("2026-10-05T08:00:00Z", "2026-10-05T07:00:00Z"), ("9999-12-31T23:59:59Z", "0001-01-01")]
)
def test_a_clock_that_runs_backwards_takes_no_time_away(times):
    records = [dict(attempt(0, MISTAKES[0]), time=time) for time in (*times, "yesterday", None, "2026-10-05T08:00:20Z")]
    one = class_of(records).questions[SIZE]
    assert all(0 <= seconds <= 20 for seconds in one.seconds) and one.attempts == [5]


def test_times_with_and_without_a_zone_are_one_time():
    records = [dict(attempt(0), time="2026-10-05T08:00:00Z"), dict(attempt(0), time="2026-10-05T10:00:30+02:00"),
               dict(attempt(0, MISTAKES[0]), time="2026-10-05T08:00:40")]  # fmt: skip
    assert class_of(records).questions[SIZE].seconds == [40]


def test_what_was_answered_under_an_old_id_counts_for_the_new_one_and_what_is_dropped_is_listed():
    found = class_of([attempt(0, right=True, id="10-chain"), at(1, "hint", "05-long-gone", number=1)])
    assert found.questions["11-chain"].right_at_once == 1 and found.unknown == {"05-long-gone": 1}
    assert class_of([at(1, "hint", "<script>", number=1)]).unknown == {}


def test_the_first_editions_answer_showed_the_right_one():
    early = at(0, "prediction", FLIP, option=WRONG[0], right=False)
    one = class_of([early], [answer(0, WRONG[0])]).questions[FLIP]
    assert one.first[WRONG[0]] == 2 and one.first_open[WRONG[0]] == 1


def test_a_review_is_no_first_answer():
    assert class_of([at(0, "review", FLIP, right=False, option=WRONG[0])]).questions == {}


# ---- numbers in words ------------------------------------------------------------------------------------------------
def test_shares_have_wilsons_interval_and_need_five():
    assert Figures().share(2, 4) == "" and Figures(least=6).share(2, 5) == ""
    for part, whole in ((0, 5), (5, 5), (17, 40)):
        low, high = wilson(part, whole)
        words = f"{100 * part / whole:.0f} % ({100 * low:.0f}–{100 * high:.0f} %)"
        assert Figures().share(part, whole).replace("\u00a0", " ") == words


@pytest.mark.parametrize("numbers", [[7, 2, 4], [2, 0, 0], [1, 2, 30], [30, 1], [0, 0], [5, 5, 1, 3]])
def test_a_number_that_is_not_told_cannot_be_worked_out(numbers):
    shown = Figures(least=3).parts(numbers)
    assert all(word != str(number) for word, number in zip(shown, numbers) if 0 < number < 3)
    untold = [word for word in shown if not word.isdecimal()]
    assert len(untold) != 1 or sum(number > 0 for number in numbers) == 1
