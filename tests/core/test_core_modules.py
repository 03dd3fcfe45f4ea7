"""What holds for every module of the core: it is light, and shows an example."""

import subprocess
import sys

import pytest

from course_utils import settings

MODULES = (
    "settings",
    "validation",
    "bars",
    "activations",
    "losses",
    "dense",
    "optimizers",
    "gradients",
    "backprop",
    "backprop_matrix",
    "backprop_trace",
    "shapes",
    "convolution",
    "convolution_kinds",
    "pooling",
    "layers",
    "training",
    "convnet",
    "quantiles",
    "uncertainty",
)
LIGHT = """
import sys, numpy
before = set(sys.modules)
for name in {modules}:
    __import__("course_utils." + name)
net = __import__("course_utils.backprop", fromlist=["x"]).WorkedExample()
__import__("course_utils.backprop_trace", fromlist=["x"]).trace(net)
print(*sorted({{name.split(".")[0] for name in set(sys.modules) - before}}))
"""


def test_the_core_brings_in_nothing_but_the_standard_library():
    code = LIGHT.format(modules=MODULES)
    run = subprocess.run([sys.executable, "-c", code], cwd=settings.ROOT, capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert "course_utils" in loaded
    assert loaded - set(sys.stdlib_module_names) - {"course_utils", "org"} == set()  # copy asks for Jython's "org"
    assert run.stderr == ""


@pytest.mark.parametrize("name", MODULES)
def test_there_is_an_example(name):  # tests/test_examples.py runs it
    assert ">>> " in (settings.ROOT / "course_utils" / f"{name}.py").read_text(encoding="utf-8")
