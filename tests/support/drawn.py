"""Compare an explorer on a page with the same frame drawn by Python: pixels, words, tables, legends and texts."""

import pickle
import re

import page_reading
import same_picture
import words_on_canvas as words
from matplotlib.patches import Rectangle
from matplotlib.transforms import ScaledTranslation
from PIL import ImageColor

from course_utils.plotting import frame_pictures, frames
from course_utils.plotting.frame_look import Look
from course_utils.plotting.style import EXPLORER_COLOURS

#: A map has 256 colours in Python and 511 on the page, and the page rounds its colours to bytes.
CHANNEL = 4 / 255
LOOKS = {theme: Look(colours, pixel=1.0) for theme, colours in EXPLORER_COLOURS.items()}  # a point is a pixel there


def rgba(text):
    """Read a colour as the page computes it: rgb(0, 0, 0), rgba(…) or color(srgb 0 0 0 / 0.2), in 0 to 1."""
    parts = [float(part) for part in re.findall(r"[\d.]+(?:e-\d+)?", text.replace("srgb", ""))]
    if not text.startswith("color("):
        parts[:3] = [part / 255 for part in parts[:3]]
    return (*parts, 1.0)[:4]


def same_colour(one, other):
    """Whether two colours are the same up to rounding; colours by name, by numbers or as the page computes them."""
    one, other = (_numbers(colour) for colour in (one, other))
    return max(abs(a - b) for a, b in zip(one, other)) <= CHANNEL


def _numbers(colour):
    if not isinstance(colour, str):
        return (*colour, 1.0)[:4]
    return rgba(colour) if "(" in colour else (*(c / 255 for c in ImageColor.getrgb(colour)), 1.0)[:4]


# --- kinds of panels: each says what is wrong with the words, where its axes lie, and how Python draws it ----------


def lines(spec, content, canvas, look, size):
    plane = canvas["drawn"]["plane"]
    limits = next((mark["limits"] for mark in content if mark["mark"] == "axes"), {})  # a frame may need a longer axis
    spec = {**spec, **limits}
    found, y_ticks, x_ticks, rest = words.frame_of_plane(canvas["words"], spec, plane, size, spec["log_y"])
    found += words.marks(rest, canvas["halos"], spec, content, plane, look.colours)

    def draw(ax):
        frames.draw_lines(ax, spec, content, look)
        ax.set(xlim=spec["xlim"], ylim=spec["ylim"], xticks=x_ticks, yticks=y_ticks)
        ax.minorticks_off()

    return found, plane, draw


def bars(spec, content, canvas, look, size):
    plane = canvas["drawn"]["plane"]
    found, y_ticks, _, rest = words.frame_of_plane(canvas["words"], {**spec, "x": ""}, plane, size, spec["log"])
    found += words.bars(rest, canvas["halos"], spec, content, plane, look.colours)

    def draw(ax):
        frames.draw_bars(ax, spec, content, look)
        ax.set(ylim=spec["ylim"], yticks=y_ticks)
        ax.minorticks_off()

    return found, plane, draw


def pixels(spec, content, canvas, look, size):
    plane = canvas["drawn"]["plane"]
    rows, columns = content["pixels"].shape[:2]
    left, top, right, bottom = plane
    wide, high = right - left, bottom - top
    found = []
    if abs(wide / columns - high / rows) > 1e-6 * wide:
        found.append("the pixels are not square")
    if abs(left + right - size[0]) > 1 or abs(top + bottom - size[1]) > 1 or max(wide / size[0], high / size[1]) < 0.9:
        found.append("the picture is not in the middle of its canvas, as large as that")
    if canvas["words"]:
        found.append("words on a picture")
    return found, plane, lambda ax: frame_pictures.draw_pixels(ax, spec, content, look)


