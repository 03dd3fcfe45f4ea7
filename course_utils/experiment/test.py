"""Test what a run has learned, once, on pictures that it has never used.

    python -m course_utils.experiment.test my_course/runs/resnet20-cifar10
    python -m course_utils.experiment.test FOLDER --checkpoint last

Prints loss, top-1 and top-5 error, each with the interval in which the true value lies with 95 % confidence, accuracy
by class and the confusion matrix; ``report.json`` in the folder holds the same. A test set is for the end: whoever
chooses among models by it has turned it into a validation set.
"""

import argparse
import json
import sys
from pathlib import Path

import torch

from course_utils.experiment import checkpoint, config, loop, metrics, pictures
from course_utils.experiment.errors import RunError, guarded
from course_utils.experiment.model import build

REPORT, TOP = "report.json", 5


def main(arguments=None) -> int:
    """Run the command line; return 0, or 2 for what was refused with a reason."""
    return guarded(_main, sys.argv[1:] if arguments is None else arguments)


def _main(arguments):
    parser = argparse.ArgumentParser(prog="python -m course_utils.experiment.test", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="folder of a run of train")
    parser.add_argument("--checkpoint", choices=("best", "last"), default="best", help="which weights (best)")
    chosen = parser.parse_args(arguments)
    report = measure(chosen.folder, chosen.checkpoint)
    print(text(report))
    content = json.dumps(report, indent=1, ensure_ascii=False)
    checkpoint.replace(chosen.folder / REPORT, content.encode("utf-8"))
    return 0


def measure(folder, which="best") -> dict:
    """Return the report of a run's weights on the test half of its data.

    Raises RunError for a folder without a run, weights that do not fit, or data with other classes than it learned.
    """
    chosen = config.load(folder)
    path = Path(folder) / f"{which}.safetensors"
    tensors, facts = checkpoint.read(path)
    if facts["model"] != chosen.model:
        raise RunError(f"{path} is a checkpoint of {facts['model']}; the run in {folder} is of {chosen.model}.")
    found = pictures.load(chosen.data, chosen.size, chosen.model, chosen.validation, chosen.seed,
                          scaling=facts["scaling"])  # fmt: skip
    if list(found.class_names) != facts["class_names"]:
        raise RunError(f"{chosen.data} has the classes {', '.join(found.class_names)}; "
                       f"the run learned {', '.join(facts['class_names'])}.")  # fmt: skip
    model = build(chosen.model, facts["channels"], facts["side"], len(found.class_names), chosen.seed)
    checkpoint.load_model(model, tensors, path)
    outputs = torch.from_numpy(loop.outputs(model, found.test[0]))
    loss = float(loop.loss_of(model)(outputs, torch.from_numpy(found.test[1])))
    scores = loop.scores_of(model)(outputs).numpy()
    return {"model": chosen.model, "data": chosen.data, "checkpoint": which, "loss": loss,
            **_figures(scores, found.test[1], found.class_names)}  # fmt: skip


def _figures(scores, labels, names):
    """Return errors with their intervals, accuracy by class, and the confusion matrix."""
    n, classes = scores.shape
    found = {"pictures": n, "class_names": list(names)}
    for k in (1, TOP) if classes > TOP else (1,):
        error = metrics.top_k_error(scores, labels, k)
        found[f"top{k}_error"], found[f"top{k}_interval"] = error, metrics.interval(round(error * n), n)
    table = metrics.confusion(labels, scores.argmax(axis=1), classes)
    found["by_class"] = {
        name: {"right": int(row[k]), "pictures": int(row.sum()),
               "interval": metrics.interval(int(row[k]), int(row.sum())) if row.sum() else (0.0, 1.0)}
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
    width = max(len(name) for name in report["class_names"])
    lines.append("right, by class:")
    for name, entry in report["by_class"].items():
        low, high = entry["interval"]
        share = f"{entry['right']} of {entry['pictures']}"
        lines.append(f"  {name:<{width}}  {share:>14}   (95 %: {low:.1%} to {high:.1%})")
    lines.append("confusion matrix (rows: what it is; columns: what it was taken for):")
    cell = max(5, 1 + max(len(str(v)) for row in report["confusion"] for v in row))
    lines.append(" " * (width + 2) + "".join(f"{name[: cell - 1]:>{cell}}" for name in report["class_names"]))
    for name, row in zip(report["class_names"], report["confusion"]):
        lines.append(f"  {name:<{width}}" + "".join(f"{v:>{cell}}" for v in row))
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
