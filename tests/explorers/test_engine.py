"""The explorer engine: states, tables, messages and the still picture, without a browser."""

import asyncio
import itertools
import json

import numpy as np
import pytest
from traitlets import TraitError

from course_utils.explorers.encode import Encoder
from course_utils.explorers.engine import (
    STATE,
    Bars,
    Choice,
    Explorer,
    Graph,
    Grid,
    Lines,
    Number,
    Pixels,
    Point,
    Slider,
    Toggle,
    marks,
)
from course_utils.explorers.page import page_module
from course_utils.explorers.widget import alive
from course_utils.maintenance.pages import pictures_of
from course_utils.plotting.frames import draw_frame, formula_text
from course_utils.plotting.style import png

X = np.linspace(0, 1, 50)


@alive
class Sample(Explorer):
    title = "Sample"
    controls = (
        Choice("shape", "Shape", ("line", "square"), "line"),
        Slider("power", "Power", values=np.arange(1, 6), value=2),
        Toggle("flip", "Flip", False),
        Number("typed", "Typed", None, -10, 10),
        Point("start", "Start", panel="plane", value=(0.5, 0.5)),
    )
    panels = (Lines("plane", "Plane"), Bars("bars", "Bars"))

    @staticmethod
    def frame(state):
        y = X ** state["power"]
        shown = 1 - y if state["flip"] else y
        return {
            "plane": [marks.line(X, shown), marks.points([state["start"][0]], [state["start"][1]])],
            "bars": {"labels": ["last"], "values": [float(shown[-1])]},
            "sentence": f"{state['shape']} to the power {state['power']}, typed {state['typed']}.",
        }


def decode(text, data, index):
    """Undo the encoding as the page does."""
    raw = json.loads(text)

    def opened(value):
        if isinstance(value, list):
            return [opened(v) for v in value]
        if isinstance(value, dict):
            if "$" in value:
                return opened(raw["parts"][value["$"]])
            if "@" in value:
                offset, kind, shape = value["@"]
                dtype = np.uint8 if kind == "u" else np.float32
                return np.frombuffer(data, dtype, int(np.prod(shape)), offset).reshape(shape)
            return {k: opened(v) for k, v in value.items()}
        return value

    return opened(raw["frames"][index])


def test_the_table_holds_the_frame_of_every_state():
    text, data = Sample.table()
    states = list(Sample.table_states())
    assert len(states) == len(json.loads(text)["frames"]) == 2 * 5 * 2
    for index in (0, 7, 19):
        frame, expected = decode(text, data, index), Sample.frame(states[index])
        assert frame["sentence"] == expected["sentence"]
        np.testing.assert_array_equal(frame["plane"][0]["y"], expected["plane"][0]["y"])
        assert frame["bars"]["values"] == expected["bars"]["values"]


def test_the_last_control_changes_fastest_as_the_page_assumes():
    states = list(Sample.table_states())
    assert [s["flip"] for s in states[:4]] == [False, True, False, True]
    assert [s["shape"] for s in (states[0], states[10])] == ["line", "square"]


def test_equal_arrays_are_stored_once():
    encoder = Encoder()
    for level in range(10):
        encoder.add({"plane": [marks.line(X, X), marks.hline(level)], "sentence": "s"})
    assert len(encoder.data()) == X.astype(np.float32).nbytes


def test_arrays_start_at_multiples_of_four():
    encoder = Encoder()
    encoder.add({"a": {"pixels": np.zeros((3, 5), np.uint8)}, "b": {"values": np.ones(3)}, "sentence": "s"})
    text = encoder.text()
    assert decode(text, encoder.data(), 0)["b"]["values"].tolist() == [1, 1, 1]
    assert [part["values"]["@"][0] % 4 for part in json.loads(text)["parts"] if "values" in part] == [0]


def test_numbers_that_json_does_not_know_become_null():
    encoder = Encoder()
    encoder.add({"bars": {"labels": ["a"], "values": [float("nan")]}, "sentence": "s"})
    assert decode(encoder.text(), b"", 0)["bars"]["values"] == [None]


def test_an_unknown_kind_of_content_is_named():
    with pytest.raises(TypeError, match="got a set; expected numbers, strings"):
        Encoder().add({"bars": {"labels": {1, 2}}, "sentence": "s"})


def test_setting_an_attribute_moves_the_explorer():
    explorer = Sample(shape="square")
    explorer.power = 4
    assert explorer.state["power"] == 4 and explorer.state["shape"] == "square"


