"""What must hold of every notebook, one small rule each.

    python -m course_utils.maintenance.hygiene 01      what is wrong with chapter 01

A rule takes a Page and yields a sentence for each fault. The tests run every rule on every notebook, and every rule on
a page that breaks it. Rules about the code inside cells are in `hygiene_code`, about the chapter as a
lesson in `hygiene_lesson`.
"""

import re
import statistics
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from nbformat.validator import iter_validate

from course_utils import settings
from course_utils.maintenance import hygiene_code, hygiene_lesson
from course_utils.maintenance.normal_form import WIDGET_VIEW, dumps, normalise
from course_utils.maintenance.notebooks import SIZE_LIMIT
from course_utils.maintenance.pages import Page, find, pictures_of

LONGEST_CELL = 20  # lines: what a projector shows at once
MEDIAN_CELL = 6
OUTPUT_LINES = 40  # a longer print is scrolled past, not read
_MACHINE_PATH = re.compile(
    r"(?<![\w.:/])/(?:home|Users|root|tmp|var|opt|usr|work|private|mnt)/[\w.-]+|\b[A-Z]:\\\\?\w|site-packages|ipykernel_\d+"
)
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
_RANDOM_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}.*)?|cell[-_]?\d+|[0-9a-f-]+")
_HEADER = {"goals": r"goals?|you will", "prerequisites": r"prerequisites?|before this", "minutes": r"\bminutes\b"}
_FOOTER = ("can now", "common mistakes", "further reading", "next")


def executed_in_order(page: Page) -> Iterator[str]:
    """Code cells are not empty and carry the numbers 1..n."""
    for number, cell in enumerate(page.code, 1):
        if not cell.code_lines:
            yield f"{cell.id}: an empty code cell"
        if cell.count != number:
            yield f"{cell.id}: numbered {cell.count}; expected {number}; run `make notebooks`"


def no_errors(page: Page) -> Iterator[str]:
    """No output is an error or was printed to stderr."""
    for cell in page.code:
        for output in cell.outputs:
            if output.output_type == "error":
                yield f"{cell.id}: holds the error {output.ename}: {output.evalue}"
            if output.get("name") == "stderr":
                yield f"{cell.id}: prints to stderr: {output.text[:80]!r}"


def no_widget_state(page: Page) -> Iterator[str]:
    """No widget state is stored, and no widget view that a page without a kernel cannot show."""
    if "widgets" in page.raw.metadata:
        yield "the metadata hold widget state"
    for cell in page.code:
        for output in cell.outputs:
            if WIDGET_VIEW in output.get("data", {}):
                yield f"{cell.id}: a widget view is stored; run `make notebooks`"
            if "data" in output and not set(output.data) - {WIDGET_VIEW}:
                yield f"{cell.id}: a widget without a picture or text for a page that has no kernel"


def normal_form(page: Page) -> Iterator[str]:
    """The file is valid and byte for byte in normal form: no timings, no stray metadata, the python3 kernel."""
    fault = next(iter_validate(page.raw), None)  # unlike validate(), it mends nothing
    if fault is not None:
        yield f"not a valid notebook: {fault.message[:200]}"
        return
    if page.text != dumps(normalise(page.raw)):
        yield "not in normal form; run `make notebooks`"


def size(page: Page) -> Iterator[str]:
    """The file is under 1 MB, and no cell prints more than a screenful."""
    if len(page.text.encode()) > SIZE_LIMIT:
        yield f"{len(page.text.encode()):,} bytes; expected at most {SIZE_LIMIT:,}"
    for cell in page.code:
        lines = sum(output.get("text", "").count("\n") for output in cell.outputs)
        if lines > OUTPUT_LINES:
            yield f"{cell.id}: prints {lines} lines; expected at most {OUTPUT_LINES}"


def no_machine_paths(page: Page) -> Iterator[str]:
    """Nothing names a folder of the machine that wrote the file, nor an address in its memory."""
    own = [str(settings.ROOT), str(Path.home())]
    for cell in page.cells:
        text = f"{cell.source}\n{cell.shown_text}"
        hits = [hit.group() for hit in _MACHINE_PATH.finditer(text)] + [p for p in own if len(p) > 5 and p in text]
        hits += [hit.group() for hit in _ADDRESS.finditer(cell.shown_text)]
        for hit in hits:
            yield f"{cell.id}: names {hit!r}, which another machine does not have"


def cell_length(page: Page) -> Iterator[str]:
    """Code cells have a median of about five lines and never more than twenty."""
    for cell in page.code:
        length = len(cell.source.splitlines())  # blank ones too: they take room on the screen
        if length > LONGEST_CELL:
            yield f"{cell.id}: {length} lines; expected at most {LONGEST_CELL}"
    lengths = {cell.id: len(cell.code_lines) for cell in page.code}
    if lengths and statistics.median(lengths.values()) > MEDIAN_CELL:
        yield f"the median code cell has {statistics.median(lengths.values())} lines; expected at most {MEDIAN_CELL}"


