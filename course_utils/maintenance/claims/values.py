"""What the expressions of claims see: the package's modules, the stored runs, what the chapter's cells have printed."""

import ast
import contextlib
import functools
import importlib
import importlib.util
import io
import json
import math
import re

import numpy as np

from course_utils import settings
from course_utils.maintenance.claims import numbers, texts


def namespace(chapter: str, setup: str = "") -> dict:
    """Return the names that the expressions of a chapter see, after running `setup` among them.

    `np`, `math`, `torch` and the modules of course_utils by their bare names; `run("alexnet")`, the stored run of that
    name; `printed(cell, label, number=0)`, a number that a cell has printed behind a label; `written(cell, label,
    number=0)`, one that its code holds there, a setting of an experiment; `ran(cell, ...)`, the names that quick cells
    leave when they are run; `text(place)`, the prose of a place; `near(a, b, by=0.1)`, whether two numbers differ by at
    most that share of the second.
    """
    written = Written(chapter)
    names = {"np": np, "math": math, "run": run, "near": near}
    names |= {"printed": Printed(chapter), "written": written, "ran": written.ran, "text": texts.of(chapter).get}
    import_names(setup, names)
    exec(compile(setup, f"<setup of claims/{chapter}.toml>", "exec"), names)
    return names


def evaluate(expression: str, names: dict, n=()):
    """Return the one real number or truth value that `expression` yields. Raises TypeError for anything else."""
    import_names(expression, names)
    value = eval(compile(expression.strip(), "<claim>", "eval"), {**names, "n": n})
    array = np.asarray(value.detach() if hasattr(value, "detach") else value)
    if array.size != 1 or array.dtype.kind not in "biuf" or not np.isfinite(array).all():
        raise TypeError(f"it yields {value!r}; expected one finite real number, or True or False")
    return array.item()


def import_names(code, names):
    """Import the modules that `code` mentions by their bare names, and no others: a claim should cost what it needs."""
    for node in ast.walk(ast.parse(code.strip())):
        if isinstance(node, ast.Name) and node.id not in names:
            if node.id == "torch":
                names["torch"] = importlib.import_module("torch")
            elif importlib.util.find_spec(f"course_utils.{node.id}"):
                names[node.id] = importlib.import_module(f"course_utils.{node.id}")


@functools.cache
def run(name: str):
    """Return the stored run data/runs/NAME.json."""
    return json.loads((settings.DATA / "runs" / f"{name}.json").read_text(encoding="utf-8"))


def near(a: float, b: float, by: float = 0.1) -> bool:
    """Return whether `a` differs from `b` by at most the share `by` of `b`."""
    return abs(a - b) <= by * abs(b)


class Printed:
    """What the code cells of a chapter's notebook have printed: strict nbval holds it to what they print today."""

    verb = "printed"

    def __init__(self, chapter):
        self.chapter = chapter

    @functools.cached_property
    def _cells(self):
        cells = json.loads(texts.path_of(self.chapter).read_text(encoding="utf-8"))["cells"]
        return {cell["id"]: self.part(cell) for cell in cells if cell["cell_type"] == "code"}

    @staticmethod
    def part(cell) -> str:
        """Return the text of a cell in which numbers are looked up."""
        return "\n".join(_plain(cell))

    def __call__(self, cell: str, label: str = "", number: int = 0) -> float:
        """Return the number at place `number` behind the first `label` in that text of `cell`; % as a fraction.

        Raises KeyError for a cell or a label that is not there, IndexError for a number that is not.
        """
        text = self._cells[cell]
        if label not in text:
            raise KeyError(f"{self.verb}: cell {cell!r} has not {self.verb} {label!r}, but: {text[:200]!r}")
        found = [stated.value for stated, _ in numbers.found(text[text.index(label) + len(label) :])]
        if number >= len(found):
            raise IndexError(f"{self.verb}: {len(found)} numbers behind {label!r} in cell {cell!r}; got place {number}")
        return found[number]


class Written(Printed):
    """What the code cells of a chapter's notebook say: the settings of its experiments."""

    verb = "written"

    @staticmethod
    def part(cell) -> str:
        """Return the code of a cell."""
        return "".join(cell["source"])

    def ran(self, *cells: str) -> dict:
        """Run the code of some cells, one after the other, and return the names that they leave."""
        names = {}
        with contextlib.redirect_stdout(io.StringIO()):
            for cell in cells:
                exec(compile(self._cells[cell], f"<cell {cell}>", "exec"), names)
        return names


def _plain(cell):
    for output in cell["outputs"]:
        text = output.get("text") or output.get("data", {}).get("text/plain", "")
        yield re.sub(r"\x1b\[[0-9;]*m", "", "".join(text))