def test_the_page_moving_a_control_sets_the_attribute():
    explorer = Sample()
    explorer.set_state({"state": {**explorer.state, "power": 5, "start": [0.25, 0.75]}})
    assert explorer.power == 5 and explorer.start == (0.25, 0.75)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("power", 9, "power: got 9; expected one of 1, 2, 3, 4, 5"),
        ("power", None, "power: got None; expected one of 1, 2, 3, 4, 5"),
        ("power", np.ones(3), r"power: got array\(\[1., 1., 1.\]\); expected one of"),
        ("start", None, "start: got None; expected a pair of numbers"),
        ("shape", "round", "shape: got 'round'; expected one of 'line', 'square'"),
        ("flip", "yes", "flip: got 'yes'; expected one of False, True"),
        ("typed", "three", "typed: got 'three'; expected a number from -10 to 10"),
        ("typed", 11, "typed: got 11; expected a number from -10 to 10"),
        ("typed", float("nan"), "typed: got nan"),
        ("start", 3, "start: got 3; expected a pair of numbers"),
        ("start", (np.inf, 0), "expected two finite numbers"),
    ],
)
def test_a_value_that_the_control_does_not_have_is_refused_and_nothing_moves(name, value, words):
    explorer = Sample()
    before = dict(explorer.state)
    with pytest.raises((ValueError, TraitError), match=words):
        setattr(explorer, name, value)
    assert explorer.state == before and getattr(explorer, name) == Sample.full_state()[name]
    with pytest.raises(ValueError, match=words):
        Sample(**{name: value})


def test_an_unknown_control_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="speed: not a control of Sample; expected one of shape, power"):
        Sample(speed=3)
    with pytest.raises(AttributeError, match="speed: not a control of Sample; expected one of shape, power"):
        Sample().speed = 3


@pytest.mark.parametrize(("state", "words"), [({"power": 9}, "power: got 9"), ({"speed": 3}, "speed: not a control")])
def test_a_refused_state_leaves_everything_as_it_was(state, words):
    explorer = Sample(power=2)
    before = dict(explorer.state)
    with pytest.raises(ValueError, match=words):
        explorer.state = {**before, **state}
    assert explorer.state == before
    explorer.power = 3
    assert explorer.state == {**before, "power": 3}


def test_live_values_change_the_table_that_the_page_has():
    explorer = Sample()
    explorer.typed = 2.5
    table = json.loads(explorer._table_text)
    assert table["live"] == {"typed": 2.5, "start": [0.5, 0.5]}
    assert "typed 2.5" in table["frames"][0]["sentence"]


def test_in_a_kernel_the_table_waits_until_the_hand_rests(monkeypatch):
    """Several clicks in a row: each is answered at once, the table is made once, around the last."""
    made = []
    monkeypatch.setattr("course_utils.explorers.widget.REST_SECONDS", 0.02)

    async def clicks():
        explorer = Sample()
        monkeypatch.setattr(Sample, "table_steps", classmethod(lambda cls, live: made.append(live) or [("{}", b"")]))
        for value in (1.0, 2.0, 3.0):
            explorer.typed = value
        assert made == []
        await asyncio.sleep(0.2)
        assert explorer._table_text == "{}"

    asyncio.run(clicks())
    assert made == [{"typed": 3.0, "start": (0.5, 0.5)}]


def test_a_question_does_not_wait_for_a_whole_table(monkeypatch):
    """While a table is made, other work gets its turn after each frame that took long; a new change begins it anew."""
    monkeypatch.setattr("course_utils.explorers.widget.REST_SECONDS", 0.0)
    monkeypatch.setattr("course_utils.explorers.widget.BUSY_SECONDS", -1.0)
    done = []
    monkeypatch.setattr(Sample, "checked_frame", classmethod(lambda cls, state: done.append(state) or cls.frame(state)))

    async def meanwhile():
        explorer = Sample()
        done.clear()
        explorer.typed = 1.0
        turns = []
        while not turns or turns[-1] < 8:
            await asyncio.sleep(0)
            turns.append(len(done))
        explorer.typed = 2.0  # the table around 1.0 is of no use any more
        await asyncio.sleep(0.2)
        return turns, explorer._table_text

    turns, text = asyncio.run(meanwhile())
    assert max(b - a for a, b in itertools.pairwise(turns)) <= 1 and json.loads(text)["live"]["typed"] == 2.0
    assert sum(state["typed"] == 1.0 for state in done) < 20 == sum(state["typed"] == 2.0 for state in done)


def test_a_table_control_leaves_the_table_as_it_is():
    explorer = Sample()
    before = explorer._table_text
    explorer.power = 5
    assert explorer._table_text is before


def answers(explorer, state, seq=1):
    sent = []
    explorer.send = lambda content, buffers=None: sent.append((content, buffers))
    explorer._on_message(explorer, {"kind": "frame", "seq": seq, "state": state}, [])
    return sent


