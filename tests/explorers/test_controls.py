"""Controls that take tables, cells, drawings and pictures: what they take, what they refuse, and in which words."""

import base64
import json

import numpy as np
import pytest
from traitlets import TraitError

from course_utils.explorers import REGISTRY, explorer_class
from course_utils.explorers.engine import (
    Cells,
    Choice,
    Drawing,
    Explorer,
    Grid,
    Pick,
    Picture,
    Pixels,
    Tiles,
    drawing_array,
    drawing_text,
    picture_array,
    picture_text,
)
from course_utils.explorers.widget import alive
from course_utils.plotting.frames import draw_frame
from course_utils.plotting.style import png

SOBEL = [[1, 0, -1], [2, 0, -2], [1, 0, -1]]
BLUR = [[1 / 25] * 5] * 5
NAN = float("nan")


@alive
class Sample(Explorer):
    title = "Sample"
    controls = (
        Cells("kernel", "Kernel", SOBEL, -9, 9, presets=(("blur", BLUR),)),
        Pick("unit", "Unit", panel="table", rows=3, columns=4, value=(1, 2)),
        Drawing("pad", "Pad", 4, 6),
        Picture("photo", "Photo", ("sea", ("hill", "A hill")), "hill", side=8),
        Choice("mode", "Mode", ("plain", "loud")),
    )
    panels = (Grid("table", "Table"), Pixels("picture", "Picture"), Tiles("tiles", "Tiles", columns=3))

    @staticmethod
    def frame(state):
        kernel = np.array(state["kernel"])
        drawn = drawing_array(state["pad"], 4, 6)
        return {
            "table": {"values": kernel, "shade": "signed"},
            "picture": {"pixels": drawn, "boxes": [(0, 0, 2, 3, "orange")]},
            "tiles": {"pixels": np.stack([kernel] * 4), "map": "signed", "lit": 1},
            "sentence": f"{kernel.sum():g}, {state['unit']}, {drawn.sum()}, {state['photo'][:9]}, {state['mode']}.",
        }


def bytes_text(count):
    return base64.b64encode(bytes(count)).decode()


