"""Terminals that people get: whatever their shell's own files do, python and torchrun are those of the course."""

import contextlib
import json
import os
import re
import shutil
import sys
import time

import pytest
import websocket

from course_utils import settings
from course_utils.launch import place, terminal

ptyprocess = pytest.importorskip("ptyprocess", reason="terminals of this kind are those of Linux and macOS")

PROGRAMS = os.path.dirname(sys.executable)
SHELLS = [name for name in ("bash", "zsh", "fish", "dash") if shutil.which(name)]
ACTIVATE = """\
export OWN_FILE_WAS_READ=yes
export PATH="{other}:$PATH"
alias python='{other}/python'
"""
# As pyenv-virtualenv does it: before each prompt a function runs.
HOOK = ACTIVATE + 'hook() {{ export PROMPTS=seen; }}\nPROMPT_COMMAND="hook;$PROMPT_COMMAND"\n'
FISH = "set -gx OWN_FILE_WAS_READ yes\nset -gx PATH {other} $PATH\nalias python '{other}/python'\n"


def home(folder, kind):
    """Make a home of a kind: empty, or one whose shell files put another Python in front."""
    folder.mkdir(parents=True)
    if kind == "empty":
        return folder
    other = folder / "other" / "bin"
    other.mkdir(parents=True)
    for name in ("python", "python3", "torchrun"):
        (other / name).write_text("#!/bin/sh\necho the other one\n")
        (other / name).chmod(0o755)
    text = (HOOK if kind == "hook" else ACTIVATE).format(other=other)
    for name in (".bashrc", ".profile", ".zshrc", ".zprofile"):
        (folder / name).write_text(text)
    (folder / ".config" / "fish").mkdir(parents=True)
    (folder / ".config" / "fish" / "config.fish").write_text(FISH.format(other=other))
    return folder


class Terminal:
    """A shell on a terminal, as the terminals of JupyterLab start it; ``ask`` types a line and returns the answer."""

    def __init__(self, shell, folder, login):
        own = {"HOME": str(folder), "SHELL": shutil.which(shell), "PATH": os.environ["PATH"], "TERM": "dumb",
               "LANG": "C.UTF-8"}  # fmt: skip
        seen = place.jupyter_environment(own, folder / "course home")
        command = terminal.settings(seen, login=login)["shell_command"]
        self.process = ptyprocess.PtyProcessUnicode.spawn(command, env=seen, cwd=str(folder), dimensions=(24, 500))

    def ask(self, line):
        """Type a line; return what was written after it, up to a mark."""
        self.process.write(f"{line}; printf 'en''d\\n'\r")
        return until_mark(self.process.read)


def until_mark(read, patience=60):
    """Read a terminal until the mark; return what came, without the codes that move the cursor."""
    said, deadline = "", time.monotonic() + patience
    while not re.search(r"^end\r?$", said, re.MULTILINE):
        assert time.monotonic() < deadline, said
        said += read()
        said = re.sub(r"\x1b(\[[0-9;?<>=]*[A-Za-z]|\][^\x07]*\x07|[=>()][A-Z0-9]?)", "", said)
    return said


def found_by(running, name):
    """Return the path of the program that a shell would start; what is typed early stands behind a late prompt."""
    return running.ask(f"printf 'it is ' && command -v {name}").rsplit("it is ", 1)[1].splitlines()[0]


@pytest.fixture
def opened():
    """Return a function that opens a terminal; it is closed at the end."""
    with contextlib.ExitStack() as stack:

        def do(*arguments):
            found = Terminal(*arguments)
            stack.callback(found.process.terminate, force=True)
            return found

        yield do


@pytest.mark.parametrize("login", [False, True], ids=["from a terminal", "from none"])
@pytest.mark.parametrize(
    ("shell", "kind"), [*((shell, kind) for shell in SHELLS for kind in ("empty", "conda")), ("bash", "hook")]
)
def test_python_and_torchrun_are_the_courses(shell, kind, login, opened, tmp_path):
    if shell not in SHELLS:
        pytest.skip(f"no {shell}")
    running = opened(shell, home(tmp_path / "home of Zoë's", kind), login)
    for name in ("python", "python3", "torchrun"):
        assert found_by(running, name) == f"{PROGRAMS}/{name}"
    assert "answer=42" in running.ask("python -c 'print(\"answer=%d\" % (6*7))'")
    read = "yes" in running.ask("echo was $OWN_FILE_WAS_READ").rsplit("was ", 1)[1]
    reads_its_file = kind != "empty" and (shell != "dash" or login)  # dash has no file but that of a log-in
    assert read == reads_its_file


