"""Still pictures of an explorer's panels that are made of cells: pictures, tiles of pictures, and tables of numbers."""

from __future__ import annotations

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import Normalize, to_hex
from matplotlib.patches import Rectangle

from course_utils.plotting.style import PALETTE, SIGNED_MAP

TINT = 0.25  # opacity of a highlighted cell: dark text stays readable on every colour
INK, CHALK = "#1b1b1b", "#ffffff"


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


def _outline(ax, boxes, width=2.5):
    for r, c, h, w, color in boxes:
        ax.add_patch(Rectangle((c - 0.5, r - 0.5), w, h, fill=False, lw=width, ec=PALETTE.get(color, color)))


def draw_pixels(ax, spec, content):
    """Draw a picture with its boxes."""
    colours, low, high = colour_scale([], _with_range(content), content.get("map"))
    ax.imshow(content["pixels"], cmap=colours, vmin=low, vmax=high)
    ax.set_axis_off()
    _outline(ax, content.get("boxes", []))


def draw_tiles(ax, spec, content):
    """Draw many small pictures as one mosaic, with their labels, boxes and the one that is lit."""
    ax.set_axis_off()
    pixels, labels = np.asarray(content["pixels"]), content.get("labels")
    ranged = _with_range(content) if pixels.dtype == np.uint8 else content
    colours, low, high = colour_scale(pixels, ranged, content.get("map"))
    sheet, corners, unit = _mosaic(pixels, max(1, min(spec["columns"], len(pixels))), bool(labels))
    ax.imshow(sheet, cmap=colormaps[colours].with_extremes(bad="none"), vmin=low, vmax=high)
    high_wide = [unit * n for n in pixels.shape[1:3]]
    _outline(ax, [(*corner, *high_wide, "grey") for corner in corners], width=0.6)
    for (row, column), boxes in zip(corners, content.get("boxes") or [], strict=False):
        _outline(ax, [(row + unit * r, column + unit * c, unit * h, unit * w, ink) for r, c, h, w, ink in boxes], 1.5)
    if content.get("lit") is not None:
        _outline(ax, [(*corners[content["lit"]], *high_wide, "orange")])
    for (row, column), text in zip(corners, labels or [], strict=False):
        at = column + high_wide[1] / 2, row + high_wide[0]
        ax.text(*at, text, ha="center", va="top", fontsize=max(6.5, min(9, 64 / spec["columns"])))


def _mosaic(pixels, across, labelled):
    """Return (one array of all tiles with gaps of NaN, the corner of each, how often each pixel is repeated)."""
    count, high, wide = pixels.shape[:3]
    unit = -(-24 // wide)  # a gap can then be a small part of a tile, however few pixels that has
    gap, down = max(1, unit * wide // 12), -(-count // across)
    below = gap + (unit * wide // 3 if labelled else 0)
    steps = unit * high + below, unit * wide + gap
    sheet = np.full((down * steps[0], across * steps[1], *pixels.shape[3:]), np.nan)
    corners = [(k // across * steps[0], k % across * steps[1]) for k in range(count)]
    scale = 255 if pixels.ndim == 4 and pixels.dtype == np.uint8 else 1
    for (row, column), tile in zip(corners, pixels / scale, strict=True):
        sheet[row : row + unit * high, column : column + unit * wide] = tile.repeat(unit, 0).repeat(unit, 1)
    return (np.nan_to_num(sheet, nan=1.0) if pixels.ndim == 4 else sheet), corners, unit


def draw_grid(ax, spec, content):
    """Draw a table of numbers or words."""
    ax.set_axis_off()
    form = content.get("format", "{:g}")
    rows = [
        [v if isinstance(v, str) else "" if v is None else form.format(v) for v in row] for row in content["values"]
    ]
    rows = [["" if text == "nan" else text.replace("-", "−") for text in row] for row in rows]
    if not rows:
        return
    table = ax.table(
        rows,
        cellColours=_paint(rows, content),
        cellLoc="center" if content.get("shade") else "right",
        rowLabels=content.get("row_labels"),
        colLabels=content.get("column_labels"),
        bbox=(0.12 if content.get("row_labels") else 0, 0, 0.88 if content.get("row_labels") else 1, 1),
    )
    table.auto_set_font_size(False)
    table.set_fontsize(_grid_type(ax, rows))
    _frame_cells(table, content)


def _paint(rows, content):
    """Background of each cell: its shade, the grey of a cell that is no data, or the tint of a highlighted one."""
    marked = {(r, c): PALETTE.get(color, color) for r, c, color in content.get("highlight", [])}
    if not content.get("shade"):
        paint = [
            [(marked[r, c], TINT) if (r, c) in marked else "none" for c in range(len(rows[r]))]
            for r in range(len(rows))
        ]
    else:
        paint = _shades(content)
    for r, c in content.get("dim", []):
        paint[r][c] = "#e4e4e4"
    return paint


def _shades(content):
    numbers = [[v if isinstance(v, (int, float, np.number)) else np.nan for v in row] for row in content["values"]]
    colours, low, high = colour_scale(numbers, content, content["shade"])
    norm, colours = Normalize(low, high), colormaps[colours]
    return [[to_hex(colours(norm(float(v)))) if np.isfinite(v) else "none" for v in row] for row in numbers]


def _frame_cells(table, content):
    """On shaded cells, readable ink, and a frame instead of a tint for the highlighted ones."""
    if not content.get("shade"):
        return
    top = 1 if content.get("column_labels") else 0
    for (r, c), cell in table.get_celld().items():
        if r >= top and c >= 0:
            red, green, blue, alpha = cell.get_facecolor()
            dark = alpha > 0 and 0.299 * red + 0.587 * green + 0.114 * blue < 0.55
            cell.set(edgecolor=PALETTE["grey"], linewidth=0.4)
            cell.get_text().set(color=CHALK if dark else INK)
    for r, c, color in content.get("highlight", []):
        cell = table[r + top, c]
        cell.set(edgecolor=PALETTE.get(color, color), linewidth=5)  # half of it lies under the neighbours


def _grid_type(ax, rows):
    """Type size for a table: none of its numbers is wider than its cell, so that no minus touches a line."""
    columns = max(len(rows[0]), 1)
    panel = 72 * ax.figure.get_figwidth() / ax.get_subplotspec().get_gridspec().ncols  # points
    longest = max((len(text) for row in rows for text in row), default=1)
    fits = 0.8 * (0.88 * panel / columns) / (0.62 * max(longest, 1))  # a digit is about 0.62 of the type size wide
    return max(6.5, min(10, 60 / columns, fits))