def described_pictures(page: Page) -> Iterator[str]:
    """Every picture has a description that reaches the page, and a constant text beside it."""
    for cell in page.code:
        for output in cell.outputs:
            found = pictures_of(output)
            for alt, _ in found:
                if len(alt.split()) < 4:
                    yield f"{cell.id}: a picture has the description {alt!r}; expected a sentence"
            plain = output.get("data", {}).get("text/plain", "")
            if found and (not plain or plain.startswith("<Figure") or _ADDRESS.search(plain)):
                yield f"{cell.id}: the text beside the picture is {plain!r}; expected one that says what it is"
    for cell in page.markdown:
        for hit in re.finditer(r"!\[\s*\]\(|<img(?![^>]*\balt\s*=\s*[\"'][^\"']+)[^>]*>", cell.source):
            yield f"{cell.id}: the picture {hit.group()!r} has no description"


def header_and_footer(page: Page) -> Iterator[str]:
    """The page opens with a title, goals, prerequisites, minutes; it closes with what, mistakes, reading, next."""
    first = page.cells[0] if page.cells else None
    if not first or first.kind != "markdown" or not re.match(r"# \S", first.source):
        yield "the first cell must be markdown and begin with '# ' and the title"
    if sum(level == 1 for cell in page.markdown for level, _ in cell.headings) != 1:
        yield "expected exactly one heading of the first level"
    first_code = page.code[0].index if page.code else len(page.cells)
    last_code = page.code[-1].index if page.code else -1
    head = "\n".join(cell.source for cell in page.cells[:first_code] if cell.kind == "markdown").lower()
    foot = "\n".join(cell.source for cell in page.cells[last_code + 1 :] if cell.kind == "markdown").lower()
    for what, pattern in _HEADER.items():
        if not re.search(pattern, head):
            yield f"header: {what!r} is missing before the first code cell"
    for what in _FOOTER:
        if not re.search(rf"(?m)^\W*[^\n]*\b{what}\b", foot):
            yield f"footer: {what!r} is missing after the last code cell"


_ASSERTS = re.compile(r"(?m)^\s*(assert\b|stands\()")  # `programs.stands` asserts


def asserted_variation(page: Page) -> Iterator[str]:
    """A cell whose output may vary is followed by one that asserts what must hold."""
    for cell in page.code:
        if "nbval-ignore-output" in cell.tags:
            later = next((c for c in page.code if c.index > cell.index), None)
            if later is None or "nbval-ignore-output" in later.tags or not _ASSERTS.search(later.source):
                yield f"{cell.id}: its output is not compared, so the next code cell must assert what holds"
        for tag in set(cell.tags) & {"nbval-skip", "raises-exception", "nbval-raises-exception"}:
            yield f"{cell.id}: the tag {tag!r} hides faults"


def meaningful_ids(page: Page) -> Iterator[str]:
    """Cell ids are unique, and words rather than random digits."""
    for name, count in Counter(cell.id for cell in page.cells).items():
        if count > 1:
            yield f"{name!r}: {count} cells have this id"
        if _RANDOM_ID.fullmatch(name) or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
            yield f"{name!r}: expected an id of words, such as 'predict-ten-sigmoids'"


def links(page: Page) -> Iterator[str]:
    """Every link to a file of the course and to a place in a page arrives, inside the folder that JupyterLab shows."""
    for cell in page.markdown:
        for target in cell.links:
            if re.match(r"[a-z][a-z0-9+.-]*:", target):
                continue
            file, _, anchor = unquote(target).partition("#")
            goal = (page.path.parent / file).resolve() if file else page.path.resolve()
            if page.path.parent.resolve() not in goal.parents:
                yield f"{cell.id}: {target!r} leads out of the notebooks folder, where JupyterLab cannot follow"
            elif not goal.exists():
                yield f"{cell.id}: {target!r} leads to a file that does not exist"
            elif anchor and goal.suffix == ".ipynb" and anchor not in Page(goal).anchors:
                yield f"{cell.id}: {target!r} names a place that {goal.name} does not have"


def question_and_answer(page: Page) -> Iterator[str]:
    """A figure stands between prose: what to look for before it, what was seen after it."""
    for cell in page.code:
        if cell.images:
            for step, word in ((-1, "before"), (1, "after")):
                other = page.neighbour(cell, step)
                if other is None or other.kind != "markdown":
                    yield f"{cell.id}: shows a figure with no markdown cell {word} it"


RULES = (
    executed_in_order, no_errors, no_widget_state, normal_form, size, no_machine_paths, cell_length, described_pictures,
    header_and_footer, asserted_variation, meaningful_ids, links, question_and_answer,
    *hygiene_code.RULES, *hygiene_lesson.RULES,
)  # fmt: skip


def faults(page: Page) -> list[str]:
    """Return every fault of a page, each with the rule it breaks."""
    return [f"{rule.__name__}: {fault}" for rule in RULES for fault in rule(page)]


def main(arguments=None) -> int:
    """Print the faults of the named chapters, or of all; return 1 when there are any."""
    found = {path.name: faults(Page(path)) for path in find(sys.argv[1:] if arguments is None else arguments)}
    for name, sentences in found.items():
        print(f"{name}: {len(sentences)} faults", *sentences, sep="\n  ")
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
