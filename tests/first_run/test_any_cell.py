"""Whichever cell is run first: the tools are there, and a name that is missing leads to the cell that makes it."""

import ast
import json
import os
import re
import sys

import pytest
from jupyter_client.manager import start_new_kernel

from course_utils import settings
from course_utils.launch import any_cell, lab, place

CHAPTER = "01_activation_functions.ipynb"
CELLS = any_cell.code_cells(settings.NOTEBOOKS / CHAPTER)
PREDICTION = next(found[1] for _, source in CELLS if (found := re.search(r'predict\("([^"]+)"', source)))


class Kernel:
    """A kernel as the course's JupyterLab starts it; ``run`` returns what a cell prints and how it fails."""

    def __init__(self, home, notebook):
        environment = place.jupyter_environment({**os.environ}, home) | {"JPY_SESSION_NAME": notebook}
        lab.offer_tools(environment)
        self.manager, self.client = start_new_kernel(kernel_name="python3", env=environment, cwd=str(home))

    def run(self, code, cell=None):
        said, error = [], ""

        def hear(message):
            nonlocal error
            content = message["content"]
            if message["msg_type"] == "stream":
                said.append(content["text"])
            elif message["msg_type"] in ("execute_result", "display_data"):
                said.append(content["data"]["text/plain"])
            elif message["msg_type"] == "error":
                error = f"{content['ename']}: {content['evalue']}"

        header = self.client.session.msg("execute_request", dict(
            code=code, silent=False, store_history=True, user_expressions={}, allow_stdin=False, stop_on_error=True,
        ), metadata={"cellId": cell} if cell else {})  # fmt: skip
        self.client.shell_channel.send(header)
        while True:
            message = self.client.get_iopub_msg(timeout=90)
            if message["parent_header"].get("msg_id") != header["header"]["msg_id"]:
                continue
            hear(message)
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return "".join(said), error

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    running = Kernel(tmp_path_factory.mktemp("home of a learner"), f"somewhere/{CHAPTER}")
    yield running
    running.close()


def clear(kernel):
    assert kernel.run("%reset -f") == ("", "")


def test_nothing_heavy_is_loaded_before_a_tool_is_used(kernel):
    heavy = ["numpy", "torch", "matplotlib", "anywidget", "course_utils.exercises", "course_utils.explorers"]
    said, error = kernel.run(f"import sys; print([name for name in {heavy} if name in sys.modules])")
    assert (said, error) == ("[]\n", "")
    assert kernel.run(f"[name for name in dir() if name in {[*any_cell.TOOLS]}]") == ("[]", "")


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ('check("00-half-point", 1.5)', "correct"),
        ('hint("00-half-point")', "hint 1"),
        ('solution("00-half-point")', "one way to do it"),
        ("progress()", ""),
        (f'predict("{PREDICTION}")', "Predict:"),
        ("def mine():\n    return check\nprint(mine().__module__)", "course_utils.exercises"),
        ("check?", ""),
    ],
)
def test_the_tools_are_there_in_the_first_cell(kernel, cell, words):
    clear(kernel)
    said, error = kernel.run(cell)
    assert error == "" and words in said


def test_the_learners_own_names_win(kernel):
    clear(kernel)
    kernel.run("hint = 'mine'\ndef check(a):\n    return a + 1")
    assert kernel.run("print(hint, check(1))") == ("mine 2\n", "")
    clear(kernel)
    assert kernel.run("progress = 3\nfor solution in [4]:\n    pass\nprint(progress, solution)") == ("3 4\n", "")
    assert kernel.run("print(progress, solution)") == ("3 4\n", "")


def test_a_name_of_the_first_cell_leads_there(kernel):
    clear(kernel)
    later = next(key for key, source in CELLS if key != "setup")
    for cell in (None, later, "a cell of the learner's own"):
        said, error = kernel.run("np.zeros(3)", cell)
        assert error == "NameError: name 'np' is not defined"
        assert said == "'np' comes from the chapter's first code cell: run that cell, then this one again.\n"


def test_a_name_that_is_made_further_up_leads_there_and_one_further_down_does_not(kernel):
    clear(kernel)
    position, name = next(
        (k, name) for k, (_, source) in enumerate(CELLS) for name in sorted(any_cell.made(source))
        if k > 2 and not any(name in any_cell.made(other) for _, other in CELLS[:k] + CELLS[k + 1 :])
    )  # fmt: skip
    said, error = kernel.run(f"print({name})", CELLS[position + 1][0])
    assert error.startswith("NameError") and "further up" in said and CELLS[position][1].splitlines()[0] in said
    assert kernel.run(f"print({name})", CELLS[position - 1][0])[0] == ""
    assert kernel.run(f"print({name})")[0] == "", "where it is not known which cell ran, nothing is guessed"


