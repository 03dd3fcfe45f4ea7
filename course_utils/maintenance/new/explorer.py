"""The skeleton of an explorer: its class, its line in the registry, the test of what it says, its place in a text."""

import keyword
import re

from course_utils.explorers import OTHERS, REGISTRY
from course_utils.maintenance import minutes
from course_utils.maintenance.new import cells
from course_utils.maintenance.new.draft import Draft, Refused, filled, spoken
from course_utils.site.gallery import slug

FOLDER, INIT = "course_utils/explorers", "course_utils/explorers/__init__.py"
_LINE = re.compile(r'    "(\w+)": "\w+",\n')


def draft(name, chapter, after=None):
    """Return the Draft of an explorer called ``name``, shown in a chapter; raises Refused for a name that cannot be."""
    _check(name)
    page, made = cells.page_of(chapter), Draft()
    dashed, title = slug(name), spoken(name)
    module = dashed.replace("-", "_")
    words = dict(name=name, module=module, title=title, chapter=page.chapter)
    made.create(f"{FOLDER}/{module}.py", "explorer", **words)
    made.create(f"tests/explorers/test_said_{module}.py", "test_said", **words)
    made.change(INIT, _registered(made.read(INIT), name, module, page))
    at, folded = (cells.after(page, after), False) if after else cells.place(page, minutes.EXPLORER + 1)
    shown = _shown(dashed, words, folded)
    made.change(f"notebooks/{page.path.name}", cells.with_cells(page, at, shown))
    return made, [page.chapter]


def _check(name):
    if not re.fullmatch(r"[A-Z][A-Za-z0-9]{2,29}", name) or keyword.iskeyword(name):
        raise Refused(f"name: got {name!r}; expected 3 to 30 letters and digits like a class, such as ShiftTester")
    taken = {known.lower(): known for known in (*REGISTRY, *OTHERS)}
    if name.lower() in taken:
        raise Refused(f"name: {taken[name.lower()]} is an explorer already; choose another name")


def _shown(dashed, words, folded):
    """Return the cells of the chapter; where its path is full they are folded away, under a heading of their own."""
    text = filled("explorer_prose", **words)
    if folded:
        heading, cell = f"### More · {words['title']}", f"{dashed}-more"
        first = [cells.markdown(cell, heading, folded=True), cells.markdown(f"{dashed}-look", text)]
    else:
        first = [cells.markdown(f"{dashed}-look", f"### {words['title']}\n\n{text}")]
    run = cells.code(dashed, f"from course_utils.explorers import {words['name']}\n\n{words['name']}()")
    return [*first, run, cells.markdown(f"{dashed}-answer", filled("explorer_answer", **words))]


def _registered(text, name, module, page):
    """Return the text of the registry with the explorer behind the others of its chapter, or of the last one before."""
    last = None
    for number in range(int(page.chapter), -1, -1):
        sources = "\n".join(cell.source for cell in cells.page_of(f"{number:02}").code)
        here = [hit for hit in _LINE.finditer(text) if re.search(rf"\b{hit[1]}\(", sources) and hit[1] in REGISTRY]
        if last := here[-1] if here else None:
            break
    if last is None:
        raise Refused(f"{INIT}: found no line of an explorer; expected REGISTRY with one line for each")
    return f'{text[: last.end()]}    "{name}": "{module}",\n{text[last.end() :]}'


def advice(name, chapter):
    """Return what to do next with an explorer, in the order in which one does it."""
    module = slug(name).replace("-", "_")
    return [
        f"frame() in {FOLDER}/{module}.py: what is on screen for a state, computed with the course's own functions",
        f"the cells {slug(name)}-look and {slug(name)}-answer of chapter {chapter}: what to look for, what was seen",
        f"tests/explorers/test_said_{module}.py: every number that it says, worked out another way",
        f'make notebooks ARGS={chapter}, then make test ARGS="-k {name} or {module}"',
    ]
