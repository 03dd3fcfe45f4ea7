"""Each fault planted in the views is found by the comparison of the page with Python's drawing."""

import drawn
import pytest
from explorer_states import few_states
from page_reading import RecordedPage
from planted_faults import FAULTS
from sampler import Sampler

from course_utils.explorers import REGISTRY, explorer_class

TRIES = 4  # explorers on which a fault may show itself
BOX = (760, 600)


@pytest.fixture(scope="module")
def plain(stage):
    """A bare page whose canvases record their words."""
    page = RecordedPage(stage.new_page())
    yield page
    page.page.context.close()


@pytest.fixture(scope="module")
def frames():
    """(explorer, state, frame) of some states of all explorers, those with few panels first, the sampler last."""
    classes = sorted(map(explorer_class, REGISTRY), key=lambda cls: len(cls.panels))
    return [(cls, state, cls.frame(state)) for cls in [*classes, Sampler] for state in few_states(cls, 5)]


def candidates(fault, frames):
    """Return (explorer, state, frame) on which a fault can be seen, one state for each explorer; the last is surest."""
    seen, found = set(), []
    for cls, state, frame in frames:
        lines = [line for line in frame.get("formula") or [] if not isinstance(line, str)]
        coloured = any(not isinstance(piece, str) for line in lines for piece in line)
        specs = [{**panel.spec(), "coloured": coloured} for panel in cls.panels]
        if cls not in seen and state != cls.full_state() and any(fault.shows(s, frame[s["id"]]) for s in specs):
            seen.add(cls)
            found.append((cls, state, frame))
    return [*found[: TRIES - 1], found[-1]] if len(found) >= TRIES else found


def wrong(plain, cls, state, frame, theme):
    """Return what the comparison finds after an explorer has moved from its first state to another."""
    plain.show_alone(cls)  # at its first state, so that what is not drawn anew shows too
    plain.go(**state)
    return drawn.faults(cls, frame, plain.read(), theme)


@pytest.mark.long
def test_where_faults_are_planted_the_views_are_right(plain, frames):
    places = {}
    for fault in FAULTS:
        places |= {(fault.theme, cls, str(state)): (state, frame) for cls, state, frame in candidates(fault, frames)}
    for theme in ("light", "dark"):
        plain.take(dark=theme == "dark")
        plain.box(*BOX)
        for (shown, cls, _), (state, frame) in places.items():
            if shown == theme:
                found = wrong(plain, cls, state, frame, theme)
                assert not found, (cls, state, [(part, what) for part, what, _ in found])


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_is_found(fault, plain, frames):
    plain.take(fault.theme == "dark", fault.planted)
    plain.box(*BOX)
    found = candidates(fault, frames)
    assert found, "no explorer shows what this fault spoils; the sampler should"
    for cls, state, frame in found:
        if wrong(plain, cls, state, frame, fault.theme):
            return
    pytest.fail("not found on:\n" + "\n".join(f"{cls.__name__} at {str(state)[:200]}" for cls, state, _ in found))
