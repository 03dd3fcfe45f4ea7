"""Programs of an environment that was moved: whichever form their first line has, they find their way home."""

import io
import os
import stat
import subprocess
import sys
import zipfile

import pytest

from course_utils.launch import scripts

CODE = "import sys\nprint(sys.argv[1:])\n"
FORMS = {
    "plain": "#!{old}/bin/python3\n",
    "with an option": "#!{old}/bin/python3.11 -s\n",
    "by a shell": "#!/bin/sh\n'''exec' \"{old}/bin/python3\" \"$0\" \"$@\"\n' '''\n",
    "by a shell, unquoted": "#!/bin/sh\n'''exec' {old}/bin/python3 \"$0\" \"$@\"\n' '''\n",
}


def environment(folder, text, name="tool"):
    """Make a folder that looks like an environment with one program."""
    programs = folder / "bin"
    programs.mkdir(parents=True)
    (folder / "pyvenv.cfg").write_text("")
    for python in ("python3", "python3.11"):
        (programs / python).symlink_to(sys.executable)
    (programs / name).write_text(text)
    (programs / name).chmod(0o755)
    return folder


@pytest.mark.parametrize("name", ["short", "with a space", "ünï-課程", "long" * 40])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("left", [True, False], ids=["copied", "moved"])
def test_each_form_is_repaired(form, name, left, tmp_path):
    old = tmp_path / "an older place"
    if left:
        environment(old, "")
    venv = environment(tmp_path / name, FORMS[form].format(old=old) + CODE)
    assert scripts.stale(venv) == ["tool"]
    assert scripts.repair(venv) == ["tool"] and scripts.stale(venv) == [] and scripts.repair(venv) == []
    tool = venv / "bin" / "tool"
    assert str(old) not in tool.read_text() and tool.stat().st_mode & stat.S_IXUSR
    run = subprocess.run([tool, "one", "two words"], capture_output=True, text=True)
    assert run.stdout == "['one', 'two words']\n", run.stderr
    assert not list((venv / "bin").glob(".*"))


@pytest.mark.parametrize(
    "text",
    [
        "#!/usr/bin/env python3\n",
        "#!/bin/sh\necho\n",
        f"#!{os.path.realpath(sys.executable)}\n",
        "",
        "no program",
        "#!\n",
    ],
)
def test_what_names_no_environment_is_left_alone(text, tmp_path):
    venv = environment(tmp_path / "venv", text)
    assert scripts.stale(venv) == [] and scripts.repair(venv) == []
    assert (venv / "bin" / "tool").read_text() == text


def test_a_folder_without_programs_has_nothing_to_mend(tmp_path):
    assert scripts.stale(tmp_path / "nowhere") == [] and scripts.repair(tmp_path / "nowhere") == []


@pytest.mark.parametrize("old", [r"C:\old place\.venv\Scripts\python.exe", r"C:\old\.venv\Scripts\pythonw.exe"])
def test_a_launcher_of_windows_is_repaired(old, tmp_path):
    """Read, not run: a program, then the line, then a zip, as pip puts them together."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("__main__.py", CODE + "# '#!' may stand in here, too\n")
    line = f'#!"{old}"\r\n' if " " in old else f"#!{old}\r\n"
    head = b"MZ" + bytes(range(256)) + b"#!" + bytes(300)
    venv = environment(tmp_path / "new place", "")
    tool = venv / "bin" / "tool.exe"
    tool.write_bytes(head + line.encode() + packed.getvalue())
    assert scripts.stale(venv) == ["tool.exe"] and scripts.repair(venv) == ["tool.exe"]
    content = tool.read_bytes()
    assert content.startswith(head) and content.endswith(packed.getvalue())
    between = content[len(head) : -len(packed.getvalue())].decode()
    assert between == f'#!"{venv / "bin" / old.split(chr(92))[-1]}"\r\n'
    with zipfile.ZipFile(tool) as archive:
        assert archive.testzip() is None


def test_a_launcher_that_is_damaged_is_left_alone(tmp_path):
    venv = environment(tmp_path / "venv", "")
    (venv / "bin" / "tool.exe").write_bytes(b"MZ and no more")
    assert scripts.repair(venv) == []
