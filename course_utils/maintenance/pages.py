"""A notebook as the rules of `hygiene` see it: cells with their syntax trees, headings, links and printed text."""

import ast
import functools
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat.v4

_LINK = re.compile(
    r"\[(?:[^\[\]]|\[[^\[\]]*\])*\]"  # [words, with [brackets] one deep]
    r"\(\s*<?([^()\s<>]+(?:\([^()\s]*\))?[^()\s<>]*)>?(?:\s+\"[^\"]*\")?\s*\)"  # (target "title")
)
_HTML_LINK = re.compile(r"(?:href|src)\s*=\s*[\"']([^\"']+)[\"']")
_HTML_ID = re.compile(r"<[^>]+\b(?:id|name)\s*=\s*[\"']([^\"']+)[\"']")
_HEADING = re.compile(r"(?m)^ {0,3}(#{1,6})\s+(.+?)\s*#*\s*$")
_CODE = re.compile(r"(?ms)^ {0,3}(```|~~~).*?^ {0,3}\1|(`+)[^`].*?\2")


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
    def code_lines(self) -> list[str]:
        """The lines that are not blank."""
        return [line for line in self.source.splitlines() if line.strip()]

    @property
    def headings(self) -> list[tuple[int, str]]:
        """The level and text of each heading of a markdown cell."""
        return [(len(marks), text) for marks, text in _HEADING.findall(_CODE.sub("", self.source))]

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
    def images(self) -> list[tuple[dict, dict]]:
        """The data and metadata of each output that holds a picture."""
        shown = [output for output in self.outputs if "data" in output]
        return [(o.data, o.metadata) for o in shown if any(mime.startswith("image/") for mime in o.data)]

    @property
    def shown_text(self) -> str:
        """Everything readable that the cell's outputs hold."""
        parts = [output.get("text", "") for output in self.outputs]
        for output in self.outputs:
            parts += [str(v) for mime, v in output.get("data", {}).items() if not mime.startswith("image/")]
            parts += [str(v["alt"]) for v in output.get("metadata", {}).values() if isinstance(v, dict) and "alt" in v]
        return "\n".join(parts)


class Page:
    """A notebook file, read once."""

    def __init__(self, path: Path):
        self.path = Path(path)
        self.text = self.path.read_text(encoding="utf-8")
        self.raw = nbformat.v4.reads(self.text)  # nbformat.reads would silently mend ids that occur twice
        self.cells = [_cell(index, cell) for index, cell in enumerate(self.raw.cells)]

    @property
    def chapter(self) -> str:
        """The two digits at the head of the file's name."""
        return self.path.name[:2]

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
        return [cell for cell in self.code if _parses(cell)]

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


def _parses(cell) -> bool:
    try:
        return bool(cell.tree)
    except SyntaxError:
        return False