REFUSED = [
    ("kernel", None, "kernel: got None; expected a table"),
    ("kernel", "123", "kernel: got '123' .*expected a table"),
    ("kernel", [1, 2, 3], "expected a table"),
    ("kernel", [], "expected a table"),
    ("kernel", [[]], "expected a table"),
    ("kernel", [[1, 2], [3]], r"kernel: got rows of lengths \[2, 1\]; expected rows of one length"),
    ("kernel", [[1, 2], [3, 4]], "kernel: got a table of 2 × 2 numbers; expected 3 × 3 or 5 × 5"),
    ("kernel", [[0, 0, 0], [0, 0, 0], [0, NAN, 0]], r"kernel\[2\]\[1\]: got nan .*expected a number from -9 to 9"),
    ("kernel", [[0, 0, 0], [0, 0, 0], [0, 0, 10]], r"kernel\[2\]\[2\]: got 10 .*expected a number from -9 to 9"),
    ("kernel", [[0, 0, "1"], [0, 0, 0], [0, 0, 0]], r"kernel\[0\]\[2\]: got '1'"),
    ("kernel", [[True] * 3] * 3, r"kernel\[0\]\[0\]: got True"),
    ("kernel", [[None] * 3] * 3, r"kernel\[0\]\[0\]: got None"),
    ("kernel", np.full((3, 3), np.inf), r"kernel\[0\]\[0\]: got inf"),
    ("kernel", np.zeros((3, 3, 3)), r"kernel\[0\]\[0\]: got an array"),
    ("unit", None, r"unit: got None; expected a pair \(row, column\), row from 0 to 2, column from 0 to 3"),
    ("unit", (3, 0), "unit: got"),
    ("unit", (0, -1), "unit: got"),
    ("unit", (0.0, 1), "unit: got"),
    ("unit", (True, 1), "unit: got"),
    ("unit", "01", "unit: got"),
    ("unit", (0, 1, 2), "unit: got"),
    ("pad", None, "pad: got None; expected '', base64 text, or 'strokes:PEN;x,y x,y …'"),
    ("pad", 7, "pad: got 7"),
    ("pad", "strokes:quill;100,100", "pad: got the pen 'quill'; expected one of 'thin', 'medium', 'thick'"),
    ("pad", "strokes:thin;100", "pad: got 'strokes:thin;100'; expected '', base64 text"),
    ("pad", "strokes:thin;100,-1", "pad: got 'strokes:thin;100,-1'"),
    ("pad", "strokes:thin;100,1.5", "pad: got 'strokes:thin;100,1.5'"),
    ("pad", "strokes:thin;100,100;", "pad: got 'strokes:thin;100,100;'"),
    (
        "pad",
        "strokes:thin;0,0 601,100",
        r"pad: got the point \(6.01, 1.0\); expected points on the pad",
    ),
    ("pad", "strokes:thin;" + "1,1 " * 20_000 + "1,1", "pad: got 20,001 points; expected at most 10,000"),
    ("pad", bytes_text(24) + "|", "pad: got '"),
    ("pad", "|strokes:thin;100,100", "pad: got '|strokes"),
    ("pad", bytes_text(23) + "|strokes:thin;100,100", "pad: got 23 bytes"),
    ("pad", [[(1, 1), (7, 1)]], r"pad: got the point \(7.0, 1.0\)"),
    ("pad", [[(1, 1, 1)]], r"pad: got shape \(1, 3\)"),
    ("pad", [[(NAN, 1)]], "pad: "),
    ("pad", bytes_text(23), "pad: got 23 bytes; expected base64 text of 4 × 6 = 24 bytes"),
    ("pad", "!" * 32, "pad: got .* no base64"),
    ("pad", "é" * 32, "pad: got .* no base64"),
    ("pad", "A" * 10**7, "pad: got a text of 10000000 characters"),
    ("pad", bytes_text(24).encode(), "pad: got b'"),
    ("pad", np.zeros((6, 4), np.uint8), r"pad: got shape \(6, 4\); expected shape \(4, 6\)"),
    ("pad", np.zeros((4, 6)), "pad: got an array .*float64; expected an array of bytes"),
    ("photo", None, "photo: got None; expected one of 'sea', 'hill', or an uploaded picture"),
    ("photo", "lake", "photo: got 'lake'; expected one of"),
    ("photo", "upload:", "photo: got 'upload:'; expected 'upload:H:W:' and base64 text"),
    ("photo", "upload:2:2:" + bytes_text(11), "photo: got 11 bytes; expected base64 text of 2 × 2 × 3 = 12 bytes"),
    ("photo", "upload:2:2:" + bytes_text(12)[:-1], "photo: got .*no base64"),
    ("photo", "upload:2:2:" + "A" * 10**7, "photo: got a text of 10000000 characters"),
    ("photo", "upload:0:2:", "expected 'upload:H:W:' and base64 text"),
    ("photo", "upload:9:1:" + bytes_text(27), "photo: got a picture of 9 × 1 pixels; expected sides of at most 8"),
    ("photo", "upload:99999:99999:AAAA", "photo: got a picture of 99999 × 99999 pixels"),
    ("photo", np.zeros((2, 2, 4), np.uint8), r"photo: got shape \(2, 2, 4\)"),
    ("photo", np.zeros((2, 2)), "photo: got an array .*expected an array of bytes"),
]


@pytest.mark.parametrize(("name", "value", "words"), REFUSED, ids=range(len(REFUSED)))
def test_a_refused_value_leaves_everything_as_it_was(name, value, words):
    explorer = Sample()
    before, table = dict(explorer.state), explorer._table_text
    with pytest.raises((ValueError, TraitError), match=words):
        setattr(explorer, name, value)
    with pytest.raises((ValueError, TraitError), match=words):
        explorer.state = {**before, name: value}
    assert explorer.state == before and explorer._table_text is table
    assert getattr(explorer, name) == Sample.full_state()[name]
    with pytest.raises(ValueError, match=words):
        Sample(**{name: value})


@pytest.mark.parametrize(("name", "value", "words"), REFUSED[::3], ids=range(len(REFUSED[::3])))
def test_a_page_that_sends_such_a_value_is_answered_in_words(name, value, words):
    if not isinstance(value, (list, str, type(None))):
        value = None
    sent = []
    explorer = Sample()
    explorer.send = lambda content, buffers=None: sent.append(content)
    explorer._on_message(explorer, {"kind": "frame", "seq": 1, "state": {**explorer.state, name: value}}, [])
    assert sent[0]["kind"] == "error" and f"{name}" in sent[0]["text"]


