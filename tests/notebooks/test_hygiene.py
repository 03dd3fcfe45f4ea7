"""Every notebook keeps every rule, and every rule notices when it is broken."""

import types

import pytest
from nbformat.v4 import new_output
from sample_pages import code, good_cells, picture, png, stdout, text

from course_utils import settings
from course_utils.exercises import registry as registry_module
from course_utils.exercises.engine import Exercise, Option, Prediction
from course_utils.maintenance import hygiene, hygiene_code, pages
from course_utils.maintenance.normal_form import WIDGET_VIEW

NOTEBOOKS = pages.find()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.parametrize("rule", hygiene.RULES, ids=lambda rule: rule.__name__)
def test_notebook_keeps_the_rule(path, rule):
    faults = list(rule(pages.Page(path)))
    assert not faults, "\n".join([f"{path.name} breaks {rule.__name__}: {rule.__doc__}", *faults])


def test_the_first_chapters_are_there():
    assert [path.name[:2] for path in NOTEBOOKS][:4] == ["00", "01", "02", "03"]


def test_every_file_among_the_notebooks_is_numbered():
    others = {"concepts_and_glossary.ipynb", "lecturers_guide.ipynb"}  # no chapters; test_glossary.py, guide/ hold them
    strange = {p.name for p in settings.NOTEBOOKS.glob("*.ipynb")} - {p.name for p in NOTEBOOKS} - others
    assert not strange, f"these notebooks escape every check: {strange}; expected names such as 05_convolution.ipynb"


def test_a_good_page_has_no_faults(page_file):
    faults = hygiene.faults(pages.Page(page_file(good_cells())))
    assert [fault for fault in faults if not fault.startswith("replies_are_questions")] == []  # those of `chapter_99`


def add(*cells):
    """The good page with `cells` before its footer."""
    page = good_cells()
    return page[:-1] + list(cells) + page[-1:]


def without(id):
    return [cell for cell in good_cells() if cell.id != id]


def replaced(id, cell):
    return [cell if old.id == id else old for old in good_cells()]


def shown(data, **metadata):
    return new_output("display_data", data=data, metadata=metadata)


def folded(id, source):
    cell = text(id, source)
    cell.metadata["jp-MarkdownHeadingCollapsed"] = True
    return cell


def stop(**told):
    cell = text("stop", "One thing.")
    cell.metadata["lecture"] = told
    return cell


