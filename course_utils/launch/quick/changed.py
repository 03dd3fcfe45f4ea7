"""Which files have changed: against the main branch and in the working tree, as git says, or since a moment."""

import subprocess
import time
from pathlib import Path

from course_utils import settings

MAIN = ("origin/main", "main", "origin/master", "master")
STAMP = ".durations.json"  # written by every run of the tests
NO_GIT = 'git knows nothing here; taken as changed is {what}. Name files to choose yourself: make quick ARGS="FILE ..."'
#: Not the course's: what a run leaves behind.
LEFT_OUT = ("my_course", "site", "slides", "node_modules", "wheels")


def files(named=(), root=None):
    """Return (the paths that have changed, from the course's root, and a sentence on how that was found out).

    ``named`` are paths that somebody gives; a folder stands for all that is in it. Raises ValueError for one that is
    not there.
    """
    root = Path(root or settings.ROOT)
    if named:
        found = [path for name in named for path in _below(root, name)]
        return sorted(set(found)), f"{len(found)} files were named"
    base = _base(root)
    listed = _git(root, "diff", "--name-only", "-z", "--relative", base) if base else None
    if listed is None:
        return _newer(root)
    new = _git(root, "ls-files", "--others", "--exclude-standard", "-z") or ""
    paths = sorted(set(filter(None, (listed + new).split("\0"))))
    return paths, f"{len(paths)} files differ from {'the last commit' if base == 'HEAD' else 'the main branch'}"


def _below(root, name):
    path = (root / name).resolve()
    if not path.exists() or root.resolve() not in (path, *path.parents):
        raise ValueError(f"files: got {name!r}; expected a file or folder of the course")
    inside = (
        sorted(p for p in path.rglob("*") if p.is_file() and "__pycache__" not in p.parts) if path.is_dir() else [path]
    )
    return [p.relative_to(root.resolve()).as_posix() for p in inside]


def _git(root, *words):
    """Return what git prints, or None where there is no git or it does not know."""
    try:
        done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, encoding="utf-8")
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def _base(root):
    """Return the commit where this branch left the main one; HEAD where that is the main one, None without git."""
    head = _git(root, "rev-parse", "HEAD")
    if head is None:
        return None
    for name in MAIN:
        base = _git(root, "merge-base", "HEAD", name)
        if base:
            return "HEAD" if base == head else base.strip()
    return "HEAD"


def _newer(root):
    """Return what was written since the tests last ran, or within the last day where they never did."""
    stamp = root / STAMP
    since = stamp.stat().st_mtime if stamp.exists() else time.time() - 86_400
    what = "what is newer than the last run of the tests" if stamp.exists() else "what was written within a day"
    paths = [path.relative_to(root) for path in root.rglob("*") if path.is_file() and path.stat().st_mtime > since]
    shown = [p.as_posix() for p in paths if p.parts[0] not in LEFT_OUT and not _hidden(p)]
    return sorted(shown), NO_GIT.format(what=what)


def _hidden(path):
    return "__pycache__" in path.parts or any(
        part.startswith(".") and part not in (".ci", ".github") for part in path.parts
    )
