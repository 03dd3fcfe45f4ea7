"""The walker shows what the trained LeNet-5 computes, and frames what the connection table says."""

import re
import subprocess
import sys

import numpy as np
import pytest

from course_utils import settings
from course_utils.data.digit_shapes import curve, shape
from course_utils.explorers.draw_digit import ready_made
from course_utils.explorers.drawings import drawing_array, drawing_mnist, drawing_text
from course_utils.explorers.encode import Encoder
from course_utils.explorers.lenet5_walker import CLOSE, FAR, LeNet5Walker, examples
from course_utils.models import digit_codes, lenet5
from course_utils.models.lenet5_plan import C3_TABLE


@pytest.fixture(scope="module")
def network():
    return lenet5.pretrained()


def frame(drawing, prepare=True, map=(0, 0)):
    return LeNet5Walker.checked_frame(LeNet5Walker.full_state(dict(drawing=drawing, prepare=prepare, map=map)))


def moved(label, rows, columns):
    return np.roll(examples()[label], (rows, columns), axis=(0, 1))


def some_drawings():
    scribble = np.zeros((28, 28), np.uint8)
    scribble[3:10, 2:20] = np.random.default_rng(0).integers(0, 256, (7, 18))
    pictures = (*examples().values(), moved("7", -3, 3), scribble, np.full((28, 28), 255, np.uint8))
    yield from map(drawing_text, pictures)
    yield from (drawing_text(shape(7, "crossed", size=8, corner=(2, 3)), pen) for pen in ("thin", "medium", "thick"))


@pytest.mark.parametrize("prepare", [False, True])
def test_every_panel_shows_what_the_network_computes(network, prepare):
    for drawing in some_drawings():
        content = frame(drawing, prepare)
        picture = drawing_mnist(drawing) if prepare else drawing_array(drawing)
        truth = network.maps(lenet5.prepare(picture[None, None] / 255))
        assert np.array_equal(content["seen"]["pixels"][2:-2, 2:-2], picture)
        assert content["seen"]["pixels"].shape == (32, 32)
        for name in ("C1", "S2", "C3", "S4"):
            np.testing.assert_allclose(content[name]["pixels"], truth[name][0], atol=2e-4, err_msg=name)
            assert content[name]["vmax"] == -content[name]["vmin"] == 1.7159
        np.testing.assert_allclose(content["C5"]["pixels"].ravel(), truth["C5"].ravel(), atol=2e-4)
        features, code = content["F6"]["pixels"]
        np.testing.assert_allclose(features.ravel(), truth["F6"][0], atol=2e-4)
        np.testing.assert_allclose(content["distances"]["values"], truth["output"][0], rtol=1e-3, atol=1e-2)
        best = int(truth["output"][0].argmin())
        assert np.array_equal(code, digit_codes.picture(best)) and content["F6"]["labels"][1] == f"code of {best}"
        assert content["distances"]["colors"].index("orange") == best
        assert content["distances"]["colors"].count("orange") == 1
        # What the bars say follows from the two pictures beside them.
        assert content["distances"]["values"][best] == pytest.approx(((features - code) ** 2).sum(), rel=1e-3)


@pytest.mark.parametrize("k", range(16))
def test_a_map_of_c3_lights_its_inputs_and_shows_its_kernels(network, k):
    content = frame(examples()["2"], map=divmod(k, 4))
    read = [source for source in range(6) if content["S2"]["boxes"][source]]
    assert tuple(read) == C3_TABLE[k] and content["C3"]["lit"] == content["S4"]["lit"] == k
    kernels = network.C3.kernels().detach().numpy()
    assert np.array_equal(content["kernels"]["pixels"], kernels[k])
    assert content["kernels"]["vmax"] == -content["kernels"]["vmin"] == np.abs(kernels).max()
    for source in range(6):
        connected = source in C3_TABLE[k]
        assert content["kernels"]["labels"][source] == (str(source) if connected else "none")
        assert bool(content["kernels"]["boxes"][source]) == connected
    numbers = [int(n) for n in re.search(r"six maps of S2: (.*), framed", content["sentence"])[1].replace(
        " and", ",").split(",")]  # fmt: skip
    assert numbers == read and f"C3 reads {'all' if k == 15 else f'{len(read)} of the'} six" in content["sentence"]
    count = 25 * len(read) + 1
    assert content["formula"][0].startswith(f"C3 map {k}: {len(read)} kernels of 5×5 and a bias, {count} parameters")
    assert f"{100 * count:,} connections" in content["formula"][0]


