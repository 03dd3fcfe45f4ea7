"""The course's figure style: what it refuses, and what reaches the page."""

import ast
import base64
import json

import numpy as np
import pytest

from course_utils import settings
from course_utils.explorers.engine import marks
from course_utils.maintenance.pages import pictures_of
from course_utils.plotting import Picture, chapter_01, chapter_02, chapter_03, figure, frame_pictures, signed_limits
from course_utils.plotting.style import equally_long, png, with_looks


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: figure(nrows=0), "nrows: got 0"),
        (lambda: figure(ncols=1.5), "ncols: got 1.5"),
        (lambda: figure(width=-3), "width: got -3"),
        (lambda: figure(height="tall"), "height: got 'tall'"),
        (lambda: signed_limits([]), "values: got an empty array"),
        (lambda: signed_limits(["a"]), "values: got"),
        (lambda: Picture(figure()[0], alt=""), "alt: got ''"),
        (lambda: Picture(figure()[0], alt="Curve"), "alt: got 'Curve'"),
        (lambda: equally_long(x=[1, 2], y=[1]), r"y: got shape \(1,\); expected the shape of x"),
        (lambda: with_looks("curves", [1.0], "ab"), "curves: got .*; expected a dict"),
        (lambda: with_looks("curves", {}, "ab"), "curves: got 0 curves; expected 1 to 2"),
        (lambda: with_looks("curves", {"f": ["a"]}, "ab"), r"curves\['f'\]: got"),
        (lambda: chapter_02.trips(figure()[1], [1, 2], [1]), "y: got"),
        (lambda: chapter_02.walk(figure()[1], max, np.ones(3), (0, 1), (0, 1), [1]), "path: got"),
        (lambda: chapter_02.loss_by_batch(figure()[1], np.ones(5), 2), "losses: got 5 losses; expected whole epochs"),
        (lambda: marks.line([1, 2, 3], [1, 2]), r"y: got shape \(2,\)"),
        (lambda: marks.points([], []), "x: got an empty array"),
        (lambda: marks.bars([1, 2], "ab", 0.5), "y: got"),
    ],
)
def test_bad_arguments_are_named(call, words):
    with pytest.raises((ValueError, TypeError), match=words):
        call()


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax, curves: chapter_01.draw_curves(ax, np.arange(3.0), curves),
        chapter_03.draw_gradient_norms,
        lambda ax, curves: chapter_02.curves(ax, curves, "x", "y"),
        chapter_03.draw_errors,
    ],
)
def test_no_curve_is_left_out_without_a_word(draw):
    curves = {f"curve {k}": np.array([1.0, 2.0, 3.0]) for k in range(6)}
    with pytest.raises(ValueError, match=r"(curves|norms|series): got 6 curves; expected 1 to \d"):
        draw(figure()[1], curves)
    curves = dict(list(curves.items())[:3])
    assert [line.get_label() for line in draw(figure()[1], curves).lines][:3] == list(curves)


def test_white_is_zero():
    assert signed_limits(np.array([[-0.5, 2.0], [np.nan, -np.inf]])) == {"vmin": -2.0, "vmax": 2.0}
    assert signed_limits([0.0]) == {"vmin": -1.0, "vmax": 1.0}


def test_a_figure_reaches_the_page_with_its_description():
    fig, ax = figure(width=3, height=2)
    ax.plot([0, 1])
    alt = 'A line y < 2 & "rising" from 0 to 1.'
    data = Picture(fig, alt=alt)._repr_mimebundle_()
    assert data["text/plain"] == repr(Picture(fig, alt)) == f"Figure: {alt}"
    ((said, picture),) = pictures_of({"data": data})
    assert said == alt and base64.b64decode(picture).startswith(b"\x89PNG")
    assert set(data) == {"text/plain", "text/html"}  # image/png would hide the alt text
    assert json.dumps(data)


def test_the_same_figure_is_the_same_bytes():
    pictures = []
    for _ in range(2):
        fig, axes = figure(ncols=2, width=4, height=2)
        axes[1].plot([0, 1, 4])
        pictures.append(png(fig))
    assert pictures[0] == pictures[1]


def test_what_draws_on_given_axes_returns_them():
    silent = []
    for path in sorted((settings.ROOT / "course_utils" / "plotting").glob("*.py")):
        functions = [node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)]
        for node in functions:
            if [one.arg for one in node.args.args[:1]] == ["ax"] and "return it" in (ast.get_docstring(node) or ""):
                returned = node.body[-1].value if isinstance(node.body[-1], ast.Return) else None
                if node.name[0] != "_" and (returned is None or "ax" not in ast.unparse(returned)):
                    silent.append(f"{path.name}: {node.name}")
    assert silent == []


@pytest.mark.parametrize("shape", [(3, 4, 5), (3, 4, 5, 3)], ids=["grey", "in colour"])
def test_tiles_are_drawn_one_beside_the_other(shape):
    pixels = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    _, ax = figure()
    frame_pictures.draw_tiles(ax, {"columns": 2}, {"pixels": pixels, "low": 0, "high": 255})
    drawn = [image.get_array() for image in ax.get_images()]
    assert [part.shape[:2] for part in drawn] == [(4, 5)] * 3
    if len(shape) == 4:
        np.testing.assert_array_equal(drawn[1][..., :3], pixels[1])
