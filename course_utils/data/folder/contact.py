"""A contact sheet: small pictures in rows, with headings and names, as one picture."""

import functools
import importlib.util
import io
import textwrap
from pathlib import Path
from typing import NamedTuple

import numpy as np

from course_utils.data.folder.files import shown

CELL, GAP, COLUMNS, ROWS = 96, 10, 8, 40  # pixels of a small picture and around it; pictures in a row, rows at most
LINE, SMALL = 16, 11  # pixels: type of headings and of names
LETTERS = 15  # of small type, about, that a small picture is wide
LEFT_OUT_ROWS = 3
INK, FAINT, MARK, PAPER = "#1A1A1A", "#707070", "#D55E00", "#FFFFFF"
FONTS = (  # what computers have for scripts that DejaVu lacks
    "msyh.ttc", "simsun.ttc", "malgun.ttf", "YuGothM.ttc", "PingFang.ttc", "Hiragino Sans GB.ttc", "STHeiti Light.ttc",
    "Arial Unicode.ttf", "NotoSansCJK-Regular.ttc", "NotoSansSC-Regular.otf", "SourceHanSansSC-Regular.otf",
    "wqy-zenhei.ttc", "wqy-microhei.ttc", "DroidSansFallbackFull.ttf", "Symbola.ttf",
)  # fmt: skip


class Cell(NamedTuple):
    """One small picture: uint8 (3, side, side), or None for a file that gives none; its name; what to say of it.

    A picture of which something is to be said gets a frame.
    """

    pixels: np.ndarray | None
    name: str
    mark: str = ""


class Row(NamedTuple):
    """A heading and the pictures beneath it; of more than a row holds, a few are shown."""

    heading: str
    cells: list


def of(survey) -> list:
    """Return the rows of a survey: a few pictures of each class, then what is left out.

    Example: ``png(of(survey("pets")))`` gives the bytes of the sheet.
    """
    marks = {one.file: one.reason for one in survey.odd if one.kept}
    rows = [_class(survey, label, marks) for label in survey.class_names[:ROWS]]
    if len(survey.class_names) > ROWS:
        rows.append(Row(f"… and {len(survey.class_names) - ROWS} more classes", []))
    gone = [one for one in survey.odd if not one.kept]
    cells = [Cell(_pixels(survey, one.file), one.file.rpartition("/")[2], one.reason) for one in gone]
    cells.sort(key=lambda cell: cell.pixels is None)
    heads = [f"left out: {len(gone):,}", *[""] * (LEFT_OUT_ROWS - 1)]
    return rows + [Row(head, cells[k * COLUMNS :]) for k, head in enumerate(heads) if cells[k * COLUMNS :]]


def _class(survey, label, marks):
    """Return the row of a class: half of it odd pictures, where there are so many, the others as they come."""
    own = [member for members in survey.chosen.values() for member in members if member.label == label]
    odd = [member for member in own if shown(member.file.name) in marks][: COLUMNS // 2]
    few = odd + [member for member in own if member not in odd][: COLUMNS - len(odd)]
    return Row(f"{label}: {len(own):,} picture{'s' * (len(own) != 1)}", [
        Cell(survey.pictures[m.file.name].pixels, shown(m.file.path.name), marks.get(shown(m.file.name), ""))
        for m in few
    ])  # fmt: skip


def _pixels(survey, name):
    found = survey.pictures.get(name)
    return None if found is None else found.pixels


def png(rows, title="") -> bytes:
    """Return rows of small pictures as one PNG, with a title above them.

    Names in letters for which this computer has no type are written with escapes, as ``\\u732b``.

    Example: ``png([Row("cats", [Cell(pixels, "tom.jpg")])], "my pets")``.
    """
    from PIL import Image, ImageDraw

    tall = [LINE + GAP + (CELL + 3 * (SMALL + 2) + GAP if row.cells else 0) for row in rows]
    sheet = Image.new("RGB", (GAP + COLUMNS * (CELL + GAP), 2 * GAP + (LINE + GAP) * bool(title) + sum(tall)), PAPER)
    pen, y = ImageDraw.Draw(sheet), GAP
    if title:
        _write(pen, (GAP, y), title, LINE, INK, sheet.width - 2 * GAP)
        y += LINE + GAP
    for row, height in zip(rows, tall):
        _write(pen, (GAP, y), row.heading, LINE, INK, sheet.width - 2 * GAP)
        for k, cell in enumerate(row.cells[:COLUMNS]):
            _draw(sheet, pen, GAP + k * (CELL + GAP), y + LINE + GAP // 2, cell)
        y += height
    file = io.BytesIO()
    sheet.save(file, "PNG")
    return file.getvalue()


def _draw(sheet, pen, x, y, cell):
    from PIL import Image

    said = textwrap.wrap(cell.mark, LETTERS)
    if cell.pixels is None:  # what is to be said stands where the picture would be
        pen.rectangle((x, y, x + CELL - 1, y + CELL - 1), outline=FAINT)
        _lines(pen, x + 3, y + 3, said[: CELL // (SMALL + 2)], CELL - 6)
    else:
        image = Image.fromarray(np.ascontiguousarray(cell.pixels.transpose(1, 2, 0)))
        how = Image.Resampling.NEAREST if image.width < CELL else Image.Resampling.LANCZOS
        sheet.paste(image.resize((CELL, CELL), how), (x, y))
        _lines(pen, x, y + CELL + 5 + SMALL, said[:1] if len(said) < 2 else [said[0], " ".join(said[1:])], CELL)
    if cell.mark and cell.pixels is not None:
        pen.rectangle((x - 2, y - 2, x + CELL + 1, y + CELL + 1), outline=MARK, width=2)
    _write(pen, (x, y + CELL + 3), cell.name, SMALL, INK, CELL)


def _lines(pen, x, y, lines, room):
    for k, line in enumerate(lines):
        _write(pen, (x, y + k * (SMALL + 2)), line, SMALL, MARK, room)


def _write(pen, place, text, size, ink, room):
    """Write a line, cut where it would be too long."""
    font, text = _in_type(" ".join(text.split()), size)
    if pen.textlength(text, font) > room:
        while text and pen.textlength(text + "…", font) > room:
            text = text[:-1]
        text += "…"
    pen.text(place, text, fill=ink, font=font)


def _in_type(text, size):
    """Return a font, and the text as it can be written in it: the font that lacks the fewest letters."""
    lacking = []
    for font in _fonts(size):
        missing = {letter for letter in text if _lacks(font, letter)}
        if not missing:
            return font, text
        lacking.append((len(missing), len(lacking), font, missing))
    _, _, font, missing = min(lacking, key=lambda found: found[:2])
    return font, "".join(c.encode("unicode_escape").decode() if c in missing else c for c in text)


@functools.cache
def _fonts(size):
    from PIL import ImageFont

    found = []
    for name in (*_shipped(), *FONTS):
        try:
            found.append(ImageFont.truetype(name, size))
        except OSError:
            continue
    return (*found, ImageFont.load_default(size))


def _shipped():
    """Return the path of DejaVu Sans, which comes with matplotlib; it is found without loading that."""
    spec = importlib.util.find_spec("matplotlib")
    if spec is not None and spec.origin:
        yield str(Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf")


@functools.lru_cache(maxsize=20_000)
def _lacks(font, letter):
    """Whether a font draws for a letter what it draws for one that does not exist."""
    if letter.isspace():
        return False
    drawn, nothing = font.getmask(letter), font.getmask("\U0010fffe")
    return drawn.size == nothing.size and bytes(drawn) == bytes(nothing)
