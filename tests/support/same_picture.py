"""Two drawings of one panel, by the page and by Matplotlib: whether they show the same.

The tolerance, in one place. Both draw at the same size, in the same places, without words. What may differ is how an
edge that runs through a pixel is mixed, by rounding of at most one pixel. Hence

- a pixel is right if each of its channels lies between the least and the greatest that the other picture has there or
  in the eight pixels around, give or take ``SHADE`` and ``MIXED`` times the difference between these: a curve shifted
  by two pixels is wrong, and so is a missing faint line;
- at most ``THIN`` pixels may be wrong, and at most ``STRAY`` of those in blocks of 2 × 2 that are wrong: a missing dot
  of radius 3 has 28, a missing faint line more than a hundred, one pixel wide. What is left is the coverage of edges
  that overlap within a pixel, which Agg adds up and the browser unites;
- in each block of ``BLOCK`` × ``BLOCK`` pixels as much is drawn, give or take ``AMOUNT`` of it and ``SPARE`` pixels: a
  line of 3.6 pixels in place of 2.5 is too much.
"""

import io

import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform
from PIL import Image, ImageColor

from course_utils.plotting.frame_look import DASH

SHADE = 10  # of 255: a faint line differs from the paper by 42, half of it where it lies across two pixels
MIXED = 0.15  # of the difference between the nine pixels
THIN, STRAY = 90, 14  # pixels
BLOCK = 64  # pixels
AMOUNT = 0.1  # of what is drawn in a block, beside SPARE
SPARE = 24  # pixels
LONGEST = 20_000  # pixels of a dashed line


def painted(size, plane, draw, paper):
    """Let ``draw(ax)`` draw on axes that fill ``plane`` (left, top, right, bottom) of a canvas; return its pixels.

    size is (width, height) in pixels; the result has the shape (height, width, 3). Words are left out.
    """
    (width, height), (left, top, right, bottom) = size, plane
    with rc_context({"path.snap": False, "path.simplify": False, "font.family": "DejaVu Sans"}):
        figure = Figure(figsize=(width / 72, height / 72), dpi=72, facecolor=paper)
        ax = figure.add_axes((left / width, 1 - bottom / height, (right - left) / width, (bottom - top) / height))
        draw(ax)
        ax.set(xlabel="", ylabel="")
        ax.tick_params(labelleft=False, labelbottom=False)
        for words in ax.texts:
            words.set_visible(False)
        if ax.get_legend():
            ax.get_legend().remove()
        for line in [line for line in ax.lines if line.get_linestyle() == "--"]:
            _cut(ax, line)
        for artist in ax.get_children():  # the page leaves the edge of a thick line a pixel of room
            artist.set_clip_box(ax.bbox.padded(1))
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        return np.asarray(canvas.buffer_rgba())[:, :, :3].copy(), ax


def _cut(ax, line):
    """Cut a dashed line into its dashes: Agg begins them anew wherever a line enters the figure, browsers do not."""
    vertices, codes, on, period = [], [], DASH[0], sum(DASH)
    points = line.get_transform().transform(line.get_xydata())
    for run in np.ma.clump_unmasked(np.ma.masked_invalid(points.sum(axis=1))):
        xy = points[run]
        at = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
        if at[-1] > LONGEST:
            return  # far outside the figure, where dashes are out of step anyway
        for start in np.arange(0, at[-1], period):
            stop = min(start + on, at[-1])
            inside = xy[(at > start) & (at < stop)]
            ends = [[np.interp(s, at, xy[:, k]) for k in (0, 1)] for s in (start, stop)]
            vertices += [ends[0], *inside, ends[1]]
            codes += [Path.MOVETO] + [Path.LINETO] * (len(inside) + 1)
    if vertices:
        look = dict(ec=line.get_color(), lw=line.get_linewidth(), alpha=line.get_alpha(), zorder=line.get_zorder())
        path = Path(vertices, codes)
        ax.add_artist(
            PathPatch(path, fill=False, transform=IdentityTransform(), capstyle="butt", joinstyle="round", **look)
        )
    line.set_visible(False)


