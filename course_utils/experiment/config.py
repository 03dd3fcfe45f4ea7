"""What a run was asked to do: the options of `train`, kept in ``config.json`` beside what it learned."""

import argparse
import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from course_utils import settings
from course_utils.experiment import checkpoint
from course_utils.experiment.errors import RunError
from course_utils.experiment.model import MODELS, RATES
from course_utils.experiment.pictures import AUGMENTATIONS

FILE = "config.json"
FREE = ("epochs", "checkpoint_seconds")  # may differ when a run is taken up again


@dataclass(frozen=True)
class Config:
    """Hold the options of a run; the help texts of ``train --help`` say what each means."""

    model: str
    data: str
    size: int = 32
    epochs: int = 10
    batch_size: int = 100
    optimizer: str = "sgd"
    lr: float = 0.1
    momentum: float = 0.9
    weight_decay: float = 1e-4
    drop_at: tuple = ()
    augment: str = "none"
    validation: float = 0.1
    limit: int | None = None
    seed: int = settings.SEED
    threads: int = 0
    device: str | None = None
    mixed_precision: bool = True
    checkpoint_seconds: float = 30.0

    @property
    def lines(self) -> str:
        """The configuration, one option a line."""
        return "\n".join(f"  {name.replace('_', '-'):<20}{value}" for name, value in asdict(self).items())


def save(folder, config, world):
    """Write the configuration into a run's folder, whole or not at all."""
    text = json.dumps({**asdict(config), "processes": world}, indent=1)
    checkpoint.replace(Path(folder) / FILE, text.encode("utf-8"))


def load(folder) -> Config:
    """Read a run's configuration. Raises RunError where there is none, or one that is damaged."""
    path = Path(folder) / FILE
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        known = {field.name for field in fields(Config)}
        found = {name: value for name, value in stored.items() if name in known}
        return Config(**{**found, "drop_at": tuple(found.get("drop_at", ()))})
    except OSError as error:
        raise RunError(f"{folder} holds no run: {path.name} cannot be read ({error.strerror or error}).") from error
    except (ValueError, TypeError) as error:
        raise RunError(f"{path} is damaged: {error}.") from error


def parser() -> argparse.ArgumentParser:
    """Return the reader of `train`'s command line; what was not given is not in its result."""
    found = argparse.ArgumentParser(
        prog="python -m course_utils.experiment.train", argument_default=argparse.SUPPRESS, allow_abbrev=False,
        description="Train a model on a set of pictures; what it learns and how it went is kept in a folder.",
        epilog="Under torchrun --nproc-per-node 2 -m course_utils.experiment.train …, two processes share each batch.",
    )  # fmt: skip
    add = found.add_argument
    add("--model", choices=tuple(MODELS), metavar="MODEL", help=f"one of {', '.join(MODELS)}")
    add("--data", help="digits, patches, mnist, fashion-mnist, cifar10, or a folder with one sub-folder per class")
    add("--out", help="folder of the run (default: runs/MODEL-DATA in the course's home)")
    add("--resume", action="store_true", help="go on with the run in that folder")
    add("--size", type=_positive, help="side to which the pictures of a folder are scaled (32)")
    add("--epochs", type=_positive, help="passes over the training set (10); more of them may be asked on --resume")
    add("--batch-size", type=_positive, help="examples in a step, over all processes (100)")
    add("--optimizer", choices=tuple(RATES), help="sgd with momentum, or adam with decoupled decay (as model.py says)")
    add("--lr", type=_rate, help="learning rate (0.1 for sgd and 0.001 for adam, unless model.py says another)")
    add("--momentum", type=float, help="of sgd (0.9)")
    add("--weight-decay", type=float, help="pull towards 0 (0.0001)")
    add("--drop-at", type=int, nargs="+", metavar="EPOCH", help="epochs after which the rate is divided by ten")
    add("--augment", choices=tuple(AUGMENTATIONS), help="changes to the training pictures (none)")
    add("--validation", type=_share, help="share of the training pictures that is kept to choose by (0.1)")
    add("--limit", type=_positive, help="train on so many pictures only")
    add("--seed", type=int, help="from which everything random follows (0)")
    add("--threads", type=int, help="CPU threads of each process (0: what torch chooses)")
    add("--device", choices=("cpu", "cuda"), help="where to compute (a GPU if there is one)")
    add("--no-mixed-precision", dest="mixed_precision", action="store_false", help="32 bits everywhere on a GPU, too")
    add("--checkpoint-seconds", type=float, help="write a checkpoint so often within an epoch (30)")
    return found


def _positive(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"got {text}; expected a whole number from 1 on")
    return number


def _rate(text):
    number = float(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"got {text}; expected a number above 0")
    return number


def _share(text):
    number = float(text)
    if not 0 < number < 1:
        raise argparse.ArgumentTypeError(f"got {text}; expected a share between 0 and 1")
    return number


def read(arguments) -> tuple:
    """Return (Config, folder, whether to go on with what is in it) from the command line.

    Raises RunError for a folder that holds a run already (without --resume), for one that holds none (with it), and for
    options that differ from those that the run began with.
    """
    given = vars(parser().parse_args(arguments))
    out, resume = given.pop("out", None), given.pop("resume", False)
    if out is None:
        if {"model", "data"} - set(given):
            raise RunError("give --model and --data to begin a run, or --out FOLDER --resume to go on with one.")
        out = settings.course_home() / "runs" / f"{given['model']}-{Path(given['data']).name}"
    folder = Path(out).expanduser()
    if "drop_at" in given:
        given["drop_at"] = tuple(given["drop_at"])
    if resume:
        return _resumed(folder, given), folder, True
    if (folder / FILE).exists():
        raise RunError(f"{folder} holds a run already: give --resume to go on with it, or another --out.")
    if {"model", "data"} - set(given):
        raise RunError("give --model and --data to begin a run.")
    entry = MODELS[given["model"]]
    given.setdefault("optimizer", entry.optimizer)
    given.setdefault("lr", entry.lr if given["optimizer"] == entry.optimizer else RATES[given["optimizer"]])
    return Config(**given), folder, False


def _resumed(folder, given):
    begun = asdict(load(folder))
    different = [name for name, value in given.items() if name not in FREE and begun[name] != value]
    if different:
        name = different[0]
        raise RunError(f"--{name.replace('_', '-')} {given[name]}: the run in {folder} began with {begun[name]}; "
                       "leave the option out, or begin another run with another --out.")  # fmt: skip
    return Config(**{**begun, **{name: given[name] for name in FREE if name in given}})