TAKEN = [
    ("kernel", np.array(SOBEL), tuple(map(tuple, SOBEL))),
    ("kernel", BLUR, tuple(map(tuple, BLUR))),
    ("kernel", (np.float32(0.5) * np.ones((3, 3), np.float32)), ((0.5,) * 3,) * 3),
    ("unit", [2, 3], (2, 3)),
    ("unit", np.array([0, 1]), (0, 1)),
    ("pad", bytes_text(24), ""),
    ("pad", np.eye(4, 6, dtype=np.uint8), base64.b64encode(np.eye(4, 6, dtype=np.uint8).tobytes()).decode()),
    ("photo", "sea", "sea"),
    ("photo", np.full((1, 2), 7, np.uint8), "upload:1:2:" + base64.b64encode(bytes([7] * 6)).decode()),
]


@pytest.mark.parametrize(("name", "value", "kept"), TAKEN, ids=range(len(TAKEN)))
def test_what_it_takes_from_python_and_from_the_page(name, value, kept):
    explorer = Sample()
    setattr(explorer, name, value)
    assert getattr(explorer, name) == kept and Sample.full_state(explorer.state)[name] == kept
    travelled = json.loads(json.dumps(explorer.state))
    assert travelled == explorer.state, "the state is what JSON keeps, so that page and Python can compare it"
    page = Sample()
    page.set_state({"state": travelled})
    assert getattr(page, name) == kept
    assert Sample(**{name: value}).state == explorer.state


def test_nought_carries_no_sign():
    table = Sample.controls[0].check([[-0.0] * 3] * 3)
    assert str(table[0][0]) == "0.0"


def test_bounds_let_other_shapes_in():
    cells = Cells("a", "A", [[1, 2]], rows=(1, 3), columns=(2, 4))
    assert cells.check([[0, 0, 0]] * 3) == ((0.0,) * 3,) * 3
    for rows, columns, words in ((4, 2, "a: got 4 rows; expected from 1 to 3 rows"), (1, 5, "a: got 5 columns")):
        with pytest.raises(ValueError, match=words):
            cells.check(np.zeros((rows, columns)))
    with pytest.raises(ValueError, match="got 4 rows"):
        Cells("a", "A", np.zeros((4, 2)), rows=(1, 3))
    with pytest.raises(ValueError, match=r"a\[0\]\[0\]: got 7"):
        Cells("a", "A", [[1]], maximum=5, presets=(("seven", [[7]]),))


def test_a_preset_may_bring_values_of_other_controls():
    cells = Cells("a", "A", [[1]], presets=(("seven", [[7]]), ("nine", [[9]])), brings={"nine": {"b": 3}})
    assert cells.spec()["presets"] == [["seven", [[7]], {}], ["nine", [[9]], {"b": 3}]]
    assert isinstance(hash(cells), int)
    with pytest.raises(ValueError, match="brings: got 'ten'; expected the label of a preset, one of seven, nine"):
        Cells("a", "A", [[1]], presets=(("seven", [[7]]), ("nine", [[9]])), brings={"ten": {"b": 3}})
    for cls in map(explorer_class, REGISTRY):
        for control in (c for c in cls.controls if isinstance(c, Cells)):
            for label, table in control.presets:
                assert cls.full_state({control.name: table, **control.brings.get(label, {})})


def test_a_pick_has_a_frame_for_each_cell_in_the_order_that_the_page_counts():
    states = list(Sample.table_states())
    assert len(states) == 3 * 4 * 2 == len(json.loads(Sample.table()[0])["frames"])
    index = (1 * 4 + 2) * 2 + 1  # row · columns + column, then the control after it
    assert states[index]["unit"] == (1, 2) and states[index]["mode"] == "loud"


@pytest.mark.parametrize(("build", "words"), [
    (lambda: Pick("a", "A", "p", 1, 1), "rows, columns: got one cell for pick 'a'"),
    (lambda: Pick("a", "A", "p", 0, 3), "rows: got 0"),
    (lambda: Pick("a", "A", "p", 2, 2, (2, 0)), "a: got"),
    (lambda: Drawing("a", "A", 0, 3), "rows: got 0"),
    (lambda: Picture("a", "A", ()), "options: got none for picture 'a'"),
    (lambda: Picture("a", "A", ("sea",), "hill"), "a: got 'hill'"),
])  # fmt: skip
def test_a_control_that_could_not_work_is_refused(build, words):
    with pytest.raises(ValueError, match=words):
        build()


