"""The skeleton of an exercise: task, reference, two wrong ways, answers as people write them, its place in a text."""

import ast
import keyword

from course_utils.exercises import registry
from course_utils.exercises.engine import ID_PATTERN
from course_utils.maintenance import minutes
from course_utils.maintenance.new import cells
from course_utils.maintenance.new.draft import Draft, Refused, spoken

FOLDER = "course_utils/exercises/chapter_{}"


def draft(id):
    """Return (Draft, chapters to be run) of the exercise called ``id``, such as "06-global-average".

    It stands behind all others of its chapter, so that none gets another number; optional where there is no room.
    """
    chapter, name = id[:2], id[3:].replace("-", "_")
    _check(id, name)
    page, made, folder = cells.page_of(chapter), Draft(), FOLDER.format(chapter)
    at = cells.last(page)
    words = dict(id=id, name=name, chapter=chapter, title=spoken(id[3:]), slips=False)
    words["optional"] = cells.place(page, minutes.CODE_EXERCISE + 1) != (at, False)
    made.create(f"{folder}/tasks_{name}.py", "tasks", **words)
    made.create(f"{folder}/answers_{name}.py", "answers", **words)
    made.create(f"tests/exercises/answers/chapter_{chapter}_{name}.py", "test_answers", **words)
    made.change(f"{folder}/__init__.py", _listed(made.read(f"{folder}/__init__.py"), name, chapter))
    made.change(f"notebooks/{page.path.name}", cells.with_cells(page, at, _asked(words, page, at)))
    return made, sorted({"00", chapter})  # the map of the course counts it


def _check(id, name):
    if not ID_PATTERN.fullmatch(id) or len(id) > 33:
        raise Refused(f"id: got {id!r}; expected two digits, then up to 30 letters in words: 06-global-average")
    if keyword.iskeyword(name) or not name.isidentifier():
        raise Refused(f"id: got {id!r}; expected words that a function can be called by: 06-global-average")
    try:
        known = registry.find(id)
    except registry.UnknownId:
        return
    raise Refused(f"id: {id} is there already, {getattr(known, 'title', 'a question')!r}; choose another name")


def _asked(words, page, at):
    """Return the heading with the prompt, and the cell that checks; `make notebooks` writes prompt and stub in."""
    number = 1 + sum(bool(minutes.exercise_of(cell)) for cell in page.cells[:at])
    title = f"#### Exercise {number}{', optional' if words['optional'] else ''}: {words['title']}"
    stuck = '*Stuck?* Each call of `hint("{id}")` leads a little further; `solution("{id}")` shows ours.'
    cell = f"exercise-{words['id'][3:]}"
    stub = f"def {words['name']}(x):\n    ..."
    return [
        cells.markdown(f"{cell}-prompt", f"{title}\n\nPrompt.\n\n{stuck.format(**words)}"),
        cells.code(cell, f'{stub}\n\n\ncheck("{words["id"]}", {words["name"]})'),
    ]


def _listed(text, name, chapter):
    """Return the text of a chapter's register with the task imported, and named as the last."""
    constant = name.upper()
    line = f"from course_utils.exercises.chapter_{chapter}.tasks_{name} import {constant}\n"
    (listed,) = (node for node in ast.parse(text).body if isinstance(node, ast.Assign) and _is(node, "EXERCISES"))
    rows = text.splitlines(keepends=True)
    names = [ast.unparse(element) for element in listed.value.elts]
    comma = "," if listed.end_lineno > listed.lineno else ""  # what stood one a line goes on so
    rows[listed.lineno - 1 : listed.end_lineno] = [f"EXERCISES = ({', '.join([*names, constant])}{comma})\n"]
    first = next(at for at, row in enumerate(rows) if row.startswith("from course_utils"))
    return "".join([*rows[:first], line, *rows[first:]])


def _is(node, name):
    return any(isinstance(target, ast.Name) and target.id == name for target in node.targets)


def advice(id):
    """Return what to do next with an exercise."""
    chapter, name = id[:2], id[3:].replace("-", "_")
    folder = FOLDER.format(chapter)
    return [
        f"{folder}/answers_{name}.py: the reference, the wrong ways; tasks_{name}.py: what is asked, cases, hints",
        f"tests/exercises/answers/chapter_{chapter}_{name}.py: answers as other people write them",
        f'make notebooks ARGS="00 {chapter}" writes prompt and stub into the chapter, and its place into the map',
        f"python -m course_utils.exercises.audit {chapter} attacks it; then make test ARGS=\"-k '{id}'\"",
    ]