def tiles(spec, content, canvas, look, size):
    corners, tile = canvas["drawn"]["tiles"], canvas["drawn"]["size"]
    found = list(words.tiles(canvas["words"], content, corners, tile, look.colours))
    count, rows, columns = content["pixels"].shape[:3]
    across = min(spec["columns"], count)
    if abs(tile[0] / columns - tile[1] / rows) > 1e-6 * tile[0]:
        found.append("the pixels of the tiles are not square")
    for k, (x, y) in enumerate(corners):  # as one reads: each right of the one before, or at the left of a new row
        if x < 0 or y < 0 or x + tile[0] > size[0] + 1 or y + tile[1] > size[1] + 1:
            found.append(f"tile {k} leaves the canvas")
        column, above = k % across, corners[k - across] if k >= across else None
        if column and (x < corners[k - 1][0] + tile[0] + 2 or y != corners[k - 1][1]):
            found.append(f"tile {k} is not right of the one before")
        if above and (y < above[1] + tile[1] + 2 or abs(x - above[0]) > 0.1):
            found.append(f"tile {k} is not under number {k - across}")
    if len(corners) != count:
        found.append(f"{len(corners)} tiles; expected {count}")
    return found, (0, 0, *size), lambda ax: frame_pictures.draw_tiles(ax, spec, content, look, (corners, tile, size))


def graph(spec, content, canvas, look, size):
    plane, radius = canvas["drawn"]["plane"], canvas["drawn"]["radius"]
    found = list(words.graph(canvas["words"], spec, content, plane, radius, look.colours))

    def draw(ax):
        frames.draw_graph(ax, spec, content, look, radius)
        ax.set(xlim=(0, 1), ylim=(0, 1))
        edges = [text for text in ax.texts if text.get_bbox_patch()]
        for text, word in zip(edges, canvas["words"]):  # the paper under the words of an edge, as wide as on the page
            text.set_bbox(None)
            wide, high = word["wide"] + 4, 1.2 * words.size(word)
            place = ScaledTranslation(*text.get_position(), ax.transData)
            paper = Rectangle((-wide / 2, -high / 2), wide, high, transform=place, fc=look.colours["paper"], lw=0)
            ax.add_artist(paper).set(zorder=3, clip_on=False)

    return found, plane, draw


CANVAS = dict(lines=lines, bars=bars, pixels=pixels, tiles=tiles, graph=graph)
ELSEWHERE = ("lens",)  # kinds of panels whose drawing has tests of its own


def picture(spec, content, panel, look):
    """What is wrong with a canvas, its pixels and Python's."""
    canvas = panel["canvas"]
    here = page_reading.pixels(canvas)
    high, wide = here.shape[:2]
    if not canvas["drawn"] or abs(wide - canvas["wide"]) > 1:
        return [f"a canvas of {wide} × {high} pixels, shown {canvas['wide']} wide"], None
    found, plane, draw = CANVAS[spec["kind"]](spec, content, canvas, look, (wide, high))
    found += words.general(canvas["words"], (wide, high), look.colours)
    paper = look.colours["paper"]
    here = same_picture.on_paper(here, paper)
    there, _ = same_picture.painted((wide, high), plane, draw, paper)
    return found + same_picture.differences(here, there, paper), (here, there)


def table(spec, content, panel, look):
    """What is wrong with the cells of a table."""
    shown, wanted = panel["table"], frame_pictures.grid_cells(content, look)
    for name, labels in (("rowLabels", "row_labels"), ("columnLabels", "column_labels")):
        if shown[name] != list(content.get(labels) or []):
            yield f"the {labels} {shown[name]}"
    here = [row[0:] for row in shown["rows"]]
    if [len(row) for row in here] != [len(row) for row in wanted]:
        yield f"rows of {[len(row) for row in here]} cells; expected {[len(row) for row in wanted]}"
        return
    for r, (row, expected) in enumerate(zip(here, wanted)):
        for c, (cell, like) in enumerate(zip(row, expected)):
            yield from (f"cell ({r}, {c}): {fault}" for fault in _cell(cell, like, look))


def _cell(cell, like, look):
    if cell["text"] != like["text"]:
        yield f"“{cell['text']}” instead of “{like['text']}”"
    if cell["stripes"] != like["dim"]:
        yield "striped as no data" if cell["stripes"] else "not striped as no data"
    if not like["dim"] and not same_colour(cell["fill"], like["fill"] or (0, 0, 0, 0)):
        yield f"filled with {cell['fill']} instead of {like['fill']}"
    if not like["dim"] and not same_colour(cell["ink"], like["ink"] or look.colours["ink"]):
        yield f"written in {cell['ink']} instead of {like['ink'] or look.colours['ink']}"
    frame = like["mark"] if like["mark"] != look.colours["grey"] else None  # grey marks have their tint alone
    colour = re.match(r"(rgba?|color)\([^)]*\)", cell["shadow"])
    if bool(colour) != bool(frame) or (frame and not same_colour(colour[0], frame)):
        yield f"framed with {cell['shadow']} instead of {frame}"


