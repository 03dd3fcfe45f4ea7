"""The files of a skeleton: gathered first, refused or written all together, so that a refusal leaves nothing behind."""

import re
import subprocess
import sys
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from course_utils import settings, whole_files
from course_utils.maintenance.pages import OPEN

PLACES = ("course_utils", "notebooks", "tests", "README.md")
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    undefined=StrictUndefined,
    keep_trailing_newline=True,
    trim_blocks=True,
    autoescape=False,  # Python, TOML and markdown are written, no HTML
)


class Refused(Exception):
    """Say why nothing was written: the argument, what came, and what was expected."""


class Draft:
    """Texts of files, by their path in the course; nothing is on the disk before ``write``."""

    def __init__(self, root=None):
        self.root, self.texts = Path(root or settings.ROOT), {}

    def read(self, path):
        """Return the text of a file as the draft has it; raises Refused where there is none."""
        if path not in self.texts:
            try:
                return (self.root / path).read_text(encoding="utf-8")
            except OSError as error:
                raise Refused(f"{path}: {error.strerror}; expected a file of the course") from None
        return self.texts[path]

    def create(self, path, template, **words):
        """Add a new file from a template; raises Refused where the file is there already."""
        if (self.root / path).exists():
            raise Refused(f"{path} is there already; choose another name")
        self.texts[path] = filled(template, **words)

    def change(self, path, text):
        """Set the new text of a file that the course has."""
        self.read(path)
        self.texts[path] = text

    def write(self):
        """Write every file, bring the Python files to the course's form, and return their paths."""
        for path, text in self.texts.items():
            whole_files.replace(self.root / path, text)
        python = [path for path in self.texts if path.endswith(".py")]
        for command in (["check", "--fix", "--quiet", "--select", "I"], ["format", "--quiet"]) if python else ():
            subprocess.run([sys.executable, "-m", "ruff", *command, *python], cwd=self.root, check=False)
        return sorted(self.texts)


def filled(template, **words):
    """Return a template of the folder `templates` with its words filled in."""
    return _TEMPLATES.get_template(f"{template}.txt").render(open=OPEN, **words)


def spoken(name):
    """Return a name as words, as a title begins.

    >>> spoken("ShiftTester"), spoken("global-average"), spoken("LRNBench")
    ('Shift tester', 'Global average', 'LRN bench')
    """
    words = re.sub(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[-_]", " ", name).split()
    words = [words[0], *(word if word.isupper() else word.lower() for word in words[1:])]
    return " ".join([words[0][0].upper() + words[0][1:], *words[1:]])


def left(root=None):
    """Return file:line of every place that waits for its author."""
    root, found = Path(root or settings.ROOT), []
    own = Path(__file__).parent
    for place in PLACES:
        for path in sorted((root / place).rglob("*")) if (root / place).is_dir() else [root / place]:
            if path.suffix not in (".py", ".ipynb", ".toml", ".md") or own in path.parents or "test_new" in path.name:
                continue
            lines = path.read_text(encoding="utf-8").splitlines()
            found += [f"{path.relative_to(root).as_posix()}:{n}: {line.strip()[:90]}" for n, line in enumerate(lines, 1)
                      if OPEN in line]  # fmt: skip
    return found
