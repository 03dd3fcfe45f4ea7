"""The texts in which references stand: cells and lectures of the notebooks, the package's files, the READMEs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from course_utils import settings
from course_utils.maintenance.references.find import Reference, references
from course_utils.maintenance.references.structure import Chapter

FILES = "files"  # the table of everything that is no notebook
SPOKEN = ("title", "say", "ask", "listen", "note", "answer")
_READMES = ("README.md", "data/README.md")
# of others; examples that state nothing
_NOT_OURS = ("site/vendor", "maintenance/claims", "maintenance/references", "exercises/outline.py")


@dataclass(frozen=True)
class Place:
    """A text with references: its table and key in references.toml, and what was found in it."""

    table: str
    key: str
    text: str
    found: tuple[Reference, ...]

    @property
    def name(self) -> str:
        """The place as a message names it."""
        return self.key if self.table == FILES else f"{self.table} {self.key}"


def places(course: list[Chapter], root: Path = settings.ROOT) -> list[Place]:
    """Return every place that holds a reference."""
    return [*of_pages(course), *(place for place in _of_files(root) if place.found)]


def of_pages(course: list[Chapter]) -> list[Place]:
    """Return the places of the chapters' notebooks."""
    return [place for chapter in course for place in _of_page(chapter) if place.found]


def _of_page(chapter: Chapter) -> Iterator[Place]:
    for cell in chapter.page.cells:
        found = references(cell.source, markdown=cell.kind == "markdown")
        yield Place(chapter.name, cell.id, cell.source, tuple(found))
        spoken = cell.metadata.get("lecture", {})
        for field in SPOKEN:
            if isinstance(text := spoken.get(field), str):
                yield Place(chapter.name, f"{cell.id} {field}", text, tuple(references(text, listed=True)))


def _of_files(root: Path) -> Iterator[Place]:
    package = sorted(path for kind in ("py", "js") for path in (root / "course_utils").rglob(f"*.{kind}"))
    for path in (*package, *(root / name for name in _READMES)):
        name = path.relative_to(root).as_posix()
        if not any(part in name for part in _NOT_OURS):
            for key, text in _pieces(name, path.read_text(encoding="utf-8")):
                yield Place(FILES, key, text, tuple(references(text, markdown=path.suffix == ".md")))


def _pieces(name, text) -> Iterator[tuple[str, str]]:
    """A file is one place; of a table of files each row is one, so that a new row moves no other's references."""
    if name != "data/README.md":
        yield name, text
        return
    for at, part in enumerate(re.split(r"(?m)^(\| `[^`]+` \|.*\n)", text)):
        row = re.match(r"\| `([^`]+)` \|", part)
        yield f"{name} {row[1] if row else f'text {at // 2 + 1}'}", part
