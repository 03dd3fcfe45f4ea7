"""The programs in the environment's folder (``torchrun``, ``pytest``, ``jupyter-lab``), after the folder was moved.

Each of them names its Python by the whole path, in its first line. Where the course was moved that path leads nowhere;
where it was copied, to the environment of the other folder, which then runs unnoticed.

Standard library only: this runs before anything is installed.
"""

import os
import re
import zipfile
from pathlib import Path

from course_utils import whole_files

#: An absolute path to a Python that lies in the folder of some environment's programs, as installers write it.
PYTHON = rb"""(?P<path>(?:/|[A-Za-z]:\\)[^\r\n"']*?[/\\](?:bin|Scripts)[/\\]pythonw?(?:\d+(?:\.\d+)?)?(?:\.exe)?)"""
PLAIN = re.compile(rb'#!"?' + PYTHON + rb'"?[ \t]*(?P<rest>[^\r\n]*)\r?\n')
# What installers write where the path is too long for a first line, or has a space: a shell that starts Python.
BY_SHELL = re.compile(rb"#!/bin/sh\n'''exec' [\"']?" + PYTHON + rb"[\"']? \"\$0\" \"\$@\"\n' '''\n")
LONGEST = 127  # bytes of a first line that every system reads whole


def folder(venv):
    """Return the folder of an environment's programs."""
    return Path(venv) / ("Scripts" if os.name == "nt" else "bin")


def stale(venv):
    """Return the names of the programs that would run with a Python outside ``venv``; empty when all is well."""
    home = folder(venv)
    return [path.name for path in _files(home) if _elsewhere(path, home)]


def repair(venv):
    """Let every program of ``venv`` name the Python of ``venv``; return the names of those that did not.

    Each file is written beside and renamed, so that one which is being run meanwhile stays whole.
    """
    home, mended = folder(venv), []
    for path in _files(home):
        found = _elsewhere(path, home)
        if not found:
            continue
        start, head, content = found
        python = home / os.path.basename(head["path"].decode("utf-8", "surrogateescape").replace("\\", "/"))
        whole_files.replace(path, content[:start] + _line(python, head) + content[start + len(head[0]) :])
        mended.append(path.name)
    return mended


def _files(home):
    try:
        return sorted(path for path in home.iterdir() if path.is_file() and not path.is_symlink())
    except OSError:
        return []


def _elsewhere(path, home):
    """Return (where its line begins, the match, the content) when a program names another folder's Python."""
    try:
        content = path.read_bytes() if path.suffix == ".exe" else _beginning(path)
    except OSError:
        return None
    start = 0
    if content[:2] == b"MZ":
        start = _line_of_launcher(path, content)
    elif content[:2] != b"#!":
        return None
    match = BY_SHELL.match(content[start:]) or PLAIN.match(content[start:])
    if not match:
        return None
    found = Path(os.fsdecode(match["path"])).parent
    there = found.is_absolute() and found.is_dir()
    if found == home or (there and not (found.parent / "pyvenv.cfg").is_file()):  # a Python of no environment: meant
        return None
    return start, match, content if content[:2] == b"MZ" else path.read_bytes()


def _beginning(path):
    with open(path, "rb") as file:
        return file.read(1024)


def _line_of_launcher(path, content):
    """Return where the line stands in a launcher of Windows: between the program and the zip that it runs."""
    try:
        with zipfile.ZipFile(path) as archive:
            first = min(entry.header_offset for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError):
        return len(content)
    return max(content.rfind(b"#!", 0, first), 0)


def _line(python, head):
    """Return the line, or lines, that start ``python``, in the form that its path needs."""
    rest = head.groupdict().get("rest") or b""
    encoded = os.fsencode(python)
    if encoded.endswith(b".exe"):
        return b"#!" + (b'"%s"' % encoded if b" " in encoded else encoded) + b"\r\n"
    plain = b"#!" + encoded + (b" " + rest if rest else b"") + b"\n"
    if b" " not in encoded and len(plain) <= LONGEST:
        return plain
    return b"#!/bin/sh\n'''exec' \"" + encoded + b'" "$0" "$@"\n\' \'\'\'\n'
