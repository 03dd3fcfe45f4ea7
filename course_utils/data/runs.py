"""Measurements that take too long for a notebook: made beforehand by a command, stored with it, read here.

``python -m course_utils.maintenance.measure NAME`` makes ``data/runs/NAME.json`` again.
"""

import json
from dataclasses import asdict, dataclass, field

import numpy as np

from course_utils import settings, validation
from course_utils.data import embedded

FOLDER = "runs"


@dataclass(frozen=True)
class Run:
    """Hold what one training run, or one measurement, gave.

    `label` says what was tried, `seed` with which start, `settings` how. The four lists have one entry per epoch
    (losses; accuracies from 0 to 1) and are empty where nothing of the kind was measured. `seconds` is the time that
    the whole run took one core of the machine that made it. `values` holds other measured numbers by name.
    """

    label: str
    seed: int = 0
    settings: dict = field(default_factory=dict)
    train_loss: list = field(default_factory=list)
    train_accuracy: list = field(default_factory=list)
    validation_loss: list = field(default_factory=list)
    validation_accuracy: list = field(default_factory=list)
    seconds: float = 0.0
    values: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Runs:
    """Hold the runs of one experiment: `command` makes them again, `made` says with what they were made."""

    command: str
    made: str
    runs: tuple

    def __len__(self):
        return len(self.runs)

    def __iter__(self):
        return iter(self.runs)

    @property
    def labels(self) -> tuple:
        """Every label once, in the order of the file."""
        return tuple(dict.fromkeys(run.label for run in self.runs))

    def where(self, label=None, seed=None) -> list:
        """Return the runs with this label and this seed; None leaves either open.

        Raises ValueError for a label or a seed that no run has.
        """
        if label is not None:
            validation.choice("label", label, self.labels)
        if seed is not None:
            validation.choice("seed", seed, tuple(dict.fromkeys(run.seed for run in self.runs)))
        return [run for run in self.runs if label in (None, run.label) and seed in (None, run.seed)]


def names() -> tuple:
    """Name the stored experiments, in alphabetical order."""
    return tuple(sorted(path.stem for path in (settings.DATA / FOLDER).glob("*.json")))


def load(name) -> Runs:
    """Read the stored runs of one experiment. Raises ValueError for a name that is not there."""
    validation.choice("name", name, names())
    content = json.loads(embedded.file(f"{FOLDER}/{name}.json").read_text(encoding="utf-8"))
    return Runs(content["command"], content["made"], tuple(Run(**run) for run in content["runs"]))


def text(runs) -> str:
    """Write Runs as the text of their file: one run a line, so that a difference can be read."""
    lines = [json.dumps(_rounded(asdict(run)), ensure_ascii=False, allow_nan=False) for run in runs]
    head = f'"command": {json.dumps(runs.command)},\n"made": {json.dumps(runs.made)}'
    return "{\n" + head + ',\n"runs": [\n' + ",\n".join(lines) + "\n]\n}\n"


def packed(flags) -> str:
    """Write booleans (N,), N a multiple of 8, as the hexadecimal of their bits: 250 characters for 1,000 pictures.

    >>> packed([True, False, False, False, False, False, False, True]), unpacked("81").tolist()
    ('81', [True, False, False, False, False, False, False, True])
    """
    flags = np.asarray(flags, dtype=bool)
    if flags.ndim != 1 or len(flags) % 8:
        raise validation.value_error("flags", f"shape {flags.shape}", "(N,), with N a multiple of 8")
    return np.packbits(flags).tobytes().hex()


def unpacked(text) -> np.ndarray:
    """Read what `packed` wrote: booleans (N,)."""
    return np.unpackbits(np.frombuffer(bytes.fromhex(text), dtype=np.uint8)).astype(bool)


def _rounded(value):
    """Keep six significant digits of every float: more would be noise, and three times the bytes."""
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, dict):
        return {name: _rounded(item) for name, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, (list, tuple)) else value
