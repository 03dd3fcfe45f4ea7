"""What a panel has to show for a fault of its view to be seen: conditions on its description and its content."""

import numpy as np

PICTURES = ("pixels", "tiles")


def kind(name, has=lambda content: True):
    """A panel of a kind whose content meets a condition."""
    return lambda spec, content: spec["kind"] == name and has(content)


def mark(name, has=lambda mark: True):
    """A plane with a mark that meets a condition."""
    return lambda spec, content: spec["kind"] == "lines" and any(m["mark"] == name and has(m) for m in content)


def axes(has):
    """A plane whose description meets a condition."""
    return lambda spec, content: spec["kind"] == "lines" and has(spec)


def colours(content):
    """How many colours the bars have."""
    return len(set(content["colors"])) if isinstance(content.get("colors"), list) else 1


def beyond(spec, content):
    """A curve that leaves its plane, upwards or downwards."""
    low, high = spec.get("ylim", (0, 0))
    away = 0.1 * (high - low)
    return spec["kind"] == "lines" and any(
        np.any((m["y"] > high + away) | (m["y"] < low - away)) for m in content if m["mark"] == "line"
    )


def broken(m):
    """A line with a gap in its middle."""
    gaps = np.isnan(m["y"])
    return bool(gaps.any()) and not gaps[0] and not gaps[-1]


def signed(spec, content):
    """A picture in the map with two sides, not of one colour."""
    return spec["kind"] in PICTURES and content.get("map") == "signed" and np.ptp(content["pixels"]) > 0


def grey_from_above_zero(spec, content):
    """A grey picture whose least value is not zero."""
    return spec["kind"] in PICTURES and content.get("map") != "signed" and abs(content.get("vmin") or 0) > 0.1


def on_powers(spec, content):
    """Bars on a logarithmic axis."""
    return spec["kind"] == "bars" and spec["log"]


def coloured_formula(spec, content):
    """Any panel beside a formula with colours."""
    return spec["coloured"]


def named(m):
    """A mark that has a name in the legend."""
    return bool(m["label"])


def transposed(content):
    """A table with a highlighted cell that is another one when rows and columns change places."""
    return any(r != c for r, c, _ in content.get("highlight") or [])


def below_zero(content):
    """A table with a number clearly below zero."""
    return any(isinstance(v, float) and v < -0.1 for row in content["values"] for v in row)


def active(content):
    """A network with an active node."""
    return any(node.get("active") for node in content["nodes"].values())


def valued(content):
    """A network with numbers in its nodes."""
    return any(node.get("value") for node in content["nodes"].values())


def worded_edge(content):
    """A network with words on its edges."""
    return any(edge.get("label") for edge in content["edges"])


def coloured_edge(content):
    """A network with an edge that is coloured, not active."""
    return any(edge.get("color") and not edge.get("active") for edge in content["edges"])


def unlike_tiles(content):
    """Tiles that do not all show the same."""
    return len(content["pixels"]) > 1 and np.ptp(np.asarray(content["pixels"], float), axis=0).max() > 0.2
