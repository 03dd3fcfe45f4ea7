"""What must hold of a chapter as a lesson, one small rule each: parts, questions before answers; see `hygiene`."""

import ast
import math
import re
from collections.abc import Iterator

from course_utils.exercises import registry
from course_utils.exercises.course_map import chapters
from course_utils.exercises.outline import COLLAPSED, MORE, folded
from course_utils.exercises.values import as_numbers
from course_utils.maintenance import minutes
from course_utils.maintenance.pages import Page
from course_utils.site import lecture, source

WIDEST = 88  # characters of a code line or a printed one: what fits at 1280 pixels beside an open file list
WORKED = "Worked through · "
_EXERCISE = re.compile(r"(?m)^#{3,5} Exercise (\d+)(, optional)?: (.+)$")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def narrow(page: Page) -> Iterator[str]:
    """No line of code and no printed line is wider than a projector shows."""
    for cell in page.code:
        wide = [line for line in cell.source.splitlines() if len(line) > WIDEST]
        printed = [line for out in cell.outputs for line in out.get("text", "").splitlines() if len(line) > WIDEST]
        for what, lines in (("a code line", wide), ("a printed line", printed)):
            if lines:
                yield f"{cell.id}: {what} of {max(map(len, lines))} characters; expected at most {WIDEST}"


def figures_in_one_call(page: Page) -> Iterator[str]:
    """A figure is one short call of plotting/chapter_NN: no axes and no alt text stand in a cell."""
    for cell in page.python:
        for node in ast.walk(cell.tree):
            name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if name in ("figure", "show", "plt.subplots"):
                yield f"{cell.id}: calls {name}(); let a function of plotting/chapter_{page.chapter} return the Picture"
            if isinstance(node, ast.Call) and any(keyword.arg == "alt" for keyword in node.keywords):
                yield f"{cell.id}: an alt text stands in the cell, where it tells the answer"


def parts(page: Page) -> Iterator[str]:
    """A chapter is cut into parts of at most 45 minutes with goal, stop and recap; its main path is at most 130."""
    found = minutes.parts(page)
    if sum(part.minutes for part in found) > minutes.LONGEST_PATH:
        yield f"{sum(part.minutes for part in found):.0f} minutes; expected at most {minutes.LONGEST_PATH}"
    for part in found:
        if part.minutes > minutes.LONGEST_PART:
            yield f"{part.title}: {part.minutes:.0f} minutes; expected at most {minutes.LONGEST_PART}"
    openings = [cell for cell in page.cells if minutes.part_of(cell)]
    if len(found) > 1 and len(openings) != len(found):
        yield "a part without a heading '## Part 1 · Title'"
    for number, cell in enumerate(openings, 1):
        if not minutes.part_of(cell).startswith(f"Part {number} · "):
            yield f"{cell.id}: {minutes.part_of(cell)!r}; expected part {number}"
        if "**Goal.**" not in cell.source:
            yield f"{cell.id}: a part opens with its **Goal.**"
    stops = [cell for cell in page.markdown if "You can stop here" in cell.source]
    if openings and len(stops) != len(openings) - 1:
        yield f"{len(stops)} cells say 'You can stop here'; expected one at the end of each part but the last"
    away = folded([(cell.kind == "markdown", cell.source, cell.metadata) for cell in page.cells])
    yield from (f"{stop.id}: folded away with a 'More'" for stop in stops if away[stop.index])
    for stop, nxt in zip(stops, openings[1:]):
        if not (stop.index < nxt.index and "Next time" in stop.source):
            yield f"{stop.id}: expected a recap, 'You can stop here' and 'Next time: …' before {nxt.id}"


def stated_times(page: Page) -> Iterator[str]:
    """The minutes that the page states are those of the rule."""
    lines = minutes.stated(page)
    for cell in page.cells:
        if cell.id in lines and lines[cell.id] not in cell.source:
            yield f"{cell.id}: expected {lines[cell.id]!r}; run `make notebooks`"


def folded_sections(page: Page) -> Iterator[str]:
    """A heading "More · …" is folded, and nothing else is but what is worked through; it stands alone in its cell."""
    for cell in page.markdown:
        titles = [text for _, text in cell.headings]
        more = bool(titles) and titles[0].startswith(MORE)
        if more and not cell.metadata.get(COLLAPSED):
            yield f"{cell.id}: {titles[0]!r} is not folded: its metadata lack {COLLAPSED}"
        if cell.metadata.get(COLLAPSED) and not (more or (titles and titles[0].startswith(WORKED))):
            yield f"{cell.id}: folded, and its heading begins neither with 'More · ' nor with 'Worked through · '"
        if cell.metadata.get(COLLAPSED) and "\n" in cell.source.strip():
            yield f"{cell.id}: only the cells after a folded heading are hidden; let it stand alone in its cell"


def numbered_exercises(page: Page) -> Iterator[str]:
    """Exercises are numbered in their order, with title; five are not optional, once a chapter is no skeleton."""
    expected, on_path = 0, 0
    for cell in page.python:
        exercise = minutes.exercise_of(cell)
        if exercise is None:
            continue
        expected += 1
        on_path += not exercise.optional
        above = "\n".join(c.source for c in page.cells[max(0, cell.index - 2) : cell.index] if c.kind == "markdown")
        found = _EXERCISE.findall(above)[-1:]
        wanted = (str(expected), ", optional" if exercise.optional else "", exercise.title)
        if found != [wanted]:
            yield f"{cell.id}: expected the heading 'Exercise {wanted[0]}{wanted[1]}: {wanted[2]}' above it"
    if page.chapter in set(chapters()) - {"00"} and on_path < 5 and not page.is_draft:
        yield f"{on_path} exercises on the main path; expected at least five"