@pytest.mark.skipif("zsh" not in SHELLS, reason="no zsh")
def test_zsh_finds_its_files_where_the_reader_keeps_them(opened, tmp_path):
    folder = home(tmp_path / "home", "empty")
    (folder / ".zshenv").write_text("ZDOTDIR=$HOME/elsewhere\n")
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere" / ".zshrc").write_text("MINE=found\nPATH=/opt/mine:$PATH\n")
    running = opened("zsh", folder, False)
    assert f"found {folder}/elsewhere" in running.ask("echo $MINE $ZDOTDIR")
    assert found_by(running, "python") == f"{PROGRAMS}/python"


def test_a_shell_that_is_not_known_is_started_as_jupyter_does(tmp_path):
    shell = tmp_path / "xonsh"
    shell.write_text("")
    shell.chmod(0o755)
    seen = place.jupyter_environment({"SHELL": str(shell), "PATH": ""}, tmp_path)
    assert terminal.settings(seen) == {}


@pytest.mark.parametrize("login", [False, True], ids=["from a terminal", "from none"])
@pytest.mark.parametrize("kind", ["fish", "zsh", "ksh"])
def test_a_shell_that_is_not_here_is_told_the_same(kind, login, tmp_path):
    shell = tmp_path / kind
    shell.write_text("")
    shell.chmod(0o755)
    seen = place.jupyter_environment({"SHELL": str(shell), "PATH": "", "HOME": str(tmp_path)}, tmp_path)
    command = terminal.settings(seen, login=login)["shell_command"]
    written = [path.read_text() for path in tmp_path.rglob("*") if path.is_file() and path != shell]
    assert str(shell) in command and PROGRAMS in "".join([*command, *written])
    asked = command[command.index(str(shell)) + 1 :]
    assert any("i" in word for word in asked if word.startswith("-"))
    assert any("l" in word for word in asked if word.startswith("-")) == login


@pytest.mark.parametrize("shell", [None, "/usr/sbin/nologin", "/bin/false", "/no/such/shell"])
def test_who_has_no_shell_gets_one(shell, tmp_path):
    own = {"SHELL": shell} if shell else {}
    command = terminal.settings(place.jupyter_environment(own, tmp_path), login=True)["shell_command"]
    assert (shutil.which("bash") or shutil.which("sh")) in command


def test_where_the_files_cannot_be_written_jupyters_own_way_is_left(tmp_path):
    (tmp_path / "jupyter").write_text("a file where a folder is needed")
    seen = place.jupyter_environment({"SHELL": "/bin/bash"}, tmp_path)
    assert terminal.settings(seen) == {}


def test_on_windows_powershell_gets_the_path_after_its_profile():
    command = terminal.settings({}, platform="nt")["shell_command"]
    assert command[:3] == ["powershell.exe", "-NoExit", "-Command"]
    assert command[3] == f"$env:PATH = '{PROGRAMS};' + $env:PATH"


# ---- through the server ----------------------------------------------------------------------------------------------


@pytest.mark.long
def test_file_new_terminal(server):
    """What JupyterLab does for File > New > Terminal. The server was not started from one: a log-in shell is due."""
    running, _, home = server
    name = json.loads(running.get("/api/terminals", b"{}"))["name"]
    link = f"{running.base.replace('http', 'ws')}/terminals/websocket/{name}"
    with contextlib.closing(
        websocket.create_connection(link, header=[f"Authorization: token {running.token}"], timeout=90)
    ) as page:

        def read():
            kind, *rest = json.loads(page.recv())
            return rest[0] if kind == "stdout" else ""

        def ask(line):
            page.send(json.dumps(["stdin", f"{line}; printf 'en''d\\n'\r"]))
            return until_mark(read, 120)

        page.send(json.dumps(["set_size", 50, 300, 500, 300]))
        assert f"{PROGRAMS}/torchrun" in ask("command -v torchrun")
        assert "--checkpoint-seconds" in ask("python -m course_utils.experiment.train --help")
        assert "--nproc" in ask("torchrun --help").replace("_", "-")
        assert f"at {settings.ROOT}" in ask(
            "python -c 'from course_utils import settings; print(\"at\", settings.ROOT)'"
        ).replace("\r\n", "")
        assert str(home) in ask("echo $COURSE_HOME")
