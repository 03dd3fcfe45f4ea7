"""The pad reads with a network of one's own, shows what its layers make of a drawing, and refuses anything else."""

import numpy as np
import pytest

from course_utils import layers, losses
from course_utils.convnet import SimpleConvNet
from course_utils.exercises.chapter_07 import answers_layer as functions
from course_utils.exercises.chapter_07.answers_own_network import Layer, Network
from course_utils.explorers import DrawDigit, explorer_class
from course_utils.explorers.draw_digit import examples, square
from course_utils.explorers.drawings import drawing_array, drawing_mnist, drawing_text

Plain = explorer_class("DrawDigit")


class Pool:
    """Max pooling 2 × 2 without params: a layer need not have any."""

    def forward(self, x):
        return x.reshape(*x.shape[:2], x.shape[2] // 2, 2, -1, 2).max(axis=(3, 5))


def own(filters=8, hidden=20, dtype=np.float64, seed=3, kernel=(5, 5), classes=10):
    """Return a network as a learner builds it, with random weights."""
    rng = np.random.default_rng(seed)
    side = [(28 - k + 1) // 2 for k in kernel]

    def weighted(function, gradients, *shape):
        width = shape[0] if len(shape) == 4 else shape[1]
        return Layer(function, gradients, rng.normal(size=shape).astype(dtype) / 5, rng.normal(size=width))

    def affine(x, weight, bias):
        return x @ weight + bias

    return Network(
        [
            weighted(functions.conv_forward, functions.conv_backward, filters, 1, *kernel),
            layers.Relu(), Pool(), layers.Flatten(),
            weighted(affine, None, filters * side[0] * side[1], hidden),
            layers.Relu(),
            weighted(affine, None, hidden, classes),
        ]
    )  # fmt: skip


def frame(explorer, **state):
    return explorer.frame(explorer.full_state(state))


@pytest.mark.parametrize(("filters", "hidden", "kernel"), [(8, 20, (5, 5)), (30, 100, (5, 5)), (7, 9, (3, 5))])
@pytest.mark.parametrize("prepare", [False, True])
def test_every_panel_shows_what_its_own_layers_compute(filters, hidden, kernel, prepare):
    network = own(filters, hidden, kernel=kernel)
    explorer = Plain(network=network)
    drawing = drawing_text(np.roll(examples()["4"], (2, 3), axis=(0, 1)))
    content = frame(explorer, drawing=drawing, prepare=prepare)
    x = (drawing_mnist(drawing) if prepare else drawing_array(drawing))[None, None].astype(np.float32) / 255
    outputs = []
    for layer in network.layers:
        outputs.append(x := layer.forward(x))
    np.testing.assert_array_equal(content["filters"]["pixels"], network.layers[0].params["weight"][:, 0].astype("f4"))
    np.testing.assert_allclose(content["conv"]["pixels"], outputs[0][0], atol=1e-4)
    for name, place in (("relu", 1), ("pool", 2), ("hidden", 5)):
        real = outputs[place][0]
        shown = content[name]["pixels"].astype(float) / 255 * max(1.0, real.max())
        expected = square(real) if real.ndim == 1 else real
        np.testing.assert_allclose(shown, expected, atol=max(1.0, real.max()) / 254)
    np.testing.assert_allclose(content["logits"]["values"], outputs[-1][0], rtol=1e-4)
    shares = losses.softmax(outputs[-1].astype(float))[0]
    np.testing.assert_allclose(content["probabilities"]["values"], shares, atol=1e-4)
    assert f"“{int(shares.argmax())}”" in content["sentence"].split(";")[0]
    assert f"({filters}, {29 - kernel[0]}, {29 - kernel[1]})" in content["formula"][0]
    assert f"{hidden} hidden units" in content["formula"][0]


def test_every_map_can_be_followed_and_is_lit():
    explorer = Plain(network=own(filters=8))
    pick = explorer.controls[2]
    assert pick.rows * pick.columns == 8
    lit = {
        frame(explorer, map=(row, column))["conv"]["lit"] for row in range(pick.rows) for column in range(pick.columns)
    }
    assert lit == set(range(8))
    for panel in explorer.panels:
        if panel.id in ("filters", "conv", "relu", "pool"):
            assert panel.columns == pick.columns


def test_the_network_of_the_course_reads_the_same_either_way():
    drawing = drawing_text(examples()["7"])
    from course_utils.explorers.draw_digit import network

    usual, given = frame(Plain(), drawing=drawing), frame(Plain(network=network()), drawing=drawing)
    for panel in ("conv", "logits", "probabilities"):
        key = "pixels" if panel == "conv" else "values"
        np.testing.assert_allclose(given[panel][key], usual[panel][key], rtol=1e-4, atol=1e-4)
    assert given["sentence"] == usual["sentence"] and Plain().title != Plain(network=network()).title


def test_weights_that_change_change_the_next_frame_and_the_table():
    network = own()
    explorer = Plain(network=network)
    before, table = frame(explorer), type(explorer).table()
    network.layers[-1].params["bias"][7] += 100.0  # in place, as a step of training does
    after = frame(explorer)
    assert int(np.argmax(after["probabilities"]["values"])) == 7
    assert not np.allclose(before["logits"]["values"], after["logits"]["values"])
    assert type(explorer).table() != table


def test_two_pads_read_with_two_networks_and_the_usual_one_with_its_own():
    one, other = own(seed=1), own(seed=2)
    pads = Plain(network=one), Plain(other), Plain()
    logits = [frame(pad)["logits"]["values"] for pad in pads]
    assert not np.allclose(logits[0], logits[1]) and not np.allclose(logits[1], logits[2])


def test_in_a_notebook_it_is_a_widget_with_the_same_frames():
    network = own()
    pad = DrawDigit(network=network, prepare=False)
    assert pad.prepare is False and type(pad).__name__ == "DrawDigit"
    assert pad._layout["title"] == "Draw a digit, read by your network"
    shown = pad._repr_mimebundle_()
    assert shown["text/plain"].startswith("Explorer: Draw a digit, read by your network: The ")
    pad.drawing = [[(8, 5), (20, 5), (12, 24)]]
    assert "pad is blank" not in frame(pad, **pad.state)["sentence"]
    pad.close()


def test_the_layers_are_run_and_not_their_weights_read():
    """A pad that computed with the weights alone would not notice what `forward` does."""
    network = own()
    network.layers[-1].forward = lambda x: np.eye(10)[[4] * len(x)] * 9.0
    assert "“4”" in frame(Plain(network=network))["sentence"].split(";")[0]


@pytest.mark.parametrize(
    ("network", "error", "words"),
    [
        (None, TypeError, "network: got None; expected a network: an object with `layers`"),
        (3, TypeError, "network: got 3"),
        (Network, TypeError, "network: got the class Network"),
        (Network([]), TypeError, "expected a network"),
        (
            Network([layers.Relu(), 7]),
            TypeError,
            r"network.layers\[1\]: got 7 .int.; expected a layer, with `forward\(x\)`",
        ),
        (Network([layers.Relu]), TypeError, r"network.layers\[0\]: got the class Relu"),
        (Network(own().layers[:-1]), ValueError, "10 logits"),
        (Network(own().layers[3:]), ValueError, r"layers\[1\] of the network, Layer: forward failed with ValueError"),
        (Network([own().layers[0], *own().layers[3:]]), ValueError, "forward failed"),
        (Network([layers.Flatten(), layers.Dense(784, 10)]), ValueError, r"outputs of the shapes \(784,\), \(10,\)"),
        (own(classes=9), ValueError, r"\(9,\); expected layers that give"),
    ],
)
def test_anything_else_is_refused_in_a_sentence(network, error, words):
    with pytest.raises(error, match=words):
        Plain(network=network)


def test_a_network_that_has_diverged_is_refused_by_that_name():
    network = own()
    network.layers[0].params["weight"][0, 0, 0, 0] = np.nan
    with pytest.raises(ValueError, match=r"NaN or infinity out of layers\[0\]"):
        Plain(network=network)


def test_an_unknown_control_is_still_refused():
    with pytest.raises(ValueError, match="colour: not a control of DrawDigit"):
        Plain(network=own(), colour="red")


def test_the_course_s_own_class_is_taken_with_other_sizes():
    explorer = Plain(network=SimpleConvNet(filters=12, hidden_size=30))
    content = frame(explorer)
    assert content["conv"]["pixels"].shape == (12, 24, 24) and content["hidden"]["pixels"].shape == (5, 6)
