"""Outputs without what lived in a kernel, and what the servers' contents manager makes of a notebook."""

import asyncio
import copy
import json
import re
from html import escape

import nbformat
import pytest
from small_course import cell, notebook

from course_utils.explorers import FirstSlider, engine, predict
from course_utils.launch import plain, saved
from course_utils.maintenance.normal_form import KERNELSPEC, normalise

STATE = {"application/vnd.jupyter.widget-state+json": {"state": {}}}


def output(bundle):
    """Return the output of a cell that shows what has a MIME bundle, as JSON keeps it."""
    data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
    return json.loads(json.dumps(dict(output_type="execute_result", data=data, metadata=metadata, execution_count=1)))


def page(*outputs):
    """Return a notebook that was run, one cell for each output, with widgets' state."""
    cells = [cell(f"cell-{n}", "x", outputs=[o], execution_count=1) for n, o in enumerate(outputs)]
    content = notebook(cells)
    content["metadata"].update(widgets=STATE, kernelspec=dict(KERNELSPEC))
    return content


@pytest.fixture(scope="module")
def explorer():
    return output(FirstSlider()._repr_mimebundle_())


@pytest.fixture(scope="module")
def prediction():
    return output(predict("00-predict-weight")._repr_mimebundle_())


def test_an_explorer_becomes_its_picture_its_words_and_how_to_bring_it_alive(explorer):
    content = page(copy.deepcopy(explorer))
    (view,) = plain.take_views(content).values()
    assert view["model_id"] and "widgets" not in content["metadata"]
    (shown,) = content["cells"][0]["outputs"]
    assert set(shown["data"]) == {"text/plain", "text/html"} and shown["metadata"] == {}
    html = shown["data"]["text/html"]
    assert html.count('src="data:image/png;base64,iVBOR') == 1 and html.count("<img ") == 1 and ' alt="One unit' in html
    sentence = shown["data"]["text/plain"].removeprefix("Explorer: ")
    assert escape(sentence) in re.sub(r"<[^>]*>", "", html)
    assert html.count(plain.HOW["Explorer"]) == 1
    assert plain.STATE == engine.STATE


def test_a_prediction_keeps_its_question_and_says_that_only_a_choice_is_noted(prediction):
    content = page(copy.deepcopy(prediction))
    plain.take_views(content)
    html = content["cells"][0]["outputs"][0]["data"]["text/html"]
    assert html.startswith(prediction["data"]["text/html"]) and html.endswith(f"<em>{plain.HOW['Predict']}</em></p>")


def test_saving_again_and_again_adds_nothing(explorer, prediction):
    content = page(copy.deepcopy(explorer), copy.deepcopy(prediction))
    views = plain.take_views(content)
    once = copy.deepcopy(content)
    for _ in range(3):
        plain.put_views(content, views)
        assert plain.take_views(content) == views
    assert content == once


def test_words_go_where_there_is_a_view_and_nowhere_else(explorer):
    explorer = copy.deepcopy(explorer)
    del explorer["data"][plain.VIEW]
    content = page(explorer, output({"text/plain": "Explorer: none of ours"}))
    before = copy.deepcopy(content["cells"])
    assert plain.take_views(content) == {} and content["cells"] == before
    content = page(output({plain.VIEW: {"model_id": "1"}}), output({plain.VIEW: {}, "text/plain": ["a ", "slider"]}))
    assert len(plain.take_views(content, words=True)) == 2
    texts = [c["outputs"][0]["data"]["text/plain"] for c in content["cells"]]
    assert texts == [plain.HOW[""], f"a slider\n{plain.HOW['']}"]


def test_streams_errors_and_bare_notebooks_are_left_alone():
    stream = {"output_type": "stream", "name": "stdout", "text": "hello"}
    error = {"output_type": "error", "ename": "E", "evalue": "", "traceback": []}
    content = {"cells": [cell("a", "x", outputs=[stream, error]), cell("b", "y", "markdown")], "metadata": {}}
    before = copy.deepcopy(content)
    assert plain.take_views(content) == {} and content == before
    assert plain.take_views({}) == {}


