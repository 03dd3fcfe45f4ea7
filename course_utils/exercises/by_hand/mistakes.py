"""Recognise which known mistake a typed number is, for every quantity of the worked example.

The program of ``rules`` is run with one wrong rule at one operation, or with the same wrong rule everywhere.
The results are the numbers that a learner who makes that mistake arrives at, however many steps later it is noticed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from course_utils.backprop import ORDERS, WorkedExample
from course_utils.backprop_trace import symbol
from course_utils.exercises.by_hand.rules import RULES, program
from course_utils.validation import choice

# What the example starts from: inputs, targets, biases, weights, and the learning rate of its update.
GIVEN_NAMES = ("i1", "i2", "t1", "t2", "b1", "b2", *(f"w{k}" for k in range(1, 9)))
GIVEN = {**{name: getattr(WorkedExample(), name) for name in GIVEN_NAMES}, "lr": 0.5}

# mistake -> the question that leads on; it never holds the answer
QUESTIONS = {
    "net instead of out": "Which of the two numbers of a unit travels along its outgoing edges, before or after the "
    "sigmoid?",
    "the wrong weight": "Follow the edge with a finger: which unit does it leave, which does it enter, and whose "
    "weight is it?",
    "added instead of multiplied": "Does this step scale one number by the other, or pile them up?",
    "forgot the bias": "Besides the two products, what else is added to a net input?",
    "missed one of two paths": "Two contributions meet here. Where is the other one?",
    "wrong sign": "Prediction minus target, or target minus prediction? And does an update go up the slope or down?",
    "slope instead of value": "This step asks for σ(net), not for how steep σ is there.",
    "one half forgotten": "The course's error carries a factor ½. What does it do to the error, and what to its "
    "derivative?",
    "forgot the square": "Is the error allowed to be negative, or to shrink only linearly near the target?",
    "averaged instead of added": "Does E, or a sum over paths, divide by how many there are?",
    "forgot the derivative": "How much does out move when net moves a little? That slope is a factor of the chain.",
    "half of the derivative": "The sigmoid's slope is a product of two factors. Which one is missing?",
    "sigmoid applied twice": "out is already σ(net). What is the slope, written with out alone?",
    "only the derivative": "The slope is there. By what arriving number is it multiplied?",
    "weight instead of input": "net = w · x + …: if w is what varies, which of the two is its slope?",
    "the wrong input": "A weight's gradient uses both ends of its own edge. Which unit does this edge start at?",
    "multiplied by the bias": "A bias is a weight on an edge that always carries 1. What is the slope with respect to "
    "it?",
    "used updated weights": "Every gradient belongs to the same point. Were w5 … w8 already moved when you used them?",
    "used the old weights": "That is the true gradient. But which weights does the sequential program hold by now?",
    "lost a minus sign": "One of the two paths carries a negative number. Do the two shares help or oppose each other?",
    "forgot the learning rate": "A step is the learning rate times the gradient. What is η here?",
    "only the change": "That is how far the weight moves. Where does it start from?",
    "truncated instead of rounded": "Look at the first digit that you dropped: does the last one that you kept have to "
    "go up?",
    "rounded too early": "Very close. Keep nine digits in every intermediate and round only at the end.",
    "too few digits": "Right as far as it goes. Type at least three significant digits, better six.",
    "the value of another step": "Look again at which quantity this step asks for.",
    "unknown": "Write the step out in symbols first, then put the numbers in.",
}


@dataclass(frozen=True)
class Diagnosis:
    """The verdict on a typed value: the ``mistake`` ("" when ``right``) and the operation ``where`` it was made."""

    right: bool
    mistake: str = ""
    where: str = ""

    @property
    def message(self):
        """The verdict in words: what it looks like and a question that leads on, never the answer."""
        if self.right:
            return "Right."
        if self.mistake == "unknown":
            return f"Not right, and not a mistake known here. {QUESTIONS['unknown']}"
        place = f" ({'new E' if self.where == 'error_after' else symbol(self.where)})" if self.where else ""
        return f"It looks like: {self.mistake}{place}. {QUESTIONS[self.mistake]}"


def run(order="simultaneous", mistake="", variant=0, at=None):
    """Compute every quantity of one training step; return a dict name -> value.

    With ``mistake``, the wrong rule of that name replaces the right one at the operation ``at``, or wherever it exists.
    """
    values = dict(GIVEN)
    for step in program(order):
        rules = RULES[step.kind]
        rule, names = rules[""], step.inputs + step.others
        if mistake in rules and mistake and at in (None, step.name):
            wrong = rules[mistake]
            rule = wrong[min(variant, len(wrong) - 1)]
        elif step.kind in ("out", "error after"):
            names = step.inputs
        values[step.name] = rule(*(values[name] for name in names))
    return values


@cache
def right_values(order="simultaneous"):
    """Return the dict of all right values (do not change it: it is shared)."""
    return run(order)


@cache
def wrong_runs(order):
    """Return [(mistake, operation or None for everywhere, values)] for every mistake that can be made."""
    steps, found = program(order), []
    for step in steps:
        for mistake, rules in RULES[step.kind].items():
            if mistake:
                found += [(mistake, step.name, run(order, mistake, k, step.name)) for k in range(len(rules))]
    kinds = dict.fromkeys(step.kind for step in steps)  # in their order: a set has another in each session
    for mistake in dict.fromkeys(m for kind in kinds for m in RULES[kind] if m):
        found += [(mistake, None, run(order, mistake, k)) for k in range(2)]
    return found


class Candidate(NamedTuple):
    """One wrong value: the mistake, the earlier operation it was made at (or ""), and how far-fetched it is.

    rank is 0 for a mistake of the very operation, 1 for one made everywhere, 2 for one made once, further back.
    """

    mistake: str
    where: str
    value: float
    rank: int


@cache
def candidates(name, order="simultaneous"):
    """Return the `Candidate` values of the quantity ``name``: every wrong number that a known mistake yields.

    The mistakes of this very operation come first, then those made everywhere, then those made once further back, the
    nearest first. Values that cannot be told from the right one, or from an earlier candidate, are left out.
    """
    position = {step.name: k for k, step in enumerate(program(order))}
    choice("name", name, tuple(position))
    runs = [entry for entry in wrong_runs(order) if entry[1] is None or position[entry[1]] <= position[name]]
    ranked = [
        (0 if at == name else 2 if at else 1, -position.get(at, 0), mistake, at, v[name]) for mistake, at, v in runs
    ]
    kept = []
    for rank, _, mistake, at, value in sorted(ranked, key=lambda entry: entry[:2]):
        where = at if rank == 2 else ""
        twin = next((k for k, other in enumerate(kept) if equal(other.value, value)), None)
        if twin is None:
            if not equal(value, right_values(order)[name]):
                kept.append(Candidate(mistake, where, value, rank))
        elif (kept[twin].mistake, kept[twin].where, kept[twin].rank) == (mistake, "", 1):
            kept[twin] = kept[twin]._replace(where=where)  # made everywhere, but only this place matters here
    return tuple(kept)


def equal(a, b):
    """Whether two numbers are one, up to the noise of arithmetic."""
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)


def typed_digits(value):
    """Return (decimal places, significant digits) of a number as it was typed, trailing zeros aside.

    >>> typed_digits(0.0375)
    (4, 3)
    """
    text = f"{abs(value):.15f}".rstrip("0") if abs(value) < 1e-4 else repr(abs(float(value)))
    whole, _, decimals = text.partition(".")
    decimals = "" if decimals == "0" else decimals
    return len(decimals), len((whole + decimals).lstrip("0"))


def rounds_to(exact, value):
    """Whether ``value`` is ``exact`` rounded to as many places as were typed."""
    places, _ = typed_digits(value)
    return abs(value - exact) <= max(0.5 * 10.0**-places * (1 + 1e-9), 1e-12)


def cut_to(exact, value):
    """Whether ``value`` is ``exact`` with the digits after the typed ones cut off."""
    places, _ = typed_digits(value)
    return value * exact > 0 and 0 < abs(exact) - abs(value) < 10.0**-places


def diagnose(name, value, order="simultaneous"):
    """Judge ``value`` as an answer for the quantity ``name``; return a `Diagnosis`.

    name is an operation of `program`, such as "net_h1" or "grad_w1". Right is the value rounded to at least three
    significant digits, whatever their number. Raises ValueError for an unknown name or order.

    >>> diagnose("net_h1", 0.0275).mistake
    'forgot the bias'
    """
    choice("order", order, ORDERS)
    found, exact, digits = candidates(name, order), right_values(order)[name], typed_digits(value)[1]
    if equal(value, exact):
        return Diagnosis(True)
    if rounds_to(exact, value):
        return Diagnosis(True) if digits >= 3 else Diagnosis(False, "too few digits")
    if digits >= 3 and cut_to(exact, value):
        return Diagnosis(False, "truncated instead of rounded")
    # With few digits many numbers coincide, so the far-fetched mistakes need more of them than the likely ones.
    for ranks, needed in (((0, 1), 3), ((2,), 6)):
        if known := first_match([c for c in found if c.rank in ranks], value, digits >= needed):
            return Diagnosis(False, known.mistake, known.where)
    if math.isclose(value, exact, rel_tol=2e-3):
        return Diagnosis(False, "rounded too early")
    if known := first_match([c for c in found if c.rank == 2], value, digits >= 4):
        return Diagnosis(False, known.mistake, known.where)
    for other, known in right_values(order).items():
        if digits >= 3 and rounds_to(known, value):
            return Diagnosis(False, "the value of another step", other)
    return Diagnosis(False, "unknown")


def first_match(found, value, rounded):
    """Return the first of the candidates that ``value`` equals or, if ``rounded``, is the rounded or cut form of."""
    tests = (equal, rounds_to, cut_to) if rounded else (equal,)
    return next((c for test in tests for c in found if test(c.value, value)), None)
