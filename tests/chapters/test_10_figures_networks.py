"""The figures of chapter 10 on networks show the counts, fields and gradients that the package computes."""

import re

import numpy as np
import pytest
from matplotlib.patches import Rectangle

from course_utils import highway, shapes
from course_utils.models import counts, googlenet_plan
from course_utils.plotting import chapter_10_networks as draw
from course_utils.plotting.style import PALETTE, Picture


def axes(picture):
    return picture.figure.axes


def texts(ax):
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize(("channels", "filters"), [(5, 3), (2, 6)])
def test_a_pixel_meets_a_matrix_of_filters_and_channels(channels, filters):
    picture = draw.one_by_one(channels, filters)
    (ax,) = axes(picture)
    cells = [patch for patch in ax.patches if isinstance(patch, Rectangle) and patch.get_width() == 0.68]
    assert len(cells) == filters * channels + channels + filters
    assert f"matrix of {filters} × {channels} weights" in picture.alt
    filled = [patch for patch in ax.patches if patch.get_facecolor()[:3] != (1, 1, 1) and isinstance(patch, Rectangle)]
    assert len(filled) == 2 * (channels + filters)  # the pixel in every map, and the two columns


@pytest.mark.parametrize("kernels", [((3, 3), (5,)), ((3, 3, 3), (7,)), ((5, 3),)])
def test_stacks_light_what_the_formula_says(kernels):
    picture = draw.stacks(*kernels)
    for ax, stack in zip(axes(picture), kernels):
        boxes = [patch for patch in ax.patches if patch.get_linewidth() == 1.4]
        levels = sorted({box.get_y() for box in boxes})
        lit = [sum(box.get_y() == level for box in boxes) for level in levels]  # from the picture upwards
        whole = [field.size for field in shapes.receptive_field([(k, 1) for k in reversed(stack)])]
        assert lit[0] == shapes.receptive_field([(k, 1) for k in stack])[-1].size
        assert lit == whole[::-1]  # downwards the last layer's window comes first
        assert f"{lit[0]} pixels of the picture" in texts(ax)


def test_a_module_is_drawn_with_the_work_of_its_plan():
    picture = draw.module("4a", (480, 14, 14))
    rows = googlenet_plan.module("4a", (480, 14, 14))
    said = texts(axes(picture)[0])
    for row in rows:
        work = f"{row.multiply_adds / 1e6:.0f} million"
        assert f"{row.layer.split()[0]}, {row.shape[0]} filters\n{work}" in said
        assert f"{row.layer}, {row.shape[0]} filters, {work}" in picture.alt
    assert f"together {counts.total(rows).multiply_adds / 1e6:.0f} million" in picture.alt
    assert any(text.startswith("512 maps") for text in said)


def test_gates_show_what_arrives_and_what_is_carried():
    picture = draw.gates(biases=(-1, -3), depths=(2, 7), seeds=2)
    (ax,) = axes(picture)
    carried, marks = ax.lines[2], ax.lines[3]  # of the bias −3
    np.testing.assert_allclose(carried.get_ydata()[7], (1 - 1 / (1 + np.exp(3))) ** 7)
    found = [highway.gradient_ratio(depth, -3, seed=seed) for depth in (2, 7) for seed in (0, 1)]
    np.testing.assert_allclose(marks.get_ydata(), found)
    np.testing.assert_array_equal(marks.get_xdata(), [2, 2, 7, 7])
    assert np.all(ax.lines[-1].get_ydata() == 1)
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels[1] == "gates begin at −3: 0.953 carried" and "bias −3" in picture.alt
    assert len({(line.get_linestyle(), line.get_marker()) for line in ax.lines}) == len(ax.lines)


def test_every_figure_says_in_words_what_it_shows():
    for picture in (draw.one_by_one(), draw.stacks((3, 3), (5,)), draw.module(), draw.gates(depths=(1, 3), seeds=1)):
        assert isinstance(picture, Picture) and len(picture.alt.split()) > 15 and re.search(r"\d", picture.alt)


def grey(color):
    red, green, blue = (int(color[k : k + 2], 16) for k in (1, 3, 5))
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def test_fills_stay_apart_and_readable_without_colour():
    pale, deep = grey(draw.PALE), grey(draw.DEEP)
    assert pale - deep > 0.12 and deep > 0.6 and grey(PALETTE["ink"]) < 0.2
