"""The numbers of what an explorer says, each beside the one that a test has worked out itself."""

import itertools
import re
from dataclasses import dataclass

import numpy as np
import pytest
from equations import wrong_equations

from course_utils.explorers import explorer_class
from course_utils.maintenance.claims.reach import quantities

SMALL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻₀₁₂₃₄₅₆₇₈₉−\u00a0", "0123456789-0123456789- ")
NUMBER = re.compile(
    r"(?P<bound>(?<!hardly )(?:less|fewer|more) than |[<>](?=\d))?"
    r"(?P<mantissa>(?:(?<![\w.)\]])[−-](?=\d))?\d+(?:,\d{3})*(?:\.\d+)?)"
    r"(?:[\u00a0 ]×[\u00a0 ]10(?P<power>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))?"
    r"|(?P<small>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[₀₁₂₃₄₅₆₇₈₉]+)"
)
DIGITS = re.compile(r"[0-9⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉]")


@dataclass(frozen=True)
class Shown:
    """A number of a text: where it stands, as it is written, its value, and one unit of its last digit."""

    start: int
    end: int
    text: str
    value: float
    unit: float
    bound: str = ""

    def shows(self, value):
        """Whether `value`, rounded as this number is, is this number; a whole number has to be the same."""
        if re.search(r"(?<![\d.,])0\d", self.text):
            return False
        if self.bound:  # what would round to nothing, or to a whole of 100
            least, most = (0, self.unit / 2) if self.bound in ("less", "fewer", "<") else (100 - self.unit / 2, 100)
            near = self.unit if least == 0 else 100 - self.unit
            return abs(self.value - near) < 1e-9 and least < value < most * (1 + 1e-9)
        if isinstance(value, int):
            return self.value == value
        return abs(self.value - value) <= (0.5 + 1e-6) * self.unit + 1e-12 * abs(value)


def numbers(text):
    """Return every number of a text in its order: all digits, small ones too, and what stands in words.

    >>> [one.value for one in numbers("F₂ adds −1.5 × 10⁻³ (half of it, 46 %) and 1,234.")]
    [2.0, -0.0015, 0.5, 46.0, 1234.0]
    """
    found = [_digits(hit) for hit in NUMBER.finditer(text)]
    words = (q for q in quantities(text) if not DIGITS.search(q.text) and not text[: q.start].lower().endswith("each "))
    worded = [Shown(q.start, q.end, q.text, q.value, 0.0) for q in words]
    return sorted([*found, *worded], key=lambda one: one.start)


def _digits(hit):
    if hit["small"]:
        return Shown(*hit.span(), hit.group(), float(hit["small"].translate(SMALL)), 1.0)
    mantissa, power = (
        hit[name].translate(SMALL).replace(",", "") if hit[name] else "0" for name in ("mantissa", "power")
    )
    unit = 10.0 ** (int(power) - len(mantissa.partition(".")[2]))
    bound = (hit["bound"] or "").split(" ")[0]
    return Shown(*hit.span(), hit.group(), float(f"{mantissa}e{power}"), unit, bound)


def wrong(text, wanted):
    """Return what is wrong with the numbers of a text, in words: each of `wanted` has to stand there, in this order."""
    found = numbers(text)
    if len(found) != len(wanted):
        return [f"{[one.text for one in found]} are said, {wanted} are so"]
    pairs = zip(found, wanted, strict=True)
    return [f"{one.text!r} is said, {value!r} is so" for one, value in pairs if not one.shows(value)] + [
        fault for line in text.splitlines() for fault in wrong_equations(line)
    ]


def texts(name, state):
    """Return the sentence and the formula lines of an explorer at a state, as plain text."""
    cls = explorer_class(name)
    frame = cls.frame(cls.full_state(state))
    return frame["sentence"], "\n".join(map(_plain, frame.get("formula", ())))


def _plain(line):
    if isinstance(line, str):
        return line
    return "".join(piece if isinstance(piece, str) else piece[0] for piece in line)


