"""The log of a run of ``course_utils.experiment.train``, read without torch, and in words what is wrong with it."""

from __future__ import annotations

import csv
import io
import json
import os
import struct
from pathlib import Path

from course_utils import settings
from course_utils.data.runs import Run

RUNS = "runs"  # in the course home: where `train` writes unless told otherwise
LOG, CONFIG, WEIGHTS = "log.csv", "config.json", "last.safetensors"  # as `experiment.run_folder` names them
SHARES = ("train_accuracy", "validation_accuracy")
COLUMNS = ("train_loss", "train_accuracy", "validation_loss", "validation_accuracy")
KNOWN, AVERAGES = ("classes", "averages"), ("running", "again", "none")
GIVEN = "csv:"  # a log given as text: this, its name, a new line, its lines
MOST_LETTERS, MOST_RUNS, DEPTH = 1_000_000, 12, 3
HEADER = 1_000_000  # bytes of a safetensors header: more is none of ours


class LogError(ValueError):
    """Says in words why a run cannot be shown."""


def found() -> list:
    """Return the folders of runs in the course home, the one that was written to last first."""
    try:
        home = settings.course_home()
    except OSError:
        return []
    places = []
    for here, folders, files in os.walk(home):
        depth = len(Path(here).relative_to(home).parts)
        folders[:] = [] if depth >= DEPTH else [name for name in folders if not name.startswith(".")]
        if CONFIG in files:
            places.append(Path(here))
    return sorted(places, key=_time, reverse=True)[:MOST_RUNS]


def _time(folder):
    try:
        return (folder / LOG).stat().st_mtime
    except OSError:
        return 0.0


def title(value) -> str:
    """Name a run: the path inside the course home or as given, of any other whole path its last part, or a file's name.

    >>> title("csv:log.csv\\nepoch"), title("runs/my-run"), title("/somewhere/else/my-run")
    ('log.csv', 'runs/my-run', 'my-run')
    """
    if value.startswith(GIVEN):
        return value.removeprefix(GIVEN).split("\n", 1)[0]
    try:
        return Path(value).relative_to(settings.course_home()).as_posix()
    except (ValueError, OSError):
        return Path(value).name if Path(value).is_absolute() else value


def folder_of(value) -> Path:
    """Return the folder that a path, or the name of a run, means: from here, from the course home, or from its runs.

    A folder that holds a run comes before one that holds none. Raises LogError where there is no such folder.
    """
    try:
        home = [settings.course_home(), settings.course_home() / RUNS]
    except OSError:
        home = []
    places = [Path(value).expanduser(), *(base / value for base in home)]
    places = [place for place in (p.parent if p.name == LOG else p for p in places) if place.is_dir()]
    holding = [place for place in places if (place / LOG).exists() or (place / CONFIG).exists()]
    if not places:
        there = ", ".join(map(title, map(str, found())))
        raise LogError(f"there is no folder {value!r}, neither here nor in your folder of the course"
                       + (f", which has the runs {there}" if there else ""))  # fmt: skip
    return (holding or places)[0]


def stamp(value):
    """Return, as something hashable, what changes when the log does; None where there is no log."""
    if value.startswith(GIVEN):
        return ()
    try:
        path = folder_of(value) / LOG if value else None
        facts = path.stat() if path else None
    except (LogError, OSError):
        return None
    return (str(path), facts.st_mtime_ns, facts.st_size) if facts else None


def read(value) -> Run:
    """Return the `Run` behind a path, or a text as `GIVEN`.

    Its settings hold, where the run knows it, how many "classes" it has, and which "averages" stand for the batch in
    use: "running" ones, those taken "again" after each epoch, or "none".

    Raises LogError, in words for a learner: no such folder, no epoch yet, a damaged line.
    """
    if value.startswith(GIVEN):
        text = value.partition("\n")[2]
        return Run(title(value), 0, _settings_of(text), *_curves(text))
    folder = folder_of(value)
    try:
        text = (folder / LOG).read_text(encoding="utf-8-sig", errors="replace")
    except FileNotFoundError:
        why = "no epoch of it has ended yet" if (folder / CONFIG).exists() else "it is no folder of a training run"
        raise LogError(f"{title(value)} has no {LOG}: {why}") from None
    except OSError as error:
        raise LogError(f"{LOG} of {title(value)} cannot be read ({error.strerror or error})") from error
    return Run(title(value), 0, _settings(folder), *_curves(text))


