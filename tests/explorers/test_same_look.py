"""The page and Python draw explorers in the same colours; what counts as the same picture tells things apart."""

import re

import numpy as np
import pytest
import same_picture
from matplotlib import colormaps

from course_utils.explorers.page import VIEWS
from course_utils.plotting.frame_pictures import cell_text
from course_utils.plotting.style import EXPLORER_COLOURS, SIGNED_MAP

THEME = (VIEWS / "theme.js").read_text(encoding="utf-8")
SIZE, PLANE = (400, 300), (40, 10, 390, 270)
X = np.linspace(0, 1, 101)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_python_and_the_page_have_the_same_colours(name):
    (body,) = re.findall(rf"const {name.upper()} = \{{(.*?)\}};", THEME, re.DOTALL)
    assert dict(re.findall(r'(\w+): "(#[0-9a-f]{6})"', body)) == EXPLORER_COLOURS[name]


def test_the_signed_map_of_the_page_is_that_of_the_figures():
    (body,) = re.findall(r"const SIGNED = \[(.*?)\];", THEME, re.DOTALL)
    page = np.array(re.findall(r"\[(\d+), (\d+), (\d+)\]", body), dtype=int)
    figures = colormaps[SIGNED_MAP](np.linspace(0, 1, len(page)))[:, :3] * 255
    np.testing.assert_allclose(page, figures, atol=2)


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [(1048576, "{:g}", "1048576"), (-0.001, "{:.2f}", "0.00"), (1e-7, "{:g}", "1e−7"), (-2.5, "{:g}", "−2.5"),
     (float("nan"), "{:g}", ""), (None, "{:g}", ""), ("w1", "{:g}", "w1"), (0.125, "{:.2e}", "1.25e−1")],
)  # fmt: skip
def test_numbers_in_cells(value, form, text):
    assert cell_text(value, form) == text


def painted(draw):
    """Paint blue on white, with a line for each tick, as explorers do."""

    def all_of_it(ax):
        ax.set(xlim=(0, 1), ylim=(0, 1), xticks=[0, 0.5, 1], yticks=[0, 0.5, 1])
        ax.spines[:].set_visible(False)
        ax.grid(True, color="#d5d5d5", lw=1, alpha=1.0)
        draw(ax)

    return same_picture.painted(SIZE, PLANE, all_of_it, "#ffffff")[0]


def curve(right=0.0, up=0.0, width=2.5, color="#0072b2", dots=3):
    """A curve with three dots, so many pixels to the right and upwards."""

    def draw(ax):
        x, y = X + right / 350, 0.5 + 0.4 * np.sin(6 * X) + up / 260
        ax.plot(x, y, color=color, lw=width)
        ax.plot([0.2, 0.4, 0.8][:dots], [0.2] * dots, "o", color="#d55e00", ms=6, mew=0)

    return draw


def differ(one, other):
    return same_picture.differences(painted(one), painted(other), "#ffffff")


def test_half_a_pixel_is_the_same_picture():
    assert differ(curve(), curve(right=0.4, up=0.4)) == []
    assert differ(curve(), curve(width=2.7)) == []


@pytest.mark.parametrize(
    "other",
    [
        curve(right=3), curve(up=3), curve(up=-2), curve(width=3.6), curve(color="#00845f"), curve(dots=2),
        curve(color="none"), lambda ax: (curve()(ax), ax.grid(False)), lambda ax: (curve()(ax), ax.invert_yaxis()),
        lambda ax: (curve()(ax), ax.set(xticks=[0, 1])),
    ],
    ids=["right", "up", "down", "wider", "green", "a dot less", "no curve", "no grid", "upside down", "a line less"],
)  # fmt: skip
def test_what_a_reader_would_see_is_another_picture(other):
    assert differ(curve(), other)
    assert differ(other, curve())
