"""Every explorer of the course, through every control: at its first, smallest, largest and random values."""

import json
import math
import subprocess
import sys

import numpy as np
import pytest
from explorer_states import some_values, states

from course_utils import settings
from course_utils.explorers import REGISTRY, explorer_class
from course_utils.explorers.encode import Encoder
from course_utils.explorers.engine import Explorer, Pick
from course_utils.explorers.widget import alive
from course_utils.maintenance.pages import pictures_of
from course_utils.plotting.frames import draw_frame
from course_utils.plotting.style import PALETTE

COLOURS = {*PALETTE, "ink", "white"}
MARK_COLOURS = {"blue", "orange", "green", "purple", "red", "grey"}


@pytest.fixture(params=sorted(REGISTRY))
def cls(request):
    return explorer_class(request.param)


def check_marks(content):
    for mark in content:
        assert mark["color"] in COLOURS, mark
        assert mark["mark"] != "axes" or list(mark["limits"]) == ["xlim"]
        if "x" in mark and "y" in mark:
            assert len(mark["x"]) == len(mark["y"]) > 0, mark["mark"]


def check_content(panel, content):
    kind = panel.spec()["kind"]
    if kind == "lines":
        check_marks([*panel.background, *content])
    elif kind == "bars":
        assert len(content["labels"]) == len(content["values"])
        colours = content.get("colors", "blue")
        assert set([colours] if isinstance(colours, str) else colours) <= COLOURS
        assert len(content.get("text", content["labels"])) == len(content["labels"])
        assert all(isinstance(label, str) for label in content["labels"])
        assert all(math.isfinite(v) for v in content["values"])
    elif kind in ("pixels", "tiles"):
        check_picture(content, tiles=kind == "tiles")
    elif kind == "grid":
        widths = {len(row) for row in content["values"]}
        assert len(widths) == 1
        assert all(colour in MARK_COLOURS for *_, colour in content.get("highlight", []))
        assert len(content.get("row_labels") or content["values"]) == len(content["values"])
        assert len(content.get("column_labels") or content["values"][0]) == next(iter(widths))
        assert content.get("shade") in (None, "signed", "gray")
        places = [*(mark[:2] for mark in content.get("highlight", [])), *content.get("dim", [])]
        assert all(0 <= r < len(content["values"]) and 0 <= c < next(iter(widths)) for r, c in places)
    elif kind == "lens":
        check_lens(content)
    elif kind == "graph":
        assert set(content["nodes"]) <= set(panel.positions)
        assert all({edge["from"], edge["to"]} <= set(content["nodes"]) for edge in content["edges"])


def check_lens(content):
    """Arrays of three axes that belong together, a place inside its grid, and colours with an end."""
    picture, kernel, output = (content[name] for name in ("input", "kernel", "output"))
    assert picture.ndim == kernel.ndim == 3 and np.isfinite(picture).all() and np.isfinite(kernel).all()
    assert content["display"] in ("signed", "cut", "absolute") and content["reach"] > 0
    if output is None:
        return
    assert output.ndim == 3 and np.isfinite(output).all()
    places = picture.shape[1:] if content["mode"] == "transposed" else output.shape[1:]
    assert all(0 <= at < size for at, size in zip(content["place"], places, strict=True))


def check_picture(content, tiles):
    pixels = np.asarray(content["pixels"])
    assert pixels.ndim in ((3, 4) if tiles else (2, 3)) and pixels.size and np.isfinite(pixels).all()
    assert pixels.shape[2 + tiles :] in ((), (3,))
    assert content.get("map") in (None, "signed", "gray")
    assert len(content.get("labels") or pixels) == len(pixels)
    assert content.get("lit") is None or 0 <= content["lit"] < len(pixels)
    boxes = content.get("boxes") or []
    assert not tiles or len(boxes) in (0, len(pixels))
    for r, c, high, wide, colour in [box for tile in boxes for box in tile] if tiles else boxes:
        assert colour in COLOURS and high > 0 and wide > 0 and math.isfinite(r + c)


