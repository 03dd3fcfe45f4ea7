"""The command line of `train`, and what it means for the folder of a run."""

import argparse
import os
from dataclasses import asdict
from pathlib import Path

from course_utils import settings
from course_utils.experiment import config
from course_utils.experiment.config import DEVICES, FREE, RULES, Config
from course_utils.experiment.errors import Parser, RunError
from course_utils.experiment.model import MODELS, RATES
from course_utils.experiment.pictures import AUGMENTATIONS, is_set
from course_utils.experiment.recipe import SCHEDULES, WEIGHTS


def parser() -> argparse.ArgumentParser:
    """Return the reader of `train`'s command line; what was not given is not in its result."""
    found = Parser(
        prog="python -m course_utils.experiment.train", argument_default=argparse.SUPPRESS, allow_abbrev=False,
        description="Train a model on a set of pictures; what it learns and how it went is kept in a folder.",
        epilog="Under torchrun --nproc-per-node 2 -m course_utils.experiment.train …, two processes share each batch.",
    )  # fmt: skip
    _add_what(found.add_argument)
    _add_how(found.add_argument)
    _add_where(found.add_argument)
    return found


def _add_what(add):
    """The network, its pictures, and the folder of the run."""
    add("--model", choices=tuple(MODELS), metavar="MODEL", help=f"one of {', '.join(MODELS)}")
    add("--data", help="digits, patches, mnist, fashion-mnist, cifar10, or a folder with one sub-folder per class; "
        "on --resume, where that folder is now")  # fmt: skip
    add("--out", help="folder of the run (default: runs/MODEL-DATA in the course's home)")
    add("--resume", action="store_true", help="go on with the run in that folder")
    add("--size", type=_of("size"), help="side to which the pictures of a folder are scaled (32)")
    add("--epochs", type=_of("epochs"), help="passes over the training set (10); more may be asked on --resume")
    add("--batch-size", type=_of("batch_size"), help="examples in a step, over all processes (16 to 128, by the set)")


def _add_how(add):
    """How the network learns."""
    add("--optimizer", choices=tuple(RATES), help="sgd with momentum, or adam with decoupled decay (as model.py says)")
    add("--lr", type=_of("lr"), help="learning rate (adam 0.001; sgd 0.1 with batches of 128, less in proportion "
        "with smaller ones; or as model.py says)")  # fmt: skip
    add("--momentum", type=_of("momentum"), help="of sgd (0.9)")
    add("--weight-decay", type=_of("weight_decay"), help="pull towards 0 (0.0001)")
    add("--schedule", choices=SCHEDULES, help="how the rate runs: down along half a cosine, constant, "
        "or in the five steps of LeNet-5's paper (cosine)")  # fmt: skip
    add("--warm-up", type=_of("warm_up"), help="epochs in which the rate rises at first (1 of a cosine's, at most a "
        "fifth of the run; 0 otherwise)")  # fmt: skip
    add("--drop-at", type=_of("drop_at"), nargs="+", metavar="EPOCH",
        help="epochs after which the rate is divided by ten; the schedule is then constant unless named")  # fmt: skip
    add("--clip", type=_of("clip"), help="the largest length of a step's gradient (none)")
    add("--label-smoothing", type=_of("label_smoothing"), help="share of a target that all classes divide (0)")
    add("--class-weights", choices=WEIGHTS, help="balanced: rare classes count as much as frequent ones (none)")
    add("--statistics", choices=("again", "running"), help="of batch normalisation in use: taken again after each "
        "epoch, or the running averages (again)")  # fmt: skip
    add("--augment", choices=tuple(AUGMENTATIONS), help="changes to the training pictures (none)")
    add("--validation", type=_of("validation"), help="share of the training pictures that is kept to choose by (0.1); "
        "0: none, and the last weights are kept")  # fmt: skip
    add("--patience", type=_of("patience"), help="stop after so many epochs without a better one (never)")


