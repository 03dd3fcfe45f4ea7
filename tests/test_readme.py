"""The README is short, and what it names is there."""

import re

from course_utils import __main__, settings

README = (settings.ROOT / "README.md").read_text(encoding="utf-8")


def test_it_is_short():
    chapters = len(re.findall(r"(?m)^\| \d\d \|", README))
    assert chapters >= 13 and README.count("\n") - chapters < 120 - 13  # a further chapter costs no other line


def test_its_links_and_pictures_arrive():
    targets = re.findall(r"\]\(([^)#]+)\)", README)
    workflows = [re.sub(r".*/workflows/([\w.]+).*", r".github/workflows/\1", t) for t in targets if "/actions/" in t]
    targets = [t for t in targets if "/actions/" not in t] + workflows  # the site that shows the file has these pages
    assert len(targets) > 5
    missing = [t for t in targets if not t.startswith("https://") and not (settings.ROOT / t).exists()]
    assert not missing


def test_every_chapter_is_in_its_table():
    chapters = {path.name for path in settings.NOTEBOOKS.glob("[0-9][0-9]_*.ipynb")}
    assert chapters == set(re.findall(r"\(notebooks/(\d\d_\w+\.ipynb)\)", README))


def test_its_commands_are_those_of_the_makefile_and_of_the_package():
    makefile = (settings.ROOT / "Makefile").read_text(encoding="utf-8")
    commands = set(re.search(r"^COMMANDS := (.*)$", makefile, re.MULTILINE)[1].split())
    assert commands == set(__main__.COMMANDS)
    assert set(re.findall(r"\bmake ([a-z]+)\b", README)) == commands
    assert set(re.findall(r"python -m course_utils ([a-z]+)", README)) <= commands


def test_who_has_no_make_is_told_what_does_the_same():
    commands = re.findall(r"(?:py -3|python3) (\S+) ([a-z]+)", README)
    assert commands and all((settings.ROOT / file).is_file() and name in __main__.COMMANDS for file, name in commands)


def test_every_folder_that_it_lists_is_there():
    folders = re.findall(r"^(\w+)/ +\w", README, re.MULTILINE)
    assert len(folders) == 4
    assert all((settings.ROOT / folder).is_dir() for folder in folders)
