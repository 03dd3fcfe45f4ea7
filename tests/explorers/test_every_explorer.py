"""Every explorer of the course, through every control: at its first, smallest, largest and random values."""

import json
import math
import subprocess
import sys

import numpy as np
import pytest

from course_utils import settings
from course_utils.explorers import REGISTRY, explorer_class
from course_utils.explorers.controls_runs import OwnRun
from course_utils.explorers.encode import Encoder
from course_utils.explorers.engine import (
    Cells,
    Drawing,
    Explorer,
    Number,
    Pick,
    Picture,
    Point,
    drawing_text,
    picture_text,
)
from course_utils.explorers.widget import alive
from course_utils.maintenance.pages import pictures_of
from course_utils.plotting.frames import draw_frame
from course_utils.plotting.style import PALETTE

COLOURS = {*PALETTE, "ink", "white"}
MARK_COLOURS = {"blue", "orange", "green", "purple", "red", "grey"}


@pytest.fixture(params=sorted(REGISTRY))
def cls(request):
    return explorer_class(request.param)


def some_values(control, rng):
    """First, smallest, largest and three random values of a control."""
    if isinstance(control, Point):
        low, high = np.clip(np.array(control.limits).T, -3, 3)  # of each axis
        return [control.value, (0.0, 0.0), *[tuple(rng.uniform(low, high)) for _ in range(3)]]
    if isinstance(control, Number):
        low, high = max(control.minimum, -1e3), min(control.maximum, 1e3)
        empty = [None] if control.optional else []
        return [control.value, low, high, *rng.uniform(low, high, 3).round(4).tolist(), *empty]
    if type(control) in SOME:
        return [control.value, *SOME[type(control)](control, rng)]
    values = control.values
    return [control.value, values[0], values[-1], *[values[i] for i in rng.integers(0, len(values), 3)]]


def some_tables(control, rng):
    """Ready-made tables, one number everywhere, and random numbers in every shape of those."""
    shapes = [np.shape(control.value), *dict.fromkeys(np.shape(table) for _, table in control.presets)]
    low, high = max(control.minimum, -99), min(control.maximum, 99)
    random = [rng.uniform(low, high, shape).round(2) for shape in shapes for _ in range(3)]
    return [*(table for _, table in control.presets), np.full(shapes[0], low), np.full(shapes[-1], high), *random]


def some_cells(pick, rng):
    last = (pick.rows - 1, pick.columns - 1)
    inside = [tuple(int(v) for v in rng.integers(0, (pick.rows, pick.columns))) for _ in range(3)]
    return [(0, 0), last, *inside, (0, last[1]), (last[0], 0)]


def some_drawings(pad, rng):
    """Nothing, everything, one dot in a corner, noise, a bar."""
    shape = (pad.rows, pad.columns)
    dot, bar = np.zeros(shape, np.uint8), np.zeros(shape, np.uint8)
    dot[-1, -1] = 255
    bar[2:-2, pad.columns // 2] = 200
    noise = rng.integers(0, 256, shape, dtype=np.uint8)
    return ["", *map(drawing_text, (np.full(shape, 255, np.uint8), dot, noise, bar))]


def some_pictures(control, rng):
    """Named ones, and uploads: noise of the largest size, one pixel, a strip, a grey plain."""
    side = control.side
    sizes = [(side, side, 3), (1, 1, 3), (1, side, 3), (side // 2 + 1, 7, 3)]
    noise = [rng.integers(0, 256, size, dtype=np.uint8) for size in sizes]
    return [*control.values, *map(picture_text, [*noise, np.full((9, 12), 128, np.uint8)])]


def some_runs(control, rng):
    """None, one that is not there, and the text of a log, shorter and longer than the stored runs, and damaged."""
    head = "csv:log.csv\nepoch,train_loss,train_accuracy,validation_loss,validation_accuracy,seconds,rate\n"
    lines = [f"{k},{1 / k},{1 - 0.5 / k},{2 / k},{1 - 0.6 / k},{k},0.1\n" for k in range(1, 41)]
    return ["nowhere", head + "".join(lines[:3]), head + "".join(lines), head + "1,x"]


SOME = {Cells: some_tables, Pick: some_cells, Drawing: some_drawings, Picture: some_pictures, OwnRun: some_runs}


def states(cls, count=25):
    """The first state, one control at a time at each of its chosen values, then random mixtures."""
    rng = np.random.default_rng(0)
    first = cls.full_state()
    yield first
    for control in cls.controls:
        for value in some_values(control, rng):
            yield {**first, control.name: control.check(value)}
    for _ in range(count):
        picks = {c.name: some_values(c, rng)[rng.integers(0, 5)] for c in cls.controls}
        yield cls.full_state(picks)


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
    elif kind == "graph":
        assert set(content["nodes"]) <= set(panel.positions)
        assert all({edge["from"], edge["to"]} <= set(content["nodes"]) for edge in content["edges"])


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


def test_the_table_fits_a_page(cls):
    text, data = cls.table()
    frames = json.loads(text)["frames"]
    assert len(frames) == math.prod(len(c.values) for c in cls.controls if not c.live)
    everything_live = all(c.live for c in cls.controls)  # then the table is the one frame that is shown first
    assert everything_live or len({frame["sentence"] for frame in frames}) > 1, "the sentence tells what changes"


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


def test_frames_need_no_widgets():
    """What is on screen is apart from how it is shown: a page written without Jupyter computes the same frames."""
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT], capture_output=True, text=True, cwd=settings.ROOT, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == [word for name in REGISTRY for word in (name, "True")]
