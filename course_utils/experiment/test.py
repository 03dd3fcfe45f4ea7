"""Test what a run has learned, once, on pictures that it has never used.

    python -m course_utils.experiment.test my_course/runs/resnet20-cifar10
    python -m course_utils.experiment.test FOLDER --checkpoint last
    python -m course_utils.experiment.test FOLDER --data where/the/pictures/are/now

Prints loss, top-1 and top-5 error, each with the interval in which the true value lies with 95 % confidence, accuracy
by class and the confusion matrix; ``report.json`` in the folder holds the same. A test set is for the end: whoever
chooses among models by it has turned it into a validation set.
"""

import json
import sys
from pathlib import Path

import torch

from course_utils import uncertainty
from course_utils.experiment import checkpoint, config, loop, metrics, pictures
from course_utils.experiment.errors import Parser, RunError, guarded
from course_utils.experiment.model import build
from course_utils.experiment.run_folder import BEST, LAST, REPORT

TOP = 5
WIDEST = 72  # letters side by side that can head the columns of a matrix; beyond, classes are numbered


def main(arguments=None) -> int:
    """Run the command line; return 0, or 2 for what was refused with a reason."""
    return guarded(_main, sys.argv[1:] if arguments is None else arguments)


def _main(arguments):
    parser = Parser(prog="python -m course_utils.experiment.test", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="folder of a run of train")
    parser.add_argument("--checkpoint", choices=("best", "last"), default="best", help="which weights (best)")
    parser.add_argument("--data", help="where the folder of pictures is now, if it has moved since the training")
    chosen = parser.parse_args(arguments)
    report = measure(chosen.folder, chosen.checkpoint, chosen.data)
    content = json.dumps(report, indent=1)  # in ASCII: a class may have a name that is no text
    try:
        checkpoint.replace(chosen.folder / REPORT, content.encode("ascii"))
    finally:
        print(text(report))  # whatever becomes of the file
    return 0


def measure(folder, which="best", source=None) -> dict:
    """Return the report of a run's weights on the test half of its data, which may be at another place now (`source`).

    Raises RunError for a folder without a run, weights that do not fit, or data other than those of which it learned a
    part: what it calls test pictures might then have been learned.
    """
    chosen = config.load(folder)
    source = _source(chosen, source)
    path = _weights(Path(folder), which)
    tensors, facts = checkpoint.read(path, ("model", "class_names", "channels", "side", "scaling"))
    if facts["model"] != chosen.model:
        raise RunError(f"{path} is a checkpoint of {facts['model']}; the run in {folder} is of {chosen.model}.")
    found = pictures.load(source, chosen.size, chosen.model, chosen.validation, chosen.seed, chosen.limit,
                          facts["scaling"])  # fmt: skip
    found.check(facts, source)
    model = build(chosen.model, facts["channels"], facts["side"], len(found.class_names), chosen.seed)
    checkpoint.load_model(model, tensors, path)
    outputs = torch.from_numpy(loop.outputs(model, found.test[0]))
    loss = float(loop.loss_of(model)(outputs, torch.from_numpy(found.test[1])))
    scores = loop.scores_of(model)(outputs).numpy()
    return {"model": chosen.model, "data": source, "checkpoint": which, "loss": loss,
            **_figures(scores, found.test[1], found.class_names)}  # fmt: skip


def _source(chosen, given):
    """Return the set of a run, or the folder that is given for it."""
    if given in (None, chosen.data):
        return chosen.data
    if pictures.is_set(chosen.data) or pictures.is_set(given):
        raise RunError(f"--data {given}: the run learned from {chosen.data}; only a folder can have moved.")
    return given


def _weights(folder, which):
    """Return the path of a checkpoint. Raises RunError that says what to do where it is not there."""
    path = folder / {"best": BEST, "last": LAST}[which]
    if which == "best" and not path.exists() and (folder / LAST).exists():
        raise RunError(f"{path} is missing: no epoch was finished yet; train on with --resume, or test the weights of "
                       "now with --checkpoint last.")  # fmt: skip
    return path


def _figures(scores, labels, names):
    """Return errors with their intervals, accuracy by class, and the confusion matrix."""
    n, classes = scores.shape
    found = {"pictures": n, "class_names": list(names)}
    for k in (1, TOP) if classes > TOP else (1,):
        error = metrics.top_k_error(scores, labels, k)
        found[f"top{k}_error"], found[f"top{k}_interval"] = error, uncertainty.wilson(round(error * n), n)
    table = metrics.confusion(labels, scores.argmax(axis=1), classes)
    found["by_class"] = {
        name: {"right": int(row[k]), "pictures": int(row.sum()),
               "interval": uncertainty.wilson(int(row[k]), int(row.sum())) if row.sum() else (0.0, 1.0)}
        for k, (name, row) in enumerate(zip(names, table))
    }  # fmt: skip
    return found | {"confusion": table.tolist()}


def text(report) -> str:
    """Return a report as people read it."""
    lines = [f"{report['model']} on the {report['pictures']:,} test pictures of {report['data']} "
             f"({report['checkpoint']} weights)", f"  loss          {report['loss']:.4f}"]  # fmt: skip
    for k in (1, TOP):
        if f"top{k}_error" in report:
            low, high = report[f"top{k}_interval"]
            lines.append(f"  top-{k} error   {report[f'top{k}_error']:.2%}   (95 %: {low:.2%} to {high:.2%})")
    names = [_printable(name) for name in report["class_names"]]
    width = max(map(len, names))
    lines.append("right, by class:")
    for name, entry in zip(names, report["by_class"].values()):
        low, high = entry["interval"]
        share = f"{entry['right']} of {entry['pictures']}"
        lines.append(f"  {name:<{width}}  {share:>14}   (95 %: {low:.1%} to {high:.1%})")
    return "\n".join([*lines, *_matrix(names, report["confusion"])])


def _matrix(names, counts) -> list:
    """Return the lines of a confusion matrix; names that are too long to head a column are numbered."""
    numbered = len(names) * (1 + max(map(len, names))) > WIDEST
    heads = [str(k + 1) for k in range(len(names))] if numbered else names
    rows = [f"{head:>{len(heads[-1])}} {name}" for head, name in zip(heads, names)] if numbered else names
    width = max(map(len, rows))
    cell = max(5, 1 + max(len(str(text)) for row in (heads, *counts) for text in row))
    title = "confusion matrix (rows: what it is; columns: what it was taken for):"
    lines = [title, " " * (width + 2) + "".join(f"{head:>{cell}}" for head in heads)]
    return lines + [f"  {row:<{width}}" + "".join(f"{v:>{cell}}" for v in values) for row, values in zip(rows, counts)]


def _printable(name):
    """Return a name on one line, with what cannot be printed written as an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)


if __name__ == "__main__":
    raise SystemExit(main())
