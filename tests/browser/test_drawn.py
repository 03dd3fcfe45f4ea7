"""What an explorer draws on its page is what Python draws of the same frame; how near is said in same_picture.py."""

import tempfile
from pathlib import Path

import drawn
import pytest
import same_picture
from explorer_states import few_states
from page_reading import RecordedPage
from sampler import Sampler

from course_utils.explorers import REGISTRY, explorer_class

PANELS = 14  # that are compared of each explorer, at least; those that stay as they are count once
BOX, TELEPHONE = (1000, 679), (380, 679)


@pytest.fixture(scope="module")
def plain(stage):
    """A bare page whose canvases record their words."""
    page = RecordedPage(stage.new_page())
    yield page
    page.page.context.close()


def told(faults):
    """Return what is wrong in words, and leave the pictures behind."""
    folder, lines = None, []
    for number, (state, (part, what, pair)) in enumerate(faults):
        lines.append(f"{part}: {what}\n    at {str(state)[:300]}")
        if pair is not None:
            folder = folder or Path(tempfile.mkdtemp(prefix="drawn-"))
            (folder / f"{number}-{part}.png").write_bytes(same_picture.picture_png(*pair))
    where = [f"the page, Python, and where they differ: {folder}"] if folder else []
    return "\n".join([*lines, *where])


def compared(plain, cls, states, theme):
    """Return what is wrong with an explorer on the page at these states."""
    found, done = [], set()
    plain.show(cls, **states[0])
    for state in states:
        plain.go(**state)
        found += [(state, fault) for fault in drawn.faults(cls, cls.frame(state), plain.read(), theme, done)]
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everything_that_a_frame_can_hold(theme, plain):
    for box in (BOX, TELEPHONE):
        plain.take(dark=theme == "dark")
        plain.box(*box)
        found = compared(plain, Sampler, [Sampler.full_state(), Sampler.full_state({"sign": "down"})], theme)
        assert not found, told(found)


@pytest.mark.parametrize("name", REGISTRY)
def test_the_page_draws_what_python_draws(name, plain):
    cls = explorer_class(name)
    plain.take()
    plain.box(*BOX)
    found = compared(plain, cls, few_states(cls, max(5, PANELS // len(cls.panels))), "light")
    assert not found, told(found)


@pytest.mark.parametrize("name", REGISTRY)
def test_a_dark_page_as_narrow_as_a_telephone(name, plain):
    cls = explorer_class(name)
    plain.take(dark=True)
    plain.box(*TELEPHONE)
    found = compared(plain, cls, few_states(cls, 3)[:2], "dark")
    assert not found, told(found)
