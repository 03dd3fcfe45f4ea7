"""`make notebooks`: fresh kernel, offline, normal form, and a file that is whole or untouched."""

import base64
import io
import json
import re

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbformat.v4 import new_output
from PIL import Image, PngImagePlugin
from sample_pages import code, good_cells, picture, stdout, text

from course_utils.maintenance import notebooks, pages
from course_utils.maintenance.normal_form import KERNELSPEC, WIDGET_VIEW, dumps, normalise
from course_utils.maintenance.pages import pictures_of
from course_utils.plotting.style import picture_html

SHOWS = """from IPython.display import display

display({{"text/plain": "a slider", "text/html": "<p>A slider.</p>", "{view}": {{"model_id": "{id}"}}}}, raw=True)"""


def read(path):
    return nbformat.read(path, as_version=4)


def test_a_notebook_is_executed_and_normalised(page_file):
    cells = [
        text("title", "# One"),
        code("home", "import os\nfrom pathlib import Path\n\nprint(Path(os.environ['COURSE_HOME']).exists())"),
        code("folder", "print(Path.cwd().name, os.environ.get('MPLBACKEND', '')[:6] != 'agg')"),
        code("widget", SHOWS.format(view=WIDGET_VIEW, id="abc")),
        code("loop", "for number in range(3):\n    print(number, flush=True)"),
        code("last", "1 + 1", stdout("stale")),
    ]
    path = page_file(cells, normal=False, widgets={"state": 1}, language_info={"name": "python", "version": "3.9"})
    assert notebooks.rewrite(path) is True
    nb = read(path)
    assert [cell.execution_count for cell in nb.cells[1:]] == [1, 2, 3, 4, 5]
    assert [cell.id for cell in nb.cells] == ["title", "home", "folder", "widget", "loop", "last"]
    assert nb.metadata == {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}}
    assert all(set(cell.metadata) == set() for cell in nb.cells)
    assert nb.cells[1].outputs[0].text == "False\n"  # a fresh learner has no course home yet
    assert nb.cells[2].outputs[0].text == "notebooks True\n"
    assert set(nb.cells[3].outputs[0].data) == {"text/plain", "text/html"}
    assert [output.text for output in nb.cells[4].outputs] == ["0\n1\n2\n"]
    assert nb.cells[5].outputs[0].data == {"text/plain": "2"}
    assert notebooks.is_normal(path)
    before = path.read_bytes()
    assert notebooks.rewrite(path) is False
    assert path.read_bytes() == before


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("print('x' * 1_100_000)", "expected at most 1,000,000"),
        ("import socket\n\nsocket.create_connection(('example.org', 80))", "the network is blocked"),
    ],
)
def test_a_failing_notebook_stays_as_it_was(source, words, page_file):
    path = page_file([code("fine", "1"), code("trouble", source)])
    before = path.read_bytes()
    with pytest.raises(notebooks.NotebookFailed) as failure:
        notebooks.rewrite(path)
    assert words in str(failure.value)
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_the_cell_that_failed_is_named(page_file, capsys):
    path = page_file([code("first-cell", "a = 1"), code("second-cell", "print(b)")])
    assert notebooks.main(["99", "--folder", str(path.parent)]) == 1
    said = capsys.readouterr().err
    assert "second-cell" in said
    assert "print(b)" in said
    assert "NameError: name 'b' is not defined" in said
    assert "first-cell" not in said
    assert "\x1b" not in said


def test_check_executes_nothing(page_file, capsys):
    path = page_file([code("trouble", "1 / 0")])
    assert notebooks.main(["--check", "--folder", str(path.parent)]) == 0
    path.write_text(path.read_text().replace('"name": "python"', '"name": "python", "version": "3.12.1"'))
    assert notebooks.main(["--check", "--folder", str(path.parent)]) == 1
    assert "NOT in normal form" in capsys.readouterr().out