def _add_where(add):
    """How often, where, and from which random numbers."""
    add("--seeds", type=_of("seeds"), help="train so many times, from --seed on, each into a folder of its own")
    add("--limit", type=_of("limit"), help="train on so many pictures only")
    add("--seed", type=_of("seed"), help="from which everything random follows (0)")
    add("--threads", type=_of("threads"), help="CPU threads of each process (0: what torch chooses)")
    add("--device", choices=DEVICES, help="where to compute (a GPU if there is one; mps is Apple's)")
    add("--no-mixed-precision", dest="mixed_precision", action="store_false", help="32 bits everywhere on a GPU, too")
    add("--tensorboard", action="store_true", help="keep the log for TensorBoard, too (needs that package)")
    add("--checkpoint-seconds", type=_of("checkpoint_seconds"), help="write a checkpoint so often in an epoch (30)")


def _of(name):
    """Return what turns a text into the option of that name, in argparse's way."""

    def read(text):
        try:
            return RULES[name].of_text(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return read


def read(given, processes=1) -> tuple:
    """Return (Config, folder, whether to go on with what is in it) from the options given, a dictionary.

    Raises RunError for an --out that can be no folder, for a folder that holds no run (with --resume), and for options
    and a number of processes that differ from those that the run began with.
    """
    given = dict(given)
    out, resume = given.pop("out", None), given.pop("resume", False)
    if "data" in given:
        given["data"] = _place(given["data"])
    folder = folder_of({**given, "out": out})
    if "drop_at" in given:
        given["drop_at"] = tuple(given["drop_at"])
        given.setdefault("schedule", "constant")
    if resume:
        return _resumed(folder, given, processes), folder, True
    if {"model", "data"} - set(given):
        raise RunError("give --model and --data to begin a run.")
    if "size" in given and is_set(given["data"]):
        raise RunError(f"--size {given['size']}: the pictures of {given['data']} have one size; --size is for folders "
                       "of pictures.")  # fmt: skip
    given.setdefault("optimizer", MODELS[given["model"]].optimizer)
    return Config(**given, processes=processes), folder, False


def _place(source):
    """Return the name of a set, or the whole path of a folder, so that it is found from elsewhere, too."""
    if not source:
        raise RunError(f"--data: got {source!r}; expected the name of a set, or a folder.")
    return source if is_set(source) else os.path.abspath(os.path.expanduser(source))


def folder_of(given) -> Path:
    """Return the folder of a run from its options. Raises RunError where --out can be none."""
    out = given.get("out")
    if out is None and {"model", "data"} - set(given):
        raise RunError("give --model and --data to begin a run, or --out FOLDER --resume to go on with one.")
    return _folder(_usual(given) if out is None else out)


def _usual(given):
    return settings.course_home() / "runs" / f"{given['model']}-{Path(given['data']).name or 'data'}"


def _folder(out):
    """Return --out as a Path. Raises RunError for what can be no folder, before anything long is begun."""
    if not str(out):
        raise RunError(f"--out: got {out!r}; expected the name of a folder.")
    folder = Path(os.path.expanduser(out))
    there = next((place for place in (folder, *folder.absolute().parents) if os.path.lexists(place)), None)
    if there is not None and not there.is_dir():
        what = "is a file" if there == folder else f"cannot be made: {there} is a file"
        raise RunError(f"--out: {folder} {what}; expected a folder, or the name of a new one.")
    return folder


def _resumed(folder, given, processes):
    chosen = config.load(folder)
    begun = asdict(chosen)
    if processes != chosen.processes:
        raise RunError(f"the run in {folder} was begun by {_count(chosen.processes)}, and this would be "
                       f"{_count(processes)}, which share batches and dropout otherwise: go on with "
                       f"{chosen.processes}, or begin another run with another --out.")  # fmt: skip
    moved = "data" in given and not is_set(given["data"]) and not is_set(chosen.data)
    may = (*FREE, "data") if moved else FREE
    different = [name for name, value in given.items() if name not in may and begun[name] != value]
    if different:
        name = different[0]
        raise RunError(f"--{name.replace('_', '-')} {given[name]}: the run in {folder} began with {begun[name]}; "
                       "leave the option out, or begin another run with another --out.")  # fmt: skip
    return Config(**{**begun, **{name: given[name] for name in may if name in given}})


def _count(processes):
    return "1 process" if processes == 1 else f"{processes} processes"
