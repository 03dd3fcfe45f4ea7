"""The skeleton of a chapter: notebook, exercises, questions, lecture, and its lines in README and glossary."""

import re
from urllib.parse import quote

from nbformat import v4

from course_utils import settings
from course_utils.exercises.course_map import chapter_title, chapters
from course_utils.maintenance.new import cells, exercise
from course_utils.maintenance.new.draft import OPEN, Draft, Refused, filled, spoken
from course_utils.maintenance.normal_form import dumps, normalise
from course_utils.maintenance.pages import Page

GLOSSARY = "notebooks/concepts_and_glossary.ipynb"
TASK = "row-mean"
NAMES = dict(
    predictions=("first", "second", "third"),
    before=("before-a", "before-b", "before-c"),
    afterwards=("after-a", "after-b", "after-c", "after-d", "after-e"),
)
MINUTES = 8.5  # of each stop: five of them make a lecture
_CELL = re.compile(r"(?m)^=== (markdown|code) ([a-z0-9-]+)( say)?\n")
_ROW = re.compile(r"(?m)^\| \d\d \| \[.*\n")


def draft(number, title):
    """Return (Draft, chapters to be run) of the chapter behind the last one; raises Refused for another number."""
    number, title = number.zfill(2), " ".join(title.split())
    _check(number, title)
    stem = f"{number}_{re.sub(r'[^a-z0-9]+', '_', title.lower()).strip('_')}"
    name = TASK.replace("-", "_")
    words = dict(chapter=number, id=f"{number}-{TASK}", name=name, dashed=TASK, title=spoken(TASK), heading=title)
    made, folder = Draft(), exercise.FOLDER.format(number)
    made.texts[f"notebooks/{stem}.ipynb"] = _notebook(words)
    parts = {f"tasks_{name}": "tasks", f"answers_{name}": "answers", f"slips_{name}": "slips"}
    for file, template in {**parts, "predictions": "predictions", "questions": "questions"}.items():
        made.create(f"{folder}/{file}.py", template, **words, **NAMES, slips=True, optional=False)
    made.create(f"{folder}/__init__.py", "register", **words)
    made.create(f"tests/exercises/answers/chapter_{number}.py", "test_answers", **words)
    readme = made.read("README.md")
    last = list(_ROW.finditer(readme))[-1].end()
    row = f"| {number} | [{title}](notebooks/{stem}.ipynb) | {OPEN} |\n"
    made.change("README.md", readme[:last] + row + readme[last:])
    made.change(GLOSSARY, _in_glossary(Page(settings.ROOT / GLOSSARY), stem, title))
    return made, ["00", number]


def _check(number, title):
    following = f"{int(max(chapters())) + 1:02}"
    if number in chapters():
        raise Refused(f"number: chapter {number} is there, {chapter_title(chapters()[number])!r}; expected {following}")
    if number != following:
        raise Refused(f"number: got {number!r}; expected {following}, behind the last chapter")
    if not re.fullmatch(r"[A-Z][A-Za-z0-9 ,'-]{2,59}", title):
        raise Refused(f"title: got {title!r}; expected 3 to 60 letters, digits and spaces, the first one a capital")
    known = {chapter_title(path).lower(): at for at, path in chapters().items()}
    if title.lower() in known:
        raise Refused(f"title: chapter {known[title.lower()]} is called {title!r} already; choose another one")


def _notebook(words):
    """Return the text of the notebook; the cells marked `say` are the stops of its lecture."""
    pieces = _CELL.split(filled("chapter", **words))[1:]
    made = []
    for kind, id, say, source in zip(*(pieces[k::4] for k in range(4))):
        cell = (cells.markdown if kind == "markdown" else cells.code)(id, source.strip())
        if say:
            said = {"say": f"{OPEN[1:-1].capitalize()}."} if kind == "markdown" else {}
            cell.metadata["lecture"] = {"minutes": MINUTES, "note": f"{OPEN}: what the speaker asks.", **said}
        made.append(cell)
    return dumps(normalise(v4.new_notebook(cells=made)))


def _in_glossary(page, stem, title):
    """Return the text of the glossary with a term and a line of the index."""
    place = quote("1-·-The-mean-of-a-row", safe="-")
    link = f"{stem[:2]} [The mean of a row]({stem}.ipynb#{place})"
    term = f"### {stem[:2]} · {title}\n\n- **{title}** · 待写 · {OPEN[1:-1].capitalize()}: what the word means. {link}"
    line = f"### {title}\n\n- {title} {OPEN}: {link}"
    index = next(cell.index for cell in page.cells if cell.id == "index-of-concepts")
    slug = stem[3:].replace("_", "-")
    page = Page(page.path, cells.with_cells(page, len(page.cells), [cells.markdown(f"index-{slug}", line)]))
    return cells.with_cells(page, index, [cells.markdown(f"terms-{slug}", term)])


def advice(number):
    """Return what to do next with a chapter."""
    return [
        f"the notebook of chapter {number}, in `make edit`; its lecture's stops stand in the metadata of five cells",
        f"{exercise.FOLDER.format(number)}: tasks, answers, slips, predictions, questions; `new exercise` adds tasks",
        "its row in README.md, its terms and lines in concepts_and_glossary.ipynb",
        f"make notebooks ARGS={number}, then make test ARGS=\"-k '{number}'\"",
    ]
