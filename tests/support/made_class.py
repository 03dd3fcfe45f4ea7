"""Made-up classes: journals as learners hand them in, drawn at random, the same ones for the same seed.

``python tests/support/made_class.py FOLDER [LEARNERS]`` writes one journal of the whole course for each.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from course_utils.exercises import registry
from course_utils.exercises.engine import Exercise

BEGIN = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)


def line(kind, id, when, **fields):
    """Return a record as a journal has it."""
    return {"v": 1, "time": when.strftime("%Y-%m-%dT%H:%M:%SZ"), "kind": kind, "id": id, **fields}


def head(learner="", name="", **fields):
    """Return the first line of an export."""
    about = {"v": 1, "time": "2026-10-06T08:00:00Z", "kind": "export", "course": "From Neuron to ResNet"}
    return {**about, "edition": "0.1.0", "learner": learner, "name": name, **fields}


def text(records):
    """Return records as the text of a file."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def asked(chapters=None):
    """Return all that these chapters ask, in order."""
    kinds = ("BEFORE", "EXERCISES", "PREDICTIONS", "AFTER")
    return [entry for number in chapters or registry.chapter_numbers() for entry in registry.entries_of(number, kinds)]


def learner(rng, entries, skill=0.5):
    """Return the records of one learner who goes through these entries; ``skill`` is how often they are right."""
    now, found = BEGIN + timedelta(minutes=int(rng.integers(60 * 24 * 7))), []

    def note(kind, id, seconds, **fields):
        nonlocal now
        now += timedelta(seconds=int(rng.exponential(seconds)) + 1)
        found.append(line(kind, id, now, **fields))

    for entry in entries:
        if rng.random() < 0.03:
            now += timedelta(hours=int(rng.integers(1, 40)))
        (exercise if isinstance(entry, Exercise) else question)(rng, entry, note, skill)
    return found


def exercise(rng, entry, note, skill):
    """Note attempts, hints, perhaps the solution."""
    names = [mistake.name for mistake in entry.misconceptions]
    weights = 0.5 ** np.arange(len(names))
    for k in range(int(rng.integers(1, 6))):
        if rng.random() < skill:
            note("attempt", entry.id, 120, verdict="correct", misconception=None)
            return
        known = names and rng.random() < 0.8
        slip = str(rng.choice(names, p=weights / weights.sum())) if known else None
        note("attempt", entry.id, 120, verdict="not right yet", misconception=slip)
        if k < len(entry.hints) and rng.random() < 0.4:
            note("hint", entry.id, 40, number=k + 1)
    if rng.random() < 0.3:
        note("solution", entry.id, 60)


def question(rng, entry, note, skill):
    """Note answers until the right one, or a few."""
    order = rng.permutation(len(entry.options))
    for k, at in enumerate(order, 1):
        at = entry.right if rng.random() < skill else at
        note("prediction", entry.id, 25, option=entry.options[at].label, right=bool(at == entry.right), **{"try": k})
        if at == entry.right:
            return
        if rng.random() < 0.2:
            note("shown", entry.id, 10)
            return


def write(folder, count, chapters=None, seed=0, named=0.3):
    """Write the exports of ``count`` learners into a folder, as Moodle unpacks them; return their paths."""
    rng, entries, paths = np.random.default_rng(seed), asked(chapters), []
    for k in range(count):
        path = Path(folder) / f"Learner {k}_{1000 + k}_assignsubmission_file_" / "my_progress.jsonl"
        path.parent.mkdir(parents=True)
        name = f"Learner {k} of the class" if rng.random() < named else ""
        records = learner(rng, entries[: int(rng.integers(len(entries) // 2, len(entries) + 1))], rng.uniform(0.3, 0.8))
        path.write_text(text([head(f"{k:016x}", name), *records]), encoding="utf-8")
        paths.append(path)
    return paths


if __name__ == "__main__":
    print(len(write(sys.argv[1], int((sys.argv[2:] or [300])[0]))), "journals")
