"""One look for every figure: colours, fonts, and how a figure reaches the page with its description."""

from __future__ import annotations

import base64
import html
import io

import numpy as np
from matplotlib import rcParams
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager

from course_utils import validation

# Okabe and Ito, "Color Universal Design" (2008): eight colours that stay apart for colour-blind readers.
PALETTE = {
    "blue": "#0072B2",
    "orange": "#D55E00",
    "green": "#009E73",
    "purple": "#AA4499",
    "red": "#B2182B",
    "grey": "#767676",
    "ink": "#1B1B1B",
}
PALETTE["black"] = PALETTE["ink"]

# What explorers draw with, on light and dark pages: the numbers of explorers/views/theme.js (a test holds them equal).
# The colours of the palette; its green is darker, since words are written in it.
EXPLORER_COLOURS = {
    "light": {
        "ink": "#1b1b1b", "paper": "#ffffff", "faint": "#d5d5d5", "blue": "#0072b2", "orange": "#d55e00",
        "green": "#00845f", "purple": "#aa4499", "red": "#b2182b", "grey": "#767676", "black": "#1b1b1b",
        "white": "#ffffff",
    },
    "dark": {
        "ink": "#f0f0f0", "paper": "#111111", "faint": "#4a4a4a", "blue": "#56b4e9", "orange": "#ff9f43",
        "green": "#3ddc97", "purple": "#dd99cc", "red": "#ff8080", "grey": "#a8a8a8", "black": "#f0f0f0",
        "white": "#ffffff",
    },
}  # fmt: skip

# Diverging and perceptually even: blue below zero, white at zero, red above. Always centre it with signed_limits.
SIGNED_MAP = "RdBu_r"

#: What computers have for scripts that DejaVu lacks: a folder of a learner's may be called 猫.
OTHER_FONTS = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "Hiragino Sans GB",
    "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Yu Gothic", "Malgun Gothic", "Arial Unicode MS",
    "Noto Emoji", "Symbola",
)  # fmt: skip


def _fonts():
    """Return DejaVu Sans, which ships with matplotlib, so that a figure is the same everywhere; then what is there."""
    there = {font.name for font in fontManager.ttflist}
    return ["DejaVu Sans", *(name for name in OTHER_FONTS if name in there)]


STYLE = {
    "font.size": 13,
    "axes.titlesize": 14,
    "axes.labelsize": 13,
    "legend.fontsize": 12,
    "xtick.labelsize": 12,
    "ytick.labelsize": 12,
    "font.family": _fonts(),
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,  # the grid stays behind bars and lines
    "grid.alpha": 0.3,
    "lines.linewidth": 2.2,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "legend.frameon": False,
    "image.interpolation": "nearest",
}

# The paper under a figure: white on a light page, light grey on a dark one (the theme's own ground, one part in six).
# The picture is multiplied with it, so that no theme has to be known and nothing but the brightness changes.
CARD = (
    "display:inline-block;max-width:100%;border-radius:6px;isolation:isolate;"
    "background:color-mix(in srgb,var(--jp-layout-color0,#fff) 16%,#fff)"
)
SHEET = "display:block;max-width:100%;height:auto;border-radius:6px;mix-blend-mode:multiply"


# For the whole session, once: a rule that held only while the axes were made would miss the lines and legends that a
# notebook draws on them afterwards, and the reader's own figures should look like the course's.
rcParams.update(STYLE)


def printable(name, most=24) -> str:
    r"""Return a name that may be anything, such as a folder's, as a figure can write it: printable, and not too long.

    >>> printable("caf\udce9"), printable("5 $"), printable("x" * 99)[-3:]
    ('caf\\udce9', '5 \\$', 'xx…')
    """
    text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)
    return (text if len(text) <= most else f"{text[: most - 1]}…").replace("$", r"\$")


def figure(nrows=1, ncols=1, width=8.0, height=3.5, **keywords):
    """Make a figure in the course's style, outside pyplot's global state.

    width and height are inches of the whole figure; further keywords go to ``Figure.subplots``
    (``sharey=True``, ``gridspec_kw=...``). Returns ``(figure, axes)``, axes as ``subplots`` returns them. Raises
    ValueError or TypeError, naming the argument, for a count below 1 or a size that is not positive.

    >>> fig, ax = figure()
    """
    nrows, ncols = (validation.integer(name, n, minimum=1) for name, n in (("nrows", nrows), ("ncols", ncols)))
    size = validation.positive("width", width), validation.positive("height", height)
    fig = Figure(figsize=size, layout="constrained")
    return fig, fig.subplots(nrows, ncols, **keywords)


