"""An exam on paper: the questions, and apart from them the marking notes; as HTML that prints, and as Markdown."""

from __future__ import annotations

from course_utils.classroom.exam.draw import MINUTES, exam
from course_utils.classroom.shown import Shown, plain
from course_utils.exercises.render import inline
from course_utils.site.markup import markdown

__all__ = ["FILES", "marking", "questions", "sheets"]

FILES = ("exam.html", "exam.md", "marking.html", "marking.md")
LETTERS = "abcdefgh"
_STYLE = """
body { font: 11.5pt/1.5 "Segoe UI", system-ui, "DejaVu Sans", sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h3 { font-size: 1.1rem; margin: 1.6em 0 .4em; }
section { break-inside: avoid; } table { border-collapse: collapse; } td, th { border: 1px solid #767676; padding: .2em .7em; }
ol.asks { list-style: lower-alpha; } .asks li { margin: .35em 0; } .room { display: block; }
.name { border-bottom: 1px solid #1b1b1b; display: inline-block; width: 16rem; }
@media print { @page { margin: 18mm 16mm; } body { margin: 0; max-width: none; font-size: 10.5pt; } }
"""  # noqa: E501
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>{style}</style></head>
<body><h1>{title}</h1>
{body}
</body></html>
"""


def questions(seed):
    """Show the questions of an exam, without anything that helps to mark them."""
    drawn = exam(seed)
    page = "".join(_asked(number, one) for number, one in enumerate(drawn.questions, 1))
    return Shown(f"<p>{_head(drawn)}</p>\n{page}", f"{_head(drawn)}\n{plain(page)}")


def marking(seed):
    """Show the marking notes of an exam: what is expected, partial credit, what wrong answers show."""
    drawn = exam(seed)
    page = "".join(_marked(number, one) for number, one in enumerate(drawn.questions, 1))
    return Shown(f"<p>{_head(drawn)}</p>\n{page}", f"{_head(drawn)}\n{plain(page)}")


def sheets(seed):
    """Return {file: text} of an exam with the given seed: questions and marking notes, each as HTML and as Markdown."""
    drawn, titles = exam(seed), (f"Exam, variant {seed}", f"Marking notes, variant {seed}")
    name = '<p>Name: <span class="name"></span></p>'
    rooms = "".join(_asked(number, one, room=True) for number, one in enumerate(drawn.questions, 1))
    bodies = f"{name}<p>{_head(drawn)}</p>\n{rooms}", marking(seed).html
    pages = [_PAGE.format(title=title, style=_STYLE, body=body) for title, body in zip(titles, bodies)]
    texts = [_text(titles[0], drawn, _asked_text), _text(titles[1], drawn, _marked_text)]
    return dict(zip(FILES, (pages[0], texts[0], pages[1], texts[1]), strict=True))


def _head(drawn):
    return (
        f"{len(drawn.questions)} questions, {drawn.points} points, {MINUTES} minutes. Allowed: a pocket calculator and "
        "a sheet written by hand. Every answer that is more than a number takes one or two sentences."
    )


def _points(count):
    return f"{count} point{'s' if count > 1 else ''}"


def _small(count, before=""):
    return f'<small style="white-space:nowrap">({before}{_points(count)})</small>'


def _asked(number, one, room=False):
    """Write one question; with ``room``, leave space below each ask, by its points."""
    asks = ""
    for ask in one.asks:
        space = f'<span class="room" style="height:{2.6 * ask.points:g}em"></span>' if room else ""
        asks += f"<li>{inline(ask.text)} {_small(ask.points)}{space}</li>\n"
    head = f"<h3>{number} · {inline(one.title)} {_small(one.points)}</h3>"
    return f'<section>{head}\n{markdown(one.text)}<ol class="asks" type="a">{asks}</ol></section>\n'


def _marked(number, one):
    expected = "".join(f"<li>{inline(a.answer)} {_small(a.points)}</li>\n" for a in one.asks)
    wrong = "".join(f"<li>({LETTERS[w.place]}) {inline(w.answer)}: {inline(w.shows)}</li>\n" for w in one.wrong)
    points = _small(one.points, f"chapter {one.chapter}, ")
    head = f"<h3>{number} · {inline(one.title)} {points}</h3>"
    return (
        f'<section>{head}\n<ol class="asks" type="a">{expected}</ol>\n<p><em>Part of the points.</em> '
        f"{inline(one.partial)}</p>\n<p><em>Typical wrong answers, and what they show.</em></p>"
        f"<ul>{wrong}</ul></section>\n"
    )


# ---- Markdown -------------------------------------------------------------------------------------------------------
def _text(title, drawn, write):
    pieces = [f"# {title}", _head(drawn), *(write(number, one) for number, one in enumerate(drawn.questions, 1))]
    return "\n\n".join(pieces) + "\n"


def _asked_text(number, one):
    asks = "\n".join(f"- ({LETTERS[k]}) {a.text} ({_points(a.points)})" for k, a in enumerate(one.asks))
    return f"## {number} · {one.title} ({_points(one.points)})\n\n{one.text.rstrip()}\n\n{asks}"


def _marked_text(number, one):
    expected = "\n".join(f"- ({LETTERS[k]}) {a.answer} ({_points(a.points)})" for k, a in enumerate(one.asks))
    wrong = "\n".join(f"- ({LETTERS[w.place]}) {w.answer}: {w.shows}" for w in one.wrong)
    return (
        f"## {number} · {one.title} (chapter {one.chapter}, {_points(one.points)})\n\n{expected}\n\n"
        f"*Part of the points.* {one.partial}\n\n*Typical wrong answers, and what they show.*\n\n{wrong}"
    )
