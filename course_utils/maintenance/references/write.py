"""Write the numbers into headings, references and links."""

from pathlib import Path
from urllib.parse import quote, unquote

import nbformat

from course_utils import settings
from course_utils.exercises.outline import HEADING
from course_utils.maintenance.normal_form import dumps
from course_utils.maintenance.references import book, check, find, structure, texts


def write(meanings: book.Meanings, folder: Path = settings.NOTEBOOKS, root: Path = settings.ROOT) -> list[str]:
    """Bring every number to what it stands for; return the files that changed."""
    course = structure.chapters(folder)
    known = structure.numbers(course)
    changed = [chapter.page.path for chapter in course if _page(chapter, course, known, meanings)]
    glossary = sorted(folder.glob("[!0-9]*.ipynb"))
    changed += [path for path in glossary if _linked(path, course)]
    for place in texts.places(course, root):
        if place.table == texts.FILES and (new := _new(place, known, meanings)) != place.text:
            path = root / place.key.partition(" ")[0]
            changed.append(path)
            path.write_text(path.read_text(encoding="utf-8").replace(place.text, new, 1), encoding="utf-8")
    changed += [root / name for name in ("README.md",) if _linked(root / name, course)]
    return [path.name for path in dict.fromkeys(changed)]


def _new(place, known, meanings) -> str:
    targets = meanings.get((place.table, place.key), [])
    if len(targets) != len(place.found):
        return place.text
    return find.replaced(place.text, place.found, [known.get(target, "") for target in targets])


def _page(chapter, course, known, meanings) -> bool:
    path, text = chapter.page.path, chapter.page.text
    notebook, before = nbformat.v4.reads(text), nbformat.v4.reads(text)
    places = {place.key: place for place in texts.of_pages([chapter])}
    headings = {}
    for heading in chapter.headings:
        headings.setdefault(heading.cell, []).append(heading)
    for cell in notebook.cells:
        if cell.id in places:
            cell.source = _new(places[cell.id], known, meanings)
        spoken = cell.metadata.get("lecture", {})
        for field in texts.SPOKEN:
            if place := places.get(f"{cell.id} {field}"):
                spoken[field] = _new(place, known, meanings)
        if cell.cell_type == "markdown":
            cell.source = links(_headed(cell.source, headings.get(cell.id, [])), course)
    return notebook != before and _saved(path, text, dumps(notebook))


def _headed(source: str, headings) -> str:
    queue, lines = list(headings), source.split("\n")
    for at, line in enumerate(lines):
        hit = HEADING.fullmatch(line)
        kind = structure.kind_of(len(hit[1]), hit[2]) if hit and queue else ""
        if kind and structure.title(kind, hit[2]) == queue[0].title:
            lines[at] = line.replace(hit[2], structure.renumbered(kind, hit[2], queue.pop(0).number))
    return "\n".join(lines)


def links(text: str, course) -> str:
    """Return a text whose links to chapters have the numbers of what they lead to."""
    for hit in reversed(list(check.LINK.finditer(text))):
        before, whole = text[: hit.start()], hit.group()
        for was, shall in check.wanted(hit, text, course):
            if was == shall or shall.startswith("the file"):
                continue
            if check.BEFORE.search(before) and len(was) == 2:
                before = check.BEFORE.sub(rf"{shall}\g<gap>", before)
            anchor = quote(was, safe="!$&'()*+,;=:@-._~?/") if was == unquote(was) else was
            whole = whole.replace(anchor if anchor in whole else was, quote(shall, safe="!$&'()*+,;=:@-._~?/"), 1)
        text = before + whole + text[hit.end() :]
    return text


def _linked(path, course) -> bool:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return _saved(path, text, links(text, course))
    notebook, before = nbformat.v4.reads(text), nbformat.v4.reads(text)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = links(cell.source, course)
    return notebook != before and _saved(path, text, dumps(notebook))


def _saved(path, old, new) -> bool:
    if old != new:
        path.write_text(new, encoding="utf-8")
    return old != new
