"""A still picture of an explorer's frame, for pages where nothing can move (in print, in a code host's preview)."""

from __future__ import annotations

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure

from course_utils.plotting.frame_pictures import draw_grid, draw_pixels, draw_tiles
from course_utils.plotting.style import PALETTE, SIGNED_MAP, STYLE


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


def draw_lines(ax, spec, content):
    """Draw a plane with its marks."""
    spec = {**spec, **next((mark["limits"] for mark in content if mark["mark"] == "axes"), {})}
    ax.set(xlim=spec["xlim"], ylim=spec["ylim"], xlabel=spec["x"], ylabel=spec["y"])
    if spec["log_y"]:
        ax.set_yscale("log")
    if spec["equal"]:
        ax.set_aspect("equal")
    for mark in [*spec["background"], *content]:
        MARKS[mark["mark"]](ax, mark, PALETTE.get(mark["color"], mark["color"]))
    if any(mark.get("label") for mark in [*spec["background"], *content]):
        ax.legend(loc="best")


def _line(ax, m, color):
    style = "--" if m["dash"] else "-"
    ax.plot(m["x"], m["y"], style, color=color, lw=m["width"] * 0.8, alpha=m["opacity"], label=m["label"])


def _area(ax, m, color):
    ax.fill_between(m["x"], m["y"], m["base"], color=color, alpha=m["opacity"], label=m["label"], lw=0)


def _points(ax, m, color):
    ax.plot(m["x"], m["y"], "o", color=color, ms=m["size"] * 1.3, alpha=m["opacity"], label=m["label"], mew=0)


def _bars(ax, m, color):
    ax.bar(m["x"], m["y"], m["span"], color=color, alpha=m["opacity"], label=m["label"])


def _vline(ax, m, color):
    ax.axvline(m["at"], color=color, lw=m["width"], ls="--" if m["dash"] else "-", label=m["label"])


def _hline(ax, m, color):
    ax.axhline(m["at"], color=color, lw=m["width"], ls="--" if m["dash"] else "-", label=m["label"])


def _text(ax, m, color):
    ax.text(*m["at"], m["text"], color=color, ha=m["align"], va="center", clip_on=True)


def _arrow(ax, m, color):
    x0, y0, x1, y1 = m["at"]
    ax.annotate("", (x1, y1), (x0, y0), arrowprops=dict(arrowstyle="-|>", color=color, lw=m["width"] * 0.8))
    if m["label"]:
        ax.plot([], [], color=color, label=m["label"])


def _image(ax, m, color):
    signed = m["map"] == "signed"
    top = max(abs(m["vmin"]), abs(m["vmax"])) or 1.0
    low, high = (-top, top) if signed else (m["vmin"], m["vmax"])
    ax.imshow(
        m["pixels"],
        extent=m["extent"],
        cmap=SIGNED_MAP if signed else "gray",
        vmin=low,
        vmax=high,
        alpha=m["opacity"],
        aspect="auto",
    )


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


def draw_bars(ax, spec, content):
    """Draw named bars with their values."""
    values = np.asarray(content["values"], dtype=float)
    colors = content.get("colors", "blue")
    colors = [colors] * len(values) if isinstance(colors, str) else colors
    low, high = spec["ylim"]
    if spec["log"]:
        ax.set_yscale("log")
        values = np.maximum(values, low)
    ax.bar(range(len(values)), values, color=[PALETTE.get(c, c) for c in colors], width=0.72)
    ax.set(ylim=(low, high), ylabel=spec["y"])
    labels = content["labels"]
    every = max(1, len(labels) // 12)
    ax.set_xticks(range(0, len(labels), every), labels[::every])
    for i, text in enumerate(content.get("text", [])):
        if i % every == 0:
            below = values[i] < 0 and not spec["log"]
            ax.annotate(
                text,
                (i, np.clip(values[i], low, high)),
                xytext=(0, -2 if below else 2),
                textcoords="offset points",
                ha="center",
                va="top" if below else "bottom",
                fontsize=9,
            )


def draw_graph(ax, spec, content):
    """Draw a network of nodes and arrows."""
    ax.set_axis_off()
    ax.set(xlim=(-0.08, 1.08), ylim=(-0.1, 1.1))
    at = spec["positions"]
    for edge in content.get("edges", []):
        (x0, y0), (x1, y1) = at[edge["from"]], at[edge["to"]]
        color = PALETTE.get(edge.get("color") or ("orange" if edge.get("active") else "grey"), "grey")
        ends = ((x0, y0), (x1, y1)) if edge.get("backward") else ((x1, y1), (x0, y0))
        ax.annotate(
            "",
            *ends,
            arrowprops=dict(arrowstyle="-|>", color=color, lw=2.5 if edge.get("active") else 1, shrinkA=15, shrinkB=15),
        )
        t = edge.get("at", 0.32)
        if edge.get("label"):
            ax.text(
                x0 + (x1 - x0) * t,
                y0 + (y1 - y0) * t,
                edge["label"],
                ha="center",
                va="center",
                fontsize=8,
                bbox=dict(fc="white", ec="none", pad=0.5),
            )
    for name, node in content.get("nodes", {}).items():
        color = PALETTE.get(node.get("color", "grey"), "grey")
        text = "\n".join(str(part) for part in (node.get("label", name), node.get("value", "")) if part)
        ax.text(
            *at[name],
            text,
            ha="center",
            va="center",
            fontsize=8.5,
            bbox=dict(boxstyle="circle,pad=0.35", fc="white", ec=color, lw=3 if node.get("active") else 1.3),
        )


DRAW = dict(lines=draw_lines, bars=draw_bars, pixels=draw_pixels, tiles=draw_tiles, grid=draw_grid, graph=draw_graph)
