"""Write what a run has learned in formats that other programs read.

    python -m course_utils.experiment.export my_course/runs/resnet20-pets
    python -m course_utils.experiment.export my_course/runs/resnet20-pets --format weights program onnx

Into the folder ``export`` of the run, or ``--to FOLDER``:

weights.safetensors  the tensors by their names in the model, for ``model.load_state_dict`` in a program of one's own
network.pt2          the whole network, by `torch.export`: needs PyTorch, not this course
network.onnx         the same as ONNX, for other programs; needs the packages onnx and onnxscript to be written
README.txt           three lines of Python for each, and what goes in and comes out

The two networks take pictures (N, channels, side, side) with numbers from 0 to 1, as any program reads them, and give
probabilities (N, classes): border and scaling are part of them.
"""

import importlib.util
import io
import logging
import sys
import tempfile
import warnings
from contextlib import contextmanager, redirect_stderr
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from course_utils.experiment import checkpoint, loop, pictures
from course_utils.experiment.errors import Parser, RunError, guarded
from course_utils.experiment.model import MODELS
from course_utils.experiment.run import Run

FILES = {"weights": "weights.safetensors", "program": "network.pt2", "onnx": "network.onnx"}
NEEDED = ("onnx", "onnxscript")
ALIKE = 1e-4  # of a probability: by so much the network that was written may differ from the one that learned


def main(arguments=None) -> int:
    """Run the command line; return 0, or 2 for what was refused with a reason."""
    return guarded(_main, sys.argv[1:] if arguments is None else arguments)


def _main(arguments):
    parser = Parser(prog="python -m course_utils.experiment.export", description=__doc__.splitlines()[0])
    parser.add_argument("run", type=Path, help="folder of a run of train")
    parser.add_argument("--format", nargs="+", choices=FILES, help="which (weights and program; onnx where it can be)")
    parser.add_argument("--to", type=Path, help="folder for the files (RUN/export)")
    parser.add_argument("--checkpoint", choices=("best", "last"), default="best", help="which weights (best)")
    chosen = parser.parse_args(arguments)
    wanted = chosen.format or [name for name in FILES if name != "onnx" or not _lacking()]
    if "onnx" in wanted and (lacking := _lacking()):
        raise RunError(f"--format onnx needs {' and '.join(lacking)}, which the course does not bring: pip install "
                       f"{' '.join(lacking)}.")  # fmt: skip
    run, folder = Run.open(chosen.run, chosen.checkpoint), chosen.to or chosen.run / "export"
    made = {FILES[name]: WRITERS[name](run) for name in wanted}
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (made | {"README.txt": recipe(run, wanted).encode("utf-8")}).items():
        checkpoint.replace(folder / name, content)
        print(f"{folder / name}  {len(content):,} bytes")
    return 0


def _lacking() -> list:
    return [name for name in NEEDED if importlib.util.find_spec(name) is None]


class Whole(nn.Module):
    """A network with what is done before it, from numbers from 0 to 1 to probabilities."""

    def __init__(self, run):
        super().__init__()
        self.model, self.scores = run.model, loop.scores_of(run.model)
        self.border = (run.side - _drawn(run)) // 2
        factor, offset = _affine(run)
        self.register_buffer("factor", factor)
        self.register_buffer("offset", offset)

    def forward(self, x):
        """Return probabilities (N, classes) for pictures x (N, channels, side, side)."""
        x = functional.pad(x, (self.border,) * 4) * self.factor + self.offset
        return torch.softmax(self.scores(self.model(x)), dim=1)


def _drawn(run):
    return run.facts.get("drawn") or run.side


def _affine(run):
    """Return what pictures are multiplied by, and what is added, for each channel: tensors (C, 1, 1).

    Raises RunError where a model's own preparation is no such thing.
    """
    entry, scaling = MODELS[run.config.model], run.facts["scaling"]
    shape = (1, run.channels, run.side, run.side)
    zero, one, some = (pictures.scaled_for(entry, x.astype(np.float32), scaling) for x in (
        np.zeros(shape), np.ones(shape), np.random.default_rng(0).random(shape)))  # fmt: skip
    factor, offset = (one - zero)[0, :, :1, :1], zero[0, :, :1, :1]
    again = np.random.default_rng(0).random(shape).astype(np.float32) * factor + offset
    if again.shape != some.shape or not np.allclose(again, some, atol=1e-5):
        raise RunError(f"{run.config.model} prepares its pictures in a way of its own, not by a factor and a sum for "
                       "each channel; only --format weights can be written.")  # fmt: skip
    return torch.from_numpy(factor.copy()), torch.from_numpy(offset.copy())