@pytest.mark.parametrize(
    "cell",
    ["prnt(1)", "nmupy.zeros(3)", "x = chekc('a')", "def f():\n    a = a + 1\nf()", "1 / 0", "raise NameError('np')"],
)
def test_of_an_ordinary_slip_nothing_is_said(kernel, cell):
    clear(kernel)
    said, error = kernel.run(cell, CELLS[-1][0])
    assert said == "" and error


def test_a_name_that_is_there_is_not_spoken_of(kernel):
    clear(kernel)
    kernel.run("import numpy as np")
    assert kernel.run("def f():\n    return undefined_of_mine + np.pi\nf()", CELLS[-1][0])[0] == ""


# ---- what it goes by -------------------------------------------------------------------------------------------------


def missing(name):
    return NameError(f"name '{name}' is not defined", name=name)


def test_elsewhere_the_notebook_is_unknown_and_the_first_cells_of_all_chapters_count(monkeypatch, tmp_path):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.chdir(tmp_path)
    assert "first code cell" in any_cell.advice(missing("np"), {})
    assert "first code cell" in any_cell.advice(missing("ActivationLab"), {})
    assert any_cell.advice(missing("leaky_relu_of_mine"), {}) == ""


def test_vs_code_names_the_notebook_in_another_way(monkeypatch):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    path = settings.NOTEBOOKS / CHAPTER
    assert any_cell.notebook_path({"__vsc_ipynb_file__": str(path)}) == path


def test_the_learners_own_notebook_is_read_where_there_is_one(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JPY_SESSION_NAME", "mine.ipynb")
    cells = [
        dict(cell_type="code", id=key, source=source) for key, source in [("a", "first = 1\n"), ("b", "\nmy = 2\n")]
    ]
    (tmp_path / "mine.ipynb").write_text(json.dumps(dict(cells=[dict(cell_type="markdown", source="x"), *cells])))
    assert "first code cell" in any_cell.advice(missing("first"), {}, "b")
    assert any_cell.advice(missing("my"), {}, "b") == ""
    cells.append(dict(cell_type="code", id="c", source="print(my)"))
    (tmp_path / "mine.ipynb").write_text(json.dumps(dict(cells=cells)))
    assert "begins with\n    my = 2\n" in any_cell.advice(missing("my"), {}, "c")


class Failed:
    """A cell that ended with an error, as IPython tells of it."""

    def __init__(self, error):
        self.error_in_exec, self.info = error, None


def test_a_notebook_that_cannot_be_read_adds_no_error(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JPY_SESSION_NAME", "broken.ipynb")
    (tmp_path / "broken.ipynb").write_text("{")
    any_cell.tell(Failed(missing("np")), {})
    assert capsys.readouterr() == ("", "")


def test_a_tool_that_cannot_be_loaded_is_left_to_python(monkeypatch):
    monkeypatch.setitem(sys.modules, "course_utils.exercises", None)
    names = {}
    any_cell.Bringer(names).visit(ast.parse("check('a', 1)"))
    assert names == {}
    monkeypatch.setitem(any_cell.TOOLS, "of_a_later_version", "course_utils.settings")
    any_cell.Bringer(names).visit(ast.parse("of_a_later_version"))
    assert names == {}


def test_every_first_cell_can_be_read():
    chapters = sorted(settings.NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))[1:]
    assert all("check" in any_cell.made(any_cell.code_cells(path)[0][1]) for path in chapters)


@pytest.mark.parametrize("path", sorted(settings.NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_run_from_its_beginning_a_chapter_needs_none_of_this(path):
    """In a kernel that does not load the extension, too, each tool is imported before it is used."""
    there = set()
    for key, source in any_cell.code_cells(path):
        there |= any_cell.made(source)
        names = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)]
        own = {node.id for node in names if isinstance(node.ctx, ast.Store)}  # `for case in cases`
        used = {node.id for node in names} & any_cell.TOOLS.keys() - own
        assert used <= there, f"{key} uses {used - there}"


def test_a_figure_that_was_shown_is_let_go_once_another_is(kernel):
    kernel.run("import gc\nfrom course_utils.plotting import style")
    for _ in range(3):
        kernel.run("style.Picture(style.figure()[0], alt='An empty pair of axes.')")
    for number in "0123":  # IPython keeps the newest three in _, __ and ___
        kernel.run(number)
    code = "gc.collect(); print(sum(type(one).__name__ == 'Picture' for one in gc.get_objects()))"
    assert kernel.run(code) == ("0\n", "")


def test_what_a_learner_computed_stays_in_out(kernel):
    kernel.run("keep = len(In)\n'mine'")
    kernel.run("style.Picture(style.figure()[0], alt='An empty pair of axes.')")
    assert kernel.run("print(Out[keep - 1])") == ("mine\n", "")
