"""``make fix``: format what has changed, and write again whatever the course derives from it.

    make fix                            what differs from the main branch, new files included
    make fix ARGS=notebooks/05_convolution.ipynb        for these files

In this order, each only where a changed file asks for it: Python (ruff), JavaScript and styles (biome, where it is
installed), the checksums of data, numbers of sections and references, notebooks run again with prompts, minutes and
claims in normal form, and the claims of chapters whose code alone has changed. It prints each file that it changed.
"""

import argparse
import hashlib
import subprocess
import sys
from pathlib import Path

from course_utils import settings
from course_utils.launch.quick import changed, rules
from course_utils.maintenance import checksums

BIOME = "node_modules/.bin/biome"
SCRIPTS = (".js", ".css", ".json")


def main(arguments=()):
    """Run the command; return 1 when a step could not do its work, 2 for arguments that are not understood."""
    parser = argparse.ArgumentParser(prog="make fix", description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="*", help="files or folders to take for changed")
    try:
        paths, how = changed.files(parser.parse_args(arguments).files)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"== {how}", flush=True)
    before, failed = state(), []
    for title, command in steps([path for path in paths if (settings.ROOT / path).is_file()]):
        print(f"== {title}", flush=True)
        if command() if callable(command) else subprocess.call(command, cwd=settings.ROOT):
            failed.append(title)
    after = state()
    for path in sorted(path for path in before | after if before.get(path) != after.get(path)):
        print(f"changed: {path}")
    if before == after:
        print("Nothing had to be changed.")
    print("".join(f"FAILED: {title}\n" for title in failed), end="", file=sys.stderr)
    return 1 if failed else 0


def steps(paths):
    """Return what to do about the changed ``paths``, in order: (title, a command, or a function without arguments)."""
    python = [path for path in paths if path.endswith(".py")]
    books = [path for path in paths if path.startswith("notebooks/") and path.endswith(".ipynb")]
    scripts = [path for path in paths if path.endswith(SCRIPTS) and path.startswith(("course_utils/", "tests/"))]
    data = [path.removeprefix("data/") for path in paths if path.startswith("data/") and listed(path)]
    run = [rules.chapter_of(path) or Path(path).stem for path in books]
    claims = sorted(chapters_quoting(paths) - set(run))
    return [
        *([("lint", ruff("check", "--fix", "--quiet", *python, *books))] if python or books else []),
        *([("format", ruff("format", "--quiet", *python))] if python else []),
        *(
            [("JavaScript", [BIOME, "check", "--write", *scripts])]
            if scripts and (settings.ROOT / BIOME).exists()
            else []
        ),
        *[(f"checksum of {name}", lambda name=name: not checksums.write(name)) for name in data],
        *([("numbers of sections and references", own("references"))] if books else []),
        *([("notebooks, run again", own("notebooks", *run))] if run else []),
        *([("claims", own("claims", *claims, "--write"))] if claims else []),
    ]


def ruff(*words):
    """Return the command of ruff."""
    return [sys.executable, "-m", "ruff", *words]


def own(name, *words):
    """Return the command of one of the course's programs for its maintenance."""
    return [sys.executable, "-m", f"course_utils.maintenance.{name}", *words]


def listed(path):
    """Say whether a file of data has a checksum in the list."""
    sums = settings.DATA / checksums.SUMS
    return any(line.endswith(f"  {path.removeprefix('data/')}") for line in sums.read_text("utf-8").splitlines())


def chapters_quoting(paths):
    """Return the names of the books of claims that changed code or data, or they themselves, may have changed."""
    picks = [one for path in paths for one in rules.its_claims(path)]
    return {one.only.strip("\\[]") for one in picks}


def state():
    """Return {path: a digest} of every file that git would keep, as far as this command may write it."""
    roots = [settings.ROOT / name for name in ("course_utils", "tests", "notebooks", "data")]
    files = [path for root in roots for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return {path.relative_to(settings.ROOT).as_posix(): hashlib.sha256(path.read_bytes()).digest() for path in files}
