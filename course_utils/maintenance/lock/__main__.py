"""Write the lists of exact versions from the ranges of pyproject.toml, or try the ranges out.

    python -m course_utils.maintenance.lock                  versions that still fit stay; the rest is found anew
    python -m course_utils.maintenance.lock --upgrade        the newest versions that the ranges allow
    python -m course_utils.maintenance.lock --upgrade torch  the newest of one package
    python -m course_utils.maintenance.lock --try lowest     runs the plain tests with the lowest versions allowed
    python -m course_utils.maintenance.lock --try newest     and with the newest, in an environment apart

uv does the finding; it asks the package index. requirements.lock is what the course needs and is tested with;
requirements-classroom.lock what nbgrader and JupyterHub need beside that.
"""

import argparse
import sys

from course_utils import settings, whole_files
from course_utils.maintenance.lock import lists, trial

EXTRAS = ("test", "pretrained")
HEADS = {
    "requirements.lock": """\
# The exact versions that `make lab` and `make test` install, tested together. pyproject.toml has the ranges, and
# `make lock` wrote this list from them.
# On Linux, set-up first asks for PyTorch's CPU build of the same version: `make lab TORCH=cuda` asks for the GPU build.
""",
    "requirements-classroom.lock": """\
# What `make classroom` installs into .venv-classroom, beside what requirements.lock holds. `make lock` wrote this list.
""",
}


def main(arguments=None) -> int:
    """Run the command; return 1 when uv finds no versions, or when a test of a trial failed."""
    parser = argparse.ArgumentParser(prog="python -m course_utils.maintenance.lock", description=__doc__.split("\n")[0])
    parser.add_argument("--upgrade", nargs="*", metavar="PACKAGE", help="newest versions, of all or of those named")
    parser.add_argument("--try", dest="which", choices=trial.RESOLUTIONS, help="run the plain tests at one end")
    parser.add_argument("--into", metavar="DIR", help="where a trial makes its environment; else a temporary folder")
    parser.add_argument("tests", nargs="*", help="of a trial: arguments for pytest instead of the plain tests")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.which:
            return trial.run(chosen.which, EXTRAS, chosen.into, chosen.tests)
        return write(upgrades(chosen.upgrade))
    except lists.LockError as error:
        print(error, file=sys.stderr)
        return 1


def upgrades(packages):
    """Return uv's options for ``--upgrade``: None is not asked for, an empty list is all packages."""
    if packages == []:
        return ["--upgrade"]
    return [word for name in packages or () for word in ("--upgrade-package", name)]


def write(more):
    """Write both lists; ``more`` are options of uv. Prints what has changed; returns 0."""
    course, beside = HEADS
    before = {name: (settings.ROOT / name) for name in HEADS}
    before = {name: path.read_text("utf-8") if path.exists() else "" for name, path in before.items()}
    ours = lists.compiled(EXTRAS, before[course], more=more)
    kept = "\n".join(ours.values())
    theirs = lists.compiled([*EXTRAS, "classroom"], f"{kept}\n{before[beside]}", constraint=kept, more=more)
    for name, found in ((course, ours), (beside, {k: line for k, line in theirs.items() if k not in ours})):
        old, new = lists.pins(before[name]), found
        whole_files.replace(settings.ROOT / name, HEADS[name] + "\n".join(new.values()) + "\n")
        changes = [old.get(key, "") + " -> " + new.get(key, "nothing") for key in sorted(old | new)
                   if old.get(key) != new.get(key)]  # fmt: skip
        print(f"{name}: {len(new)} packages, {len(changes)} changed")
        print("".join(f"    {change}\n" for change in changes), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
