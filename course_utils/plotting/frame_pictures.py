"""Still pictures of an explorer's panels that are made of cells: pictures, tiles of pictures, and tables of numbers."""

from __future__ import annotations

import re

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import Normalize, to_rgba
from matplotlib.patches import Rectangle

from course_utils.plotting.frame_look import STILL
from course_utils.plotting.style import SIGNED_MAP

TINT = 0.2  # opacity of a highlighted cell: dark text stays readable on every colour
INK = "#1b1b1b"
BLACK, WHITE = "#000000", "#ffffff"  # on shaded cells, whatever the theme of the page
NO_DATA = "#e4e4e4"


def colour_scale(values, content, map=None):
    """Return (Matplotlib's colour map, least, greatest) for the values of a panel; signed maps are centred at zero."""
    finite = np.asarray(values, dtype=float)
    finite = finite[np.isfinite(finite)]
    low, high = content.get("vmin"), content.get("vmax")
    low = (finite.min() if finite.size else 0.0) if low is None else low
    high = (finite.max() if finite.size else 1.0) if high is None else high
    if map != "signed":
        return "gray", low, high if high > low else low + 1.0
    top = max(abs(low), abs(high)) or 1.0
    return SIGNED_MAP, -top, top


def _with_range(content):
    """Give a picture the range that its kind of numbers has where none is said: bytes to 255, others to 1."""
    top = 255 if np.asarray(content["pixels"]).dtype == np.uint8 else 1
    return {"vmin": 0, "vmax": top, **{key: value for key, value in content.items() if value is not None}}


def _outline(ax, x, y, wide, high, color, width):
    ax.add_patch(Rectangle((x, y), wide, high, fill=False, lw=width, ec=color, clip_on=False, joinstyle="miter"))


def draw_pixels(ax, spec, content, look=STILL):
    """Draw a picture with its boxes, each in a seam of paper: seen on any picture."""
    colours, low, high = colour_scale([], _with_range(content), content.get("map"))
    ax.imshow(content["pixels"], cmap=colours, vmin=low, vmax=high)
    ax.set_axis_off()
    rows, columns = np.shape(content["pixels"])[:2]
    _outline(ax, -0.5, -0.5, columns, rows, look.colours["grey"], look.pixel)
    for width, seam in ((5, look.colours["paper"]), (3, None)):
        for r, c, high, wide, color in content.get("boxes") or []:
            _outline(ax, c - 0.5, r - 0.5, wide, high, seam or look.colour(color), width * look.pixel)


