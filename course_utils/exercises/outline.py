"""The outline of a chapter, read from its notebook: parts, what is folded, and what is asked in each part."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass

from course_utils.exercises import registry

__all__ = ["Part", "chapter_title", "folded", "outline", "part_title"]

COLLAPSED = "jp-MarkdownHeadingCollapsed"  # JupyterLab folds what stands under such a heading
PART = re.compile(r"Part \d+ · .+")
MORE = "More · "
HEADING = re.compile(r"(?m)^ {0,3}(#{1,6})\s+(.+?)\s*#*\s*$")
CALL = re.compile(r"""(?m)^(check|predict|recall)\(\s*["']([\w-]+)["']""")


@dataclass(frozen=True)
class Part:
    """One part of a chapter: its title and the ids that are asked on its main path, in order."""

    title: str
    asked: tuple[str, ...]


def heading(source):
    """Return (level, text) of the first heading of a markdown source, or (0, "").

    >>> heading("Some words.\\n\\n### 3 · Padding")
    (3, '3 · Padding')
    """
    found = HEADING.search(source)
    return (len(found[1]), found[2]) if found else (0, "")


def part_title(source):
    """Return the title of the part that a markdown source opens, or "".

    >>> part_title("## Part 2 · Channels"), part_title("## 2 · Channels")
    ('Part 2 · Channels', '')
    """
    level, text = heading(source)
    return text if level == 2 and PART.fullmatch(text) else ""


def chapter_title(path):
    """Return the title of the chapter at ``path``, as its first heading has it; from the file's name where none is.

    >>> from course_utils import settings
    >>> chapter_title(settings.NOTEBOOKS / "05_convolution.ipynb")
    'Convolution'
    """
    try:
        level, text = heading(_read(path, path.stat().st_mtime_ns)[0][1])
    except (OSError, ValueError, LookupError, TypeError):  # a notebook that cannot be read
        level = 0
    return text.partition(" · ")[2] or text if level == 1 else path.stem[3:].replace("_", " ").capitalize()


def folded(cells):
    """Return for each cell whether it stands under a folded heading "More · …".

    ``cells`` are (is markdown, source, metadata) triples.
    """
    found, level = [], 0
    for is_markdown, source, metadata in cells:
        here, text = heading(source) if is_markdown else (0, "")
        if level and 0 < here <= level:
            level = 0
        if not level and text.startswith(MORE) and metadata.get(COLLAPSED):
            level = here
        found.append(level > 0)
    return found


@functools.lru_cache(maxsize=32)
def _read(path, _changed):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [(cell["cell_type"] == "markdown", "".join(cell["source"]), cell["metadata"]) for cell in cells]


def outline(path):
    """Return the Parts of the notebook at ``path``; one without a title where it has no parts.

    Optional exercises and what stands in folded "More" are not on the main path. Raises OSError or ValueError for a
    file that cannot be read.
    """
    cells = _read(path, path.stat().st_mtime_ns)
    found, asked = [], []
    for (is_markdown, source, _), away in zip(cells, folded(cells)):
        title = part_title(source) if is_markdown else ""
        if title and found:
            found[-1] = Part(found[-1].title, tuple(asked))
            asked = []
        if title:
            found.append(Part(title, ()))
        elif not is_markdown and not away:
            asked += [id for call, name in CALL.findall(source) for id in _ids(call, name)]
    return (*found[:-1], Part(found[-1].title if found else "", tuple(asked)))


def _ids(call, name):
    if call == "recall":
        return [question.id for question in registry.find_deck(name)]
    return [] if call == "check" and registry.find_exercise(name).optional else [name]
