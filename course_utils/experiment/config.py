"""What a run was asked to do: the options of `train`, kept in ``config.json`` beside what it learned."""

import json
import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import NamedTuple

from course_utils import settings, validation
from course_utils.experiment import checkpoint
from course_utils.experiment.errors import RunError
from course_utils.experiment.model import MODELS, RATES
from course_utils.experiment.pictures import AUGMENTATIONS
from course_utils.experiment.recipe import SCHEDULES, WEIGHTS

FILE = "config.json"
DEVICES = ("cpu", "cuda", "mps")
FREE = ("epochs", "tensorboard", "checkpoint_seconds")  # may differ when a run is taken up again
LARGEST_SIDE, MOST_THREADS, LARGEST_SEED = 1024, 1024, 2**32 - 1  # beyond: no memory, a crash, no seed for NumPy


class Rule(NamedTuple):
    """Say what an option may be: its kind, what has to hold for it, and both in words."""

    kind: type
    holds: Callable
    words: str

    def of_text(self, text):
        """Return the option that a text stands for. Raises ValueError where it stands for none."""
        try:
            value = self.kind(text)
        except (ValueError, OverflowError):
            value = None
        if value is None or not self.holds(value):
            raise ValueError(f"got {text!r}; expected {self.words}")
        return value

    def check(self, name, value):
        """Raise TypeError or ValueError, naming the option, for a value that it may not have."""
        kinds = (int, float) if self.kind is float else self.kind
        if not isinstance(value, kinds) or (isinstance(value, bool) and self.kind is not bool):
            raise validation.type_error(name, validation.describe(value), self.words)
        if not self.holds(value):
            raise validation.value_error(name, repr(value), self.words)


def _whole(least, most=math.inf):
    words = f"a whole number from {least} " + ("on" if most == math.inf else f"to {most}")
    return Rule(int, lambda value: least <= value <= most, words)


def _one_of(names):
    return Rule(str, lambda value: value in names, f"one of {', '.join(names)}")


_FROM_0 = Rule(float, lambda value: 0 <= value < math.inf, "a finite number from 0 on")
_ABOVE_0 = Rule(float, lambda value: 0 < value < math.inf, "a finite number above 0")
_BELOW_1 = Rule(float, lambda value: 0 <= value < 1, "a number from 0 on and below 1")

#: What each option may be, at the command line and in ``config.json``; `OPTIONAL` may also be None.
RULES = {
    "model": Rule(str, bool, "the name of a model"),
    "data": Rule(str, bool, "the name of a set, or a folder"),
    "size": _whole(1, LARGEST_SIDE),
    "epochs": _whole(1),
    "batch_size": _whole(1),
    "optimizer": _one_of(tuple(RATES)),
    "lr": _ABOVE_0,
    "momentum": _BELOW_1,
    "weight_decay": _FROM_0,
    "schedule": _one_of(SCHEDULES),
    "warm_up": _FROM_0,
    "drop_at": _whole(1),  # each of them
    "clip": _ABOVE_0,
    "label_smoothing": Rule(float, _BELOW_1.holds, "a share from 0 on and below 1"),
    "class_weights": _one_of(WEIGHTS),
    "statistics": _one_of(("again", "running")),
    "augment": _one_of(tuple(AUGMENTATIONS)),
    "validation": Rule(float, _BELOW_1.holds, "a share from 0 on and below 1"),
    "patience": _whole(1),
    "limit": _whole(1),
    "seed": _whole(0, LARGEST_SEED),
    "threads": _whole(0, MOST_THREADS),
    "device": _one_of(DEVICES),
    "mixed_precision": Rule(bool, lambda value: True, "true or false"),
    "tensorboard": Rule(bool, lambda value: True, "true or false"),
    "checkpoint_seconds": _FROM_0,
    "processes": _whole(1),
    "seeds": _whole(1),
}
OPTIONAL = ("batch_size", "lr", "warm_up", "limit", "device", "clip", "patience")
#: What the runs did that were begun before there was a choice.
BEFORE = dict(schedule="constant", warm_up=0.0, statistics="running")


@dataclass(frozen=True)
class Config:
    """Hold the options of a run; the help texts of ``train --help`` say what each means.

    `processes` is how many computed it; a `batch_size` and an `lr` of None follow the set. Raises TypeError or
    ValueError for what `RULES` do not allow.
    """

    model: str
    data: str
    size: int = 32
    epochs: int = 10
    batch_size: int | None = None
    optimizer: str = "sgd"
    lr: float | None = None
    momentum: float = 0.9
    weight_decay: float = 1e-4
    schedule: str = "cosine"
    warm_up: float | None = None
    drop_at: tuple = ()
    clip: float | None = None
    label_smoothing: float = 0.0
    class_weights: str = "none"
    statistics: str = "again"
    augment: str = "none"
    validation: float = 0.1
    patience: int | None = None
    limit: int | None = None
    seed: int = settings.SEED
    threads: int = 0
    device: str | None = None
    mixed_precision: bool = True
    tensorboard: bool = False
    checkpoint_seconds: float = 30.0
    processes: int = 1

    def __post_init__(self):
        for name, value in asdict(self).items():
            rule = RULES[name]
            for one in value if name == "drop_at" else (value,):
                if one is not None or name not in OPTIONAL:
                    rule.check(name, one)

    @property
    def lines(self) -> str:
        """The configuration, one option a line."""
        shown = {name: value for name, value in asdict(self).items() if name != "processes"}
        return "\n".join(f"  {name.replace('_', '-'):<20}{value}" for name, value in shown.items())

    @property
    def fixed(self) -> dict:
        """What has to stay as it was when a run is taken up again, for JSON."""
        return {name: list(value) if name == "drop_at" else value
                for name, value in asdict(self).items() if name not in (*FREE, "data")}  # fmt: skip


def save(folder, config):
    """Write the configuration into a run's folder, whole or not at all."""
    path = Path(folder) / FILE
    then = "use --resume" if path.exists() else "begin again"
    checkpoint.replace(path, json.dumps(asdict(config), indent=1).encode("utf-8"), then)


def load(folder) -> Config:
    """Read a run's configuration. Raises RunError where there is none, or one that is damaged."""
    path = Path(folder) / FILE
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        known = {field.name for field in fields(Config)}
        found = {name: value for name, value in dict(stored).items() if name in known}
        chosen = Config(**{**BEFORE, **found, "drop_at": tuple(found.get("drop_at", ()))})
    except OSError as error:
        raise RunError(f"{folder} holds no run: {path.name} cannot be read ({error.strerror or error}).") from error
    except (ValueError, TypeError) as error:
        raise RunError(f"{path} is damaged: {error}.") from error
    if chosen.model not in MODELS:
        raise RunError(f"{path}: got the model {chosen.model!r}; expected one of {', '.join(MODELS)} (a model of your "
                       "own has to be registered in model.py).")  # fmt: skip
    return chosen