def recalled(page: Page) -> Iterator[str]:
    """From chapter 02 on a page opens with three questions on what came before; from 01 on it closes with five."""
    called = [id for cell in page.python for id in re.findall(r"\brecall\([\"']([\w-]+)[\"']\)", cell.source)]
    number = int(page.chapter) if page.chapter in chapters() else 0
    for kind, first, size in (("before", 2, 3), ("after", 1, 5)):
        deck = f"{page.chapter}-{kind}"
        wanted = 1 if first <= number else 0
        if called.count(deck) != wanted:
            yield f"recall({deck!r}) is called {called.count(deck)} times; expected {wanted}"
        elif wanted and len(registry.find_deck(deck)) != size:
            yield f"{deck!r} has {len(registry.find_deck(deck))} questions; expected {size}"
    for deck in set(called) - {f"{page.chapter}-before", f"{page.chapter}-after"}:
        yield f"recall({deck!r}) belongs to another chapter"


def replies_are_questions(page: Page) -> Iterator[str]:
    """A wrong choice earns a question that does not name the right option, nor its number."""
    for entry in registry.entries_of(page.chapter, registry.QUESTIONS) if page.chapter.isdigit() else ():
        right = entry.options[entry.right].label
        numbers = {n for n in _NUMBER.findall(right) if len(n) > 1} - _known(entry)
        for option in entry.options:
            if option.right:
                continue
            if "?" not in option.reply:
                yield f"{entry.id}: the reply to {option.label!r} asks nothing: {option.reply!r}"
            told = numbers & set(_NUMBER.findall(option.reply))
            if told or (len(right.split()) > 1 and _plain(right) in _plain(option.reply)):
                yield f"{entry.id}: the reply to {option.label!r} gives the answer away: {option.reply!r}"


def _known(entry):
    """Numbers that the question and its wrong options name, which say nothing about the right one."""
    texts = [entry.question, *(option.label for option in entry.options if not option.right)]
    return {number for text in texts for number in _NUMBER.findall(text)}


def no_answer_in_sight(page: Page) -> Iterator[str]:
    """The right option of a prediction stands neither in the text or output before it, nor in the code after it."""
    for cell in page.python:
        for id in re.findall(r"\bpredict\([\"']([\w-]+)[\"']\)", cell.source):
            entry = registry.find_prediction(id)
            for place, text in _in_sight(page, cell):
                for told in _told(entry, text):
                    yield f"{cell.id}: {told!r}, of the right option of {id}, stands in {place}"


def _in_sight(page, cell):
    """What is read just before a question, and the code that is run just after it."""
    for other in page.cells[max(0, cell.index - 3) : cell.index]:
        yield other.id, other.source if other.kind == "markdown" else other.shown_text
    later = page.neighbour(cell, 1)
    while later is not None and later.kind == "markdown":
        later = page.neighbour(later, 1)
    if later is not None:
        yield later.id, later.source


def _told(entry, text):
    right = entry.options[entry.right].label
    numbers = {n for n in _NUMBER.findall(right) if len(n) > 2} - _known(entry)
    yield from sorted(numbers & set(_NUMBER.findall(text)))
    if len(_plain(right).split()) > 2 and _plain(right) in _plain(text):
        yield right


def _plain(text):
    return " ".join(re.findall(r"\w+", text.lower()))


def exercises_keep_their_answers(page: Page) -> Iterator[str]:
    """The number that an exercise asks for stands in no cell near it, but for what is folded after it."""
    for cell in page.python:
        exercise = minutes.exercise_of(cell)
        digits = _digits(exercise)
        for other in page.cells[max(0, cell.index - 8) : cell.index + 4] if digits else ():
            if other.index == cell.index or other.metadata.get(COLLAPSED):
                continue
            if re.search(rf"(?<![\d.,]){re.escape(digits)}", f"{other.source}\n{other.shown_text}"):
                yield f"{cell.id}: {digits}, the answer to {exercise.id}, stands in {other.id}"


def _digits(exercise):
    """Return the answer to a number exercise as it would be printed, or "" where it is too short to be recognised."""
    if exercise is None or exercise.is_function:
        return ""
    numbers = as_numbers(exercise.expected_value())
    if numbers is None or numbers.ndim or not math.isfinite(numbers):
        return ""
    digits = f"{float(numbers):,.0f}" if float(numbers) == round(float(numbers)) else f"{float(numbers):.4g}"
    return digits if len(re.sub(r"\D|^0\.0*", "", digits)) >= 3 else ""


def a_lecture_that_fits(page: Page) -> Iterator[str]:
    """The stops of the lecture, where there is one, fill 50 minutes and the screen, and hold no more."""
    if any(lecture.KEY in cell.metadata for cell in page.cells):
        try:
            yield from lecture.faults(lecture.stops(source.sheets(page.path), page.chapter))
        except ValueError as error:
            yield str(error)


RULES = (
    narrow, figures_in_one_call, parts, stated_times, folded_sections, numbered_exercises, recalled,
    replies_are_questions, no_answer_in_sight, exercises_keep_their_answers,
    a_lecture_that_fits,
)  # fmt: skip
