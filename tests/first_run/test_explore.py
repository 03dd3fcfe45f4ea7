"""The projector's page: what Voilà is told, and that nothing on the page comes from another computer."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from course_utils import settings
from course_utils.launch import checks, explore, place

TEMPLATE = explore.HERE / "share" / "voila" / "templates" / "course" / "index.html.j2"
OUTSIDE = re.compile(r"""(?:src|href)\s*=\s*["'](?:https?:)?//(?!127\.0\.0\.1)|@import\s+url\(["']?https?:""")


def test_the_command_line(tmp_path):
    line = explore.command_line(tmp_path / "one.ipynb", port=9999, browser=False, extra=["--debug"])
    assert line[0] == str(tmp_path / "one.ipynb")
    assert {"--port=9999", "--Voila.ip=127.0.0.1", "--template=course", "--no-browser"} <= set(line)
    assert line[-1] == "--debug"
    line = explore.command_line(port=9999, browser=False, extra=["--Voila.ip=0.0.0.0", "--theme=dark", "--port=9"])
    assert not {"--Voila.ip=127.0.0.1", "--port=9999"} & set(line) and line[0] == str(explore.PAGE)
    assert "--no-browser" not in explore.command_line(port=9999, browser=True)


def test_the_template_is_found_beside_the_environments_own(tmp_path):
    seen = explore.environment({"JUPYTER_PATH": "/mine"}, tmp_path)
    assert seen["JUPYTER_PATH"] == str(explore.HERE / "share")
    assert TEMPLATE.is_file()


def test_the_address_chooses_the_explorer():
    names = ["ActivationLab", "Descent"]
    assert explore.chosen("explorer=Descent", names) == "Descent"
    assert explore.chosen("voila-theme=dark&explorer=Descent", names) == "Descent"
    for query in (None, "", "explorer=", "explorer=<script>"):
        assert explore.chosen(query, names) == "ActivationLab"


def test_the_chooser_marks_where_the_reader_is_and_leads_on():
    titles = {"A": "One & two", "B": "Three", "C": "Four"}
    before, _, every = explore.chooser(titles, "B").partition("<details>")
    every, _, after = every.partition("</details>")
    assert '<a href="?explorer=A" target="_self">‹ One &amp; two</a>' in before
    assert '<a href="?explorer=C" target="_self">Four ›</a>' in after
    assert every.count("<a ") == 3 and '"?explorer=B" target="_self" aria-current="page">Three</a>' in every
    assert "‹" not in explore.chooser(titles, "A") and "›" not in explore.chooser(titles, "C")


def test_the_page_holds_one_cell_and_no_output():
    page = json.loads(explore.PAGE.read_text("utf-8"))
    assert len(page["cells"]) == 1
    assert page["cells"][0]["outputs"] == []


def test_the_served_page_asks_no_other_computer(tmp_path):
    notebook = tmp_path / "my page.ipynb"
    cell = dict(cell_type="code", id="a", metadata={}, outputs=[], execution_count=None, source="print(6 * 7)")
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook.write_text(json.dumps(dict(cells=[cell], metadata={"kernelspec": kernel}, nbformat=4, nbformat_minor=5)))
    page = served_page(notebook, tmp_path / "home")
    assert "42" in page
    assert not OUTSIDE.findall(page)
    assert "voila.js" in page  # the bundle that draws widgets comes from here
    assert "course-chooser" in page  # the course's own template was used


def served_page(notebook, home):
    """Start the page's server on a free port, fetch the page, end the server."""
    port = place.free_port(20_000 + os.getpid() % 20_000)
    command = [
        sys.executable,
        "-m",
        "course_utils",
        "explore",
        "--notebook",
        str(notebook),
        f"--port={port}",
        "--no-browser",
    ]
    variables = {**os.environ, "COURSE_HOME": str(home)}
    with open(notebook.with_suffix(".log"), "w+b") as log:
        server = subprocess.Popen(command, cwd=settings.ROOT, env=variables, stdout=log, stderr=log)
        try:
            wait_for(port, server)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as answer:
                return answer.read().decode()
        finally:
            server.terminate()
            server.wait(timeout=30)


def wait_for(port, server):
    """Wait until the server listens."""
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert server.poll() is None, "the server ended by itself"
        time.sleep(0.1)
    pytest.fail("the server did not start to listen")


# ---- make test ------------------------------------------------------------------------------------------------------


def test_all_steps_run_even_when_one_fails(monkeypatch, capfd):
    seen = []

    def call(command, cwd):
        seen.append(command[2])
        return 1 if "format" in command else 0

    monkeypatch.setattr(subprocess, "call", call)
    assert checks.main(["-k", "softmax"]) == 1
    assert seen == ["ruff", "ruff", "pytest"]
    assert "FAILED: format" in capfd.readouterr().err
    monkeypatch.setattr(subprocess, "call", lambda command, cwd: 0)
    assert checks.main(["-x"]) == 0


@pytest.mark.parametrize(("code", "told"), [(0, ""), (3, "FAILED: tests in the browser")])
def test_the_browser_tests_run_beside_and_are_heard(monkeypatch, capfd, code, told):
    began, others = checks.beside, []

    def instead(arguments):
        assert arguments == ["-m", "pytest", checks.BROWSER]
        return began(["-c", f"print('pages'); raise SystemExit({code})"])

    monkeypatch.setattr(checks, "beside", instead)
    monkeypatch.setattr(subprocess, "call", lambda command, cwd: others.append(command[1:]) or 0)
    assert checks.main() == (1 if code else 0)
    assert others[-1] == ["-m", "pytest", "--ignore", checks.BROWSER]
    out, err = capfd.readouterr()
    assert "pages" in out and told in err and bool(err.strip()) == bool(told)


def test_what_runs_beside_ends_with_the_run():
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt), checks.beside(["-c", "import time; time.sleep(60)"]):
        raise KeyboardInterrupt
    assert time.monotonic() - started < 30


def test_lint_reads_the_notebooks_and_pytest_comes_last():
    (_, lint), _, (_, tests) = checks.steps(["-x"])
    assert "notebooks" in lint
    assert tests == ["-m", "pytest", "-x"]
