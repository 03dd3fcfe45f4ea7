"""What a network takes a new picture for, as a card: HTML that reads in a notebook, on its page, and saved.

Styles are inline, since a saved notebook has no style sheet of ours; the bars are rows of a table, which a screen
reader reads with their numbers.
"""

from __future__ import annotations

import base64
import html

from course_utils.data.folder.files import shown
from course_utils.explorers.words import percent, plural
from course_utils.plotting.style import PALETTE, pixels_png

MOST_CLASSES = 5  # that get a bar of their own
SIDE = 128  # pixels of the page, about, to which a picture is enlarged
LONGEST = 60  # letters of a file's name
UNLIKE = "Unlike anything in training."
HOW = (
    "A probability says how sure the network is among the classes that it knows, not how often it is right. “Unlike "
    "anything in training” means: by the mean and the spread of its colours and of the maps of the first two layers, "
    "it is farther from every training picture that was kept (at most 1,000) than 99 of 100 of the run's own pictures "
    "are from their nearest. Not every strange picture is found so."
)
NOT_KNOWN = " Of this run it is not known: that is written when a training has come to its end."

_CARD = (
    "display:flex;flex-wrap:wrap;gap:.5em 1em;border:1px solid rgba(127,127,127,.45);border-radius:4px;"
    "padding:.6em .8em;margin:.4em 0;max-width:44em"
)
_PICTURE = f"display:block;flex:none;align-self:flex-start;width:{SIDE}px;height:auto;image-rendering:pixelated"
_WORDS = "flex:1 1 13em;min-width:0;overflow-wrap:break-word"
_NAME = "text-align:left;font-weight:400;padding:.05em .6em .05em 0;border:0;width:35%;vertical-align:top"
_CELL = "padding:.05em 0;border:0;vertical-align:middle;text-align:left"
_SHARE = "padding:.05em 0 .05em .6em;border:0;text-align:right;white-space:nowrap;width:4em;vertical-align:top"
_SMALL = "margin:.3em 0 0;font-size:.92em"


def named(name) -> str:
    """Return a file's name as a page can print it, shortened in the middle where it is long.

    >>> named("a" * 70 + ".jpg")[-10:], len(named("a" * 70 + ".jpg"))
    ('aaaaaa.jpg', 60)
    """
    text = " ".join("".join(c if c.isprintable() else " " for c in shown(name)).split()) or "a picture"
    half = LONGEST // 2
    return text if len(text) <= LONGEST else f"{text[: half - 1]}…{text[-half:]}"


def said(name, answer) -> str:
    """Return an `Answer`, or the reason why there is none, in one sentence."""
    if isinstance(answer, str):
        return f"{named(name)}: no answer, {answer}."
    return f"{named(name)}: {answer.name}, {percent(answer.probability)}.{f' {UNLIKE}' * answer.unlike}"


def card(name, answer, pixels=None, notes=()) -> str:
    """Return the card of one picture: `pixels` are uint8 (H, W) or (H, W, 3), as the network was given them.

    `answer` is the run's `Answer`, or a reason, in words, why there is none; `notes` say what was odd.
    """
    title = f"<strong>{_text(named(name))}</strong>"
    if isinstance(answer, str):
        words = f"<p style='margin:0'>{title}</p><p style='{_SMALL}'>No answer: {_text(answer)}.</p>"
        return f"<div style='{_CARD}'><div style='{_WORDS}'>{words}</div></div>"
    head = f"<p style='margin:0 0 .3em'>{title}: {_text(answer.name)}</p>"
    unlike = f"<p style='margin:.3em 0 0'><strong>⚠ {UNLIKE}</strong></p>" if answer.unlike else ""
    small = f"<p style='{_SMALL}'>{_text('; '.join(notes))}.</p>" if notes else ""
    words = f"<div style='{_WORDS}'>{head}{_bars(answer)}{unlike}{small}</div>"
    return f"<div style='{_CARD}'>{_image(name, pixels)}{words}</div>"


def _text(words):
    return html.escape(str(words), quote=True)


def _image(name, pixels):
    height, width = pixels.shape[:2]
    alt = f"{named(name)}, as the network was given it: {width} × {height} pixels"
    source = base64.b64encode(pixels_png(pixels, SIDE)).decode("ascii")
    return f'<img alt="{_text(alt)}" src="data:image/png;base64,{source}" style="{_PICTURE}">'


def _bars(answer):
    """Return the likeliest classes as rows of name, bar and share; those beyond `MOST_CLASSES` share one row."""
    shares = list(answer.every.items())
    most = MOST_CLASSES if len(shares) > MOST_CLASSES + 1 else len(shares)
    rows = [(name, share, "blue" if k else "orange") for k, (name, share) in enumerate(shares[:most])]
    if rest := shares[most:]:
        rows.append((plural(len(rest), "other"), sum(share for _, share in rest), "grey"))
    return f"<table style='width:100%;border-collapse:collapse;margin:0;border:0'>{''.join(map(_row, rows))}</table>"


def _row(row):
    name, share, colour = row
    bar = f"<div style='width:{100 * min(share, 1):.1f}%;min-width:1px;height:.8em;background:{PALETTE[colour]}'></div>"
    track = f"<div style='background:rgba(127,127,127,.18)'>{bar}</div>"
    return (
        f"<tr style='background:transparent'><th scope='row' style='{_NAME}'>{_text(name)}</th>"
        f"<td style='{_CELL}'>{track}</td><td style='{_SHARE}'>{percent(share)}</td></tr>"
    )
