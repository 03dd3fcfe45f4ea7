"""The drawing explorer shows what the trained network computes, and says what the preparation changes."""

import numpy as np
import pytest

from course_utils import data, losses
from course_utils.data.digit_shapes import SHAPES, shape
from course_utils.data.handwriting import as_mnist
from course_utils.data.strokes import PENS, strokes_as_mnist
from course_utils.explorers.draw_digit import (
    CLOSE,
    COLUMNS,
    HABITS,
    MAPS,
    SURE,
    DrawDigit,
    examples,
    network,
    percent,
    reading,
    ready_made,
)
from course_utils.explorers.drawings import drawing_array, drawing_mnist, drawing_parts, drawing_text


def moved(label, rows, columns):
    """An example in the corner of a page that is as large, for it to be centred again."""
    return np.roll(examples()[label], (rows, columns), axis=(0, 1))


def some_drawings():
    rng = np.random.default_rng(0)
    scribble = np.zeros((28, 28), np.uint8)
    scribble[2:9, 3:12] = rng.integers(0, 256, (7, 9))
    yield from map(drawing_text, (*examples().values(), moved("7", -3, 3), moved("1", 0, 6), scribble))
    yield from (drawing_text(shape(*key, size=6 + k, corner=(2 + k, 9 - k)), pen)
                for k, (key, pen) in enumerate(zip(HABITS[:6], 2 * list(PENS), strict=True)))  # fmt: skip
    yield f"{drawing_text(examples()['5'])}|{drawing_text(shape(1, 'plain', corner=(1, 1)))}"


def frame(drawing, prepare=True, map=(0, 0)):
    return DrawDigit.frame(DrawDigit.full_state(dict(drawing=drawing, prepare=prepare, map=map)))


def layers(picture):
    outputs = dict(network().activations(picture[None, None].astype(np.float32) / 255))
    return {name: output[0] for name, output in outputs.items()}


@pytest.mark.parametrize("prepare", [False, True])
def test_every_panel_shows_what_the_network_computes(prepare):
    for drawing in some_drawings():
        content = frame(drawing, prepare)
        picture = drawing_mnist(drawing) if prepare else drawing_array(drawing)
        truth = layers(picture)
        assert np.array_equal(content["seen"]["pixels"], picture)
        np.testing.assert_allclose(content["conv"]["pixels"], truth["conv"], atol=1e-5)
        for name, layer in (("relu", "conv_relu"), ("pool", "pool"), ("hidden", "hidden_relu")):
            shown, real = content[name]["pixels"].astype(float), truth[layer].reshape(content[name]["pixels"].shape)
            assert content[name]["pixels"].dtype == np.uint8
            np.testing.assert_allclose(shown / 255 * max(1.0, real.max()), real, atol=max(1.0, real.max()) / 254)
        np.testing.assert_allclose(content["logits"]["values"], truth["output"], atol=1e-4)
        p = losses.softmax(network().predict(picture[None, None].astype(np.float64) / 255)[0].astype(float))
        np.testing.assert_allclose(content["probabilities"]["values"], p, atol=1e-5)
        assert content["probabilities"]["colors"].count("orange") == 1
        assert content["probabilities"]["colors"][int(p.argmax())] == "orange"


def test_the_filters_are_those_of_the_network():
    content = frame(examples()["4"])["filters"]
    assert np.array_equal(content["pixels"], network().params["conv.weight"][:, 0])
    assert content["vmax"] == -content["vmin"] == np.abs(network().params["conv.weight"]).max()


@pytest.mark.parametrize("k", range(MAPS))
def test_the_frame_lies_round_the_patch_that_the_map_answers_to_most(k):
    drawing = moved("2", 2, -2)
    content = frame(drawing, prepare=False, map=divmod(k, COLUMNS))
    assert {content[name]["lit"] for name in ("filters", "conv", "relu", "pool")} == {k}
    response = content["conv"]["pixels"][k].astype(float)
    if response.max() <= 0:
        assert content["seen"]["boxes"] == [] and f"Map {k} is negative everywhere" in content["sentence"]
        return
    ((row, column, high, wide, _),) = content["seen"]["boxes"]
    patch = drawing[row : row + high, column : column + wide] / 255
    weight, bias = (network().params[f"conv.{name}"][k].astype(float) for name in ("weight", "bias"))
    assert (patch * weight[0]).sum() + bias == pytest.approx(response.max(), abs=1e-4)
    assert f"Map {k} answers most strongly at row {row}, column {column}," in content["sentence"]


