"""Whether every explorer is whole in the boxes that it is used in: its height, its type, and what is wrong.

A box is a notebook's panel or a whole screen. Each control is tried at its ends and its first value, then some pairs of
controls at their ends, and some states at random.
"""

import random
import sys
from dataclasses import dataclass
from pathlib import Path

from course_utils.explorers import REGISTRY, explorer_class
from course_utils.explorers.engine import to_page
from course_utils.explorers.samples import ends
from course_utils.maintenance import browser
from course_utils.maintenance.plain_page import PlainPage

PROBE = Path(__file__).with_name("fit_probe.js")
#: Width and height, and whether the box is a whole screen: JupyterLab's panel at 1280 × 800 without and with a file
#: browser, then projectors, then a telephone (no height: a column that scrolls).
BOXES = (
    (802, 679, False), (960, 679, False), (1280, 720, True), (1280, 800, True), (1920, 1080, True), (360, None, False),
)  # fmt: skip
LEAST, BODY = 12, 0.022  # pixels; part of a screen's height
PAIRS = CHANCES = 6
MANY = ("Cells", "Picture", "Drawing", "Point", "Tables", "Place")  # kinds of controls whose ends are no two values


@dataclass
class Fit:
    """What was seen of one explorer in one box, over all its states."""

    faults: list
    height: int
    type: float
    least: float
    states: int


def some_ends(control):
    """Return the first and the last value of a control, and what else makes it large."""
    values = [control.check(value) for value in ends(control)]
    return values if type(control).__name__ in MANY else [values[0], values[-1]]


def states(cls):
    """Return the states that are tried: the first, each control's ends, pairs of ends, and some at random."""
    first, draw, each = cls.full_state(), random.Random(0), {c.name: some_ends(c) for c in cls.controls}
    tried = [first, *({**first, name: value} for name, values in each.items() for value in values)]
    for _ in range(PAIRS if len(each) > 1 else 0):
        a, b = draw.sample(list(each), 2)
        tried.append({**first, a: draw.choice(each[a]), b: draw.choice(each[b])})
    for _ in range(CHANCES):
        tried.append(
            {**first, **{c.name: draw.choice(list(getattr(c, "values", None) or each[c.name])) for c in cls.controls}}
        )
    return [first, *(state for k, state in enumerate(tried) if state not in tried[:k])]


def measure(plain, cls, box) -> Fit:
    """Show an explorer in a box of BOXES and go through its states."""
    width, height, screen = box
    plain.page.set_viewport_size({"width": width, "height": height if screen else 800})
    if screen or height is None:
        plain.screen()
    else:
        plain.box(width, height)
    plain.show(cls)
    seen = plain.page.evaluate(
        "([states, limit]) => probeStates(states, limit)", [to_page(tried := states(cls)), height]
    )
    faults = [
        f"{fault} at {_difference(cls, state)}"
        for state, one in zip(tried, seen, strict=True)
        for fault in one["faults"]
    ]
    found = Fit(
        faults,
        max(one["height"] for one in seen),
        seen[0]["type"],
        min(min(one["least"], one["drawn"] or 99) for one in seen),
        len(seen),
    )
    if found.least < LEAST - 0.01:
        found.faults.append(f"type of {found.least:g} pixels; expected at least {LEAST}")
    if screen and found.type < BODY * height - 0.01:
        found.faults.append(f"body type of {found.type:.4g} pixels; expected at least {BODY * height:.4g}")
    return found


def _difference(cls, state):
    first = cls.full_state()
    return {name: str(value)[:40] for name, value in state.items() if value != first[name]} or "the first state"


def named(box):
    """Name a box as in the table."""
    width, height, screen = box
    return f"{width} wide" if height is None else f"{width}x{height}{' screen' if screen else ''}"


def main(names=()) -> bool:
    """Print a table of all explorers, or some; False without a browser."""
    if browser.find_chromium() is None:
        print("No Chromium found: the explorers were not measured. CHROMIUM may name one.", file=sys.stderr)
        return False
    print("\nheight / body type / smallest type in pixels; ! and the faults below it where something does not fit")
    print(f"{'explorer':20}" + "".join(f"{named(box):>22}" for box in BOXES))
    with browser.chromium() as chromium:
        plain = PlainPage(chromium.new_page())
        plain.page.add_script_tag(path=PROBE)
        for name in names or REGISTRY:
            row = [measure(plain, explorer_class(name), box) for box in BOXES]
            cells = [f"{fit.height} / {fit.type:.1f} / {fit.least:.1f}{' !' if fit.faults else '  '}" for fit in row]
            print(f"{name:20}" + "".join(f"{cell:>22}" for cell in cells), flush=True)
            for box, fit in zip(BOXES, row, strict=True):
                for fault in fit.faults[:5]:
                    print(f"    {named(box)}: {fault}")
    return True
