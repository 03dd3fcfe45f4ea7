"""What a page without Python needs to judge a value typed at the microscope: numbers that mistakes yield, and words.

``views/microscope_judge.js`` judges with it as ``exercises.by_hand.mistakes.diagnose`` does.
"""

from __future__ import annotations

from course_utils.backprop import ORDERS
from course_utils.exercises.by_hand.mistakes import Diagnosis, candidates, right_values
from course_utils.exercises.by_hand.rules import program

#: Verdicts that no number of the data leads to. The page knows them by their place.
ALONE = (
    Diagnosis(True),
    Diagnosis(False, "too few digits"),
    Diagnosis(False, "truncated instead of rounded"),
    Diagnosis(False, "rounded too early"),
    Diagnosis(False, "unknown"),
)
FAR = 2  # the rank of a candidate that is made once, further back


def brief(verdict):
    """Return a `Diagnosis` in a few words: "right", "not right" or the mistake.

    >>> brief(Diagnosis(False, "forgot the bias"))
    'forgot the bias'
    """
    return "right" if verdict.right else "not right" if verdict.mistake == "unknown" else verdict.mistake


def verdicts():
    """Return, as JSON keeps it, all that `diagnose` looks at for every step in both orders.

    ``words`` lists each verdict once, [brief, message], those of `ALONE` first; other entries name one by its place.
    ``steps`` lists [right value, near, far]: the `candidates` of a step, the likely and the far-fetched, as value,
    verdict, value, verdict, …. ``program`` holds for each order the place of every step in ``steps``, since the forward
    steps are the same in both; ``known`` the values of all steps, given numbers included, and what it means to type one
    at another step.
    """
    places, steps = {verdict: place for place, verdict in enumerate(ALONE)}, {}
    found = {"program": {}, "known": {}}
    for order in ORDERS:
        entries = [_step(operation.name, order, places) for operation in program(order)]
        found["program"][order] = [steps.setdefault(entry, len(steps)) for entry in entries]
        others = (Diagnosis(False, "the value of another step", name) for name in right_values(order))
        found["known"][order] = _flat(zip(right_values(order).values(), others, strict=True), places)
    return {"words": [[brief(verdict), verdict.message] for verdict in places], "steps": list(steps), **found}


def _step(name, order, places):
    found = candidates(name, order)
    near, far = ([one for one in found if (one.rank == FAR) == further] for further in (False, True))
    pairs = ([(one.value, Diagnosis(False, one.mistake, one.where)) for one in some] for some in (near, far))
    return right_values(order)[name], *(_flat(some, places) for some in pairs)


def _flat(pairs, places):
    """Return (value, place of the verdict, value, …); a verdict that has no place yet gets the next one."""
    return tuple(one for value, verdict in pairs for one in (value, places.setdefault(verdict, len(places))))