def test_drawings_and_pictures_travel_unharmed():
    rng = np.random.default_rng(0)
    for shape in ((28, 28), (1, 1), (5, 3)):
        drawn = rng.integers(0, 256, shape, dtype=np.uint8)
        np.testing.assert_array_equal(drawing_array(drawing_text(drawn), *shape), drawn)
        photo = rng.integers(0, 256, (*shape, 3), dtype=np.uint8)
        np.testing.assert_array_equal(picture_array(picture_text(photo)), photo)
    assert drawing_text(np.zeros((28, 28), np.uint8)) == ""
    with pytest.raises(ValueError, match="value: got 'sea'; expected 'upload:H:W:'"):
        picture_array("sea")


def test_strokes_travel_unharmed_and_keep_to_one_text():
    """The page and Python write the same drawing alike: a state that is set comes back as it was."""
    pad = Sample.controls[2]
    text = "strokes:thick;150,200 300,205;0,0"
    assert pad.check(text) == text and pad.check([[(1, 2)]]) == "strokes:medium;100,200"
    bitmap = drawing_text(np.eye(4, 6, dtype=np.uint8))
    assert pad.check(f"{bitmap}|{text}") == f"{bitmap}|{text}"
    assert pad.check("strokes:thin") == pad.check([]) == pad.check([[]]) == pad.check(bytes_text(24)) == ""
    assert pad.check(f"{bytes_text(24)}|{text}") == text and pad.check(f"{bitmap}|strokes:thin") == bitmap
    both = drawing_array(f"{bitmap}|{text}", 4, 6)
    assert (both == np.maximum(np.eye(4, 6, dtype=np.uint8), drawing_array(text, 4, 6))).all()


def asked(explorer, page, state):
    """The sentence that Python answers with when a page sends this part of its state."""
    sent = []
    explorer.send = lambda content, buffers=None: sent.append(json.loads(content["text"])["frames"][0]["sentence"])
    explorer._on_message(explorer, {"kind": "frame", "seq": 1, "page": page, "state": state}, [])
    return sent[0]


def test_a_page_sends_a_large_value_once():
    """What a page has said holds until it says otherwise, for each page by itself."""
    explorer, upload = Sample(), picture_text(np.zeros((8, 8, 3), np.uint8))
    assert asked(explorer, "a", {**explorer.state, "photo": upload}) == "0, (1, 2), 0, upload:8:, plain."
    assert asked(explorer, "a", {"unit": [0, 0]}) == "0, (0, 0), 0, upload:8:, plain."
    assert asked(explorer, "b", {**explorer.state}) == "0, (1, 2), 0, hill, plain."
    assert asked(explorer, "a", {"mode": "loud"}) == "0, (0, 0), 0, upload:8:, loud."
    assert explorer.state["photo"] == "hill", "a question changes nothing"


def test_pages_that_went_away_are_forgotten():
    explorer = Sample()
    for number in range(50):
        asked(explorer, f"page {number}", explorer.state)
    assert len(explorer._told) == 8 and "page 49" in explorer._told


@pytest.mark.few(4)
@pytest.mark.parametrize("change", [
    lambda f: f["table"].update(shade=None),
    lambda f: f["table"].update(dim=[(0, 0)]),
    lambda f: f["table"].update(vmax=20),
    lambda f: f["table"].update(highlight=[(1, 1, "orange")]),
    lambda f: f["picture"].update(boxes=[]),
    lambda f: f["picture"].update(pixels=np.zeros((4, 6), np.uint8)),
    lambda f: f["tiles"].update(lit=None),
    lambda f: f["tiles"].update(labels=["a", "b", "c", "d"]),
    lambda f: f["tiles"].update(boxes=[[(0, 0, 1, 1, "blue")]] + [[]] * 3),
    lambda f: f["tiles"].update(map="gray"),
    lambda f: f["tiles"].update(vmax=9),
    lambda f: f["tiles"].update(pixels=np.stack([np.array(SOBEL)] * 3)),
])  # fmt: skip
def test_the_still_picture_shows_each_part(change):
    def frame():
        return Sample.frame(Sample.full_state({"pad": np.full((4, 6), 90, np.uint8)}))

    changed = frame()
    change(changed)
    one, other = (png(draw_frame("Sample", Sample.panels, f), dpi=50) for f in (frame(), changed))
    assert one != other


def test_shaded_tables_of_words_and_gaps_are_drawn():
    content = {
        "values": [[1.5, ""], [None, "max"]],
        "shade": "gray",
        "column_labels": ["a", "b"],
        "row_labels": ["c", "d"],
    }
    frame = {"g": {**content, "highlight": [(0, 1, "green")], "dim": [(1, 1)]}, "sentence": "s"}
    assert png(draw_frame("Words", (Grid("g", "Grid"),), frame), dpi=50)
