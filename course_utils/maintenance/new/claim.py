"""The skeleton of a claim: the sentence in tests/claims/NN.toml, its numbers marked, with an expression for each."""

import difflib
import re

from course_utils.maintenance import minutes
from course_utils.maintenance.claims import check, texts, values
from course_utils.maintenance.claims.book import Book, Claim
from course_utils.maintenance.claims.reach import quantities
from course_utils.maintenance.new import cells
from course_utils.maintenance.new.draft import OPEN, Draft, Refused
from course_utils.maintenance.pages import Page

ALIKE = 0.85  # two sentences as near as this are one, changed
TELLING = 3  # digits: a number this long that a cell has printed is hardly another one


def draft(name, sentence, after=None):
    """Return the Draft of a claim; a sentence that no text of the chapter has becomes a paragraph of it.

    Raises Refused for a chapter that is not there, and for a sentence with no number, or with none to be claimed.
    """
    name, sentence = name.zfill(2) if name.isdigit() else name, " ".join(sentence.split())
    if name not in texts.names():
        raise Refused(f"chapter: got {name!r}; expected one of {', '.join(texts.names())}")
    if not quantities(sentence):
        raise Refused(f"sentence: got {sentence!r}; expected at least one number, in digits or words")
    missing = next(check.uncovered({"": sentence}, Book.read(name)), None)
    if missing is None:
        raise Refused(f"sentence: {sentence!r} is claimed in tests/claims/{name}.toml already")
    made, said = Draft(), texts.of(name)
    entry = _entry(name, sentence)
    path = f"tests/claims/{name}.toml"
    old = made.read(path) if (made.root / path).exists() else ""
    made.texts[path] = f"{old}\n{entry}" if old else entry
    if not any(_pattern(sentence).search(text) for text in said.values()):
        _say(made, name, sentence, said, after)
    return made, [], entry


def _pattern(sentence):
    return re.compile(r"\s+".join(re.escape(word) for word in sentence.split()))


def _entry(name, sentence):
    """Return the claim; each number that is not accounted for is marked, and has an expression that yields it."""
    book = Book.read(name)
    taken = check.covered(sentence, book)
    numbers = [n for n in quantities(sentence) if not any(a <= n.start and n.end <= b for a, b in taken)]
    says = sentence
    for number in reversed(numbers):
        says = f"{says[: number.start]}[[{number.text}]]{says[number.end :]}"
    expressions = [_expression(name, number) for number in numbers]
    try:
        Claim(says, tuple(expressions))
    except ValueError as error:
        raise Refused(str(error)) from None
    quote = "'''" if "'" in says else "'" if "\\" in says or '"' in says else '"'
    written = ", ".join(f"'{expression}'" for expression in expressions)
    note = "the expression that yields it" if len(numbers) == 1 else "the expressions that yield them"
    return f"[[claim]]\nsays = {quote}{says}{quote}\nis = [{written}]  # {OPEN}: {note}; or holds, source, given\n"


def _expression(name, number):
    """Return where a cell of the chapter has printed a telling number; else the number itself, to be replaced."""
    if name.isdigit() and len(re.sub(r"\D", "", number.text).lstrip("0")) >= TELLING:
        printed = values.Printed(name)
        for cell, text in printed._cells.items():
            for label in _labels(text):
                expression = f'printed("{cell}", "{label}")'
                if number.agrees(_value(printed, cell, label), False):
                    return expression
    return f"{number.value:.12g}"


def _labels(text):
    """Yield words that stand before a number on a line of a print."""
    for line in text.splitlines():
        for hit in re.finditer(r"[^\W\d][^\d\"'\\]{2,40}?(?=[−-]?\d)", line):
            yield hit.group()


def _value(printed, cell, label):
    try:
        return printed(cell, label)
    except (KeyError, IndexError):
        return float("nan")


def _say(made, name, sentence, said, after):
    """Write the sentence into the chapter, as a paragraph of its own."""
    sentences = [" ".join(one.split()) for text in said.values() for one in check.sentences(text)]
    if near := difflib.get_close_matches(sentence, sentences, 1, ALIKE):
        raise Refused(f"sentence: the chapter says {near[0]!r}; claim that, or change it there first")
    if not name.isdigit():
        raise Refused(f"sentence: {texts.path_of(name).name} does not say {sentence!r}; write it there first")
    page = cells.page_of(name)
    at = cells.after(page, after) if after else cells.place(page, 0)[0]
    words = re.findall(r"[a-z]+", sentence.lower())
    paragraph = cells.markdown("-".join(["said", *words[:4]]), sentence)
    text = cells.with_cells(page, at, [paragraph])
    made.change(f"notebooks/{page.path.name}", minutes.with_times(Page(page.path, text)))


def advice(name, entry):
    """Return what to do next with a claim."""
    name = name.zfill(2) if name.isdigit() else name
    return [
        f"tests/claims/{name}.toml: an expression, or who states it, for each number of\n{entry}",
        "the paragraph, where the chapter did not have it: move it to where it belongs",
        f"python -m course_utils.maintenance.claims {name}",
    ]
