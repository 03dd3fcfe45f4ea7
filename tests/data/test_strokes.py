"""Strokes are inked exactly, scaled before that, and read as well at any size and place."""

import itertools

import numpy as np
import pytest
from drawn_digits import SIZES, drawn, pictures

from course_utils import convnet
from course_utils.data.digit_shapes import SHAPES, curve, shape
from course_utils.data.handwriting import as_mnist
from course_utils.data.strokes import PENS, ink, strokes_as_mnist
from course_utils.models import lenet5_numpy


def by_definition(strokes, shape, pen, scale=1.0):
    """Ink from the definition: the distance of every pixel from every line, in loops."""
    core, fade = PENS[pen] * scale, max(1.0, scale)
    out = np.zeros(shape)
    for row, column in np.ndindex(*shape):
        p = np.array([column + 0.5, row + 0.5])
        for stroke in map(np.asarray, strokes):
            for a, b in itertools.pairwise(stroke) if len(stroke) > 1 else [(stroke[0], stroke[0])]:
                t = np.clip((p - a) @ (b - a) / max((b - a) @ (b - a), 1e-12), 0, 1)
                distance = np.linalg.norm(p - a - t * (b - a))
                out[row, column] = max(out[row, column], np.clip((core + fade - distance) / fade, 0, 1))
    return np.rint(255 * out).astype(int)


@pytest.mark.parametrize("pen", PENS)
def test_ink_is_what_the_distances_say(pen):
    rng = np.random.default_rng(0)
    for size, scale in (((9, 12), 1.0), ((5, 3), 1.0), ((14, 14), 2.0)):
        rows, columns = size
        strokes = [rng.uniform(-1, 1.1, (n, 2)) * (columns, rows) for n in (1, 2, 5)]  # beyond the edges too
        strokes.append([(1.0, 1.0), (1.0, 1.0)])
        found = ink(strokes, size, pen, scale)
        assert found.dtype == np.uint8 and found.shape == size
        assert np.abs(found.astype(int) - by_definition(strokes, size, pen, scale)).max() <= 1


def test_no_strokes_leave_paper():
    for nothing in ([], [[]], [np.zeros((0, 2))]):
        assert not ink(nothing, (4, 5)).any() and not strokes_as_mnist(nothing).any()
        assert strokes_as_mnist(nothing).shape == (28, 28)


@pytest.mark.parametrize("pen", PENS)
def test_prepared_strokes_fill_the_box_and_lie_in_the_middle(pen):
    rng = np.random.default_rng(1)
    for digit, name in SHAPES:
        size = rng.uniform(3, 25)
        picture = strokes_as_mnist(shape(digit, name, size=size, corner=rng.uniform(0, 28 - size, 2)), pen)
        rows, columns = np.nonzero(picture)
        sides = np.ptp(rows) + 1, np.ptp(columns) + 1
        assert max(sides) in (19, 20), "ink that fades to nothing may lose one of the twenty"
        for axis in (0, 1):
            centre = np.average(np.arange(28), weights=picture.sum(axis=axis, dtype=float))
            assert abs(centre - 14) <= 0.51
        if max(sides) == 20:
            assert (as_mnist(picture) == picture).all(), "what is prepared stays as it is"


def test_a_dot_is_not_blown_up():
    for dot in ([[(5, 5)]], [[(5, 5), (5.1, 5)]]):
        rows, columns = np.nonzero(strokes_as_mnist(dot))
        assert np.ptp(rows) < 6 and np.ptp(columns) < 6


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: ink([[(1, 2)]], (3, 3), "quill"), "pen: got 'quill'; expected one of 'thin', 'medium', 'thick'"),
        (lambda: strokes_as_mnist([[(1, 2)]], "quill"), "pen: got 'quill'"),
        (lambda: ink([[(1, 2, 3)]], (3, 3)), r"strokes: got shape \(1, 3\)"),
        (lambda: strokes_as_mnist([[(1, np.nan)]]), "strokes: "),
    ],
)
def test_what_cannot_be_inked_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_a_curve_goes_through_its_points_and_a_ring_closes_smoothly():
    points = [(0, 0), (1, 3), (4, 2), (5, 5)]
    line = curve(points, steps=5)
    assert len(line) == 16 and np.allclose(line[::5], points)
    ring = curve(SHAPES[0, "ring"][0], steps=50)
    first, last = ring[1] - ring[0], ring[-1] - ring[-2]
    cosine = first @ last / np.linalg.norm(first) / np.linalg.norm(last)
    assert cosine > 0.99


# ---- how well drawings are read: both networks of the course, every shape, every size ----

#: Shapes that the networks have hardly met among their 4,000 digits. Chapter 07 says so.
RARE = {(0, "slashed"), (1, "long flag")}


def read_by_convnet(pictures):
    return convnet.pretrained().predict(pictures[:, None].astype(np.float32) / 255).argmax(axis=1)


def read_by_lenet(pictures):
    x = np.full((len(pictures), 1, 32, 32), -0.1, np.float32)
    x[:, 0, 2:30, 2:30] += np.float32(1.275) * (pictures.astype(np.float32) / 255)
    return lenet5_numpy.maps(x)["output"].argmin(axis=1)


READERS = {"SimpleConvNet": read_by_convnet, "LeNet-5": read_by_lenet}


@pytest.fixture(scope="module")
def right():
    """(reader, size) -> two arrays: read rightly when inked first, when scaled first; and the keys of the drawings."""
    found = {}
    for size in SIZES:
        drawings = drawn(size, 8)
        labels, keys = np.array([d.digit for d in drawings]), [(d.digit, d.name) for d in drawings]
        both = pictures(drawings)
        for name, read in READERS.items():
            found[name, size] = [read(some) == labels for some in both], keys
    return found


@pytest.mark.parametrize("reader", READERS)
def test_drawings_of_every_size_are_read_alike(right, reader):
    shares = {}
    for size in SIZES:
        (first, then), keys = right[reader, size]
        usual = np.array([key not in RARE for key in keys])
        shares[size] = first[usual].mean(), then[usual].mean()
        assert shares[size][1] > 0.95, (size, shares[size])
    assert shares["tiny"][0] < 0.7, "inked first, a tiny drawing fills up"
    assert all(then > first - 0.03 for first, then in shares.values()), shares


@pytest.mark.parametrize("reader", READERS)
def test_which_shapes_are_read_and_which_are_not(right, reader):
    per_shape = {}
    for size in SIZES:
        (_, then), keys = right[reader, size]
        for key, good in zip(keys, then, strict=True):
            per_shape.setdefault(key, []).append(good)
    shares = {key: np.mean(good) for key, good in per_shape.items()}
    assert all((shares[key] < 0.5) == (key in RARE) for key in shares), shares
    assert min(share for key, share in shares.items() if key not in RARE) > 0.7, shares
    assert all(shares[key] > 0.85 for key in ((1, "serif"), (7, "crossed"), (4, "open"), (0, "ring")))
