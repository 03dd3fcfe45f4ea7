"""The trained network that ships is that of chapter 07, as good as `data/README.md` says, and its sum is listed."""

import re

from course_utils import convnet, data, settings
from course_utils.maintenance import pretrained


def test_it_is_the_network_of_chapter_07():
    network = convnet.pretrained()
    assert network.settings == convnet.SimpleConvNet().settings
    assert {name: array.shape for name, array in network.params.items()} == {
        name: array.shape for name, array in convnet.SimpleConvNet().params.items()
    }


def test_it_is_as_good_as_stated():
    digits, readme = data.load("digits"), (settings.DATA / "README.md").read_text(encoding="utf-8")
    stated = float(re.search(r"`simple_convnet.npz`.*: (0\.\d+) of the test digits right", readme)[1])
    # Another processor rounds otherwise: a digit on the edge may fall to the other side, not more than one or two.
    assert abs(convnet.pretrained().accuracy(digits.test_x, digits.test_y) - stated) <= 0.0021


def test_two_calls_give_two_networks():
    one, two = convnet.pretrained(), convnet.pretrained()
    one.params["conv.bias"] += 1
    assert not (one.params["conv.bias"] == two.params["conv.bias"]).any()


def test_the_list_of_networks_is_that_of_the_files():
    files = {path.stem for pattern in ("*.npz", "*.safetensors") for path in settings.DATA.glob(pattern)}
    assert files - {"digits"} == set(pretrained.NETWORKS)