def on_paper(pixels, paper):
    """Lay pixels of shape (H, W, 4) on paper of one colour; return (H, W, 3)."""
    alpha = pixels[:, :, 3:].astype(float) / 255
    return np.rint(pixels[:, :, :3] * alpha + np.array(ImageColor.getrgb(paper)) * (1 - alpha)).astype(np.uint8)


def strays(one, other):
    """Return where a pixel of ``one`` is none that ``other`` has there or next to it: a mask (H, W)."""
    one, other = one.astype(np.int16), other.astype(np.int16)
    apart = (np.abs(one - other) > SHADE).any(axis=2)
    rows, columns = np.nonzero(apart)
    wide = np.pad(other, ((1, 1), (1, 1), (0, 0)), mode="edge")
    around = np.stack([wide[rows + r, columns + c] for r in range(3) for c in range(3)])  # (9, pixels, 3)
    here, least, greatest = one[rows, columns], around.min(axis=0), around.max(axis=0)
    slack = SHADE + MIXED * (greatest - least)
    apart[rows, columns] = ((here < least - slack) | (here > greatest + slack)).any(axis=1)
    return apart


def thick(mask):
    """Return which pixels of a mask belong to a block of 2 × 2 that lies in it."""
    blocks = mask[:-1, :-1] & mask[1:, :-1] & mask[:-1, 1:] & mask[1:, 1:]
    grown = np.zeros_like(mask)
    for r, c in ((0, 0), (0, 1), (1, 0), (1, 1)):
        grown[r : r + blocks.shape[0], c : c + blocks.shape[1]] |= blocks
    return grown


def amounts(pixels, paper):
    """Return how much is drawn in each block of BLOCK × BLOCK pixels: the distance from the paper, summed, by channel.

    In units of a pixel that is wholly changed; how an edge is mixed does not change it. Shape (rows, columns, 3).
    """
    rows, columns = (-(-side // BLOCK) for side in pixels.shape[:2])
    filled = np.zeros((rows * BLOCK, columns * BLOCK, 3), np.float32)
    filled[: pixels.shape[0], : pixels.shape[1]] = np.abs(pixels.astype(np.int16) - ImageColor.getrgb(paper)) / 255
    return filled.reshape(rows, BLOCK, columns, BLOCK, 3).sum(axis=(1, 3))


def differences(page, python, paper):
    """Return in words how the page's picture differs from Python's; an empty list if it does not."""
    if page.shape != python.shape:
        return [f"the page's picture has the shape {page.shape}, Python's {python.shape}"]
    found = []
    for name, mask in (("more on the page", strays(page, python)), ("missing on the page", strays(python, page))):
        if mask.sum() > THIN or thick(mask).sum() > STRAY:
            rows, columns = np.nonzero(mask)
            box = f"rows {rows.min()} to {rows.max()}, columns {columns.min()} to {columns.max()}"
            found.append(f"{mask.sum()} pixels {name} ({box})")
    shown, wanted = amounts(page, paper), amounts(python, paper)
    excess = np.abs(shown - wanted) - AMOUNT * wanted
    if excess.max() > SPARE:
        r, c, channel = np.unravel_index(excess.argmax(), excess.shape)
        found.append(
            f"{shown[r, c, channel]:.0f} pixels' worth of colour at row {r * BLOCK}, column {c * BLOCK} on the page, "
            f"{wanted[r, c, channel]:.0f} in Python's picture"
        )
    return found


def picture_png(page, python):
    """Return both pictures and where they differ, side by side, as PNG bytes: for a person who looks for the reason."""
    wrong = (strays(page, python) | strays(python, page)) if page.shape == python.shape else np.zeros(page.shape[:2])
    parts = [page, python, np.repeat((255 * (1 - wrong))[:, :, None], 3, axis=2).astype(np.uint8)]
    sheet = Image.new("RGB", (sum(p.shape[1] for p in parts), max(p.shape[0] for p in parts)), "white")
    left = 0
    for part in parts:
        sheet.paste(Image.fromarray(part), (left, 0))
        left += part.shape[1]
    file = io.BytesIO()
    sheet.save(file, "PNG")
    return file.getvalue()
