"""The commands of the training program that stand in notebooks are commands it takes, and do what the text says."""

import json
import re
import shlex
from dataclasses import asdict

import pytest

from course_utils import settings
from course_utils.experiment import options
from course_utils.maintenance.measure import published, small_folder

COMMAND = re.compile(r"course_utils\.experiment\.train ((?:\\\n|[^`\n…])+)")  # a line that ends in \ goes on


def commands():
    for path in sorted((settings.ROOT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for found in COMMAND.findall("".join(cell["source"])):
                yield pytest.param(found, id=f"{path.stem[:2]}-{cell['id']}")


def read(command):
    return options.read(vars(options.parser().parse_args(shlex.split(command.replace("\\\n", " ")))))[0]


@pytest.mark.parametrize("command", list(commands()))
def test_the_program_takes_it(command):
    assert read(command).model in command


def test_chapter_10_names_the_run_that_was_measured():
    (command,) = [found.values[0] for found in commands() if found.id.startswith("10-")]
    measured = small_folder.asked("FOLDER", seed=0, count=360, epochs=10)
    named = asdict(read(command)) | {name: getattr(measured, name) for name in ("data", "limit", "threads", "device")}
    assert named == asdict(measured)


@pytest.mark.parametrize(("chapter", "model"), [("07", "simple-convnet"), ("08", "lenet5")])
def test_the_command_for_all_of_mnist_is_the_recipe_that_was_measured(chapter, model):
    (command,) = [found.values[0] for found in commands() if found.id.startswith(f"{chapter}-")]
    asked = asdict(read(command))
    assert asked["model"] == model and asked["data"] == "mnist" and asked["validation"] == 0
    assert {name: asked[name] for name in published.RECIPES[model]} == published.RECIPES[model]
    default = asdict(read(f"--model {model} --data mnist"))
    said = {name for name in asked if asked[name] != default[name]}
    assert said <= set(published.RECIPES[model]) | {"validation"}, "the measurement asks for no more than the command"
