"""Checkpoints: tensors and a little JSON in one safetensors file, whole or not there. Nothing is ever unpickled."""

import errno
import json
import struct
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save

from course_utils import whole_files
from course_utils.experiment.errors import RunError

FORMAT = "from-neuron-to-resnet 1"
FULL = (errno.ENOSPC, errno.EDQUOT) if hasattr(errno, "EDQUOT") else (errno.ENOSPC,)
PLACE = ("model", "epoch", "batch", "rows", "seconds", "scaler")  # facts without which a run cannot go on


def write(path, tensors, facts, then=""):
    """Write tensors (name -> tensor) and `facts` (JSON) to `path`; the old file stays until the new one is on disk.

    Raises RunError that says what is left when the disk is full or the folder cannot be written, and what to do `then`.
    """
    replace(path, save(_apart(tensors), {"format": FORMAT, "facts": json.dumps(facts)}), then)


def _apart(tensors) -> dict:
    """Return tensors of their own memory: a layer that is used twice has one tensor under two names."""
    found, seen = {}, set()
    for name, tensor in tensors.items():
        tensor = tensor.detach().cpu().contiguous()
        place = tensor.untyped_storage().data_ptr()
        found[name] = tensor.clone() if place in seen else tensor
        seen.add(place)
    return found


def replace(path, data, then=""):
    """Write bytes beside `path`, force them to the disk, and rename.

    Raises RunError where that fails; the file of before is then untouched. `then` is what to do after the cause is
    gone, such as "use --resume".
    """
    path = Path(path)
    try:
        whole_files.replace(path, data)
    except OSError as error:
        raise RunError(
            f"{path} could not be written: {error.strerror or error}. {_advice(path, error, then)}"
        ) from error


def _advice(path, error, then):
    """Say what is there, and what would help."""
    if path.is_dir():
        kept, help = "A folder has that name", "move it away"
    else:
        kept = "The file of before is whole" if path.exists() else "Nothing was there before"
        help = "make room" if error.errno in FULL else ""
    return "; ".join(part for part in (kept, " and ".join(filter(None, (help, then)))) if part) + "."


def read(path, needs=("model",)) -> tuple:
    """Return (tensors, facts) of a checkpoint, of whose facts the caller `needs` some by name.

    Raises RunError for a file that is missing, cut off, damaged, or no checkpoint of these programs, and for one that
    lacks what is needed.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RunError(f"{path} cannot be read: {error.strerror or error}.") from error
    try:
        tensors = load(data)
        header = json.loads(data[8 : 8 + struct.unpack("<Q", data[:8])[0]])
        about = header.get("__metadata__", {})
        if about.get("format") != FORMAT:
            raise RunError(f"{path} is no checkpoint of this program.")
        facts = json.loads(about["facts"])
    except (SafetensorError, ValueError, KeyError, struct.error) as error:
        raise RunError(f"{path} is damaged or cut off, and cannot be used: {error}.") from error
    lacking = [name for name in needs if name not in facts]
    if lacking:
        raise RunError(f"{path} does not say {lacking[0]!r}: it is no checkpoint from which that can be done "
                       "(best.safetensors holds weights to be tested, not the place in a run).")  # fmt: skip
    return tensors, facts


def weights(model) -> bytes:
    """Return a model's parameters and buffers alone, as the bytes of a safetensors file."""
    return save(_apart(model.state_dict()))


def load_model(model, tensors, path):
    """Put the weights of a checkpoint into a model. Raises RunError where they are those of another model."""
    own = model.state_dict()
    stored = {name.removeprefix("model."): t for name, t in tensors.items() if name.startswith("model.")}
    different = [n for n in own if n not in stored or stored[n].shape != own[n].shape]
    different += [n for n in stored if n not in own]
    if different:
        raise RunError(
            f"{path} holds the weights of another model: {len(different)} of {len(own)} tensors do not fit, "
            f"{different[0]!r} among them."
        )
    model.load_state_dict(stored)


def optimizer_tensors(optimizer) -> dict:
    """Return the state of an optimizer as tensors, named by parameter number and kind."""
    return {
        f"optimizer.{number}.{kind}": torch.as_tensor(value)
        for number, state in optimizer.state_dict()["state"].items()
        for kind, value in state.items()
        if value is not None
    }


def load_optimizer(optimizer, tensors):
    """Put the state back, as `optimizer_tensors` made it."""
    whole = optimizer.state_dict()
    state = {}
    for name, tensor in tensors.items():
        if name.startswith("optimizer."):
            _, number, kind = name.split(".")
            state.setdefault(int(number), {})[kind] = tensor
    whole["state"] = state
    optimizer.load_state_dict(whole)
