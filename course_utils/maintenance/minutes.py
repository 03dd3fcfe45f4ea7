"""How long a chapter takes, part by part, by one stated rule.

    python -m course_utils.maintenance.minutes 05            the minutes of each part, and where they come from
    python -m course_utils.maintenance.minutes 05 --write    writes them into the chapter, as `make notebooks` does

The rule: 180 words of prose a minute (a formula in a line is one word, a displayed one ten), 6 lines of code (imports,
calls that ask or show something, and stubs are not counted), 8 minutes for an exercise that asks for code and 5 for one
that asks for a number, 1 for a prediction, half a minute for a recall question, 4 for an explorer.

A **part** begins with a heading "## Part 2 · Title". What stands under a folded heading "More · Title", inside
``<details>``, and an optional exercise with its prompt are off the main path; "Further reading" is not counted.
"""

from __future__ import annotations

import argparse
import ast
import math
import re
import sys
from dataclasses import dataclass, field

import nbformat

from course_utils import whole_files
from course_utils.exercises import registry
from course_utils.exercises.outline import folded, part_title
from course_utils.explorers import REGISTRY
from course_utils.maintenance.normal_form import dumps
from course_utils.maintenance.pages import Cell, Page, find

WORDS_A_MINUTE, LINES_A_MINUTE = 180, 6
CODE_EXERCISE, NUMBER_EXERCISE, PREDICTION, RECALL, EXPLORER = 8.0, 5.0, 1.0, 0.5, 4.0
FORMULA_WORDS = 10
LONGEST_PART, LONGEST_PATH = 45, 130  # minutes
TIME = re.compile(r"(?m)^\*\*Time\.\*\*[^\n]*(?:\n(?!\n)[^\n]+)*")
_DETAILS = re.compile(r"(?s)<details\b.*?</details>")
_READING = re.compile(r"(?ms)^#+ Further reading\b.*?(?=^#+ |\Z)")
_DISPLAYED = re.compile(r"(?s)\$\$.*?\$\$")
_INLINE = re.compile(r"\$[^$\n]+(?:\n[^$\n]+)?\$")
_TARGET = re.compile(r"\]\([^)\s]*\)|<[^>]+>")
_WORD = re.compile(r"[^\W_]+(?:['’.,/×·-][^\W_]+)*")


@dataclass
class Part:
    """Minutes of one part, by what they are spent on; ``optional`` is what is off the main path."""

    title: str
    spent: dict = field(
        default_factory=lambda: dict.fromkeys(("prose", "code", "exercises", "questions", "explorers"), 0.0)
    )
    optional: float = 0.0

    @property
    def minutes(self):
        """Return the minutes of the main path."""
        return sum(self.spent.values())

    def add(self, kind, minutes, on_path):
        """Add minutes of a kind, on the main path or off it."""
        if on_path:
            self.spent[kind] += minutes
        else:
            self.optional += minutes


def words(markdown):
    """Return how many words of markdown are read, by the rule.

    >>> words("Let $x = 3$ be [small](there.md). $$y = x^2$$")
    14
    """
    text = _DISPLAYED.sub(" formula" * FORMULA_WORDS, markdown)
    return len(_WORD.findall(_TARGET.sub(" ", _INLINE.sub(" formula ", text))))


def parts(page: Page) -> list[Part]:
    """Return the parts of a chapter; what stands before the first belongs to it, and so does the close to the last."""
    away = folded((cell.kind == "markdown", cell.source, cell.metadata) for cell in page.cells)
    found = [Part("the whole chapter")]
    begun = False
    for cell, folded_away in zip(page.cells, away):
        heading = part_of(cell)
        if heading and begun:
            found.append(Part(heading))
        elif heading:
            found[0].title, begun = heading, True
        _count(page, cell, found[-1], not folded_away)
    return found


def part_of(cell: Cell) -> str:
    """Return the title of the part that a cell opens, or ""."""
    return part_title(cell.source) if cell.kind == "markdown" else ""