def test_a_blank_pad_says_so_and_frames_nothing():
    for prepare in (False, True):
        content = frame("", prepare)
        assert content["sentence"].startswith("The pad is blank.")
        best = int(np.argmax(layers(np.zeros((28, 28), np.uint8))["output"]))
        assert f"from its biases alone it answers “{best}”" in content["sentence"]
        assert content["seen"]["boxes"] == [] and not content["seen"]["pixels"].any()


def test_the_words_compare_both_ways_of_giving_it_the_drawing():
    seen = set()
    for label in examples():
        for shift in ((-4, 4), (4, -4), (0, 5)):
            drawing = moved(label, *shift)
            answers = [int(np.argmax(layers(picture)["output"])) for picture in (drawing, as_mnist(drawing))]
            for prepare in (False, True):
                said = frame(drawing, prepare)["sentence"]
                assert f"“{answers[prepare]}”" in said.split(";")[0]
                same = answers[0] == answers[1]
                seen.add(same)
                wanted = "the answer would be " + ("the same digit." if same else f"“{answers[not prepare]}” (")
                assert wanted in said
    assert seen == {True, False}
    assert "change nothing here" in frame(examples()["8"])["sentence"]


def test_scaling_and_centring_pays_on_moved_digits():
    """What the toggle is there to show: moved by five pixels, most digits are lost, and the preparation finds them."""
    digits = data.load("digits", train=1, test=200, raw=True)
    page = np.zeros((200, 40, 40), np.uint8)
    page[:, 6:34, 6:34] = digits.test_x[:, 0]
    shifted = page[:, 11:39, 11:39]  # five pixels up and left: what leaves the page is lost
    whole = np.array([drawing.sum() == page[i].sum() for i, drawing in enumerate(shifted)])
    raw, prepared = shifted[whole], np.stack([as_mnist(drawing) for drawing in shifted[whole]])
    share = [
        (network().predict(x[:, None].astype(np.float32) / 255).argmax(axis=1) == digits.test_y[whole]).mean()
        for x in (raw, prepared)
    ]
    assert whole.sum() >= 10 and share[1] > 0.9 > 0.6 > share[0]


def test_the_first_drawing_and_the_test_digits_on_offer_are_of_the_test_set():
    pad = DrawDigit.controls[0]
    digits = data.load("digits", train=1, raw=True)
    of_the_set = [(label, text) for label, text in pad.presets if label.startswith("test digit")]
    for label, text in of_the_set:
        picture = drawing_array(text)
        (place,) = np.flatnonzero((digits.test_x[:, 0] == picture).all(axis=(1, 2)))
        assert label.endswith(str(digits.test_y[place]))
        assert "digits of MNIST have been through it" in frame(text)["sentence"]
    assert pad.value in dict(of_the_set).values() and len(of_the_set) == 10


def test_the_habits_on_offer_are_strokes_and_drawn_like_their_shapes():
    offered = [(label, text) for label, text in ready_made() if not label.startswith("test digit")]
    assert len(offered) == len(HABITS) + 1 and len({text for _, text in offered}) == len(offered)
    for (label, text), key in zip(offered, (*HABITS, (0, "ring")), strict=True):
        bitmap, pen, strokes = drawing_parts(text)
        assert bitmap is None and pen == "medium" and len(strokes) == len(SHAPES[key])
        assert label.startswith(str(key[0]))
        near = np.abs(drawing_mnist(text).astype(int) - strokes_as_mnist(shape(*key))).mean()
        assert near < 1  # the same but for points rounded to hundredths


def test_the_pen_changes_what_the_network_gets_and_nothing_else():
    text = drawing_text(shape(9, "hooked"))
    inks = [frame(text.replace("medium", pen))["seen"]["pixels"].astype(float).sum() for pen in PENS]
    assert inks[0] < 0.75 * inks[1] < 0.75 * 0.75 * inks[2]


def test_a_drawing_that_is_only_moved_or_enlarged_gets_the_same_answer():
    """Strokes are scaled before they are inked: size and place make no difference, to a pixel's rounding."""
    for key in SHAPES:
        near, far = (drawing_text(shape(*key, size=size, corner=(at, at))) for size, at in ((5, 2), (24, 2)))
        a, b = (frame(text)["seen"]["pixels"].astype(int) for text in (near, far))
        assert np.abs(a - b).mean() < 2, key


