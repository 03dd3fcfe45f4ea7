"""The texts that a chapter shows: prose, exercises and questions, alternative texts, what its lecture says."""

import dataclasses
import importlib
import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path

from course_utils import settings
from course_utils.exercises import registry
from course_utils.exercises.engine import Prediction

_UNSEEN = {"label", "id", "stub", "reference", "answer", "solution", "equivalent_mutants", "name", "names"}
_CHAPTERS = "[0-9][0-9]_*.ipynb"
_SPOKEN = ("title", "say", "ask", "listen", "note", "answer")
OTHERS = {
    "glossary": settings.NOTEBOOKS / "concepts_and_glossary.ipynb",
    "guide": settings.NOTEBOOKS / "lecturers_guide.ipynb",
    "readme": settings.ROOT / "README.md",
}
PRINTED_SEED = 2  # of the exam that stands in the guide


def names() -> list[str]:
    """Return the chapters' two digits, and "glossary", "guide" and "readme"."""
    return [*sorted(path.name[:2] for path in settings.NOTEBOOKS.glob(_CHAPTERS)), *OTHERS]


def path_of(name: str) -> Path:
    """Return the file that holds a chapter's prose. Raises ValueError for a name that no chapter has."""
    found = [OTHERS[name]] if name in OTHERS else list(settings.NOTEBOOKS.glob(_CHAPTERS.replace("[0-9][0-9]", name)))
    if len(found) != 1:
        raise ValueError(f"chapter: got {name!r}; expected one of {', '.join(names())}")
    return found[0]


def of(name: str) -> dict[str, str]:
    """Return place -> text for a chapter ("05"), the glossary, the guide or the README.

    A place of a notebook is its cell's id.
    """
    if name == "readme":
        return {"README.md": path_of(name).read_text(encoding="utf-8")}
    beside = of_exercises(name) if name.isdigit() else of_guide() if name == "guide" else {}
    return {**of_notebook(path_of(name)), **beside}


def of_notebook(path: Path) -> dict[str, str]:
    """Return the texts of a notebook's cells and of the lecture that stands in their metadata."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    prose = {cell["id"]: "".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"}
    further = _from_further_reading(prose)
    texts = {id: text for id, text in prose.items() if id not in further}
    for cell in cells:
        spoken = cell["metadata"].get("lecture", {})
        texts |= {f"{cell['id']} lecture {key}": spoken[key] for key in _SPOKEN if spoken.get(key)}
    return texts


def _from_further_reading(prose) -> set[str]:
    """Return the cells that continue a "Further reading" begun in an earlier cell: those before the next heading."""
    inside, found = False, set()
    for place, text in prose.items():
        headings = re.findall(r"(?m)^#{1,6} .*$", text)
        if inside and not headings:
            found.add(place)
        if headings:
            inside = "further reading" in headings[-1].lower()
    return found


def of_exercises(chapter: str) -> dict[str, str]:
    """Return every text that the exercises and questions of `chapter` show: prompts, hints, messages, replies.

    A question stands with its right answer and the reply to it, one text, so that a claim may tie them.
    """
    entries = registry.entries_of(chapter, ("EXERCISES", *registry.QUESTIONS))
    return {f"{entry.id} {place}": text for entry in entries for place, text in _strings(entry)}


def of_guide() -> dict[str, str]:
    """Return what the guide's cells show: its words on each part, and the exam that stands in it, with its notes."""
    from course_utils.classroom.exam import draw  # a students' copy has neither
    from course_utils.classroom.guide import pages

    parts = {f"{chapter} part {part}": "\n\n".join([*one.shows, one.board, one.skip, one.keep])
             for chapter, said in pages.PARTS.items() for part, one in enumerate(said, 1)}  # fmt: skip
    exam = draw.exam(PRINTED_SEED).questions
    return parts | {f"exam {number} {name}": text for number, one in enumerate(exam, 1)
                    for name, text in (("asked", _exam_text(one)), ("marked", _marking_text(one)))}  # fmt: skip


def _exam_text(one):
    return "\n\n– ".join([one.text, *(ask.text for ask in one.asks)])


def _marking_text(one):
    wrong = (f"{wrong.answer}: {wrong.shows}" for wrong in one.wrong)
    return "\n\n– ".join([*(ask.answer for ask in one.asks), one.partial, *wrong])


def exercise_entries(chapter: str) -> tuple[tuple, tuple]:
    """Return the exercises and the predictions that `chapter` registers; both empty when it has no file of them."""
    name = f"course_utils.exercises.chapter_{chapter}"
    if importlib.util.find_spec(name) is None:
        return (), ()
    module = importlib.import_module(name)
    return tuple(getattr(module, "EXERCISES", ())), tuple(getattr(module, "PREDICTIONS", ()))


def _strings(entry, place="") -> Iterator[tuple[str, str]]:
    if isinstance(entry, str):
        yield place, entry
    elif isinstance(entry, Prediction):
        right = next(option for option in entry.options if option.right)
        yield "question", f"{entry.question}\n{right.label}\n{right.reply}"
        yield from _strings([option.reply for option in entry.options if option is not right], "reply")
    elif isinstance(entry, (tuple, list)):
        for index, item in enumerate(entry, 1):
            yield from _strings(item, f"{place} {index}".strip())
    elif dataclasses.is_dataclass(entry) and not isinstance(entry, type):
        for field in dataclasses.fields(entry):
            if field.name not in _UNSEEN:
                yield from _strings(getattr(entry, field.name), f"{place} {field.name}".strip())