def weights(run) -> bytes:
    """Return the run's tensors by their names in the model, as the bytes of a safetensors file."""
    return checkpoint.weights(run.model)


def program(run) -> bytes:
    """Return the network, with what is done before it, as the bytes of a file of `torch.export`."""
    file = io.BytesIO()
    with _quiet():
        torch.export.save(_traced(run), file)
    file.seek(0)
    _check(run, lambda x: torch.export.load(file).module()(x).detach())
    return file.getvalue()


def onnx(run) -> bytes:
    """Return the same as the bytes of an ONNX file, its input called ``pictures``, its output ``probabilities``."""
    names = dict(input_names=["pictures"], output_names=["probabilities"])
    with _quiet(), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.onnx"
        torch.onnx.export(_traced(run), (), path, external_data=False, verbose=False, **names)
        return path.read_bytes()


WRITERS = {"weights": weights, "program": program, "onnx": onnx}


def _traced(run):
    whole, size = Whole(run).eval(), _drawn(run)
    some = torch.rand(2, run.channels, size, size)
    batch = torch.export.Dim("N", min=1)
    try:
        return torch.export.export(whole, (some,), dynamic_shapes=({0: batch},), strict=False)
    except Exception as error:  # a model of one's own may do anything in `forward`
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise RunError(f"torch.export cannot follow {run.config.model}: {reason} (--format weights can be written all "
                       "the same)") from error  # fmt: skip


def _check(run, written):
    """Raise RunError where what was written answers otherwise than the run."""
    size = _drawn(run)
    x = torch.rand(3, run.channels, size, size, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        difference = float((written(x) - Whole(run).eval()(x)).abs().max())
    if not difference <= ALIKE:
        raise RunError(f"what torch.export wrote answers otherwise than {run.config.model}, by {difference:.2g}: its "
                       "forward may choose its way by the numbers in a picture, which cannot be exported.")  # fmt: skip


@contextmanager
def _quiet():
    """While it lasts the exporters, which speak to their developers, say nothing."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings(), redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def recipe(run, wanted) -> str:
    """Return how the files are used outside the course."""
    size = _drawn(run)
    shape = f"(N, {run.channels}, {size}, {size})"
    lines = [f"{run.config.model}, from {run.folder.name}", "",
             f"pictures: float32 {shape}, numbers from 0 (black) to 1; {'grey' if run.channels == 1 else 'RGB'}",
             f"probabilities: float32 (N, {len(run.class_names)}), in the order of the classes:",
             *(f"  {number}  {name}" for number, name in enumerate(run.class_names)), ""]  # fmt: skip
    return "\n".join([*lines, *("\n".join(_use(name, run)) for name in wanted)]) + "\n"


def _use(name, run):
    file = FILES[name]
    return [*{
        "weights": (
            f"{file}, into a model that you build yourself; it takes scaled pictures and gives its outputs:",
            "  from safetensors.torch import load_file",
            "  model = …  # the function that made it, or one with the same names",
            f'  model.load_state_dict(load_file("{file}"))',
            _scaling(run),
        ),
        "program": (
            f"{file}, with PyTorch alone:",
            "  import torch",
            f'  network = torch.export.load("{file}").module()',
            "  probabilities = network(pictures)",
        ),
        "onnx": (
            f"{file}, with onnxruntime (pictures a NumPy array):",
            "  import onnxruntime",
            f'  session = onnxruntime.InferenceSession("{file}")',
            '  (probabilities,) = session.run(None, {"pictures": pictures})',
        ),
    }[name], ""]  # fmt: skip


def _scaling(run):
    try:
        factor, offset = (values.flatten().tolist() for values in _affine(run))
    except RunError:
        return "  scaled: by the function `prepare` with which the model was registered"
    border = (run.side - _drawn(run)) // 2
    words = f", after a border of {border} zeros on each side" if border else ""
    times, plus = (", ".join(f"{value:.6g}" for value in values) for values in (factor, offset))
    return f"  scaled: pictures × ({times}) + ({plus}), channel by channel{words}"


if __name__ == "__main__":
    raise SystemExit(main())
