"""An explorer with everything that a frame can hold, also what no explorer of the course uses just now."""

import numpy as np

from course_utils.explorers.engine import Bars, Choice, Explorer, Graph, Grid, Lines, Pixels, Tiles, marks

X = np.linspace(-1.2, 1.2, 61)
RAMP = np.outer(np.arange(1, 5), np.arange(1, 7)) / 24


class Sampler(Explorer):
    """Every kind of panel and of mark."""

    title = "Sampler"
    controls = (Choice("sign", "Sign", (("up", "up"), ("down", "down")), "up"),)
    panels = (
        Lines("plane", "A plane", x="place", y="height", xlim=(-1, 1), ylim=(-1, 2)),
        Lines("log", "A logarithmic plane", x="step", y="error", xlim=(0, 3), ylim=(1e-4, 10), log_y=True),
        Bars("bars", "Bars", ylim=(-2, 3), y="weight"),
        Bars("powers", "Bars of powers", ylim=(1e-3, 10), log=True),
        Pixels("photo", "A photograph"),
        Pixels("grey", "A grey picture"),
        Pixels("map", "A signed map"),
        Tiles("tiles", "Tiles", columns=3),
        Grid("words", "Words"),
        Grid("shades", "Shades"),
        Graph("net", "A network", positions={"a": (0, 0.2), "b": (0.5, 1), "c": (1, 0)}),
    )

    @staticmethod
    def frame(state):
        sign = 1 if state["sign"] == "up" else -1
        return {
            **planes(sign),
            **named_bars(sign),
            **pictures(sign),
            **tables(sign),
            "net": network(sign),
            "formula": ["plain", [f"y = {sign} · ", ("x²", "orange"), " + ", ("b", "blue")]],
            "sentence": f"The sign is {state['sign']}.",
        }


def planes(sign):
    """Return the marks of both planes."""
    gap = np.where(np.abs(X - 0.5) < 0.1, np.nan, sign * 0.8 * X + 0.2)
    plane = [
        marks.image(RAMP[:, ::sign], (-0.9, -0.3, 1.0, 1.8), map="signed", vmin=-0.5, vmax=0.8, opacity=0.9),
        marks.area(X, 0.5 + 0.3 * np.cos(3 * X), base=0.1, color="grey", label="area"),
        marks.bars([0.3, 0.5, 0.7], [0.9, 0.6, -0.5], 0.15, color="purple", label="bars"),
        marks.line(X, gap, label="line"),
        marks.line(X, 5 * X**3, color="green", dash=True, width=1.5, label="beyond the plane"),
        marks.points([-0.8, -0.6, 0.0], [0.0, sign * 0.5, 1.5], color="orange", size=4, opacity=0.6, label="points"),
        marks.vline(0.25 * sign),
        marks.hline(1.2, color="red", dash=False),
        marks.arrow(-0.9, -0.8, -0.2, -0.3 - 0.2 * sign, color="ink", label="arrow"),
        marks.text(-0.1, 1.7, "words", align="right"),
        marks.text(0.2, 1.7, f"sign {sign:+d}", color="blue"),
    ]
    log = [
        marks.line([0, 1, 2, 3], np.array([1e-3, 2e-2, 0.5, 30])[::sign], color="orange"),
        marks.points([0, 1, 2, 3], [1e-3, 2e-2, 0.5, 30]),
    ]
    return {"plane": plane, "log": log}


def named_bars(sign):
    """Return bars below and above zero, and on a logarithmic axis."""
    values = [sign * 1.5, -1.0, 0.0, 2.5]
    return {
        "bars": {
            "labels": ["one", "two", "three", "four"],
            "values": values,
            "text": [f"{value:g}".replace("-", "−") for value in values],
            "colors": ["blue", "orange", "green", "red"],
        },
        "powers": {"labels": ["a", "b", "c"], "values": [5.0, 0.02, 1e-5], "colors": "purple", "text": ["5", "", "0"]},
    }


def pictures(sign):
    """Return a colour picture, a signed one and tiles."""
    photo = (np.stack([RAMP, RAMP[::-1], RAMP[:, ::-1]], axis=2) * 255).astype(np.uint8)
    tiles = np.stack([sign * RAMP, -0.5 * RAMP, RAMP[::-1], RAMP - 0.5, np.zeros_like(RAMP)])
    boxes = [[(0, 1, 2, 3, "green")], [], [], [], [(1, 1, 1, 1, "blue")]]
    return {
        "photo": {"pixels": photo, "boxes": [(1, 2, 2, 3, "orange"), (0, 0, 1, 1, "blue")]},
        "grey": {"pixels": RAMP[::sign], "vmin": 0.3, "vmax": 0.9},
        "map": {"pixels": sign * (RAMP - 0.3), "map": "signed", "vmin": -0.2, "vmax": 0.7},
        "tiles": {
            "pixels": tiles,
            "map": "signed",
            "labels": ["first", "second", "third", "fourth", "fifth"],
            "lit": 1 if sign > 0 else 3,
            "boxes": boxes,
        },
    }


def tables(sign):
    """Return a table of words and numbers, and a shaded one with cells that are no data."""
    return {
        "words": {
            "values": [["conv", 1048576, 0.125], ["pool", None, sign * -2.5], ["dense", 12, 1e-7]],
            "row_labels": ["1", "2", "3"],
            "column_labels": ["layer", "weights", "x"],
            "highlight": [(0, 1, "orange"), (2, 0, "green"), (1, 2, "grey")],
        },
        "shades": {
            "values": sign * np.array([[0.25, -1.0, 0.5], [0.0, 0.75, np.nan]]),
            "format": "{:.2f}",
            "shade": "signed",
            "vmin": -1.0,
            "vmax": 1.0,
            "highlight": [(0, 2, "blue")],
            "dim": [(1, 0)],
        },
    }


def network(sign):
    """Return nodes and edges, active and not, forward and backward."""
    return {
        "nodes": {
            "a": {"color": "blue", "value": "0.05"},
            "b": {"active": True, "label": "h"},
            "c": {"color": "green"},
        },
        "edges": [
            {"from": "a", "to": "b", "active": True, "label": "w1", "color": "blue"},
            {"from": "b", "to": "c", "backward": sign < 0, "label": "w2"},
            {"from": "a", "to": "c", "color": "red"},
        ],
    }