def test_the_sixteen_maps_count_what_the_layer_counts():
    said = [frame(examples()["2"], map=divmod(k, 4))["formula"][0] for k in range(16)]
    totals = [sum(int(re.search(rf"([\d,]+) {word}", s)[1].replace(",", "")) for s in said)
              for word in ("parameters", "connections")]  # fmt: skip
    assert totals == [1_516, 151_600]


def test_the_chosen_map_can_be_computed_from_what_is_shown(network):
    """Map k at one place: its kernels over the framed maps, a bias, the bend."""
    content = frame(examples()["8"], map=(3, 3))
    row, column = 4, 7
    window = content["S2"]["pixels"][:, row : row + 5, column : column + 5]
    a = (window * content["kernels"]["pixels"]).sum() + network.C3.bias[15].item()
    assert content["C3"]["pixels"][15, row, column] == pytest.approx(1.7159 * np.tanh(2 * a / 3), abs=1e-4)


def test_the_words_say_how_near_the_nearest_code_is():
    kinds = set()
    for drawing in (*some_drawings(), *(moved(k, 4, -5) for k in examples())):
        for prepare in (False, True):
            content = frame(drawing, prepare)
            first, second = np.sort(content["distances"]["values"])[:2]
            best = int(np.argmin(content["distances"]["values"]))
            said = content["sentence"]
            assert re.search(r"“(\d)”", said)[1] == str(best)
            far = "No code is near: the features" if second < CLOSE * first else "No code is near: the nearest"
            kind = far if first > FAR else "The features"
            assert said.startswith(kind)
            kinds.add(kind)
    assert kinds == {"No code is near: the features", "No code is near: the nearest", "The features"}
    assert frame("")["sentence"].startswith("The pad is blank")


def test_most_test_digits_on_the_pad_are_read_right():
    right = [frame(p)["distances"]["colors"][int(label)] == "orange" for label, p in examples().items()]
    assert sum(right) >= 9


def test_a_stroke_is_a_small_message():
    encoder = Encoder()
    encoder.add(frame(examples()["6"]))
    assert len(encoder.data()) + len(encoder.text()) < 60_000
    text, sent = LeNet5Walker.table({"drawing": drawing_text(moved("6", 1, 1))})
    assert len(text) + len(sent) < 150_000  # after every stroke: the frames share their layers


def test_the_chapters_suggestions_hold():
    """Below the walker: the hooked 9 under two pens, letters that look like a digit, scribbles."""
    hooked = dict(ready_made())["9 hooked"]
    thin, medium = (frame(hooked.replace("medium", pen))["distances"]["values"] for pen in ("thin", "medium"))
    assert np.argsort(thin)[:2].tolist() == [3, 9] and thin[9] < 1.1 * thin[3]
    assert medium.argmin() == 9 and medium[9] < 0.6 * thin[9]
    arc = curve([(8, 5), (17, 7), (20, 14), (17, 21), (8, 23)])
    letters = {"Z": [[(6, 6), (20, 6), (7, 22), (21, 22)]], "D": [[(8, 5), (8, 23)], arc]}
    nearest = {name: frame(strokes)["distances"]["values"] for name, strokes in letters.items()}
    assert nearest["Z"].argmin() == 2 and nearest["D"].argmin() == 0
    assert max(values.min() for values in nearest.values()) < FAR
    rng = np.random.default_rng(0)
    scribbles = [np.clip(curve(rng.uniform(3, 25, (rng.integers(4, 12), 2))), 0, 28) for _ in range(60)]
    short = np.array([frame([line])["distances"]["values"].min() for line in scribbles]) < FAR
    assert 0.1 < short.mean() < 0.5, "many have no short bar, some do"


def test_no_torch_is_loaded_for_it():
    code = (
        "import sys\nfrom course_utils.explorers import LeNet5Walker, Switchboard\n"
        "LeNet5Walker(map=(2, 1)), Switchboard()\nprint('torch' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=settings.ROOT, capture_output=True, text=True, timeout=120)
    assert run.stdout.strip() == "False", run.stderr