def _count(page, cell, part, on_path):
    if cell.kind == "markdown":
        asked = exercise_of(page.neighbour(cell, 1))
        on_path = on_path and not (asked and asked.optional)
        text = _READING.sub("", cell.source)
        open_text = _DETAILS.sub("", text)
        part.add("prose", words(open_text) / WORDS_A_MINUTE, on_path)
        part.add("prose", (words(text) - words(open_text)) / WORDS_A_MINUTE, False)
        return
    called = _calls(cell)
    exercise = exercise_of(cell)
    if exercise:
        minutes = CODE_EXERCISE if exercise.is_function else NUMBER_EXERCISE
        part.add("exercises", minutes, on_path and not exercise.optional)
    elif "predict" in called:
        part.add("questions", PREDICTION, on_path)
    elif "recall" in called:
        number, _, when = cell.source.partition('recall("')[2].partition('"')[0].partition("-")
        deck = registry.entries(number, registry.DECKS.get(when, ""))
        part.add("questions", RECALL * len(deck), on_path)
    elif set(REGISTRY) & called:
        part.add("explorers", EXPLORER, on_path)
    else:
        lines = [line for line in cell.code_lines if not re.match(r"(from|import) |\s*#", line)]
        part.add("code", len(lines) / LINES_A_MINUTE, on_path)


def _calls(cell):
    if not cell.parses:
        return set()
    calls = (node for node in ast.walk(cell.tree) if isinstance(node, ast.Call))
    return {ast.unparse(call.func).rpartition(".")[2] for call in calls}


def exercise_of(cell):
    """Return the Exercise that a cell checks, or None."""
    if cell is None or cell.kind != "code":
        return None
    found = re.search(r"""\bcheck\(\s*["']([\w-]+)["']""", cell.source)
    return registry.find_exercise(found[1]) if found else None


def rounded(minutes):
    """Return minutes as a chapter states them: the next multiple of five."""
    return 5 * math.ceil(minutes / 5 - 1e-9)


def stated(page: Page) -> dict[str, str]:
    """Return {cell id: the line about time that belongs there}, for the title and for every part."""
    found = parts(page)
    total = rounded(sum(part.minutes for part in found))
    more = rounded(sum(part.optional for part in found))
    line = f"**Time.** About {total} minutes"
    line += f" in {len(found)} parts" if len(found) > 1 else ""
    line += f"; what is optional or folded takes {more} more." if more else "."
    lines = {page.cells[0].id: line}
    openings = [cell for cell in page.cells if part_of(cell)]
    return lines | {c.id: f"**Time.** About {rounded(p.minutes)} minutes." for c, p in zip(openings, found)}


def with_times(page: Page) -> str:
    """Return the text of the notebook file with the times that belong there."""
    nb, lines = nbformat.from_dict(page.raw), stated(page)
    for cell in nb.cells:
        if cell.get("id") in lines:
            cell.source = TIME.sub(lines[cell.id], cell.source, count=1)  # no backslash stands in these lines
    return dumps(nb)


def table(page: Page) -> str:
    """Return the minutes of a chapter as lines of text."""
    lines = []
    for part in parts(page):
        spent = ", ".join(f"{kind} {minutes:.0f}" for kind, minutes in part.spent.items() if minutes)
        lines.append(f"{part.minutes:6.1f}  {part.title}: {spent}; off the path {part.optional:.0f}")
    total = sum(part.minutes for part in parts(page))
    return "\n".join([f"{page.path.name}: {total:.0f} minutes", *lines])


def main(arguments=None) -> int:
    """Print the minutes of the named chapters, or of all; return 0."""
    parser = argparse.ArgumentParser(prog="minutes", description="How long each chapter takes, part by part.")
    parser.add_argument("numbers", nargs="*", help="chapters, such as 01 03; none means all")
    parser.add_argument("--write", action="store_true", help="write the times into the chapters")
    options = parser.parse_args(arguments)
    for path in find(options.numbers):
        if options.write:
            whole_files.replace(path, with_times(Page(path)))
        print(table(Page(path)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
