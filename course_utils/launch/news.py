"""Say what became of the learner's copies at the start: one line for each kind of thing, and where to look."""

import contextlib
import datetime
import re
from pathlib import Path

from course_utils import settings, whole_files
from course_utils.launch import copies

CHANGES = "what_changed.md"
HEADING = """\
# What the course changed where you had changed it too

Your version of each cell below stands in your chapter, untouched. This is the course's own, to compare and to take over
by hand. Delete this file whenever you like.
"""
GONE = "The course no longer has this cell. Yours stays."
LINES = {
    "moved in": "{names}: had been edited in the course's own folder. That version, whole, is now your copy in "
    "{folder}. The course's own comes back with: {restore}",
    "edited in place": "{names}: edited in the course's own folder. Your copy in {folder} stays as it is, and follows "
    "the course again once the course's own file is back: copy the edited one elsewhere; {restore}",
    "renamed": "The course has a new chapter, so others have a new number. Your copies moved along: {names}. "
    "What you had written stays.",
    "both": "{names}: this chapter has a new number, and you have written in a copy under each. The one under the old "
    "number stays as it is: take over what you want from it, then delete it.",
    "merged": "The course has changed since you last opened it. Brought up to date: {names}. "
    "What you had written stays.",
    "waits": "There is news in {names}. Your copies wait with it, because they are open in another JupyterLab: "
    "end both, then start again.",
    "left": "{names}: your copy cannot be read as a notebook and was left alone. It is in {folder}. "
    "A fresh one beside it: python -m course_utils chapter again {number}",
    "broken": "{names}: the course's own file cannot be read; your copy stays as it is. Get the file again: {restore}",
}


def bring(folder, use):
    """Bring the copies in ``folder``, which is in ``use`` (`sharing.Use`), up to date; print what became of them."""
    done = copies.bring_all(settings.NOTEBOOKS, folder, use.alone)
    for line in [*lines(done, folder), *clashes(done, folder)]:
        print(line, flush=True)
    use.share()


def lines(done, place):
    """Return what to tell about a list of `copies.Done` of the folder ``place``, as a list of sentences."""
    names = {what: [d.name.removesuffix(".ipynb") for d in done if d.what == what] for what in (*LINES, "copied")}
    told = []
    if names["copied"]:
        every = len(names["copied"]) > 3
        what = f"Your own copies of {len(names['copied'])} chapters" if every else ", ".join(names["copied"])
        told.append(f"{what}: now in {place}. What you write goes there.")
    for what, sentence in LINES.items():
        if names[what]:
            restore = settings.restore(*(f"notebooks/{name}.ipynb" for name in names[what]))
            said = {"names": ", ".join(names[what]), "number": names[what][0][:2], "restore": restore, "folder": place}
            told.append(sentence.format(**said))
    told += [f"{d.name}: could not be brought up to date ({d.why}); it stays as it was." for d in done if d.why]
    return told


def clashes(done, place):
    """Note the course's version of every cell that both sides changed in a file beside the chapters; say so."""
    found = [d for d in done if d.clashes]
    if not found:
        return []
    file, today = Path(place) / CHANGES, datetime.date.today().isoformat()
    with contextlib.suppress(OSError):
        before = file.read_text(encoding="utf-8").removeprefix(HEADING) if file.exists() else ""
        text = HEADING + "".join(_chapter(d, today) for d in found) + before
        whole_files.replace(file, text.encode())
    names = ", ".join(f"{d.name.removesuffix('.ipynb')} ({_count(len(d.clashes))})" for d in found)
    return [f"You and the course changed the same cells in {names}. Yours stay; the course's are in {file}"]


def _count(number):
    return "1 cell" if number == 1 else f"{number} cells"


def _chapter(done, today):
    pieces = [f"\n## {today}: [{done.name.removesuffix('.ipynb')}]({done.name})\n"]
    for id, shipped in done.clashes:
        pieces.append(f"\n**{section(done.cells, id)}**, cell `{id}`\n\n{_shown(shipped)}\n")
    return "".join(pieces)


def _shown(cell):
    if cell is None:
        return GONE
    source = "".join(cell["source"]).rstrip()
    longest = max(map(len, re.findall(r"`+", source)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{'python' if cell['cell_type'] == 'code' else 'markdown'}\n{source}\n{fence}"


def section(cells, id):
    """Return the heading under which a cell stands."""
    heading = "At the top"
    for cell in cells:
        if cell["cell_type"] == "markdown":
            found = re.findall(r"^#+ +(.+?) *$", "".join(cell["source"]), re.MULTILINE)
            heading = found[-1] if found else heading
        if cell.get("id") == id:
            break
    return heading