def test_every_pick_has_its_panel(cls):
    kinds = {panel.id: panel.spec()["kind"] for panel in cls.panels}
    for pick in (c for c in cls.controls if isinstance(c, Pick)):
        assert all(kinds[id] in ("grid", "pixels", "tiles") for id in (pick.panel, *pick.also))


def test_every_state_gives_a_whole_frame(cls):
    for state in states(cls):
        frame = cls.checked_frame(state)
        for panel in cls.panels:
            check_content(panel, frame[panel.id])
        sentence = frame["sentence"]
        assert sentence == sentence.strip() and sentence[-1] in ".?!", sentence
        assert "nan" not in sentence.lower().split()
        Encoder().add(frame)


def test_frames_are_pure(cls):
    for state in list(states(cls, 5))[:12]:
        copy = dict(state)
        once, again = Encoder(), Encoder()
        once.add(cls.frame(state))
        again.add(cls.frame(state))
        assert state == copy
        assert (once.text(), once.data()) == (again.text(), again.data())


def test_each_control_changes_something_on_screen(cls):
    """A control that never changes the frame is no control."""
    first = cls.full_state()
    for control in cls.controls:
        seen = set()
        for base in (first, *list(states(cls, 10))[-10:]):
            for value in some_values(control, np.random.default_rng(1)):
                encoder = Encoder()
                encoder.add(cls.frame({**base, control.name: control.check(value)}))
                seen.add((encoder.text(), encoder.data()))
            if len(seen) > 1:
                break
            seen.clear()
        assert len(seen) > 1, control.name


@pytest.mark.few(6)
def test_the_table_fits_a_page(cls):
    text, data = cls.table()
    frames = json.loads(text)["frames"]
    assert len(frames) == math.prod(len(c.values) for c in cls.controls if not c.live)
    everything_live = all(c.live for c in cls.controls)  # then the table is the one frame that is shown first
    assert everything_live or len({frame["sentence"] for frame in frames}) > 1, "the sentence tells what changes"


@pytest.mark.few(4)
def test_it_builds_shows_and_moves_from_python(cls):
    explorer = alive(cls)()
    assert isinstance(explorer, Explorer) and explorer.title
    bundle = explorer._repr_mimebundle_()
    ((alt, _),) = pictures_of({"data": bundle})
    assert len(alt) > len(cls.title) + 10
    for control in cls.controls:
        value = some_values(control, np.random.default_rng(2))[3]
        setattr(explorer, control.name, value)
        assert explorer.full_state(explorer.state)[control.name] == control.check(value)
        assert getattr(explorer, control.name) == control.check(value)
    assert explorer._repr_mimebundle_()["text/plain"] != "" and explorer.full_state(explorer.state)


@pytest.mark.few(4)
def test_the_still_picture_draws_at_the_ends(cls):
    for state in list(states(cls, 0))[:: max(1, len(list(states(cls, 0))) // 6)]:
        assert draw_frame(cls.title, cls.panels, cls.frame(state)).axes


def test_labels_are_words(cls):
    labels = [c.label for c in cls.controls]
    assert all(label and label[0].isupper() for label in labels), labels
    assert len(set(labels)) == len(labels)
    assert cls.__doc__ and cls.__doc__.strip()[0].isupper()


WITHOUT = """
import sys
for name in ("anywidget", "ipywidgets", "traitlets", "IPython", "matplotlib", "torch"):
    sys.modules[name] = None  # importing it now fails
from course_utils import settings
from course_utils.explorers import REGISTRY, explorer_class
for name in REGISTRY:
    cls = explorer_class(name)
    text, data = cls.table()
    assert cls(**{c.name: c.value for c in cls.controls}).state and cls.spec()["title"]
    print(name, len(text) > 100)
"""


@pytest.mark.long
def test_frames_need_no_widgets():
    """What is on screen is apart from how it is shown: a page written without Jupyter computes the same frames."""
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT], capture_output=True, text=True, cwd=settings.ROOT, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == [word for name in REGISTRY for word in (name, "True")]
