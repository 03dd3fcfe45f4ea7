"""The nbval run of `make test` notices every drift of an output that it should, and forgives what may vary."""

import json
import os
import platform
import subprocess
import sys

import nbformat
import pytest
from sample_pages import code, picture, png

from course_utils import settings
from course_utils.maintenance import notebooks, strict

RAW = "from IPython.display import display\n\ndisplay({data}, raw=True)"
PICTURE = png()
SQUARE = RAW.format(data=dict(picture(alt="A white square.", plain="ramp").data))
WIDGET = """import ipywidgets
from IPython.display import display

data = ipywidgets.IntSlider()._repr_mimebundle_()
data["text/plain"] = "a slider"
display(data, raw=True)"""
#: Cells, and for each what to change in its stored output.
DRIFTS = {
    "printed": ("print(f'{1 / 3:.3f}')", "0.333", "0.334"),
    "result": ("6 * 7", "42", "43"),
    "html": (RAW.format(data={"text/html": "<p>A ramp.</p>", "text/plain": "ramp"}), "A ramp", "A hill"),
    "beside": (SQUARE, "ramp", "hill"),
    "described": (SQUARE, "white", "black"),
    "drawn": (SQUARE, PICTURE, png(colour=9)),
    "widget": (WIDGET, "a slider", "a knob"),
    "home": ("import os\n\nprint(os.path.exists(os.environ['COURSE_HOME']))", "False", "True"),
}


def nbval(path):
    """Run nbval the way `make test` does; return its exit status and what it printed."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", "--nbval-current-env"]
    run = subprocess.run(
        [*command, "-p", "course_utils.maintenance.strict", "--rootdir", str(path.parent), str(path)],
        capture_output=True, text=True, cwd=settings.ROOT, timeout=120,
        env={name: value for name, value in os.environ.items() if name != "MPLBACKEND"},
    )  # fmt: skip
    return run.returncode, run.stdout + run.stderr


@pytest.fixture
def executed(page_file):
    """A notebook with text, pictures, a widget and the state of its course home, as `make notebooks` stores it."""
    path = page_file([code(id, source) for id, (source, _, _) in DRIFTS.items()])
    notebooks.rewrite(path)
    return path


def test_an_executed_notebook_passes(executed):
    status, said = nbval(executed)
    assert status == 0, said
    assert f"{len(DRIFTS)} passed" in said


AFTER = """
import os
before = {name: os.environ.get(name) for name in ("COURSE_HOME", "MPLBACKEND", "ATEN_CPU_CAPABILITY")}
def test_after():
    assert before == {name: os.environ.get(name) for name in before} and before["MPLBACKEND"] == "Agg"
"""


@pytest.mark.long
def test_a_test_that_comes_after_a_notebook_finds_the_environment_as_it_was(executed):
    after = executed.parent / "test_after.py"
    after.write_text(AFTER)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", "--nbval-current-env"]
    files = ["--rootdir", str(executed.parent), str(executed), str(after), str(executed)]
    run = subprocess.run([*command, "-p", "course_utils.maintenance.strict", *files], capture_output=True, text=True,
                         cwd=settings.ROOT, env={**os.environ, "MPLBACKEND": "Agg"}, timeout=120)  # fmt: skip
    assert run.returncode == 0, run.stdout
    assert f"{len(DRIFTS) + 1} passed" in run.stdout


def test_every_drift_is_noticed(executed):
    nb = nbformat.read(executed, as_version=4)
    for cell, (_, old, new) in zip(nb.cells, DRIFTS.values(), strict=True):
        stored = json.dumps(cell.outputs)
        assert old in stored
        cell.outputs = nbformat.from_dict(json.loads(stored.replace(old, new)))
    nbformat.write(nb, executed)
    status, said = nbval(executed)
    assert status == 1, said
    assert f"{len(DRIFTS)} failed" in said


def test_another_picture_is_noticed_and_a_moved_pixel_is_not():
    ramp = strict.pictures([picture(colour=255)])
    assert strict.compare(ramp, strict.pictures([picture(colour=250)])) is None
    assert "looks different" in strict.compare(ramp, strict.pictures([picture(colour=180)]))
    assert "1 pictures are stored, 0" in strict.compare(ramp, [])
    assert "description" in strict.compare(ramp, strict.pictures([picture(alt="A straight line that falls.")]))


def test_a_notebook_that_needs_the_network_fails(page_file):
    path = page_file([code("reach", "import socket\n\nsocket.create_connection(('192.0.2.1', 80), timeout=5)")])
    status, said = nbval(path)
    assert status == 1
    assert "NetworkBlocked" in said


@pytest.mark.long
@pytest.mark.skipif(platform.machine().lower() not in ("x86_64", "amd64"), reason="an older processor is known of x86")
def test_a_digit_that_hangs_on_the_processor_is_noticed(page_file):
    product = "import numpy as np\n\na = np.random.default_rng(0).normal(size=(300, 300))\n"
    path = page_file([code("rounded", f"{product}print(f'{{(a @ a)[0, 0]:.3f}}')"), code("all", "(a @ a).sum()")])
    notebooks.rewrite(path)
    status, said = nbval(path)
    assert status == 1 and "1 failed, 1 passed" in said and "(a @ a).sum()" in said