def check(name, states, sentence, formula=None):
    """Compare all that an explorer says at some states; `sentence` and `formula` map (state, text) to its numbers."""
    for state in states:
        full = explorer_class(name).full_state(state)
        said, lines = texts(name, state)
        faults = wrong(said, sentence(full, said))
        if formula:
            faults += wrong(lines, formula(full, lines))
        assert not faults, (state, said, lines, faults)


def changed(text, rng):
    """Return a text with one of its numbers changed: a digit by 1, two digits swapped, ten times or a tenth of it."""
    one = [one for one in numbers(text) if DIGITS.search(one.text)]
    one = one[rng.integers(len(one))]
    digits = [place for place in range(one.start, one.end) if re.match("[0-9]", text[place])]
    if not digits:  # a small number
        at = one.end - 1
        row = next(row for row in ("⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉") if text[at] in row)
        return text[:at] + row[(row.index(text[at]) + 1) % 10] + text[at + 1 :]
    place, kind, written = digits[rng.integers(len(digits))], rng.integers(4), text[one.start : one.end]
    if kind == 0 and one.value:  # ten times as much: with a digit more before the point
        core = re.search(r"[\d,]+", written).group()
        return text[: one.start] + written.replace(core, core + "0", 1) + text[one.end :]
    if kind == 1 and len(pair := {text[digits[0]], text[place]}) == 2:
        letters = list(text)
        letters[digits[0]], letters[place] = letters[place], letters[digits[0]]
        return "".join(letters) if pair else text
    step = 1 if kind % 2 else 9
    return text[:place] + str((int(text[place]) + step) % 10) + text[place + 1 :]


def unseen(name, states, sentence, rng, count=200, which=0):
    """Return the changed texts of an explorer that `wrong` takes for right; `which` is 0 for sentences, 1 formulas."""
    states, found = list(states), []
    for _ in range(count):
        state = states[rng.integers(len(states))]
        text = texts(name, state)[which]
        if not DIGITS.search(text):
            continue
        other = changed(text, rng)
        wanted = sentence(explorer_class(name).full_state(state), other)
        if other != text and not wrong(other, wanted):
            found.append((text, other))
    return found


def product(name):
    """Yield all states of the controls that have values."""
    values = {c.name: c.values for c in explorer_class(name).controls if getattr(c, "values", None)}
    yield from (dict(zip(values, chosen, strict=True)) for chosen in itertools.product(*values.values()))


def some(name, count, seed=6, **more):
    """Yield states: the first, each control at its ends, and ``count`` at random; ``more`` are values of a control."""
    rng, cls = np.random.default_rng(seed), explorer_class(name)
    values = {c.name: list(c.values) for c in cls.controls if getattr(c, "values", None)} | more
    yield {}
    for key, these in values.items():
        yield from ({key: value} for value in (these[0], these[-1]))
    for _ in range(count):
        yield {key: these[rng.integers(len(these))] for key, these in values.items()}


def compared(explorers, count=200):
    """Return two tests of ``{explorer: (function without arguments that gives states, sentence, formula)}``.

    `sentence` and, where there are written lines, `formula` map (state, text) to the numbers that have to stand there.
    The first test compares them in every state; the second changes a number of a text ``count`` times, and each change
    has to be seen. A module of tests names the two ``test_every_number_is_so, test_a_changed_number_is_seen``.
    """
    texts_of = [(name, which) for name, (_, *wanted) in explorers.items() for which in range(len(wanted))]

    @pytest.mark.parametrize("name", explorers)
    def every_number_is_so(name):
        states, *wanted = explorers[name]
        check(name, states(), *wanted)

    @pytest.mark.parametrize(("name", "which"), texts_of)
    def a_changed_number_is_seen(name, which):
        states, *wanted = explorers[name]
        missed = unseen(name, states(), wanted[which], np.random.default_rng(3), count, which)
        assert not missed, missed

    return every_number_is_so, a_changed_number_is_seen