def test_strokes_that_fill_the_box_and_lie_in_its_middle_are_called_unchanged_without_a_reason():
    text = drawing_text([[(14.7, 5.7), (14.7, 22.3)]])
    assert (drawing_array(text) == drawing_mnist(text)).all()
    said = frame(text)["sentence"]
    assert "Scaling and centring change nothing here. Map" in said and "MNIST" not in said


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ([0.97, 0.02, 0.01], "The network is sure of “0” (97 %); its second choice is “1” (2 %)"),
        ([0.02, 0.0, 0.98], "The network is sure of “2” (98 %); its second choice is “0” (2 %)"),
        ([0.6, 0.3, 0.1], "The network leans to “0” (60 %); its second choice is “1” (30 %)"),
        ([0.15, 0.45, 0.4], "The network wavers between “1” (45 %) and “2” (40 %)"),
        ([1.0, 0.0, 0.0], "The network is sure of “0” (>99 %); its second choice is “1” (<1 %)"),
        ([SURE, 1 - SURE, 0.0], "The network is sure of “0” (90 %); its second choice is “1” (10 %)"),
        (
            [0.5 + 0.51 * CLOSE, 0.5 - 0.51 * CLOSE, 0.0],
            "The network leans to “0” (60 %); its second choice is “1” (40 %)",
        ),
    ],
)
def test_the_words_say_how_sure_it_is(shares, words):
    assert reading(np.array([*shares, *[0.0] * 7])) == words


def test_no_share_is_written_as_none_or_as_all():
    assert {percent(v) for v in (0, 1e-9, 0.00499)} == {"<1 %"} and {percent(v) for v in (1, 0.9951)} == {">99 %"}


def test_a_frame_is_small_enough_to_follow_the_hand():
    """Two of the layers travel as bytes: all in float32 would be 160 kB a frame."""
    from course_utils.explorers.encode import Encoder

    encoder = Encoder()
    encoder.add(frame(examples()["6"]))
    assert len(encoder.data()) + len(encoder.text()) < 100_000
    text, sent = DrawDigit.table({"drawing": drawing_text(moved("6", 1, 1))})
    assert len(text) + len(sent) < 300_000  # 60 frames share their layers: it is sent after every stroke


# ---- what the chapter says below the pad ----


def said(label, pen="medium", prepare=True):
    content = frame(dict(ready_made())[label].replace("medium", pen), prepare)
    return content["sentence"], content["probabilities"]["colors"].index("orange")


def test_suggestion_1_the_sevens_and_fours_are_known_the_flag_and_the_bar_are_not():
    for label in ("7 plain", "7 crossed", "4 open", "4 closed"):
        words, digit = said(label)
        assert digit == int(label[0]) and words.startswith("The network is sure of")
    assert said("1 long flag")[0].startswith("The network wavers between “4” (50 %) and “9” (43 %)")
    words, digit = said("0 slashed")
    assert digit == 0 and words.startswith("The network leans to “0” (59 %)")


def test_suggestion_2_the_tiny_nought_is_a_seven_until_it_is_scaled():
    assert said("0 small", prepare=False)[1] == 7 and said("0 small")[1] == 0
    strokes = drawing_parts(dict(ready_made())["0 small"]).strokes
    assert np.concatenate(strokes).max() < 28 / 2, "in one corner"


def test_suggestion_3_the_hooked_nine_needs_a_pen_that_is_not_thin():
    assert [said("9 hooked", pen)[1] for pen in PENS] == [8, 9, 9]


def test_suggestion_4_a_stroke_changes_the_followed_map_in_every_layer():
    text = dict(ready_made())["7 plain"]
    before, after = frame(text, map=(1, 2)), frame(dict(ready_made())["7 crossed"], map=(1, 2))
    for name in ("conv", "relu", "pool"):
        assert before[name]["lit"] == after[name]["lit"] == 8
        assert (before[name]["pixels"][8] != after[name]["pixels"][8]).any()


def test_suggestion_5_letters_get_a_digits_name_now_and_then_with_great_confidence():
    letters = {
        "T": [[(5, 5), (23, 5)], [(14, 5), (14, 23)]],
        "Z": [[(6, 6), (20, 6), (7, 22), (21, 22)]],
        "K": [[(8, 5), (8, 23)], [(20, 5), (8, 14), (20, 23)]],
    }
    best = {name: frame(strokes)["probabilities"]["values"].max() for name, strokes in letters.items()}
    assert best["T"] > 0.99 and best["Z"] > 0.99 and best["K"] < SURE
