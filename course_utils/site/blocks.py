"""Each kind of block as HTML: prose, code with its outputs, explorers, questions, exercises."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re

from course_utils import settings
from course_utils.exercises import registry
from course_utils.exercises.cards import Choice
from course_utils.exercises.render import inline
from course_utils.explorers import explorer_class
from course_utils.explorers.questions import card_of
from course_utils.maintenance.normal_form import PNG_URI
from course_utils.maintenance.pages import pictures_of
from course_utils.site import numbers
from course_utils.site.markup import coloured, markdown
from course_utils.site.source import explorer_state, relative

_MATH = re.compile(r"\$([^$<]+)\$")
_IMG = re.compile(r"<img\b[^>]*>")
#: What `mine` says where nothing was written yet; on these pages nothing can have been.
STAND_IN = re.compile(r"(?m)^.*:\snone\sof\syours\sis\saccepted\syet,\sso\sthe\scourse's\sown\sstands\sin\.\n?")
#: What the notebook says of its own commands, and the bar of a training: there is nothing to call or to wait for here.
_STUCK = re.compile(r"(?m)^(\*Stuck\?\*.*|`hint\(.*`solution\(.*)\n?")
_BAR = re.compile(r"(?m)^.*\|[█▏▎▍▌▋▊▉#]+\|.*\n?")
KICKERS = {"predict": "Predict", "recall": "Recall"}


class Writer:
    """Writes the blocks of one page; what the page needs beside it (pictures, explorers) is collected in ``shelf``."""

    def __init__(self, sheet, places, shelf):
        self.sheet, self.places, self.shelf = sheet, places, shelf

    def block(self, block):
        """Return one block as HTML."""
        return getattr(self, f"_{block.kind}")(block)

    def _to(self, file):
        return relative(file, self.sheet.file)

    # ---- prose and code ---------------------------------------------------------------------------------------------

    def _prose(self, block):
        text = markdown(_STUCK.sub("", block.cell.source), self._address, self._image)
        return f'<section class="prose" id="{block.cell.id}">{text}</section>'

    def _address(self, target):
        return self.places.address(target, self.sheet)

    def _image(self, target):
        return self._to(self.shelf.image(target))

    def _code(self, block):
        shut = block.cell.id == "setup" or self.sheet.file.startswith("lecturers")  # a lecturer wants the table
        return self._cell(block, shut=shut, words="The code")

    def printed(self, block):
        """Return whether anything stands under the code of a block."""
        return any(map(self._output, block.cell.outputs))

    def judged(self, block):
        """Return whether the page itself tells whether a question's or an exercise's answer is right."""
        return block.kind == "predict" or numbers.sealed(registry.find_exercise(block.name)) is not None

    def after(self, block):
        """Return the words of the fold after a question or an exercise."""
        return "What follows, once you have answered" if self.judged(block) else "What comes out, once it is written"

    def _figure(self, block):
        return self._cell(block, shut=True, words="The code of this figure")

    def _cell(self, block, shut, words, outputs=None):
        code = coloured(block.cell.source)
        shown = "".join(map(self._output, block.cell.outputs if outputs is None else outputs))
        if shut:
            code = f'<details class="source"><summary>{words}</summary>{code}</details>'
        return f'<section class="code" id="{block.cell.id}">{code}{shown}</section>'

    def _output(self, output):
        if output["output_type"] == "stream":
            output = {**output, "text": _BAR.sub("", STAND_IN.sub("", output["text"]))}
            if not output["text"].strip():
                return ""
            return f'<pre class="out">{html.escape(output["text"].rstrip())}</pre>'
        data = output.get("data", {})
        if "text/html" in data:
            return f'<div class="out">{_IMG.sub(self._tag, data["text/html"])}</div>'
        return f'<pre class="out">{html.escape(data.get("text/plain", ""))}</pre>'

    def _tag(self, found):
        """Return an ``img`` that shows a file beside the page instead of carrying its bytes."""
        uri = PNG_URI.search(found[0])
        if not uri:
            return found[0]
        file = self._to(self.shelf.picture(base64.b64decode(uri[2])))
        return found[0].replace(uri[0], file).replace("<img", '<img loading="lazy"', 1)

    # ---- explorers --------------------------------------------------------------------------------------------------

    def _explorer(self, block, id=None):
        shown = explorer_state(block.cell) or {"name": block.name, "state": None}
        key = self.shelf.explorer(shown["name"], shown["state"])
        (_, picture), *_ = [p for output in block.cell.outputs for p in pictures_of(output)] or [("", "")]
        return self.explorer(shown["name"], key, base64.b64decode(picture), id or block.cell.id)

    def explorer(self, name, key, picture, id):
        """Return the place of an explorer: its still picture, until it is scrolled to and comes alive."""
        title = html.escape(explorer_class(name).title)
        file = self._to(self.shelf.picture(picture)) if picture else ""
        still = f'<img src="{file}" alt="{title}: a still picture of the explorer" loading="lazy">' if file else ""
        data = self._to(f"assets/explorers/{key}.js")
        return f'<div class="explorer" id="{id}" data-key="{key}" data-file="{data}">{still}</div>'

    # ---- questions and exercises ------------------------------------------------------------------------------------

    def _predict(self, block):
        return self._questions(block, [registry.find_prediction(block.name)])

    def _recall(self, block):
        return self._questions(block, registry.find_deck(block.name))

    def _questions(self, block, asked):
        cards = [card_of(Choice(one.id, one), KICKERS[block.kind]) for one in asked]
        return _deck(block.cell.id, [one.id for one in asked], cards)

    def _review(self, block):
        about = self._to("about.html#kept")
        return f'<p class="how"><a href="{about}">What you answer here can be carried into the notebooks</a>.</p>'

    def _progress(self, block):
        chapters = [block.name] if block.name else registry.chapter_numbers()
        asked = [p.id for n in chapters for p in registry.entries(n, "PREDICTIONS")]
        asked += [e.id for n in chapters for e in registry.entries(n, "EXERCISES") if numbers.sealed(e)]
        return f'<p class="standing" role="status" data-standing="{" ".join(asked)}"></p>'

    def _check(self, block):
        exercise = registry.find_exercise(block.name)
        hints = _hints(exercise)
        seal = numbers.sealed(exercise)
        if seal is None:
            name = f'id="{block.cell.id}" data-exercise="{exercise.id}"'
            return f'<section class="task" {name}>{self._task(block)}{hints}</section>'
        card = dict(kind="number", kicker="Your answer", question=inline(exercise.title), seal=seal)
        return _deck(block.cell.id, [exercise.id], [card]) + hints

    def _task(self, block):
        file, lab = html.escape(self.places.notebook(self.sheet)), settings.command("lab")
        how = (
            f"Write it in your copy of the chapter: <code>{lab}</code> opens <code>{file}</code>, and "
            "<code>check</code> tells at once whether it is right, and which mistake it looks like."
        )
        return f'{coloured(block.cell.source)}<p class="how">{how}</p>'


def typeset(text):
    """Return one of the exercises' texts as HTML, its formulas left to the page.

    >>> typeset("What is $a < b$ in `code`?")
    'What is <span class="math">a &lt; b</span> in <code>code</code>?'
    """
    return _MATH.sub(r'<span class="math">\1</span>', inline(text))


def _hints(exercise):
    """Return the hints, one inside the other, so that each is asked for."""
    text = ""
    for hint in reversed(exercise.hints):
        words = "A hint" if hint is exercise.hints[0] else "Another hint"
        text = f"<details><summary>{words}</summary><p>{typeset(hint)}</p>{text}</details>"
    return f'<div class="hints">{text}</div>' if text else ""


def _deck(id, ids, cards):
    told = html.escape(json.dumps({"ids": ids, "cards": cards}, ensure_ascii=False), quote=True)
    asleep = "".join(map(_asleep, cards))  # as it is printed, and read where no script runs
    return f'<div class="questions" id="{id}" data-cards="{told}">{asleep}</div>'


def _asleep(card):
    options = "".join(f"<li>{option['label']}</li>" for option in card.get("options", ()))
    return f"<p><strong>{card['kicker']}:</strong> {card['question']}</p>" + (f"<ol>{options}</ol>" if options else "")


class Shelf:
    """The files that pages share: pictures, and explorers at the states in which they are shown."""

    def __init__(self, images):
        self.images, self.files, self.explorers = images, {}, {}

    def picture(self, raw):
        """Keep the bytes of a PNG; return its file."""
        file = f"assets/pictures/{hashlib.sha256(raw).hexdigest()[:16]}.png"
        self.files[file] = raw
        return file

    def image(self, target):
        """Keep an image that stands beside the notebooks; return its file."""
        return self.picture((self.images / target.removeprefix("images/")).read_bytes())

    def explorer(self, name, state):
        """Note that an explorer is shown at a state; return the key of its files."""
        text = json.dumps(state, sort_keys=True)
        first = explorer_class(name)().state if state is None else state
        same = state is None or json.dumps(explorer_class(name)().state, sort_keys=True) == text
        key = name if same else f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
        self.explorers[key] = (name, first)
        return key
