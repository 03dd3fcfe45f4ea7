"""The pages of the package say what the source says, and where the chapters use it."""

import ast
import html
import inspect
import re
from importlib import import_module
from types import SimpleNamespace

import pytest

from course_utils import convolution, settings
from course_utils.maintenance.pages import Page
from course_utils.site import api
from course_utils.site.source import all_sheets

EVERY = all_sheets()
APART = (
    "plotting",
    "explorers",
    "maintenance",
    "settings",
    "classroom",
)  # pictures, widgets, what runs the course, a lecturer's


@pytest.fixture(scope="module")
def written():
    return {file: function(*arguments)[1] for file, (function, *arguments) in api.pages(EVERY).items()}


def test_every_module_that_a_chapter_imports_has_a_page():
    imported = {module for module, _ in api.uses(EVERY)}
    assert len(imported) > 30
    assert {name for name in imported if not name.startswith(APART)} <= set(api.modules())
    assert [name for name in api.modules() if not api.entries_of(name)] == []


@pytest.mark.parametrize("name", api.modules())
def test_a_page_holds_every_public_function_with_its_description(name, written):
    page, module = written[api.file_of(name)], import_module(f"course_utils.{name}")
    ids = re.findall(r'<section id="([^"]+)"', page)
    assert len(ids) == len(set(ids)), "an id stands twice"
    own = {key: value for key, value in vars(module).items() if inspect.isfunction(value) and not key.startswith("_")}
    public = getattr(module, "__all__", [key for key in own if own[key].__module__ == module.__name__])
    called = {key for key in public if callable(getattr(module, key)) and getattr(module, key).__doc__}
    assert called <= set(ids)
    text = html.unescape(re.sub(r"<[^>]+>", "", page))
    assert not re.search(r"\b0x[0-9a-f]{6,}|<function|<class|</", text)
    for key in called:
        first = inspect.getdoc(getattr(module, key)).split()[:4]
        assert " ".join(first).replace("`", "") in " ".join(text.split()), key


def test_functions_stand_in_the_order_of_the_source():
    names = [entry.name for entry in api.entries_of("convolution")]
    assert names == [node.name for node in ast.parse(inspect.getsource(convolution)).body
                     if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]  # fmt: skip


def test_a_call_shows_types_and_defaults_and_fits():
    def narrow(x: float, size: int = 3) -> bool:
        """Say so."""

    def wide(first_argument: str, second_argument: str, third_argument: tuple = (1, 2), *, last=None) -> str:
        """Say so."""

    assert api._entry("narrow", narrow).call == "narrow(x: float, size: int = 3) -> bool"
    call = api._entry("wide", wide).call
    assert call.startswith("wide(\n    first_argument: str,\n") and call.endswith("\n    last=None,\n) -> str")
    every = [entry for name in api.modules() for entry in api.entries_of(name)]
    lines = [line for one in (*every, *(m for e in every for m in e.methods)) for line in one.call.splitlines()]
    assert max(map(len, lines)) < 130 and not any("self" in re.split(r"\W+", line) for line in lines)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Return ``a < b``.", "<p>Return <code>a &lt; b</code>.</p>"),
        ("A `name` and\na line.", "<p>A <code>name</code> and a line.</p>"),
        ("One.\n\n    y = a <b>\n\nTwo.", '<p>One.</p><pre class="out">y = a &lt;b&gt;</pre><p>Two.</p>'),
        ("x: the\n    input\ny: other", "<p>x: the input</p><p>y: other</p>"),
    ],
)
def test_descriptions_become_html(text, shown):
    assert api.described(text) == shown


def test_examples_are_code_and_are_run_by_a_test(written):
    page = written["api/activations.html"]
    assert re.search(r'<pre class="code"><code>(<[^>]+>)*&gt;&gt;&gt;', page)
    shown = (settings.ROOT / "tests" / "test_examples.py").read_text(encoding="utf-8")
    assert "doctest.testmod" in shown