def test_python_answers_a_live_question_with_that_frame():
    explorer = Sample()
    ((content, buffers),) = answers(explorer, {**explorer.state, "typed": -1.5}, seq=7)
    assert content["kind"] == "frame" and content["seq"] == 7
    assert decode(content["text"], buffers[0], 0)["sentence"] == "line to the power 2, typed -1.5."


def test_an_error_in_a_callback_reaches_the_page():
    explorer = Sample()
    ((content, _),) = answers(explorer, {**explorer.state, "power": 77})
    assert content["kind"] == "error" and "power: got 77" in content["text"]


def test_too_many_combinations_are_refused():
    class Wide(Sample):
        controls = tuple(Slider(f"s{i}", f"S{i}", values=range(22)) for i in range(3))

    with pytest.raises(ValueError, match="Wide has 10648 combinations; expected at most 10000"):
        Wide.table()


def test_a_table_too_heavy_for_a_page_is_refused():
    class Heavy(Sample):
        controls = (Slider("seed", "Seed", values=range(60)),)

        @staticmethod
        def frame(state):
            noise = np.random.default_rng(state["seed"]).normal(size=30_000)
            return {"plane": [marks.line(noise, noise)], "bars": {"labels": [], "values": []}, "sentence": "s"}

    with pytest.raises(ValueError, match="the table of Heavy takes .* MB; expected at most 5"):
        Heavy.table()


def test_a_frame_without_its_panels_is_refused():
    class Bare(Sample):
        @staticmethod
        def frame(state):
            return {"plane": [], "sentence": "s"}

    with pytest.raises(ValueError, match="expected \\['bars', 'plane', 'sentence'\\]"):
        Bare()


@pytest.mark.parametrize("build", [lambda: Slider("a", "A", values=[1]), lambda: Choice("a", "A", ("one",))])
def test_a_control_with_one_value_is_refused(build):
    with pytest.raises(ValueError, match="expected at least 2"):
        build()


def test_the_still_picture_shows_every_kind_of_panel():
    panels = (
        Lines("l", "Lines", x="x", y="y", log_y=True, ylim=(1e-3, 1)),
        Bars("b", "Bars", log=True, ylim=(1e-3, 1)),
        Grid("g", "Grid"),
        Pixels("p", "Pixels"),
        Graph("n", "Graph", positions={"a": (0, 0), "b": (1, 1)}),
    )
    every_mark = [
        marks.image(np.eye(4), (0, 1, 0, 1), map="signed"),
        marks.line(X, X + 0.1, dash=True, label="line"),
        marks.area(X, X + 0.1),
        marks.points([0.5], [0.5]),
        marks.bars([0.5], [0.4], 0.1),
        marks.vline(0.5),
        marks.hline(0.5),
        marks.text(0.5, 0.5, "cost $2"),
        marks.arrow(0, 0.1, 1, 1, label="arrow"),
    ]
    frame = {
        "l": every_mark,
        "b": {"labels": ["a", "b"], "values": [0.1, 1e-9], "text": ["0.1", "tiny"], "colors": ["blue", "red"]},
        "g": {"values": np.eye(2), "row_labels": ["r", "s"], "highlight": [(0, 0, "orange")], "format": "{:.2f}"},
        "p": {"pixels": np.eye(5), "map": "signed", "vmin": -1, "vmax": 1, "boxes": [(0, 0, 2, 2, "orange")]},
        "n": {"nodes": {"a": {"value": "1"}, "b": {"active": True}}, "edges": [{"from": "a", "to": "b", "label": "w"}]},
        "formula": ["y = x", ["mixed ", ("bold", "orange")]],
        "sentence": "Every kind.",
    }
    picture = png(draw_frame("All", panels, frame))
    assert picture[:8] == b"\x89PNG\r\n\x1a\n" and picture == png(draw_frame("All", panels, frame))
    moved = {**frame, "g": {**frame["g"], "values": 2 * np.eye(2)}}
    assert picture != png(draw_frame("All", panels, moved))


def test_formula_pieces_join_to_plain_text():
    assert formula_text(["a", ["b ", ("c", "blue")]]) == "a\nb c"


def test_the_saved_output_has_a_picture_its_words_its_state_and_a_live_view():
    bundle = Sample()._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", "application/vnd.jupyter.widget-view+json", STATE}
    assert bundle[STATE] == {"name": "Sample", "state": Sample().state}
    assert bundle["text/plain"] == "Explorer: Sample: line to the power 2, typed None."
    ((alt, _),) = pictures_of({"data": bundle})
    assert alt == "Sample: line to the power 2, typed None."


def test_the_page_module_is_one_module_without_imports():
    text = page_module()
    assert text.count("export ") == 1 and "\nimport " not in text and "http" not in text
