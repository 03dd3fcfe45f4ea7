"""Faults that the test of what is drawn must find: a text of the views, what stands there instead, and what a panel has
to show for the fault to be seen.

A fault is planted in the page alone, no file is touched. Its anchor has to stand there exactly once; when a view is
rewritten, take another anchor for the same fault.
"""

from dataclasses import dataclass

import numpy as np
from what_panels_show import (
    active,
    axes,
    below_zero,
    beyond,
    broken,
    coloured_edge,
    coloured_formula,
    colours,
    grey_from_above_zero,
    kind,
    mark,
    named,
    on_powers,
    signed,
    transposed,
    unlike_tiles,
    valued,
    worded_edge,
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """``shows(spec, content)`` says of a panel whether the fault can be seen on it; ``theme`` is that of the page."""

    name: str
    old: str
    new: str
    shows: object
    theme: str = "light"

    def planted(self, page):
        """Return a page with this fault; raise AssertionError where its anchor does not stand there once."""
        count = page.count(self.old)
        assert count == 1, f"{self.name}: the anchor {self.old!r} stands {count} times in the views; choose another"
        return page.replace(self.old, self.new)


here = "[place.X(mark.x.values[i]), place.Y(mark.y.values[i])]"
SIX = [
    Fault("curve mirrored", here, here.replace("place.Y(", "place.top + place.bottom - place.Y("), mark("line")),
    Fault("only the first mark drawn", "(const mark of all)", "(const mark of all.slice(0, 1))", mark("points")),
    Fault("bars hollow", "context.fillRect(middle", "context.strokeRect(middle", kind("bars")),
    Fault(
        "all colours green", "const color = theme[mark.color] || mark.color", "const color = theme.green", mark("line")
    ),
    Fault(
        "pixels not drawn", "context.drawImage(\n    picture(content", "Boolean(\n    picture(content", kind("pixels")
    ),
    Fault("titles empty", 'make("figcaption", {}, spec.title)', 'make("figcaption", {}, "")', mark("line")),
]
PLANES = [
    Fault("curve three pixels to the right", here, here.replace("[i]),", "[i]) + 3,"), mark("line")),
    Fault("lines twice as wide", "mark.width || 2)", "2 * mark.width)", mark("line")),
    Fault("gap bridged", "last = null;\n      pen = false;\n", "", mark("line", broken)),
    Fault("dashes lost", "mark.dash ? [7, 5] : []", "[]", mark("line", lambda m: m["dash"])),
    Fault("opacity lost", "mark.opacity ?? 1", "1", mark("line", lambda m: m["opacity"] < 0.8)),
    Fault("area down to the axis", "base = place.Y(mark.base)", "base = place.bottom", mark("area")),
    Fault("dots half as large", "mark.size, 0, 2", "mark.size / 2, 0, 2", mark("points", lambda m: m["size"] > 3)),
    Fault("upright line displaced", "const x = place.X(mark.at);", "const x = place.X(mark.at) + 3;", mark("vline")),
    Fault("bars of a plane half as wide", "mark.x.values[i] + mark.span / 2", "mark.x.values[i]", mark("bars")),
    Fault("arrow turned round", "[x0, y0, x1, y1] = mark.at.map", "[x1, y1, x0, y0] = mark.at.map", mark("arrow")),
    Fault(
        "picture turned round",
        "picture(mark.pixels,",
        "picture({ ...mark.pixels, values: [...mark.pixels.values].reverse() },",
        mark("image"),
    ),
    Fault("clip lost", "context.clip();", "", beyond),
    Fault(
        "words aligned left",
        "context.textAlign = mark.align;",
        'context.textAlign = "left";',
        mark("text", lambda m: m["align"] != "left"),
    ),
    Fault("words without seam", "context.strokeText(mark.text, x, y);", "", mark("text")),
    Fault(
        "legend lacks its first entry",
        ".filter((m) => m.label)",
        ".filter((m) => m.label).slice(1)",
        mark("line", named),
    ),
    Fault("axis upside down", "const Y = (v) => bottom - (", "const Y = (v) => top + (", mark("line")),
    Fault(
        "ticks rounded to whole numbers",
        ".toFixed(digits)) }));",
        ".toFixed(0)) }));",
        axes(lambda s: not s["log_y"] and np.ptp(s["ylim"]) < 3),
    ),
    Fault("decades one too high", "value: 10 ** e, text", "value: 10 ** (e + 1), text", axes(lambda s: s["log_y"])),
    Fault(
        "name of the upright axis missing", "context.fillText(spec.y, 0, 0)", "Boolean(spec.y)", axes(lambda s: s["y"])
    ),
    Fault(
        "lines of the ticks missing",
        "context.lineTo(X(t.value), bottom);",
        "",
        mark("line"),
    ),
]
BARS = [
    Fault(
        "all bars in the first colour", "content.colors[i]", "content.colors[0]", kind("bars", lambda c: colours(c) > 1)
    ),
    Fault(
        "values missing",
        "context.fillText(content.text[i], middle, at)",
        "Boolean(at)",
        kind("bars", lambda c: any(c.get("text") or [])),
    ),
    Fault(
        "names exchanged",
        "content.labels[i], slot",
        "content.labels[(i + 1) % n], slot",
        kind("bars", lambda c: len(c["labels"]) > 1),
    ),
    Fault("powers on a plain axis", "log_y: spec.log", "log_y: false", on_powers),
    Fault(
        "all bars rise",
        "Math.min(y, base), slot",
        "Math.min(y, base) - Math.max(0, y - base), slot",
        kind("bars", lambda c: min(c["values"]) < -0.1),
    ),
]
PICTURES = [
    Fault(
        "boxes shifted by one",
        "strokeRect(left + c * unit",
        "strokeRect(left + (c + 1) * unit",
        kind("pixels", lambda c: c.get("boxes")),
    ),
    Fault("signed map reversed", "STEPS + Math.round(STEPS *", "STEPS - Math.round(STEPS *", signed),
    Fault("grey from zero", "(v - low) / span", "v / span", grey_from_above_zero),
    Fault(
        "another tile lit",
        "at(content.lit)",
        "at((content.lit + 1) % count)",
        kind("tiles", lambda c: c.get("lit") is not None),
    ),
    Fault("every tile the first", "sheet, 0, k * rows", "sheet, 0, 0", kind("tiles", unlike_tiles)),
    Fault(
        "tiles from right to left",
        "(k % across) * (w + gap)",
        "(across - 1 - (k % across)) * (w + gap)",
        kind("tiles", lambda c: len(c["pixels"]) > 2),
    ),
    Fault("boxes of tiles lost", "content.boxes?.[k] || []", "[]", kind("tiles", lambda c: any(c.get("boxes") or []))),
    Fault(
        "labels of tiles missing",
        "context.fillText(fit(context, content.labels[k]",
        "Boolean(fit(context, content.labels[k]",
        kind("tiles", lambda c: c.get("labels")),
    ),
]
TABLES = [
    Fault("highlighted cell transposed", "map(([r, c, color])", "map(([c, r, color])", kind("grid", transposed)),
    Fault(
        "cells without data look like data", 'dim.has(at) ? "ntr-dim" : ""', '""', kind("grid", lambda c: c.get("dim"))
    ),
    Fault("shade lost", "if (!content.shade)", "if (content)", kind("grid", lambda c: c.get("shade"))),
    Fault(
        "digits lost",
        "value.toFixed(digits)",
        "value.toFixed(0)",
        kind("grid", lambda c: "f}" in (c.get("format") or "")),
    ),
    Fault(
        "minus sign lost",
        "text.slice(1) : minus(text)",
        'text.slice(1) : text.replace("-", "")',
        kind("grid", below_zero),
    ),
    Fault("names of rows missing", "content.row_labels[r]", '""', kind("grid", lambda c: c.get("row_labels"))),
]
NETWORKS = [
    Fault("values of nodes missing", 'const value = node.value ?? ""', 'const value = ""', kind("graph", valued)),
    Fault(
        "arrows turned round",
        "[hx, hy] = edge.backward ? [sx, sy] : [ex, ey]",
        "[hx, hy] = edge.backward ? [ex, ey] : [sx, sy]",
        kind("graph"),
    ),
    Fault("active nodes like others", "node.active ? 5 : 2", "2", kind("graph", active)),
    Fault(
        "line through the words of an edge",
        "context.fillRect(x - width / 2 - 2",
        "Boolean(x - width / 2 - 2",
        kind("graph", worded_edge),
    ),
    Fault("edges all grey", "theme[edge.color] || theme.grey", "theme.grey", kind("graph", coloured_edge)),
]
PAGE = [
    Fault(
        "a colour of the light theme",
        'orange: "#d55e00"',
        'orange: "#009e73"',
        mark("points", lambda m: m["color"] == "orange"),
    ),
    Fault(
        "a colour of the dark theme",
        'blue: "#56b4e9"',
        'blue: "#0072b2"',
        mark("line", lambda m: m["color"] == "blue"),
        "dark",
    ),
    Fault(
        "sign of the legend in another colour",
        "sign.style.color = theme[",
        "sign.style.color = theme.ink || theme[",
        mark("line", named),
    ),
    Fault(
        "colours of the formula lost",
        "letterColour(theme, piece[1])",
        "theme.ink",
        coloured_formula,
    ),
    Fault(
        "sentence stays",
        "if (this.sentence.textContent !== ",
        'if (!this.sentence.textContent && "" !== ',
        mark("line"),
    ),
]
FAULTS = [*SIX, *PLANES, *BARS, *PICTURES, *TABLES, *NETWORKS, *PAGE]