# --- uses -----------------------------------------------------------------------------------------------------------


def sheet(tmp_path, *cells, part=1):
    import nbformat.v4 as v4

    path = tmp_path / f"05_convolution_{part}.ipynb"
    path.write_text(
        v4.writes(v4.new_notebook(cells=[v4.new_code_cell(one, id=f"c{k}") for k, one in enumerate(cells)]))
    )
    blocks = [SimpleNamespace(cell=cell, kind="code") for cell in Page(path).cells]
    return SimpleNamespace(file=f"p{part}.html", chapter="05", part=part, title="One", blocks=blocks)


def test_a_use_counts_where_it_is_used(tmp_path):
    first = sheet(
        tmp_path, "from course_utils import pooling, shapes as s\nfrom course_utils.losses import softmax as p"
    )
    second = sheet(tmp_path, "y = pooling.max_pool2d(x, 2)\nprint(p(y))", "s.output_size", part=2)
    found = api.uses([first, second])
    assert set(found) == {("pooling", "max_pool2d"), ("pooling", ""), ("losses", "softmax"), ("losses", ""),
                          ("shapes", "output_size"), ("shapes", "")}  # fmt: skip
    assert all(sheets == (second,) for sheets in found.values())


def test_a_function_that_has_its_modules_name_is_the_function(tmp_path):
    found = api.uses([sheet(tmp_path, "from course_utils.data import batches, load\nbatches(load('digits'), 1)")])
    assert {("data", "batches"), ("data", "load")} <= set(found) and ("data.batches", "") not in found


def test_uses_of_the_course_are_links_that_arrive(written):
    files = {one.file for one in EVERY}
    for file, page in written.items():
        targets = re.findall(r'href="\.\./(chapters/[^"]+)"', page)
        assert set(targets) <= files, file
    section = written["api/pooling.html"].partition('id="max_pool2d"')[2].partition("<section")[0]
    assert "06 · part 1" in section and "chapters/06-pooling-1.html" in section
    assert "more parts" in written["api/exercises.html"], "what all parts use is not listed part by part"


# --- search, programs -----------------------------------------------------------------------------------------------


def test_the_search_finds_functions_and_options(written):
    found = list(api.search_entries(500))
    assert [entry["id"] for entry in found] == list(range(500, 500 + len(found))) and len(found) > 250
    for entry in found:
        file, _, anchor = entry["file"].partition("#")
        assert f'id="{anchor}"' in written[file], entry["file"]
    assert any(entry["title"] == "train" and "--label-smoothing" in entry["text"] for entry in found)


@pytest.mark.parametrize("columns", ["40", "200"])
def test_a_program_says_the_same_in_every_terminal(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    text = api.helped("train")
    assert text.startswith("usage: python -m course_utils.experiment.train") and "\x1b" not in text
    assert 60 < max(map(len, text.splitlines())) <= 90


def test_a_few_places_are_named_and_the_others_counted():
    sheets = [SimpleNamespace(file=f"chapters/{k:02}-1.html", chapter=f"{k:02}", part=1, title="") for k in range(12)]
    for many in range(len(sheets) + 1):
        links, more = api._places(sheets[:many], "api/layers.html")
        assert len(links) + more == many and len(links) <= api.MOST_PLACES and more != 1
        assert [name for _, name in links] == [f"{k:02} · part 1" for k in range(len(links))]
        assert all(link == f"../chapters/{k:02}-1.html" for k, (link, _) in enumerate(links))


def test_a_long_call_has_each_argument_once_and_the_star_where_it_stands():
    def trained(network, pictures, labels, *, epochs=3, rate_of_learning=0.1, weight_decay_of_all=0.0):
        """Made up."""

    lines = api._call("trained", trained).splitlines()
    expected = ["network,", "pictures,", "labels,", "*,", "epochs=3,", "rate_of_learning=0.1,"]
    assert [line.strip() for line in lines] == ["trained(", *expected, "weight_decay_of_all=0.0,", ")"]