def test_find_knows_chapters_by_number_and_name(tmp_path):
    for name in ("00_start_here", "01_activation_functions", "11_residual_networks"):
        (tmp_path / f"{name}.ipynb").write_text("{}")
    (tmp_path / "scratch.ipynb").write_text("{}")
    assert [p.name[:2] for p in pages.find(folder=tmp_path)] == ["00", "01", "11"]
    assert [p.name[:2] for p in pages.find(["1", "11_residual_networks.ipynb", "01"], tmp_path)] == ["01", "11"]
    with pytest.raises(ValueError, match="got '12'; expected one of 00_start_here.ipynb"):
        pages.find(["12"], tmp_path)


# --- the normal form ------------------------------------------------------------------------------------------------


def page(cells, **metadata):
    return nbformat.from_dict({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def test_normalising_twice_changes_nothing_more():
    once = dumps(normalise(page(good_cells())))
    assert dumps(normalise(nbformat.reads(once, as_version=4))) == once


def test_normalising_leaves_its_argument_alone():
    nb = page([code("a", "1  ", picture(), tags=["keep"])], widgets={})
    before = json.dumps(nb)
    normalise(nb)
    assert json.dumps(nb) == before


def test_only_metadata_that_mean_something_stay():
    cell = code("a", "1")
    cell.metadata = {"tags": ["nbval-ignore-output"], "execution": {"iopub.status.busy": "now"}, "trusted": True}
    assert normalise(page([cell])).cells[0].metadata == {"tags": ["nbval-ignore-output"]}


def test_a_cell_that_never_ran_gets_no_number():
    cells = [code("a", "1"), code("b", "2"), code("c", "3")]
    cells[1].execution_count = None
    assert [cell.execution_count for cell in normalise(page(cells)).cells] == [1, None, 2]


def test_pictures_lose_their_comments_and_nothing_else():
    image = Image.effect_noise((40, 30), 50)
    texts, plain, noted = PngImagePlugin.PngInfo(), io.BytesIO(), io.BytesIO()
    texts.add_text("Software", "Matplotlib version 3.11.2")
    image.save(plain, "PNG")
    image.save(noted, "PNG", pnginfo=texts)
    assert plain.getvalue() != noted.getvalue()
    raw = new_output("display_data", data={"image/png": base64.encodebytes(noted.getvalue()).decode()})
    shown = new_output("display_data", data={"text/html": picture_html(noted.getvalue(), "Grey noise.")})
    stored = normalise(page([code("a", "1", raw, shown)])).cells[0].outputs
    for kept in (stored[0].data["image/png"], pictures_of(stored[1])[0][1]):
        assert base64.b64decode(kept) == plain.getvalue()
        assert "\n" not in kept
        assert Image.open(io.BytesIO(base64.b64decode(kept))).tobytes() == image.tobytes()
    assert stored[1].data["text/html"] == picture_html(plain.getvalue(), "Grey noise.")


def test_text_is_compared_as_it_was_printed():
    spaced = stdout("two  \n\n three\t\n")
    assert normalise(page([code("a", "1", spaced)])).cells[0].outputs[0].text == spaced.text


def test_a_progress_bar_leaves_its_last_state():
    bar = stdout("\r 10 % done\r 90 % done\rall done  \nand the rest\n")
    assert normalise(page([code("a", "1", bar)])).cells[0].outputs[0].text == "all done  \nand the rest\n"


# --- other pages ----------------------------------------------------------------------------------------------------


def test_the_html_export_says_what_each_picture_shows(page_file):
    nb = nbformat.read(page_file([code("a", "1", picture(alt="A line < 2 & rising."))]), as_version=4)
    html, _ = HTMLExporter().from_notebook_node(nb)
    images = re.findall(r"<img[^>]*>", html)
    assert len(images) == 1 and "No description" not in html
    assert pictures_of({"data": {"text/html": images[0]}})[0][0] == "A line < 2 & rising."
