"""Test what a run has learned, once, on pictures that it has never used.

    python -m course_utils.experiment.test my_course/runs/resnet20-cifar10
    python -m course_utils.experiment.test FOLDER --checkpoint last
    python -m course_utils.experiment.test FOLDER --data where/the/pictures/are/now

Prints loss, top-1 and top-5 error, each with the interval in which the true value lies with 95 % confidence, accuracy
by class, the confusion matrix, and which files were misread; ``report.json`` in the folder holds the same, and
``misread.png`` shows the pictures of which the network was surest. Pictures that came into a folder after the training
are tested too, for none of them was learned. A test set is for the end: whoever chooses among models by it has turned
it into a validation set.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch

from course_utils import uncertainty
from course_utils.data.folder import contact
from course_utils.data.folder.files import printable
from course_utils.experiment import checkpoint, loop, metrics, pictures, repeats, run_folder
from course_utils.experiment.errors import Parser, RunError, guarded
from course_utils.experiment.run import Run
from course_utils.experiment.run_folder import MISREAD, REPORT

TOP = 5
WIDEST = 72  # letters side by side that can head the columns of a matrix; beyond, classes are numbered
NAMED = 10  # misread files that are printed; the report has all


def main(arguments=None) -> int:
    """Run the command line; return 0, or 2 for what was refused with a reason."""
    return guarded(_main, sys.argv[1:] if arguments is None else arguments)


def _main(arguments):
    parser = Parser(prog="python -m course_utils.experiment.test", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="folder of a run of train, or of several (--seeds)")
    parser.add_argument("--checkpoint", choices=("best", "last"), default="best", help="which weights (best)")
    parser.add_argument("--data", help="where the folder of pictures is now, if it has moved since the training")
    chosen = parser.parse_args(arguments)
    every = repeats.folders(chosen.folder) or (chosen.folder,)
    reports = [_one(folder, chosen.checkpoint, chosen.data) for folder in every]
    if len(reports) > 1:
        print(_together(reports))
    return 0


def _one(folder, which, source):
    """Test one run, keep its report and its sheet, and print it; return the report."""
    report, sheet = measured(folder, which, source)
    content = json.dumps(report, indent=1)  # in ASCII: a class may have a name that is no text
    try:
        checkpoint.replace(folder / REPORT, content.encode("ascii"))
        if sheet:
            checkpoint.replace(folder / MISREAD, sheet)
    finally:
        print(text(report))  # whatever becomes of the files
    return report


def _together(reports) -> str:
    errors = [report["top1_error"] for report in reports]
    mean, _, low, high = uncertainty.over_seeds(errors)
    return (f"{len(errors)} seeds: top-1 error {mean:.2%} on average (95 %: {max(low, 0):.2%} to {high:.2%}, for other "
            f"seeds and the same pictures), from {min(errors):.2%} to {max(errors):.2%}")  # fmt: skip


def measure(folder, which="best", source=None) -> dict:
    """Return the report of a run's weights on the test half of its data, which may be at another place now (`source`).

    Raises RunError for a folder without a run, weights that do not fit, or data other than those of which it learned a
    part: what it calls test pictures might then have been learned.
    """
    return measured(folder, which, source)[0]


def measured(folder, which="best", source=None) -> tuple:
    """Return the report, as `measure`, and the sheet of the misread pictures, a PNG (None where all were right)."""
    run = Run.open(folder, which)
    chosen, source = run.config, _source(run.config, source)
    known = run_folder.files(Path(folder))
    found = pictures.load(source, chosen.size, chosen.model, chosen.validation, chosen.seed, chosen.limit,
                          run.facts["scaling"], known, Path(folder))  # fmt: skip
    found.check(run.facts, source)
    if not len(found.test[1]):
        raise RunError(f"--data {source}: there is no picture left that the run has not seen.")
    outputs = torch.from_numpy(loop.outputs(run.model, found.test[0]))
    loss = float(loop.loss_of(run.model)(outputs, torch.from_numpy(found.test[1])))
    scores = loop.scores_of(run.model)(outputs)
    report = {"model": chosen.model, "data": source, "checkpoint": which, "loss": loss,
              **_figures(scores.numpy(), found.test[1], found.class_names)}  # fmt: skip
    files = found.files.get("test", ())
    report["new"] = len(set(files) - set(known["test"])) if known else 0
    shares = torch.softmax(scores, dim=1).numpy()
    report["misread"] = _misread(shares, found.test[1], files, found.class_names)
    return report, _sheet(report["misread"], found.test[0], found.scaling)


def _misread(shares, labels, files, names) -> list:
    """Return the mistakes, the surest first: number among the test pictures, file, truth, answer, probability."""
    answers = shares.argmax(axis=1)
    wrong = sorted(np.flatnonzero(answers != labels), key=lambda k: -shares[k].max())
    return [
        {"picture": int(k), "file": files[k] if files else "", "is": names[labels[k]], "taken for": names[answers[k]],
         "probability": round(float(shares[k].max()), 4)} for k in wrong
    ]  # fmt: skip


def _sheet(misread, x, scaling):
    """Return the misread pictures as a PNG, row by row; None where there is none."""
    if not misread:
        return None
    cells = []
    for one in misread[: 3 * contact.COLUMNS]:
        shown = _bytes(x[one["picture"]], scaling)
        shown = np.repeat(shown, 3, axis=0) if len(shown) == 1 else shown[:3]
        name = one["file"].rpartition("/")[2] or f"number {one['picture']}"
        cells.append(contact.Cell(shown, name, f"{one['is']}, not {one['taken for']} ({one['probability']:.0%})"))
    rows = [contact.Row("" if k else f"misread: {len(misread):,}", cells[k : k + contact.COLUMNS])
            for k in range(0, len(cells), contact.COLUMNS)]  # fmt: skip
    return contact.png(rows, "The network was surest of these mistakes")


def _bytes(pixels, scaling):
    """Return a picture as it was before it was scaled, uint8; where a model scaled it in its own way, about so."""
    if scaling is not None:
        means, deviations = (np.array(values)[:, None, None] for values in scaling)
        return ((pixels * deviations + means) * 255).clip(0, 255).round().astype(np.uint8)
    low, high = float(pixels.min()), float(pixels.max())
    return ((pixels - low) * (255 / max(high - low, 1e-9))).round().astype(np.uint8)


def _source(chosen, given):
    """Return the set of a run, or the folder that is given for it."""
    if given in (None, chosen.data):
        return chosen.data
    if pictures.is_set(chosen.data) or pictures.is_set(given):
        raise RunError(f"--data {given}: the run learned from {chosen.data}; only a folder can have moved.")
    return given


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
    names = [printable(name) for name in report["class_names"]]
    width = max(map(len, names))
    lines.append("right, by class:")
    for name, entry in zip(names, report["by_class"].values()):
        low, high = entry["interval"]
        share = f"{entry['right']} of {entry['pictures']}"
        lines.append(f"  {name:<{width}}  {share:>14}   (95 %: {low:.1%} to {high:.1%})")
    return "\n".join([*lines, *_matrix(names, report["confusion"]), *_mistakes(report)])


def _mistakes(report) -> list:
    """Return which files were misread, the surest first, and how many pictures are new."""
    named = [one for one in report.get("misread", ()) if one["file"]]
    lines = [f"misread, the surest first ({len(named):,}):"] if named else []
    for one in named[:NAMED]:
        lines.append(f"  {printable(one['file'])}: {printable(one['is'])}, taken for {printable(one['taken for'])} "
                     f"({one['probability']:.0%})")  # fmt: skip
    if len(named) > NAMED:
        lines.append(f"  … and {len(named) - NAMED:,} more, in {REPORT}")
    if report.get("new"):
        lines.append(f"{report['new']:,} of these pictures came after the training")
    return lines


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


if __name__ == "__main__":
    raise SystemExit(main())
