"""The trained LeNet-5 that ships is the published network, and as good as `data/README.md` says."""

import re

from course_utils import data, settings
from course_utils.experiment import loop
from course_utils.models import lenet5


def test_it_is_the_published_network_and_as_good_as_stated():
    network = lenet5.pretrained()
    assert network.switches == lenet5.LeNet5().switches and not network.training
    digits, readme = data.load("digits"), (settings.DATA / "README.md").read_text(encoding="utf-8")
    stated = float(re.search(r"`lenet5.safetensors`.*: (0\.\d+) of the test digits right", readme)[1])
    found = loop.evaluate(network, lenet5.prepare(digits.test_x), digits.test_y).accuracy
    # Another processor rounds otherwise: a digit on the edge may fall to the other side, not more than one or two.
    assert abs(found - stated) <= 0.0021
