"""The projector's gallery as a server: what it answers, whom it refuses. And `make test`, whose steps are listed."""

import asyncio
import json
import struct
import subprocess
import time
import urllib.error
import urllib.request

import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

from course_utils.explorers import explorer_class
from course_utils.launch import checks
from course_utils.maintenance import browser
from course_utils.site import answers, served


@pytest.fixture(scope="module")
def gallery(tmp_path_factory):
    with browser.gallery(tmp_path_factory.mktemp("home")) as server:
        yield server


def fetch(address, **headers):
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=60) as answer:
        return answer.read().decode()


def test_pages_ask_no_other_computer(gallery):
    for page in ("explorers/index.html", "explorers/filter-lab.html", "chapters/00-start-here.html", "index.html"):
        text = fetch(f"{gallery.url}/{page}")
        assert 'data-python="socket"' in text and not browser.OUTSIDE.findall(text), page


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example"])
def test_other_names_are_refused(gallery, host):
    with pytest.raises(urllib.error.HTTPError, match="403"):
        fetch(f"{gallery.url}/explorers/index.html", Host=host)


@pytest.mark.parametrize("file", ["../pyproject.toml", "assets/nothing.js", "assets/explorers/os.js", "%2e%2e/x"])
def test_other_files_are_not_there(gallery, file):
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetch(f"{gallery.url}/{file}")


def talk(server, *messages, origin=None):
    """Send messages to Python; return the (heading, bytes) of as many answers."""

    async def talking():
        address = server.url.replace("http", "ws") + "/python"
        socket = await websocket_connect(HTTPRequest(address, headers={"Origin": origin or server.url}))
        found = []
        for message in messages:
            await socket.write_message(message)
            raw = await asyncio.wait_for(socket.read_message(), 60)
            (length,) = struct.unpack("<I", raw[:4])
            found.append((json.loads(raw[4 : 4 + length]), raw[4 + length :]))
        socket.close()
        return found

    return asyncio.run(talking())


def test_python_answers_what_a_frame_is(gallery):
    state = explorer_class("LrnBench").full_state({"k": 4.0})
    asked = dict(kind="frame", explorer="LrnBench", seq=3, page="a", state=state)
    ((heading, data),) = talk(gallery, json.dumps(asked))
    text, expected = answers.frame("LrnBench", state)
    assert heading == {"kind": "frame", "seq": 3, "page": "a", "text": text} and data == expected


@pytest.mark.parametrize(
    "message",
    [
        "no json",
        "[1]",
        json.dumps(dict(kind="frame", explorer="os", state={})),
        json.dumps(dict(kind="frame", explorer="LrnBench", state={"k": "__import__('os')"})),
        json.dumps(dict(kind="eval", explorer="LrnBench", state={})),
        json.dumps(dict(kind="act", explorer="LrnBench", name="run", state={})),
    ],
)
def test_what_cannot_be_is_said_and_the_next_is_answered(gallery, message):
    good = json.dumps(dict(kind="frame", explorer="FirstSlider", state=explorer_class("FirstSlider").full_state()))
    (first, _), (second, _) = talk(gallery, message, good)
    assert first.get("kind") in ("error", "acted") and second["kind"] == "frame"


def test_pages_of_other_origins_are_refused(gallery):
    with pytest.raises(HTTPClientError, match="403"):
        talk(gallery, "{}", origin="http://evil.example")


def test_names_of_this_machine():
    assert served.own("127.0.0.1:8866") and served.own("localhost:1") and not served.own("localhost.evil:8866")


# ---- make test ------------------------------------------------------------------------------------------------------


def test_all_steps_run_even_when_one_fails(monkeypatch, capfd):
    seen = []

    def call(command, cwd, env):
        seen.append(command[2])
        return 1 if "format" in command else 0

    monkeypatch.setattr(subprocess, "call", call)
    assert checks.main(["-k", "softmax"]) == 1
    assert seen == ["ruff", "ruff", "pytest"]
    assert "FAILED: format" in capfd.readouterr().err
    monkeypatch.setattr(subprocess, "call", lambda command, cwd, env: 0)
    assert checks.main(["-x"]) == 0


@pytest.mark.parametrize(("words", "cases"), [([], "some"), (["--all"], "all")])
@pytest.mark.parametrize(("code", "told"), [(0, ""), (3, "FAILED: tests in the browser")])
def test_the_browser_tests_run_beside_and_are_heard(monkeypatch, capfd, code, told, words, cases):
    began, others = checks.beside, []

    def instead(arguments, variables):
        assert arguments == ["-m", "pytest", checks.BROWSER] + ["--ignore", checks.PAGES] * (cases == "all")
        assert variables["COURSE_TESTS"] == cases
        return began(["-c", f"print('pages'); raise SystemExit({code})"], variables)

    def call(command, cwd, env):
        assert env["COURSE_TESTS"] == cases
        others.append(command[1:])
        return 0

    monkeypatch.setattr(checks, "beside", instead)
    monkeypatch.setattr(checks, "shared_out", lambda: ["-n", "5"])
    monkeypatch.setattr(subprocess, "call", call)
    assert checks.main(words) == (1 if code else 0)
    wanted = [["-m", "pytest", "-n", "5", "--ignore", checks.BROWSER]]
    wanted += [["-m", "pytest", checks.PAGES]] * (cases == "all")  # a short run has them beside
    assert [one for one in others if "pytest" in one] == wanted
    out, err = capfd.readouterr()
    assert "pages" in out and told in err and bool(err.strip()) == bool(told)
    assert ("ARGS=--all` tries every one" in out) == (cases == "some")  # what was not run is said


def test_there_are_as_many_processes_as_cores_and_one_where_there_is_nothing_to_share(monkeypatch):
    monkeypatch.setattr(checks.importlib.util, "find_spec", lambda name: name == "xdist")
    monkeypatch.setattr(checks.os, "sched_getaffinity", lambda _: range(3), raising=False)
    assert checks.shared_out()[:2] == ["-n", "3"] and "loadfile" in checks.shared_out()
    monkeypatch.setattr(checks.os, "sched_getaffinity", lambda _: range(64))
    assert checks.shared_out()[1] == str(checks.MOST_PROCESSES)
    assert checks.shared_out(1) == []
    monkeypatch.setattr(checks.importlib.util, "find_spec", lambda name: None)
    assert checks.shared_out() == []


def test_what_runs_beside_ends_with_the_run():
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt), checks.beside(["-c", "import time; time.sleep(600)"], {}):
        raise KeyboardInterrupt
    assert time.monotonic() - started < 300


def test_lint_reads_the_notebooks_and_pytest_comes_last():
    (_, lint), _, (_, tests) = checks.steps(["-x"])
    assert "notebooks" in lint
    assert tests == ["-m", "pytest", "-x"]
