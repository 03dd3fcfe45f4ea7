"""A notebook as the rules of `hygiene` see it: cells with their syntax trees, headings, links and printed text."""

import ast
import functools
import html
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat.v4

from course_utils import settings
from course_utils.exercises.outline import HEADING
from course_utils.maintenance.normal_form import PNG_URI

OPEN = "(to be written)"  # stands wherever a skeleton waits for its author; `maintenance.new` lists the places
_LINK = re.compile(
    r"\[(?:[^\[\]]|\[[^\[\]]*\])*\]"  # [words, with [brackets] one deep]
    r"\(\s*<?([^()\s<>]+(?:\([^()\s]*\))?[^()\s<>]*)>?(?:\s+\"[^\"]*\")?\s*\)"  # (target "title")
)
_HTML_LINK = re.compile(r"(?:href|src)\s*=\s*[\"']([^\"']+)[\"']")
_HTML_ID = re.compile(r"<[^>]+\b(?:id|name)\s*=\s*[\"']([^\"']+)[\"']")
_IMG = re.compile(r"<img\b[^>]*>")
_ALT = re.compile(r"\balt=\"([^\"]*)\"")
_CODE = re.compile(r"(?ms)^ {0,3}(```|~~~).*?^ {0,3}\1|(`+)[^`].*?\2")


def find(numbers=(), folder=None) -> list[Path]:
    """Return the notebooks whose names start with the given numbers ("1" and "01" are one), or all of them.

    Raises ValueError for a number that no notebook has.
    """
    folder = Path(folder or settings.NOTEBOOKS)
    every = sorted(p for p in folder.glob("[0-9][0-9]_*.ipynb"))
    if not numbers:
        return every
    found = []
    for number in numbers:
        stem = Path(number).stem
        hits = [p for p in every if p.stem == stem or p.name[:2] == stem.zfill(2)]
        if not hits:
            raise ValueError(f"notebook: got {number!r}; expected one of {', '.join(p.name for p in every) or 'none'}")
        found += hits
    return sorted(set(found))


def pictures_of(output) -> list[tuple[str, str]]:
    """Return (description, base64 text) of each picture in one output.

    Only an ``img`` in HTML has a description: what metadata say of an image/png, no front end puts on the page.
    """
    data = output.get("data", {})
    if "text/html" in data:
        tags = [tag for tag in _IMG.findall(data["text/html"]) if PNG_URI.search(tag)]
        return [(html.unescape(m[1]) if (m := _ALT.search(tag)) else "", PNG_URI.search(tag)[2]) for tag in tags]
    return [("", text) for mime, text in data.items() if mime.startswith("image/")]


@dataclass(frozen=True)
class Cell:
    """One cell: `kind` is "markdown" or "code"; `index` counts all cells from 0."""

    index: int
    kind: str
    id: str
    source: str
    tags: tuple
    metadata: dict
    outputs: tuple
    count: int | None

    @functools.cached_property
    def tree(self) -> ast.Module:
        """The syntax tree of a code cell. Raises SyntaxError for a cell that is not plain Python."""
        return ast.parse(self.source)

    @property
    def parses(self) -> bool:
        """Whether a code cell is plain Python."""
        try:
            return bool(self.tree)
        except SyntaxError:
            return False

    @property
    def code_lines(self) -> list[str]:
        """The lines that are not blank."""
        return [line for line in self.source.splitlines() if line.strip()]

    @property
    def headings(self) -> list[tuple[int, str]]:
        """The level and text of each heading of a markdown cell."""
        return [(len(marks), text) for marks, text in HEADING.findall(_CODE.sub("", self.source))]

    @property
    def links(self) -> list[str]:
        """Every target that a markdown cell links to or shows."""
        text = _CODE.sub("", self.source)
        return _LINK.findall(text) + _HTML_LINK.findall(text)

    @property
    def anchors(self) -> set[str]:
        """What a link may name after #: JupyterLab's ids of headings, and ids written in HTML."""
        plain = {re.sub(r"[*_`]", "", text).replace(" ", "-") for _, text in self.headings}
        return plain | set(_HTML_ID.findall(self.source))

    @property
    def images(self) -> list[tuple[str, str]]:
        """The description and the base64 text of each picture among the outputs, in the order shown."""
        return [found for output in self.outputs for found in pictures_of(output)]

    @property
    def shown_text(self) -> str:
        """Everything readable that the cell's outputs hold."""
        parts = [output.get("text", "") for output in self.outputs]
        for output in self.outputs:
            data = output.get("data", {})
            parts += [PNG_URI.sub("", str(v)) for mime, v in data.items() if not mime.startswith("image/")]
        return "\n".join(parts)


class Page:
    """A notebook file, read once; or ``text`` as it would stand in that file."""

    def __init__(self, path: Path, text: str | None = None):
        self.path = Path(path)
        self.text = self.path.read_text(encoding="utf-8") if text is None else text
        self.raw = nbformat.v4.reads(self.text)  # nbformat.reads would silently mend ids that occur twice
        self.cells = [_cell(index, cell) for index, cell in enumerate(self.raw.cells)]

    @property
    def chapter(self) -> str:
        """The two digits at the head of the file's name."""
        return self.path.name[:2]

    @property
    def is_draft(self) -> bool:
        """Whether the chapter's head is still that of a skeleton."""
        return bool(self.cells) and OPEN in self.cells[0].source

    @property
    def code(self) -> list[Cell]:
        """The code cells."""
        return [cell for cell in self.cells if cell.kind == "code"]

    @property
    def markdown(self) -> list[Cell]:
        """The markdown cells."""
        return [cell for cell in self.cells if cell.kind == "markdown"]

    @property
    def python(self) -> list[Cell]:
        """The code cells that parse; the rule "plain-python" names the others."""
        return [cell for cell in self.code if cell.parses]

    @property
    def anchors(self) -> set[str]:
        """Every place in the page that a link may name."""
        return set().union(*(cell.anchors for cell in self.markdown)) if self.markdown else set()

    def neighbour(self, cell: Cell, step: int) -> Cell | None:
        """Return the cell `step` places further, or None beyond the ends."""
        at = cell.index + step
        return self.cells[at] if 0 <= at < len(self.cells) else None


def _cell(index, cell) -> Cell:
    return Cell(
        index=index,
        kind=cell.cell_type,
        id=cell.get("id", ""),
        source=cell.source,
        tags=tuple(cell.metadata.get("tags", ())),
        metadata=cell.metadata,
        outputs=tuple(cell.get("outputs", ())),
        count=cell.get("execution_count"),
    )