def png(fig, dpi=110):
    """Render a figure to PNG bytes that are the same on every run (no date, no version inside).

    The picture keeps 256 colours: a third of the bytes, and no difference that an eye finds.
    """
    from PIL import Image

    full, small = io.BytesIO(), io.BytesIO()
    fig.savefig(full, format="png", dpi=dpi)
    colours = Image.open(full).convert("RGB").quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    colours.save(small, "PNG", optimize=True)
    return small.getvalue()


def pixels_png(pixels, side):
    """Return pixels, uint8 (H, W) or (H, W, 3), as PNG bytes, each enlarged to a whole square: about `side` wide.

    Nothing is smoothed, whatever shows the picture.

    >>> pixels_png(np.zeros((2, 2), np.uint8), 128)[:4]
    b'\\x89PNG'
    """
    from PIL import Image

    pixels, file = validation.array("pixels", pixels, ndim=(2, 3), dtype="uint8"), io.BytesIO()
    factor = max(1, round(side / max(pixels.shape[:2])))
    Image.fromarray(pixels.repeat(factor, axis=0).repeat(factor, axis=1)).save(file, "PNG", optimize=True)
    return file.getvalue()


def picture_html(data, alt):
    """Return a PNG, as bytes, as HTML for a notebook's output: the picture with ``alt`` as its alt text.

    Front ends show an output of type image/png without any description; an ``img`` in HTML brings its own to each of
    them. The card keeps the figure's colours, which carry meaning, and takes the glare from its white on a dark page.
    """
    source = base64.b64encode(data).decode("ascii")
    return (
        f'<div style="{CARD}"><img alt="{html.escape(alt)}" src="data:image/png;base64,{source}" style="{SHEET}"></div>'
    )


class Picture:
    """Hold a figure and what it shows in words; a notebook draws it under the cell that ends in it.

    alt is one sentence, computed from the data that are drawn; it becomes the image's alt text and the constant
    plain-text form of the output. Raises ValueError when it is missing.

    >>> Picture(figure()[0], alt="An empty pair of axes.")
    Figure: An empty pair of axes.
    """

    def __init__(self, figure, alt):
        self.figure, self.alt = figure, _sentence(alt)

    def __repr__(self):
        return f"Figure: {self.alt}"

    def _repr_mimebundle_(self, **_):
        return {"text/html": picture_html(png(self.figure), self.alt), "text/plain": repr(self)}


def _sentence(alt):
    if not isinstance(alt, str) or len(alt.split()) < 3:
        raise ValueError(f"alt: got {alt!r}; expected one sentence that says what the figure shows")
    return alt


def show(fig, alt):
    """Display a figure with a description for people who cannot see it.

    alt is one sentence that says what the picture shows; it becomes the image's alt text and the
    constant plain-text form of the output. Raises ValueError when it is missing.
    """
    from IPython.display import display

    display(Picture(fig, alt))


def signed_limits(values):
    """Return ``{"vmin": -m, "vmax": m}`` so that a diverging map has its white exactly at zero.

    values is an array of any shape; NaN and infinity are passed over. Raises ValueError when it is empty.

    >>> signed_limits(np.array([-1.0, 3.0]))
    {'vmin': -3.0, 'vmax': 3.0}
    """
    finite = np.abs(validation.array("values", values, allow_nan=True))
    largest = float(np.max(finite[np.isfinite(finite)], initial=0.0)) or 1.0
    return {"vmin": -largest, "vmax": largest}


def equally_long(**arrays):
    """Return the arrays, each of shape (n,) with the n of the first, in the order given.

    Raises ValueError or TypeError, naming the argument, for other shapes, empty arrays and anything but real numbers.

    >>> equally_long(x=[1, 2], y=[3, 4])[1]
    array([3., 4.])
    """
    found = {name: validation.array(name, values, ndim=1, allow_nan=True) for name, values in arrays.items()}
    first = next(iter(found))
    return [validation.same_shape(name, values, first, found[first]) for name, values in found.items()]


def with_looks(name, curves, looks):
    """Return (label, values, look) for each of ``curves``, a dict from label to values of shape (n,).

    Raises ValueError or TypeError, naming the argument, when there are more curves than looks (a curve too many would
    be missing from the picture without a word), for none, and for values that are no real numbers.

    >>> with_looks("curves", {"f": [1.0]}, ["-", "--"])
    [('f', array([1.]), '-')]
    """
    if not isinstance(curves, dict):
        raise validation.type_error(name, validation.describe(curves), "a dict from label to values")
    if not 1 <= len(curves) <= len(looks):
        raise validation.value_error(name, f"{len(curves)} curves", f"1 to {len(looks)}")
    return [
        (label, validation.array(f"{name}[{label!r}]", values, ndim=1, allow_nan=True), look)
        for (label, values), look in zip(curves.items(), looks)
    ]
