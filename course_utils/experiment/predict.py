"""Show new pictures to a network that was trained by `train`: what does it take them for?

    python -m course_utils.experiment.predict my_course/runs/resnet20-pets new/tom.jpg
    python -m course_utils.experiment.predict my_course/runs/resnet20-pets new

Each file gets a line: the likeliest classes with their probabilities, and a word where the picture is unlike anything
in training: the network's first layers see in it what they saw in no training picture, nor nearly (`likeness` says how
that is measured; one in a hundred pictures of the known kind is called so by mistake). A probability says how sure the
network is, among the classes that it knows, not how often it is right; for a picture of none of them it still adds up
to 1. ``--csv FILE`` writes the same as a table.
"""

import csv
import io
import sys
from pathlib import Path

from course_utils.data.folder import files, kinds, picture
from course_utils.experiment import checkpoint
from course_utils.experiment.errors import Parser, RunError, guarded
from course_utils.experiment.run import Run


def main(arguments=None) -> int:
    """Run the command line; return 0, or 2 where nothing could be read or something was refused with a reason."""
    return guarded(_main, sys.argv[1:] if arguments is None else arguments)


def _main(arguments):
    parser = Parser(prog="python -m course_utils.experiment.predict", description=__doc__.splitlines()[0])
    parser.add_argument("run", type=Path, help="folder of a run of train")
    parser.add_argument("pictures", nargs="+", help="files, or folders of files")
    parser.add_argument("--checkpoint", choices=("best", "last"), default="best", help="which weights (best)")
    parser.add_argument("--csv", type=Path, help="write the answers into this file, too")
    chosen = parser.parse_args(arguments)
    run, found = Run.open(chosen.run, chosen.checkpoint), _files(chosen.pictures)
    names = [files.printable(files.shown(str(path))) for path, _ in found]
    width, answers = max(map(len, names)), []
    for name, (path, reason) in zip(names, found, strict=True):
        answers.append((name, reason or _answer(run, path)))
        print(f"{name:<{width}}  {answers[-1][1]}", flush=True)
    if chosen.csv is not None:
        checkpoint.replace(chosen.csv, table(run.class_names, answers).encode("utf-8"))
    return 0 if any(not isinstance(answer, str) for _, answer in answers) else 2


def _answer(run, path):
    """Return the `Answer` for a file, or why there is none."""
    if reason := kinds.no_picture(path):
        return f"left out: {reason}"
    try:
        return run.predict(path)
    except picture.Unreadable as reason:
        return f"left out: {reason}"


def _files(given) -> list:
    """Return (path, why it is left out or "") for the files that are named, and those in the folders that are.

    Raises RunError for a place that does not exist, and where there is no file at all.
    """
    found = []
    for place in (Path(name).expanduser() for name in given):
        if place.is_dir():
            listing = files.listing(place)
            found += [(one.path, "") for one in listing.tree.all()]
            found += [(place / one.file, f"left out: {one.reason}") for one in listing.odd]
        elif place.exists():
            found.append((place, ""))
        else:
            raise RunError(f"{files.shown(str(place))}: there is no such file or folder.")
    if not found:
        raise RunError(f"{', '.join(map(str, given))}: there is no picture in it.")
    return sorted(found)


def table(class_names, answers) -> str:
    """Return answers as CSV text: file, answer, probability of each class, whether it is unlike what was learned."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["file", "answer", *class_names, "unlike"])
    for name, answer in answers:
        if isinstance(answer, str):
            writer.writerow([name, answer])
        else:
            shares = [f"{answer.every[one]:.4f}" for one in class_names]
            writer.writerow([name, answer.name, *shares, int(answer.unlike)])
    return text.getvalue()


if __name__ == "__main__":
    raise SystemExit(main())
