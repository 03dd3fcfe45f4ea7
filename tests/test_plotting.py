"""The course's figure style: what it refuses, and what reaches the page."""

import json

import numpy as np
import pytest

from course_utils.explorers.engine import marks
from course_utils.plotting import figure, show, signed_limits
from course_utils.plotting.style import png


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: figure(nrows=0), "nrows: got 0"),
        (lambda: figure(ncols=1.5), "ncols: got 1.5"),
        (lambda: figure(width=-3), "width: got -3"),
        (lambda: figure(height="tall"), "height: got 'tall'"),
        (lambda: signed_limits([]), "values: got an empty array"),
        (lambda: signed_limits(["a"]), "values: got"),
        (lambda: show(figure()[0], alt=""), "alt: got ''"),
        (lambda: show(figure()[0], alt="Curve"), "alt: got 'Curve'"),
        (lambda: marks.line([1, 2, 3], [1, 2]), r"y: got shape \(2,\)"),
        (lambda: marks.points([], []), "x: got an empty array"),
        (lambda: marks.bars([1, 2], "ab", 0.5), "y: got"),
    ],
)
def test_bad_arguments_are_named(call, words):
    with pytest.raises((ValueError, TypeError), match=words):
        call()


def test_white_is_zero():
    assert signed_limits(np.array([[-0.5, 2.0], [np.nan, -np.inf]])) == {"vmin": -2.0, "vmax": 2.0}
    assert signed_limits([0.0]) == {"vmin": -1.0, "vmax": 1.0}


def test_a_figure_reaches_the_page_with_its_description(monkeypatch):
    seen = []
    monkeypatch.setattr("IPython.display.display", lambda data, **options: seen.append((data, options)))
    fig, ax = figure(width=3, height=2)
    ax.plot([0, 1])
    show(fig, alt="A line that rises from 0 to 1.")
    ((data, options),) = seen
    assert data["text/plain"] == "Figure: A line that rises from 0 to 1."
    assert options["metadata"] == {"image/png": {"alt": "A line that rises from 0 to 1."}}
    assert json.dumps(data)


def test_the_same_figure_is_the_same_bytes():
    pictures = []
    for _ in range(2):
        fig, axes = figure(ncols=2, width=4, height=2)
        axes[1].plot([0, 1, 4])
        pictures.append(png(fig))
    assert pictures[0] == pictures[1]
