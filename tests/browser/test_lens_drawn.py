"""What the lens draws: colours are those of the numbers, pictures lie the right way round, the window where it is."""

import base64
import io

import numpy as np
import pytest
from lens_hands import shown
from PIL import Image
from plain_page import PlainPage

from course_utils.explorers.convolution_lens import ConvolutionLens, worked_out
from course_utils.explorers.filter_lab import FilterLab
from course_utils.explorers.lens_examples import ASYMMETRIC, BLOCK, SEVEN, SLICES
from course_utils.plotting.style import EXPLORER_COLOURS

MAPS = {
    "light": [(5, 48, 97), (67, 147, 195), (247, 247, 247), (214, 96, 77), (103, 0, 31)],
    "dark": [(166, 212, 240), (52, 118, 168), (33, 37, 43), (184, 76, 60), (250, 178, 146)],
}
PALE = 1.6  # of a table, whose numbers have to be read on its colours
SETTING = ("input", "kernel", "mode", "stride", "padding", "dilation", "flip", "zeros", "bias")
TABLES = [
    dict(kernel=ASYMMETRIC, place=(1, 2)),
    dict(kernel=ASYMMETRIC, padding=2, stride=2, place=(0, 1), bias=-2),
    dict(kernel=ASYMMETRIC, mode="transposed", stride=2, place=(3, 1)),
    dict(input=SEVEN, kernel=((1, -2), (0, 3)), dilation=2, padding=1, place=(4, 2)),
    dict(input=BLOCK, kernel=SLICES, place=(1, 0)),
    dict(input=BLOCK, kernel=SLICES, mode="max", place=(0, 1)),
]
_READ = """() => {
  const { lens } = document.querySelector(".ntr-lens-view"), { canvas, layout } = lens;
  return { png: canvas.toDataURL().split(",")[1], left: layout.left, right: layout.right, cell: layout.cell,
    reach: lens.reach, ratio: canvas.width / lens.width };
}"""


@pytest.fixture(scope="module", params=["light", "dark"])
def plain(request, stage):
    page = stage.new_page(1000, 800, reduced_motion="reduce")
    plain = PlainPage(page, dark=request.param == "dark")
    plain.theme = request.param
    yield plain
    page.close()


def drawn(plain):
    """Return the canvas (H, W, 3), on paper, and where its parts lie."""
    found = plain.page.evaluate(_READ)
    assert found["ratio"] == pytest.approx(1)
    image = Image.open(io.BytesIO(base64.b64decode(found["png"]))).convert("RGBA")
    paper = Image.new("RGBA", image.size, EXPLORER_COLOURS[plain.theme]["paper"])
    return np.asarray(Image.alpha_composite(paper, image).convert("RGB"), float), found


def colours(values, end, theme):
    """Return the colours (..., 3) of numbers on the signed map."""
    at = np.clip(np.asarray(values) / end, -1, 1) * 2 + 2
    return np.stack([np.interp(at, range(5), [mark[c] for mark in MAPS[theme]]) for c in range(3)], axis=-1)


def corner(found, side, channel, row, column):
    g, n = found[side], found["cell"]
    return g["x"] + (column + g["ring"]) * n, g["y"] + channel * g["step"] + (row + g["ring"]) * n


@pytest.mark.parametrize("state", TABLES, ids=str)
def test_every_cell_has_the_colour_of_its_number(state, plain):
    full = ConvolutionLens.full_state(state)
    plain.show(ConvolutionLens, **state)
    pixels, found = drawn(plain)
    s, out = worked_out(*(full[name] for name in SETTING))
    under = "right" if s.mode == "transposed" else "left"
    assert found["reach"] == pytest.approx(np.abs(out).max())
    checked = 0
    for channel, row, column in np.ndindex(out.shape):
        inside = under == "right" and all(
            0 <= at - place * s.stride + s.padding < covered
            for at, place, covered in zip((row, column), full["place"], s.extent, strict=True)
        )
        if inside or (under == "left" and (row, column) == full["place"]):
            continue  # the window's own tint, or its frame
        x, y = corner(found, "right", channel, row, column)
        wanted = colours(out[channel, row, column], found["reach"] * PALE, plain.theme)
        places = pixels[int(y) + 3 : int(y) + 6, int(x) + 3 : int(x) + 6].reshape(-1, 3)  # a beam's hair may cross some
        assert np.abs(places - wanted).max(axis=1).min() <= 4, (channel, row, column)
        checked += 1
    assert checked >= out.size / 3


@pytest.mark.parametrize("state", TABLES, ids=str)
def test_the_window_and_its_cell_are_framed(state, plain):
    full = ConvolutionLens.full_state(state)
    plain.show(ConvolutionLens, **state)
    pixels, found = drawn(plain)
    s, n = worked_out(*(full[name] for name in SETTING))[0], found["cell"]
    orange = np.array(Image.new("RGB", (1, 1), EXPLORER_COLOURS[plain.theme]["orange"]), float)[0, 0]
    under, other = ("right", "left") if s.mode == "transposed" else ("left", "right")
    row, column = (at * s.stride - s.padding for at in full["place"])
    frames = [(corner(found, under, 0, row, column), s.extent), (corner(found, other, 0, *full["place"]), (1, 1))]
    for (x, y), (high, wide) in frames:
        for dx, dy in ((0, high / 2), (wide, high / 2), (wide / 2, 0), (wide / 2, high)):
            px, py = round(x + dx * n), round(y + dy * n)
            near = pixels[max(0, py - 2) : py + 3, max(0, px - 2) : px + 3].reshape(-1, 3)
            assert np.abs(near - orange).max(axis=1).min() <= 6, (dx, dy)


@pytest.mark.parametrize("cls", [ConvolutionLens, FilterLab], ids=["lens", "filter lab"])
@pytest.mark.parametrize("colour", ["grey", "colour"])
def test_pictures_lie_the_right_way_round_in_their_colours(cls, colour, plain):
    if cls is ConvolutionLens:
        copy = ((0, 0, 0), (0, 1, 0), (0, 0, 0))
        state = dict(input="chelsea", kernel=ASYMMETRIC if colour == "colour" else copy, place=(60, 60))
    else:
        state = dict(picture="coffee", colour=colour, kernel=((1, 1, 1),) * 3)
    plain.show(cls, **state)
    pixels, found = drawn(plain)
    content = cls.frame(cls.full_state(state))["lens"]
    out = np.asarray(content["output"], float)
    if content["display"] == "signed":
        wanted = colours(out[0], content["reach"], plain.theme)
    else:
        wanted = np.clip(out if len(out) == 3 else np.repeat(out, 3, axis=0), 0, 255).transpose(1, 2, 0)
    grey = np.repeat(np.asarray(content["input"], float), 3, axis=0).transpose(1, 2, 0)
    given = content["rgb"] if content.get("colour") else grey
    for side, picture in (("left", np.asarray(given, float)), ("right", wanted)):
        x, y = corner(found, side, 0, 0, 0)
        high, wide = (size * found["cell"] for size in picture.shape[:2])
        part = Image.fromarray(pixels[round(y) : round(y + high), round(x) : round(x + wide)].astype(np.uint8))
        here = np.asarray(part.resize(picture.shape[1::-1], Image.Resampling.BOX), float)
        error = np.abs(here - picture).mean()
        assert error < 12, side
        for turned in (picture[::-1], picture[:, ::-1]):
            assert np.abs(here - turned).mean() > 1.8 * error, f"{side}: mirrored would do as well"
    assert shown(plain.page, "photo")
