"""A still picture of an explorer's frame, with the colours and widths of the page: a test compares the two."""

from __future__ import annotations

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Patch
from matplotlib.transforms import ScaledTranslation

from course_utils.plotting.frame_lens import draw_lens
from course_utils.plotting.frame_look import STILL, Arrow
from course_utils.plotting.frame_pictures import draw_grid, draw_pixels, draw_tiles
from course_utils.plotting.style import SIGNED_MAP, STYLE


def draw_frame(title, panels, frame):
    """Draw one frame of an explorer (panels side by side, formula below) and return the figure.

    panels are the explorer's panel descriptions, frame is what its ``frame(state)`` returned. The picture shows the
    same numbers as the page; nothing is computed here.
    """
    specs = [panel.spec() for panel in panels]
    formula = formula_text(frame.get("formula", []))
    columns = min(2, len(specs))
    rows = -(-len(specs) // columns)
    lines = formula.count("\n") + 1 if formula else 0
    with rc_context({**STYLE, "font.size": 11, "axes.titlesize": 12, "axes.labelsize": 11, "legend.fontsize": 9}):
        fig = Figure(figsize=(9, 3.6 * rows + 0.28 * lines), layout="constrained")
        axes = np.atleast_1d(fig.subplots(rows, columns)).ravel()
        for ax in axes[len(specs) :]:
            ax.remove()
        for spec, ax in zip(specs, axes, strict=False):
            ax.set_title(spec["title"], loc="left")
            DRAW[spec["kind"]](ax, spec, frame[spec["id"]])
        fig.suptitle(title, x=0.01, ha="left", fontweight="bold")
        if formula:
            longest = max(len(line) for line in formula.split("\n"))
            fig.supxlabel(formula, x=0.01, ha="left", fontsize=min(11, 1050 / longest))
    return fig


def formula_text(lines):
    """Join the pieces of a formula to plain text, one line each."""
    pieces = [[line] if isinstance(line, str) else line for line in lines]
    return "\n".join("".join(p if isinstance(p, str) else p[0] for p in line) for line in pieces).replace("$", r"\$")


def draw_lines(ax, spec, content, look=STILL):
    """Draw a plane with its marks, each over those before it."""
    spec = {**spec, **next((mark["limits"] for mark in content if mark["mark"] == "axes"), {})}
    _plane(ax, spec, look)
    ax.set(xlim=spec["xlim"], xlabel=spec["x"])
    if spec["log_y"]:
        ax.set_yscale("log")
    if spec["equal"]:
        ax.set_aspect("equal")
    if spec.get("counts"):
        ax.xaxis.get_major_locator().set_params(integer=True)
    for place, mark in enumerate([*spec["background"], *content]):
        artists = MARKS[mark["mark"]](ax, mark, look.colour(mark["color"]), look)
        for artist in artists:
            artist.set(zorder=3 + place / 1000, alpha=mark.get("opacity", 1.0))
    entries = legend_entries(spec, content)
    if entries:
        ax.legend(handles=[_sign(*entry, look) for entry in entries], loc="best").set_zorder(5)


def _plane(ax, spec, look):
    """The axes as the page has them: a faint line at every tick, and nothing round them."""
    ax.set(ylim=spec["ylim"], ylabel=spec["y"], facecolor=look.colours["paper"])
    ax.spines[:].set_visible(False)
    ax.grid(True, color=look.colours["faint"], lw=look.pixel, alpha=1.0, clip_on=False)
    ax.tick_params(which="both", length=0)


def legend_entries(spec, content):
    """Return what the legend says, in the order of the marks: (label, name of the colour, kind of sign)."""
    kinds = dict(area="box", bars="box", image="box", points="dot")
    return [
        (m["label"], m["color"], kinds.get(m["mark"], "dash" if m.get("dash") else "line"))
        for m in [*spec["background"], *content]
        if m.get("label")
    ]


def _sign(label, color, kind, look):
    color = look.colour(color)
    if kind == "box":
        return Patch(color=color, alpha=0.6, label=label, lw=0)
    if kind == "dot":
        return Line2D([], [], color=color, label=label, ls="none", marker="o", ms=10 * look.pixel, mew=0)
    return Line2D([], [], color=color, label=label, **look.line(3, kind == "dash"))


def _line(ax, m, color, look):
    return ax.plot(m["x"], m["y"], color=color, **look.line(m["width"], m["dash"]))


def _area(ax, m, color, look):
    return [ax.fill_between(m["x"], m["y"], m["base"], color=color, lw=0)]


def _points(ax, m, color, look):
    area = (2 * m["size"] * look.pixel) ** 2
    return [ax.scatter(m["x"], m["y"], s=area, c=color, lw=[0, 0])]  # with one width, dots would move to whole pixels


def _bars(ax, m, color, look):
    return ax.bar(m["x"], m["y"], m["span"], color=color, lw=0)


def _vline(ax, m, color, look):
    whole = ax.get_xaxis_transform()  # from the top, where the page's dashes begin
    return ax.plot([m["at"]] * 2, [1, 0], color=color, transform=whole, **look.line(m["width"], m["dash"]))


def _hline(ax, m, color, look):
    return [ax.axhline(m["at"], color=color, **look.line(m["width"], m["dash"]))]


def _text(ax, m, color, look):
    return [ax.text(*m["at"], m["text"].replace("$", r"\$"), color=color, ha=m["align"], va="center", clip_on=True)]


def _arrow(ax, m, color, look):
    return [ax.add_artist(Arrow(m["at"], color, look, m["width"], turn=np.pi - 2.6))]


def _image(ax, m, color, look):
    signed = m["map"] == "signed"
    top = max(abs(m["vmin"]), abs(m["vmax"])) or 1.0
    low, high = (-top, top) if signed else (m["vmin"], m["vmax"])
    return [
        ax.imshow(
            m["pixels"],
            extent=m["extent"],
            cmap=SIGNED_MAP if signed else "gray",
            vmin=low,
            vmax=high,
            aspect="auto",
        )
    ]


MARKS = dict(
    axes=lambda *_: (),  # no mark: see draw_lines
    line=_line,
    area=_area,
    points=_points,
    bars=_bars,
    vline=_vline,
    hline=_hline,
    text=_text,
    arrow=_arrow,
    image=_image,
)


def draw_bars(ax, spec, content, look=STILL):
    """Draw named bars with their values."""
    low, high = spec["ylim"]
    values = np.clip(np.asarray(content["values"], dtype=float), low, high)
    colors = content.get("colors", "blue")
    colors = [colors] * len(values) if isinstance(colors, str) else colors
    _plane(ax, spec, look)
    ax.grid(False, axis="x")
    if spec["log"]:
        ax.set_yscale("log")
    base = low if spec["log"] else float(np.clip(0.0, low, high))
    ax.bar(range(len(values)), values - base, 0.72, bottom=base, color=[look.colour(c) for c in colors], lw=0, zorder=3)
    ax.axhline(base, color=look.colours["ink"], **look.line(1.2), zorder=4, clip_on=False)
    _names_and_values(ax, content, values, base)


def _names_and_values(ax, content, values, base):
    """Names under the bars and values at their ends, every so many where there are many."""
    labels = content["labels"]
    every = max(1, len(labels) // 12)
    ax.set_xticks(range(0, len(labels), every), labels[::every])
    ax.set_xlim(-0.5, len(labels) - 0.5)
    for i, text in list(enumerate(content.get("text") or []))[::every]:
        below = values[i] < base
        place = dict(xytext=(0, -2 if below else 2), textcoords="offset points", va="top" if below else "bottom")
        ax.annotate(text, (i, values[i]), ha="center", fontsize=9, **place)


def draw_graph(ax, spec, content, look=STILL, radius=26.0):
    """Draw a network of nodes, each ``radius`` pixels of the page wide from its middle, and arrows between them."""
    ax.set_axis_off()
    ax.set(xlim=(-0.1, 1.1), ylim=(-0.1, 1.1))
    for edge in content.get("edges", []):
        _edge(ax, edge, *spec["positions"][edge["from"]], *spec["positions"][edge["to"]], look, radius)
    for name, node in content.get("nodes", {}).items():
        _node(ax, name, node, *spec["positions"][name], look, radius)


def _edge(ax, edge, x0, y0, x1, y1, look, radius):
    active, t = edge.get("active"), edge.get("at", 0.32)
    color = look.colour(edge.get("color") or ("orange" if active else "grey"), other="grey")
    shape = dict(width=4.0, head=12.0) if active else dict(width=1.6, head=8.0)
    arrow = Arrow((x0, y0, x1, y1), color, look, **shape, gap=radius, backward=bool(edge.get("backward")))
    ax.add_artist(arrow).set(clip_on=False, zorder=2)
    if edge.get("label"):
        place, ink = (x0 + (x1 - x0) * t, y0 + (y1 - y0) * t), color if active else look.colours["ink"]
        paper = dict(fc=look.colours["paper"], ec="none", pad=0.5)
        ax.text(*place, edge["label"], color=ink, ha="center", va="center", fontsize=8, bbox=paper, zorder=3)


def _node(ax, name, node, x, y, look, radius):
    active = node.get("active")
    color = look.colour(node.get("color") or ("orange" if active else "grey"), other="grey")
    ring = dict(fc=look.colours["paper"], ec=color, lw=(5 if active else 2) * look.pixel)
    place = ax.figure.dpi_scale_trans + ScaledTranslation(x, y, ax.transData)
    ax.add_artist(Circle((0, 0), radius * look.pixel / 72, transform=place, **ring)).set(clip_on=False, zorder=4)
    text = "\n".join(str(part) for part in (node.get("label", name), node.get("value", "")) if part)
    ax.text(x, y, text, ha="center", va="center", fontsize=8, zorder=5)


DRAW = dict(
    lines=draw_lines,
    bars=draw_bars,
    pixels=draw_pixels,
    tiles=draw_tiles,
    grid=draw_grid,
    graph=draw_graph,
    lens=draw_lens,
)