def as_text(value) -> str:
    """Return the run behind a path as text that `read` takes: its name and its four curves.

    Raises LogError as `read` does.
    """
    run = read(value)
    lines = zip(run.train_loss, run.train_accuracy, run.validation_loss, run.validation_accuracy, strict=True)
    known = {name: run.settings[name] for name in KNOWN if name in run.settings}
    rows = [",".join([*map(repr, line), *map(str, known.values())]) for line in lines]
    return "\n".join([f"{GIVEN}{title(value)}", ",".join([*COLUMNS, *known]), *rows])


def _settings_of(text):
    """Return the settings that `as_text` wrote into the lines of a log."""
    row = next(csv.DictReader(io.StringIO(text[:MOST_LETTERS])), {})
    classes, averages = (str(row.get(name)) for name in KNOWN)
    found = {"classes": int(classes)} if classes.isdecimal() and 1 < int(classes) < MOST_LETTERS else {}
    return found | ({"averages": averages} if averages in AVERAGES else {})


def _curves(text):
    """Return the four curves of a log; every entry is a number, perhaps NaN."""
    if len(text) > MOST_LETTERS:
        raise LogError(f"the log has {len(text):,} letters; expected at most {MOST_LETTERS:,}")
    lines = csv.reader(io.StringIO(text))
    names = [name.strip() for name in next(lines, [])]
    missing = [name for name in COLUMNS if name not in names]
    if not names:
        raise LogError(f"{LOG} is empty: no epoch has ended yet")
    if missing:
        raise LogError(_lacking(names, missing))
    rows = [_row(number, names, line) for number, line in enumerate(lines, start=2) if line]
    if not rows:
        raise LogError(f"{LOG} has names and no lines: no epoch has ended yet")
    return [list(column) for column in zip(*rows, strict=True)]


def _lacking(names, missing):
    """Say which columns a log lacks; the log of a run that kept no validation pictures has half of them."""
    column = "the column" if len(missing) == 1 else "the columns"
    said = f"{LOG} lacks {column} {', '.join(missing)}; its first line says {', '.join(names)[:80]!r}"
    alone = missing == [name for name in COLUMNS if name.startswith("validation")]
    return said + ("; was it trained with --validation 0? Then there are no others to compare with" if alone else "")


def _row(number, names, line):
    if len(line) != len(names):
        raise LogError(f"line {number} of {LOG} has {len(line)} of {len(names)} entries: it is damaged")
    row = dict(zip(names, line, strict=True))
    for name in COLUMNS:
        try:
            row[name] = float(row[name])
        except ValueError:
            raise LogError(f"line {number} of {LOG} says {row[name][:20]!r} for {name}; expected a number") from None
        if name in SHARES and not 0 <= row[name] <= 1:
            raise LogError(f"line {number} of {LOG} says {row[name]:g} for {name}; expected a number from 0 to 1")
    return [row[name] for name in COLUMNS]


def _settings(folder):
    """Return the settings of a run as `read` has them, from its options and the checkpoint's header."""
    found = {}
    try:
        with open(folder / WEIGHTS, "rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            header = json.loads(file.read(min(length, HEADER)))
        found["classes"] = len(json.loads(header["__metadata__"]["facts"])["class_names"])
        if not any(name.endswith("running_mean") for name in header):
            return found | {"averages": "none"}
        kept = json.loads((folder / CONFIG).read_text(encoding="utf-8")).get("statistics")
        return found | ({"averages": kept} if kept in AVERAGES else {})
    except (OSError, ValueError, KeyError, TypeError, AttributeError, struct.error):
        return found
