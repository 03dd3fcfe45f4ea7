"""Every known mistake, at every step of the worked example, is told by its own name wherever its number is its own."""

import math

import numpy as np
import pytest

from course_utils.backprop import ORDERS, WorkedExample
from course_utils.backprop_trace import trace
from course_utils.exercises.by_hand.mistakes import (
    GIVEN,
    QUESTIONS,
    candidates,
    diagnose,
    right_values,
    run,
    typed_digits,
    wrong_runs,
)
from course_utils.exercises.by_hand.rules import RULES, program

EVERY = [(order, operation) for order in ORDERS for operation in program(order)]
IDS = [f"{order}-{operation.name}" for order, operation in EVERY]


def same(a, b):
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)


@pytest.mark.parametrize("order", ORDERS)
def test_the_right_rules_are_the_worked_example_to_the_last_bit(order):
    values, steps = right_values(order), trace(WorkedExample(), order=order)
    assert [operation.name for operation in program(order)] == [*(step.name for step in steps), "error_after"]
    for step in steps:
        assert values[step.name] == step.value, step.name
    assert values["error_after"] == WorkedExample().step(GIVEN["lr"], order=order)


@pytest.mark.parametrize(("order", "operation"), EVERY, ids=IDS)
def test_a_mistake_made_here_earns_its_own_name(order, operation):
    right, seen, told = right_values(order)[operation.name], [], 0
    for mistake, wrongs in RULES[operation.kind].items():
        for variant in range(len(wrongs) if mistake else 0):
            value = run(order, mistake, variant, operation.name)[operation.name]
            if same(value, right) or any(same(value, other) for other in seen):
                continue  # i1 is its own net input, i2 is twice i1: such a number says nothing
            seen.append(value)
            verdict = diagnose(operation.name, value, order)
            assert (verdict.right, verdict.mistake, verdict.where) == (False, mistake, "")
            assert QUESTIONS[mistake] in verdict.message
            told += 1
    assert told >= 2 or operation.kind == "error after"


@pytest.mark.parametrize(("order", "operation"), EVERY, ids=IDS)
def test_a_mistake_carried_from_an_earlier_step_is_recognised_too(order, operation):
    known = candidates(operation.name, order)
    for candidate in known:
        if abs(candidate.value - right_values(order)[operation.name]) < 0.005 and typed_digits(candidate.value)[1] < 3:
            continue  # 0.38 for 0.3775: right as far as it goes
        verdict = diagnose(operation.name, candidate.value, order)
        assert not verdict.right
        assert (verdict.mistake, verdict.where) == (candidate.mistake, candidate.where)
    reached = {
        mistake
        for mistake, at, values in wrong_runs(order)
        if not same(values[operation.name], right_values(order)[operation.name])
    }
    assert {candidate.mistake for candidate in known} <= reached


@pytest.mark.parametrize(("order", "operation"), EVERY, ids=IDS)
def test_the_right_value_is_right_however_many_digits_are_typed(order, operation):
    exact = right_values(order)[operation.name]
    assert diagnose(operation.name, exact, order).right
    for digits in (3, 4, 6, 9):
        typed = float(f"{exact:.{digits - 1}e}")
        verdict = diagnose(operation.name, typed, order)  # 0.0190 arrives as 0.019 and has lost a digit on the way
        assert verdict.right or (verdict.mistake == "too few digits" and typed_digits(typed)[1] < 3)


@pytest.mark.parametrize(("order", "operation"), EVERY, ids=IDS)
def test_cut_digits_are_told_from_rounded_ones(order, operation):
    exact = right_values(order)[operation.name]
    for places in (4, 5, 6, 7):
        cut = math.trunc(exact * 10**places) / 10**places
        if same(cut, round(exact, places)) or typed_digits(cut)[0] < places or typed_digits(cut)[1] < 3:
            continue
        assert diagnose(operation.name, cut, order).mistake == "truncated instead of rounded", cut


@pytest.mark.parametrize(
    ("name", "value", "mistake", "where"),
    [
        ("net_h1", 0.0275, "forgot the bias", ""),
        ("net_h1", 0.3825, "the wrong weight", "w2·i2"),
        ("net_h1", 0.3575, "missed one of two paths", ""),
        ("out_o1", 1.105905967, "net instead of out", ""),
        ("out_o1", 1.1059, "net instead of out", ""),
        ("out_o2", 0.77292, "truncated instead of rounded", ""),
        ("error_total", 0.596742217, "one half forgotten", ""),
        ("delta_o1", 0.741365070, "forgot the derivative", ""),
        ("delta_o1", -0.138498562, "wrong sign", ""),
        ("delta_o1", 0.276997123, "one half forgotten", "dE_dout_o1"),
        ("dE_dout_h1", 0.0554, "missed one of two paths", ""),
        ("grad_w1", 0.000364723, "used updated weights", ""),
        ("grad_w1", 0.000668396, "missed one of two paths", "dE_dout_h1"),
        ("new_w1", 0.149817639, "used updated weights", ""),
        ("new_w5", 0.441083520, "wrong sign", ""),
        ("new_w5", 0.317832959, "forgot the learning rate", ""),
        ("error_after", 0.291027924, "used updated weights", ""),
        ("delta_h1", 0.8, "unknown", ""),
        ("net_h1", 0.38, "too few digits", ""),
        ("out_h1", 0.5938, "rounded too early", ""),
        ("out_h1", 0.751365070, "the value of another step", "out_o1"),
    ],
)
def test_the_famous_slips(name, value, mistake, where):
    verdict = diagnose(name, value)
    assert verdict.mistake == mistake
    if mistake != "used updated weights":
        assert verdict.where == where
    assert not verdict.right


def test_in_the_sequential_order_the_famous_number_is_what_that_order_computes():
    assert diagnose("error_after", 0.291027924, "sequential").right
    assert diagnose("dE_dout_h1_from_o1", 0.055399425, "sequential").mistake == "used the old weights"


def test_a_question_never_holds_an_answer():
    numbers = {f"{value:.4f}"[:6] for order in ORDERS for value in right_values(order).values()}
    mistakes = {mistake for rules in RULES.values() for mistake in rules if mistake}
    assert mistakes <= set(QUESTIONS)
    for text in QUESTIONS.values():
        assert not any(number in text for number in numbers)


@pytest.mark.parametrize(("name", "order"), [("net_h9", "simultaneous"), ("net_h1", "backwards")])
def test_unknown_names_say_what_was_expected(name, order):
    with pytest.raises(ValueError, match=r"(name|order): got .*expected"):
        diagnose(name, 0.5, order)


@pytest.mark.parametrize("value", [0.0, -0.0, 1e-12, 1e6, -1e6, 1e-300, 0.1 + 0.2])
def test_odd_values_are_judged_without_complaint(value):
    for operation in program():
        verdict = diagnose(operation.name, value)
        assert not verdict.right
        assert verdict.message


def test_digits_as_typed():
    assert typed_digits(0.0375) == (4, 3)
    assert typed_digits(-1.1059) == (4, 5)
    assert typed_digits(3.0) == (0, 1)
    assert typed_digits(0.00002) == (5, 1)


def test_random_numbers_are_hardly_ever_given_a_name():
    rng = np.random.default_rng(0)
    named = [diagnose("grad_w1", float(v)).mistake for v in rng.uniform(0.1, 1.0, 300).round(6)]
    assert named.count("unknown") > 280