def test_an_export_holds_pictures_and_words_without_asking_for_a_widget(explorer, prediction):
    from nbconvert import HTMLExporter

    content = page(copy.deepcopy(explorer), copy.deepcopy(prediction))
    plain.take_views(content)
    text, _ = HTMLExporter().from_notebook_node(nbformat.from_dict(content))
    assert len(re.findall('<img [^>]*src="data:image/png;base64,iVBOR', text)) == 1 and text.count("<details>") == 1
    assert plain.HOW["Explorer"] in text and plain.HOW["Predict"] in text
    assert "widget-view" not in text and "widget-state" not in text


# ---- the contents manager -------------------------------------------------------------------------------------------


@pytest.fixture
def manager(tmp_path):
    """Return a function that makes a contents manager of a class, whose kernels run as process `alive`."""

    def make(kind=saved.Contents):
        class WithKernel(kind):
            alive = 7

            async def _run(self, path):
                return self.alive

        return WithKernel(root_dir=str(tmp_path))

    return make


def run(step):
    return asyncio.run(step)


def test_the_file_is_plain_and_the_page_keeps_what_is_alive(manager, tmp_path, explorer, monkeypatch):
    contents, model = manager(), explorer["data"][plain.VIEW]["model_id"]
    monkeypatch.setattr(saved, "BORN", {model: 7})
    run(contents.save({"type": "notebook", "content": page(copy.deepcopy(explorer))}, "a.ipynb"))
    assert plain.VIEW not in (tmp_path / "a.ipynb").read_text("utf-8")

    def views(**asked):
        content = run(contents.get("a.ipynb", **asked))["content"]
        return [o["data"].get(plain.VIEW, {}).get("model_id") for _, o in plain.displayed(content)]

    assert views(type="notebook") == [model]
    assert views() == [None]  # an export
    run(contents.rename_file("a.ipynb", "b.ipynb"))
    run(contents.rename_file("b.ipynb", "a.ipynb"))
    assert views(type="notebook") == [model]
    contents.alive = 8  # restarted
    assert views(type="notebook") == [None]


def test_what_is_opened_says_all_that_jupyterlab_would_add(manager, tmp_path, explorer):
    (tmp_path / "a.ipynb").write_text(json.dumps(page(explorer)), "utf-8")
    content = run(manager().get("a.ipynb", type="notebook"))["content"]
    assert content["metadata"]["language_info"] == saved.LANGUAGE and "widgets" not in content["metadata"]
    other = page(explorer)
    other["metadata"]["kernelspec"]["name"] = "julia"
    (tmp_path / "b.ipynb").write_text(json.dumps(other), "utf-8")
    assert run(manager().get("b.ipynb", type="notebook"))["content"]["metadata"]["language_info"] == {"name": "python"}


def test_other_files_and_folders_are_as_ever(manager, tmp_path):
    contents = manager()
    run(contents.save({"type": "file", "format": "text", "content": "hello"}, "a.txt"))
    assert run(contents.get("a.txt"))["content"] == "hello"
    assert [entry["name"] for entry in run(contents.get(""))["content"]] == ["a.txt"]


def test_a_maintainers_chapter_is_saved_as_it_is_committed(manager, tmp_path, explorer):
    content = page(explorer)
    content["metadata"]["language_info"] = dict(saved.LANGUAGE)
    content["cells"][0].update(metadata={"trusted": True}, execution_count=9)
    wanted = normalise(copy.deepcopy(content))
    run(manager(saved.Sources).save({"type": "notebook", "content": content}, "a.ipynb"))
    stored = json.loads((tmp_path / "a.ipynb").read_text("utf-8"))
    assert stored["metadata"] == wanted.metadata and stored["cells"][0]["execution_count"] == 1
    text = json.dumps(stored)
    assert plain.VIEW not in text and plain.HOW["Explorer"] not in text and "widget" not in text


def test_a_server_that_opens_a_copy_keeps_it_in_use(manager, tmp_path):
    from course_utils.launch import copies, sharing

    lock = copies.lock_file(tmp_path)
    with sharing.use(lock) as use:
        assert use.alone
    (tmp_path / "a.ipynb").write_text(json.dumps(notebook([])), "utf-8")
    contents = manager()
    run(contents.get("a.ipynb", type="notebook"))
    with sharing.use(lock) as use:
        assert not use.alone
    for file in contents._in_use.values():
        file.close()
    with sharing.use(lock) as use:
        assert use.alone