def tile_places(count, rows, columns, across, labelled, width=560.0):
    """Lay tiles out on a sheet ``width`` pixels wide: corners [(x, y)] of all, (width, height) of one, of the sheet."""
    gap, below = min(12.0, max(4.0, width / across / 9)), 20.0 if labelled else 0.0
    wide = (width - gap) / across - gap
    high = wide * rows / columns
    corners = [(gap + k % across * (wide + gap), gap + k // across * (high + gap + below)) for k in range(count)]
    return corners, (wide, high), (width, gap + -(-count // across) * (high + gap + below))


def draw_tiles(ax, spec, content, look=STILL, places=None):
    """Draw many small pictures, with their labels, boxes and the one that is lit; ``places`` as from tile_places."""
    ax.set_axis_off()
    pixels, labels = np.asarray(content["pixels"]), content.get("labels") or []
    ranged = _with_range(content) if pixels.dtype == np.uint8 else content
    colours, low, high = colour_scale(pixels, ranged, content.get("map"))
    count, rows, columns = pixels.shape[:3]
    corners, (wide, tall), (width, height) = places or tile_places(
        count, rows, columns, max(1, min(spec["columns"], count)), bool(labels)
    )
    for k, (x, y) in enumerate(corners):
        ax.imshow(pixels[k], cmap=colours, vmin=low, vmax=high, extent=(x, x + wide, y + tall, y))
        _outline(ax, x, y, wide, tall, look.colours["grey"], look.pixel)
        for r, c, h, w, ink in (content.get("boxes") or [[]] * count)[k]:
            unit = wide / columns
            _outline(ax, x + c * unit, y + r * unit, w * unit, h * unit, look.colour(ink), 2 * look.pixel)
    if content.get("lit") is not None:
        x, y = corners[content["lit"]]
        _outline(ax, x - 2, y - 2, wide + 4, tall + 4, look.colours["orange"], 3 * look.pixel)
    for (x, y), text in zip(corners, labels):
        size = max(6.5, min(9, 64 / spec["columns"]))
        ax.text(x + wide / 2, y + tall + 3, text, ha="center", va="top", fontsize=size)
    ax.set(xlim=(0, width), ylim=(height, 0))


# --- tables ------------------------------------------------------------------------------------------------------


def grid_cells(content, look=STILL):
    """Return a table's cells, row by row, as dicts of ``text``, ``fill``, ``ink``, ``mark`` and ``dim``.

    ``fill`` is (red, green, blue, opacity); it and ``ink`` are None where the page's own hold; ``mark`` is the colour
    of a highlighted cell or None; ``dim`` says that a cell is no data, such as padding.
    """
    form, shade = content.get("format") or "{:g}", content.get("shade")
    shades = _shades(content) if shade else None
    marked = {(r, c): look.colour(color) for r, c, color in content.get("highlight") or []}
    dim = {tuple(place) for place in content.get("dim") or []}
    rows = []
    for r, row in enumerate(content["values"]):
        rows.append([])
        for c, value in enumerate(row):
            fill = shades[r][c] if shade and (r, c) not in dim else None
            ink = ink_on(fill) if fill else None
            if fill is None and (r, c) in marked:
                fill = (*to_rgba(marked[r, c])[:3], TINT)
            cell = dict(text=cell_text(value, form), fill=fill, ink=ink, mark=marked.get((r, c)), dim=(r, c) in dim)
            rows[-1].append(cell)
    return rows


def cell_text(value, form):
    """Write what stands in a cell: words as they are, numbers with a true minus, nothing for no number."""
    if isinstance(value, str) or value is None:
        return value or ""
    if not np.isfinite(value):
        return ""
    whole = form == "{:g}" and value == int(value)  # 1,048,576 itself, not six of its digits
    text = re.sub(r"e([+-])0+(?=\d)", r"e\1", str(int(value)) if whole else form.format(value))
    return (text[1:] if re.fullmatch(r"-0\.?0*", text) else text).replace("-", "−")


def _shades(content):
    numbers = [[v if isinstance(v, (int, float, np.number)) else np.nan for v in row] for row in content["values"]]
    colours, low, high = colour_scale(numbers, content, content["shade"])
    norm, colours = Normalize(low, high), colormaps[colours]
    return [[colours(norm(float(v))) if np.isfinite(v) else None for v in row] for row in numbers]


def ink_on(fill):
    """Return black or white, whichever has more contrast on a colour of red, green, blue, alpha from 0 to 1.

    The threshold is where both have 4.58, by WCAG's relative luminance.

    >>> ink_on((0.25, 0.56, 0.75, 1)), ink_on((0.1, 0.2, 0.4, 1))
    ('#000000', '#ffffff')
    """
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in fill[:3]]
    return BLACK if np.dot(linear, (0.2126, 0.7152, 0.0722)) > 0.179 else WHITE


def draw_grid(ax, spec, content, look=STILL):
    """Draw a table of numbers or words."""
    ax.set_axis_off()
    rows = grid_cells(content, look)
    if not rows:
        return
    left = 0.12 if content.get("row_labels") else 0
    table = ax.table(
        [[cell["text"] for cell in row] for row in rows],
        cellColours=[[NO_DATA if cell["dim"] else cell["fill"] or "none" for cell in row] for row in rows],
        cellLoc="center" if content.get("shade") else "right",
        rowLabels=content.get("row_labels"),
        colLabels=content.get("column_labels"),
        bbox=(left, 0, 1 - left, 1),
    )
    table.auto_set_font_size(False)
    table.set_fontsize(_grid_type(ax, [[cell["text"] for cell in row] for row in rows]))
    _frame_cells(table, rows, content)


def _frame_cells(table, rows, content):
    """On shaded cells, readable ink, and a frame instead of a tint for the highlighted ones."""
    if not content.get("shade"):
        return
    top = 1 if content.get("column_labels") else 0
    places = [(r, c) for r, row in enumerate(rows) for c in range(len(row))]
    for r, c in sorted(places, key=lambda place: rows[place[0]][place[1]]["mark"] is not None):
        cell, look = table[r + top, c], rows[r][c]
        cell.set(edgecolor=look["mark"] or STILL.colours["grey"], linewidth=5 if look["mark"] else 0.4)
        cell.get_text().set(color=look["ink"] or INK)


def _grid_type(ax, rows):
    """Type size for a table: none of its numbers is wider than its cell, so that no minus touches a line."""
    columns = max(len(rows[0]), 1)
    panel = 72 * ax.figure.get_figwidth() / ax.get_subplotspec().get_gridspec().ncols  # points
    longest = max((len(text) for row in rows for text in row), default=1)
    fits = 0.8 * (0.88 * panel / columns) / (0.62 * max(longest, 1))  # a digit is about 0.62 of the type size wide
    return max(6.5, min(10, 60 / columns, fits))