PART_1 = text("part-1", "## Part 1 · One\n\n**Goal.** Count.\n\n**Time.** About 5 minutes.")
PART_2 = text("part-2", "## Part 2 · Two\n\n**Goal.** Count on.\n\n**Time.** About 5 minutes.")
STOP = text("stop-1", "We counted. **You can stop here.** Next time: two.")
HALF = code("answer-half", 'half_point = ...\ncheck("00-half-point", half_point)')
LARGE = code("answer-large", 'check("99-large", ...)')
ASKED = code("asked", 'predict("99-predict-square")')
WORDS = code("asked-in-words", 'predict("99-predict-words")')
ZERO = new_output("error", ename="ZeroDivisionError", evalue="division by zero")
WARNED = new_output("stream", name="stderr", text="careful\n")
VIEW_ONLY = shown({WIDGET_VIEW: {"model_id": "a"}})
NO_ALT = shown({"image/png": png(), "text/plain": "Figure: a line that rises."})  # what front ends show without alt
SPOILED = [
    ("executed_in_order", lambda: add(code("blank", "  \n")), "empty"),
    ("no_errors", lambda: add(code("boom", "1 / 0", ZERO)), "ZeroDivision"),
    ("no_errors", lambda: add(code("warns", "2", WARNED)), "stderr"),
    ("no_widget_state", lambda: add(code("widget", "lab", VIEW_ONLY)), "without a picture"),
    ("size", lambda: add(code("chatty", "print(text)", stdout("line\n" * 60))), "60 lines"),
    ("size", lambda: add(code("huge", "print(text)", stdout("x" * 1_100_000))), "bytes"),
    ("no_machine_paths", lambda: add(code("where", "print(here)", stdout("/home/ada/course/data\n"))), "/home/ada"),
    ("no_machine_paths", lambda: add(code("where", "open(r'C:\\Users\\ada')")), "C:"),
    ("no_machine_paths", lambda: add(code("what", "thing", stdout("<Thing at 0x7f3a5c0>"))), "0x7f3a5c0"),
    ("no_machine_paths", lambda: add(text("home", f"Look into {settings.ROOT}/data.")), str(settings.ROOT)),
    ("cell_length", lambda: add(code("long", "a = 1\n" * 21)), "21 lines"),
    ("cell_length", lambda: add(code("airy", "a = 1\n\n" * 11 + "a")), "23 lines"),
    ("cell_length", lambda: add(*[code(f"long-{c}", "a = 1\n" * 9) for c in "abcd"]), "median"),
    ("described_pictures", lambda: replaced("figure", code("figure", "draw()", picture(alt=""))), "description"),
    ("described_pictures", lambda: replaced("figure", code("figure", "draw()", picture(plain="<Figure 6x4>"))), "Fig"),
    ("described_pictures", lambda: replaced("figure", code("figure", "draw()", NO_ALT)), "description ''"),
    ("described_pictures", lambda: add(text("image", "![](figure.png)")), "no description"),
    ("described_pictures", lambda: add(text("image", '<img src="figure.png">')), "no description"),
    ("header_and_footer", lambda: without("footer"), "further reading"),
    ("header_and_footer", lambda: replaced("title", text("title", "# Slopes\n\nGoals, prerequisites.")), "minutes"),
    ("header_and_footer", lambda: replaced("title", text("title", "## Slopes")), "first cell"),
    ("header_and_footer", lambda: add(text("second-title", "# Again")), "exactly one"),
    ("asserted_variation", lambda: add(code("timed", "run()", tags=["nbval-ignore-output"])), "assert"),
    ("asserted_variation", lambda: add(code("boom", "1 / 0", tags=["raises-exception"])), "hides"),
    ("meaningful_ids", lambda: add(code("3f2a9c1e", "a = 1")), "words"),
    ("meaningful_ids", lambda: add(text("cell-12", "Words.")), "words"),
    ("meaningful_ids", lambda: add(text("setup", "Words.")), "2 cells"),
    ("links", lambda: add(text("link", "[there](98_missing.ipynb)")), "does not exist"),
    ("links", lambda: add(text("link", "[there](#Nowhere)")), "names a place"),
    ("links", lambda: add(text("link", "[there](99_slopes.ipynb#Nowhere)")), "names a place"),
    ("links", lambda: add(text("link", "[there](../README.md)")), "leads out"),
    ("question_and_answer", lambda: without("before-figure"), "before"),
    ("question_and_answer", lambda: add(code("next-after", "a = 1")), "after"),
    ("plain_python", lambda: add(code("magic", "%matplotlib inline")), "plain Python"),
    ("plain_python", lambda: add(code("shell", "!ls")), "plain Python"),
    ("honest_imports", lambda: add(code("star", "from numpy import *")), "imports *"),
    ("honest_imports", lambda: add(code("path", "import sys\n\nsys.path.append('..')")), "sys.path"),
    ("honest_imports", lambda: add(code("pyplot", "import matplotlib.pyplot as plt")), "pyplot"),
    ("functions_read_their_arguments", lambda: add(code("loose", "w = 2\n\ndef f(x):\n    return w * x")), "'w'"),
    ("functions_read_their_arguments", lambda: add(code("deep", "def f(x):\n    return [w * a for a in x]")), "'w'"),
    ("functions_read_their_arguments", lambda: add(code("inner", "def f(x):\n    return (lambda a: a * w)(x)")), "'w'"),
    ("functions_read_their_arguments", lambda: add(code("wide", "def f(x):\n    global w\n    w = x")), "'w'"),
    ("functions_read_their_arguments", lambda: add(code("method", "class A:\n    def f(self):\n        w")), "'w'"),
    ("local_random", lambda: add(code("global", "np.random.seed(0)")), "shared"),
    ("local_random", lambda: add(code("unseeded", "other = np.random.default_rng()")), "without a seed"),
    ("local_random", lambda: add(code("far", "print(rng.normal())")), "another cell"),
    ("local_random", lambda: add(code("stdlib", "import random")), "imports random"),
    ("local_random", lambda: add(code("torch", "x = torch.randn(3)")), "torch.randn"),
    ("narrow", lambda: add(code("wide", f"a = {'1 + ' * 22}1")), "93 characters"),
    ("narrow", lambda: add(code("wide", "a", stdout("-" * 89))), "a printed line of 89"),
    ("figures_in_one_call", lambda: add(code("axes", "fig, ax = figure()")), "calls figure()"),
    ("figures_in_one_call", lambda: add(code("shown", "show(fig, 'A line.')")), "calls show()"),
    ("figures_in_one_call", lambda: add(code("told", "draw.line(alt='It rises.')")), "alt text"),
    ("parts", lambda: add(text("long", "word " * 46 * 180)), "47 minutes; expected at most 45"),
    ("parts", lambda: add(text("long", "word " * 131 * 180)), "132 minutes; expected at most 130"),
    ("parts", lambda: add(PART_1, PART_2), "0 cells say"),
    ("parts", lambda: add(PART_2, STOP, PART_1), "expected part 1"),
    ("parts", lambda: add(text("part-1", "## Part 1 · One")), "**Goal.**"),
    ("parts", lambda: add(PART_1, folded("more", "### More · Names"), STOP, PART_2), "folded away"),
    ("parts", lambda: add(PART_1, PART_2, STOP), "before part-2"),
    ("stated_times", lambda: add(text("long", "word " * 6 * 180)), "About 10 minutes"),
    ("folded_sections", lambda: add(text("more", "## More · Names")), "not folded"),
    ("folded_sections", lambda: add(folded("hidden", "## Names")), "neither with"),
    ("folded_sections", lambda: add(folded("hidden", "## More · Names\n\nAda.")), "alone in its cell"),
    ("numbered_exercises", lambda: add(text("ask", "### Exercise 2: Where"), HALF), "'Exercise 1, optional: W"),
    ("numbered_exercises", lambda: add(text("ask", "### Exercise 1: Another"), HALF), "Where the output is one half"),
    ("recalled", lambda: add(code("deck", 'recall("07-after")')), "another chapter"),
    ("replies_are_questions", lambda: add(), "asks nothing"),
    ("replies_are_questions", lambda: add(), "gives the answer away: 'Is it 144?'"),
    ("replies_are_questions", lambda: add(), "gives the answer away: 'Not twelve times twelve?'"),
    ("no_answer_in_sight", lambda: add(text("told", "It is 144."), ASKED), "'144', of the right option"),
    ("no_answer_in_sight", lambda: add(code("printed", "n", stdout("144\n")), ASKED), "stands in printed"),
    ("no_answer_in_sight", lambda: add(ASKED, text("so", "So?"), code("run", "n = 144")), "stands in run"),
    ("no_answer_in_sight", lambda: add(text("told", "Twelve *times* twelve."), WORDS), "'twelve times twelve'"),
    ("exercises_keep_their_answers", lambda: add(text("told", "Sum: 1,234."), LARGE), "stands in told"),
    ("exercises_keep_their_answers", lambda: add(LARGE, code("after", "n", stdout("1,234\n"))), "stands in after"),
    ("a_lecture_that_fits", lambda: add(stop(say="word " * 61, ask="Why?")), "61 words are projected"),
    ("a_lecture_that_fits", lambda: add(stop(say="One.", ask="Why?", minutes=51)), "51 minutes; expected 40 to 50"),
    ("a_lecture_that_fits", lambda: add(stop(say="One.")), "the speaker has no note"),
    ("a_lecture_that_fits", lambda: add(stop(words="One.")), "words='One.'"),
]  # fmt: skip