def legend(spec, content, panel, look):
    """What is wrong with the legend of a plane."""
    shown = [(entry["label"], entry["kind"]) for entry in panel["legend"]]
    wanted = frames.legend_entries(spec, content) if spec["kind"] == "lines" else []
    if shown != [(label, kind) for label, _, kind in wanted]:
        yield f"the legend {shown}; expected {wanted}"
        return
    for entry, (label, colour, _) in zip(panel["legend"], wanted):
        if not same_colour(entry["colour"], look.colour(colour)):
            yield f"the sign of “{label}” is {entry['colour']} instead of {colour}"


def letters(look, name):
    """Return a colour as letters have it: orange would be too pale on white."""
    return "#ad4b00" if name == "orange" and look.colours["paper"] == "#ffffff" else look.colour(name)


def formula(shown, wanted, look):
    """What is wrong with the formula: its words and their colours."""
    lines = [[line] if isinstance(line, str) else list(line) for line in wanted or []]
    texts = [[piece if isinstance(piece, str) else piece[0] for piece in line] for line in lines]
    shown = [[piece for piece in line if piece and piece[0]] for line in shown]
    texts = [[text for text in line if text] for line in texts]
    if [[p if isinstance(p, str) else p[0] for p in line] for line in shown] != texts:
        yield f"the formula {shown}; expected {texts}"
        return
    for line, like in zip(shown, lines):
        for piece, wished in zip(line, [piece for piece in like if piece and piece[0]]):
            if isinstance(piece, str) != isinstance(wished, str):
                yield f"“{piece}” of the formula has the wrong colour"
            elif not isinstance(piece, str) and not same_colour(piece[1], letters(look, wished[1])):
                yield f"“{piece[0]}” of the formula is {piece[1]} instead of {wished[1]}"


def panel_faults(spec, content, panel, look):
    """Return what is wrong with one panel, and (the page's pixels, Python's) where it has a canvas."""
    found, pair = [], None
    if spec["kind"] == "grid":
        found = list(table(spec, content, panel, look))
    elif spec["kind"] not in ELSEWHERE:
        found, pair = picture(spec, content, panel, look)
    if panel["caption"] != spec["title"] or not (panel["spoken"] or spec["title"]).startswith(spec["title"]):
        found.append(f"the title “{panel['caption']}”, spoken “{panel['spoken']}”; expected “{spec['title']}”")
    return found + list(legend(spec, content, panel, look)), pair


def faults(cls, frame, reading, theme, done=None):
    """Return what is wrong with an explorer on a page: [(panel or part, what, pictures or None)].

    reading is what ``page_reading.read`` found, ``frame`` what Python says of the same state. ``done`` is a set that
    the caller keeps for one explorer: a panel that has been found right is not compared again.
    """
    look, found = LOOKS[theme], []
    if set(reading["panels"]) != {panel.id for panel in cls.panels}:
        found.append(("panels", f"{sorted(reading['panels'])}", None))
    for panel in cls.panels:
        shown = reading["panels"].get(panel.id)
        key = pickle.dumps((theme, frame[panel.id], shown))
        if shown is None or (done is not None and key in done):
            continue
        wrong, pair = panel_faults(panel.spec(), frame[panel.id], shown, look)
        if done is not None and not wrong:
            done.add(key)
        found += [(panel.id, fault, pair) for fault in wrong]
    found += [("formula", fault, None) for fault in formula(reading["formula"], frame.get("formula"), look)]
    if reading["sentence"] != frame["sentence"]:
        found.append(("sentence", reading["sentence"], None))
    if (reading["title"], reading["spoken"]) != (cls.title, cls.title):
        found.append(("title", reading["title"], None))
    return found
