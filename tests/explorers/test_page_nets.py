"""The weights that a page without Python reads drawings with are those of the networks, whole and small enough."""

import base64
import gzip
import json

import numpy as np
import pytest

from course_utils import convnet
from course_utils.explorers import REGISTRY, explorer_class, page_nets
from course_utils.explorers.draw_digit import DrawDigit, reading_with
from course_utils.explorers.widget import alive
from course_utils.models import lenet5
from course_utils.models.digit_codes import CODES


def opened(name):
    """What a page makes of the text: name -> array."""
    packed = json.loads(json.dumps(page_nets.weights(name)))
    sorted_bytes = np.frombuffer(gzip.decompress(base64.b64decode(packed["gzip"])), np.uint8)
    numbers = sorted_bytes.reshape(4, -1).T.copy().view("<f4").ravel()
    found, at = {}, 0
    for key, shape in packed["arrays"]:
        size = int(np.prod(shape))
        found[key] = numbers[at : at + size].reshape(shape)
        at += size
    assert at == numbers.size
    return found


def test_the_small_network_comes_whole():
    found, params = opened("DrawDigit"), convnet.pretrained().params
    assert list(found) == list(params)
    for name, array in params.items():
        assert array.dtype == np.float32 and np.array_equal(found[name], array), name


def test_lenet5_comes_with_its_kernels_in_place_and_with_the_codes():
    found, state = opened("LeNet5Walker"), lenet5.pretrained().state_dict()
    assert np.array_equal(found["codes"], CODES)
    for name in ("C1.weight", "C1.bias", "C3.bias", "C5.weight", "F6.weight", "F6.bias", "S2.coefficient", "S4.bias"):
        assert np.array_equal(found[name].ravel(), state[name].numpy().ravel()), name
    assert np.array_equal(found["C3.weight"], lenet5.pretrained().C3.kernels().detach().numpy())


def test_the_texts_are_small_and_always_the_same():
    first = {name: json.dumps(page_nets.weights(name)) for name in page_nets.NETS}
    page_nets.weights.cache_clear()
    assert first == {name: json.dumps(page_nets.weights(name)) for name in page_nets.NETS}
    assert len(first["DrawDigit"]) < 2_000_000 and len(first["LeNet5Walker"]) < 300_000


def test_every_explorer_that_names_a_network_finds_it():
    named = {name: explorer_class(name).net for name in REGISTRY if explorer_class(name).net}
    assert named == {name: name for name in page_nets.NETS}
    for name in page_nets.NETS:
        assert explorer_class(name).spec()["net"] == name
    assert "net" not in reading_with(DrawDigit, convnet.SimpleConvNet(filters=4, hidden_size=8)).spec()


@pytest.mark.parametrize("name", page_nets.NETS)
def test_a_notebook_gets_none_of_them(name):
    sent = alive(explorer_class(name))().get_state()
    assert not any("weight" in key for key in sent)
    assert page_nets.weights(name)["gzip"][:200] not in str(sent)


def test_another_name_is_refused():
    with pytest.raises(ValueError, match="name"):
        page_nets.weights("FilterLab")