def predicted(id, right, *replies):
    options = [Option(f"wrong {number}", reply) for number, reply in enumerate(replies)]
    return Prediction(id, "How many?", (*options, Option(right, "Yes.", right=True)))


@pytest.fixture(autouse=True)
def chapter_99(monkeypatch):
    """Give the sample pages questions and an exercise of their own."""
    large = Exercise("99-large", "A large number", "How many?", "x = ...", answer=1234)
    questions = (
        predicted("99-predict-square", "144", "Count.", "Is it 144?"),
        predicted("99-predict-words", "twelve times twelve", "Not twelve times twelve?", "How often?"),
    )
    real, chapter = registry_module.chapter_module, types.SimpleNamespace(EXERCISES=(large,), AFTER=questions)
    chapter.PREDICTIONS = ()
    monkeypatch.setattr(registry_module, "chapter_module", lambda number: chapter if number == "99" else real(number))
    find = registry_module.find_prediction
    known = {question.id: question for question in questions}
    monkeypatch.setattr(registry_module, "find_prediction", lambda id: known.get(id) or find(id))


@pytest.mark.parametrize(("rule", "cells", "words"), SPOILED, ids=[f"{rule}-{words}" for rule, _, words in SPOILED])
def test_a_rule_notices_when_it_is_broken(rule, cells, words, page_file):
    faults = hygiene.faults(pages.Page(page_file(cells())))
    assert any(fault.startswith(f"{rule}: ") and words in fault for fault in faults), faults


def test_every_rule_is_tried():
    tried = {rule for rule, _, _ in SPOILED} | {"normal_form", "exercises_agree"}  # these two have tests of their own
    assert tried == {rule.__name__ for rule in hygiene.RULES}


