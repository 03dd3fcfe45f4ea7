"""Values that a learner may type at the microscope: right ones, known mistakes, near misses, and anything else."""

import math

import numpy as np

from course_utils.backprop import ORDERS
from course_utils.exercises.by_hand.mistakes import candidates, right_values
from course_utils.exercises.by_hand.rules import program
from course_utils.explorers.microscope import STEPS

#: Noughts of both signs, whole numbers, the ends of the box, too small to print, halfway between two printed numbers.
ODD = (
    0.0,
    -0.0,
    1.0,
    -1.0,
    2.0,
    10.0,
    100.0,
    999999.0,
    1e6,
    -1e6,
    0.5,
    0.05,
    1e-7,
    -1e-7,
    1e-4,
    9.99e-5,
    1e-13,
    5e-324,
)
HALFWAY = (2**-13, -3 * 2**-13, 5 * 2**-13, 1 + 2**-13, 2**-14, 2**-16, 3 * 2**-16)


def shorter(value, digits):
    """Return a number with so many significant digits: rounded, and cut."""
    if value == 0:
        return [value]
    unit = 10.0 ** (math.floor(math.log10(abs(value))) + 1 - digits)
    places = digits - 1 - math.floor(math.log10(abs(value)))
    return [float(f"{value:.{digits - 1}e}"), round(math.trunc(value / unit) * unit, max(0, places))]


def typed_values(step, order, rng):
    """Return values to be typed at a step, each once: some 20 for the right value, some 9 for each known mistake."""
    name = program(order)[step - 1].name
    exact, others = right_values(order)[name], rng.choice([*right_values(order).values()], 12, replace=False)
    wrong = [one.value for one in candidates(name, order)]
    values = [exact, -exact, *ODD, *HALFWAY, *wrong]
    values += [one for digits in range(1, 13) for one in shorter(exact, digits)]
    values += [one for value in wrong for digits in (3, 4, 5, 6) for one in shorter(value, digits)]
    values += [exact * (1 + sign * 10.0**-k) for k in (2, 2.65, 2.75, 3, 4, 6, 8, 9, 9.1, 10) for sign in (1, -1)]
    values += [one for value in others.tolist() for digits in (2, 3, 6, 15) for one in shorter(value, digits)]
    values += [float(f"{value:.{digits}f}") for value in rng.normal(0, 0.5, 10).tolist() for digits in (2, 4, 9)]
    return list({repr(value): value for value in values if abs(value) <= 1e6}.values())


def all_states(seed=3):
    """Yield a state for every step, order and value, the answer hidden in half of them."""
    rng = np.random.default_rng(seed)
    for order in ORDERS:
        for step in range(1, STEPS + 1):
            for answer in typed_values(step, order, rng):
                yield dict(step=step, order=order, hide=bool(rng.integers(2)), answer=answer)