@pytest.mark.parametrize("id", ["slope", "figure"])
@pytest.mark.parametrize("count", [None, 7])
def test_cells_out_of_order_are_noticed(id, count, page_file):
    cells = good_cells()
    for number, cell in enumerate((cell for cell in cells if cell.cell_type == "code"), 1):
        cell.execution_count = count if cell.id == id else number
    page = pages.Page(page_file(cells, normal=False))
    assert [fault for fault in hygiene.executed_in_order(page) if fault.startswith(id)]


@pytest.mark.parametrize(
    "metadata",
    [
        {"widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}}},
        {"kernelspec": {"name": "my-env", "display_name": "My environment"}},
        {"language_info": {"name": "python", "version": "3.11.7"}},
        {"signature": "abc"},
    ],
    ids=lambda metadata: next(iter(metadata)),
)
def test_stray_metadata_is_not_normal(metadata, page_file):
    page = pages.Page(page_file(good_cells(), normal=False, **metadata))
    assert list(hygiene.normal_form(page))
    assert bool(list(hygiene.no_widget_state(page))) == ("widgets" in metadata)


def test_a_stored_widget_view_is_noticed(page_file):
    output = shown({WIDGET_VIEW: {"model_id": "a"}, "text/html": "<p>A slider.</p>"})
    page = pages.Page(page_file(add(code("widget", "lab", output)), normal=False))
    assert any("a widget view is stored" in fault for fault in hygiene.no_widget_state(page))


def test_an_invalid_notebook_is_not_normal(page_file):
    path = page_file(good_cells())
    path.write_text(path.read_text().replace('"output_type": "stream"', '"output_type": "river"'))
    assert list(hygiene.normal_form(pages.Page(path)))


ALLOWED = """
from math import pi
import numpy as np

SCALE = 2.0


def area(radius):
    rows = [np.sin(r) for r in radius]
    def inner(x):
        return x * len(rows)
    return pi * SCALE * sum(map(inner, rows))


def both(radius, rng):
    return area(radius) + rng.normal()


loose = 3
times = (lambda a: a * loose)(2)
doubled = [loose * a for a in range(3)]
"""


def test_what_a_function_may_read(page_file):
    page = pages.Page(page_file([code("allowed", ALLOWED)]))
    assert list(hygiene_code.functions_read_their_arguments(page)) == []
    assert list(hygiene_code.local_random(page)) == []


# --- exercises ------------------------------------------------------------------------------------------------------

EXERCISE = types.SimpleNamespace(id="99-slope", stub="def slope(x):\n    ...", prompt="Write slope(x).")
PREDICTION = types.SimpleNamespace(id="99-predict-sign")


@pytest.fixture
def registry(monkeypatch):
    monkeypatch.setattr(hygiene_code, "exercise_entries", lambda chapter: ((EXERCISE,), (PREDICTION,)))


ASK = text("ask-slope", "### Your turn\n\nWrite   slope(x).")
ANSWER = code("answer-slope", 'def slope(x):\n    ...\ncheck("99-slope", slope)')
PREDICT = code("predict-sign", 'predict("99-predict-sign")')


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([ASK, ANSWER, PREDICT], None),
        ([ASK, ANSWER], "never calls predict('99-predict-sign')"),
        ([PREDICT], "never calls check('99-slope')"),
        ([ASK, ANSWER, ANSWER, PREDICT], "2 times"),
        ([ASK, ANSWER, PREDICT, code("other", 'check("99-other", 1)')], "no such id"),
        ([ASK, code("answer-slope", 'slope = 1\ncheck("99-slope", slope)'), PREDICT], "stub"),
        ([text("ask-slope", "Write it."), ANSWER, PREDICT], "prompt"),
    ],
)
def test_exercises_agree_with_their_registry(cells, words, page_file):
    faults = list(hygiene_code.exercises_agree(pages.Page(page_file(cells))))
    assert bool(faults) == bool(words), faults
    assert not words or words in faults[0]


def test_the_command_names_the_faults(page_file, monkeypatch, capsys):
    path = page_file(without("footer"))
    monkeypatch.setattr(hygiene, "find", lambda numbers: [path])
    assert hygiene.main([]) == 1
    assert "header_and_footer: footer: 'next' is missing" in capsys.readouterr().out


def test_links_in_code_are_not_followed(page_file):
    page = pages.Page(
        page_file([text("shown", "Write `[words](target.png)` or\n```\n[a](b.png)\n```\n[web](https://a.b/c)")])
    )
    assert list(hygiene.links(page)) == []
