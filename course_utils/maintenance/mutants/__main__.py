"""Draw mutants of the course's own code, try each against the tests, and print those that no test has seen.

    python -m course_utils.maintenance.mutants --count 60 --seed 1
    python -m course_utils.maintenance.mutants --count 20 --seed 1 --only course_utils/data course_utils/site/views

Each is put into a copy of the course, never into the course itself. What was drawn and what became of it is kept in a
file, so that a run that was stopped goes on where it was. Mutants that change nothing that anybody could see are listed
with the reason in equivalent.toml beside this file; they are counted apart and never left out of the table. Returns 1
where fewer than 95 of a hundred of the others die.
"""

import argparse
import json
import sys
import tempfile
import tomllib
from pathlib import Path

from course_utils import settings, whole_files
from course_utils.maintenance.in_a_copy import copied
from course_utils.maintenance.mutants import draw
from course_utils.maintenance.mutants.mutant import Mutant
from course_utils.maintenance.mutants.trial import Course

_EQUIVALENT = Path(__file__).with_name("equivalent.toml")
ENOUGH = 0.95


def main(arguments=None) -> int:
    """Draw the mutants, or take up an earlier draw, try each, print the table; return 1 where too many survive."""
    chosen = _parser().parse_args(arguments)
    kept = chosen.kept or Path(tempfile.gettempdir()) / f"mutants-{chosen.seed}.json"
    if not kept.exists():
        drawn = draw.drawn(chosen.count, chosen.seed, chosen.only)
        _keep(kept, [{"mutant": one.record()} for one in drawn])
    records = json.loads(kept.read_text(encoding="utf-8"))
    some = [one for one in records if one["mutant"]["path"].endswith(chosen.language)]
    if chosen.list:
        print(*(told(Mutant(**one["mutant"])) for one in some), sep="\n")
        return 0
    _try(some, lambda: _keep(kept, records), not chosen.no_browser)
    return table([(Mutant(**one["mutant"]), one["by"]) for one in some], chosen.seed)


def _parser():
    name = "python -m course_utils.maintenance.mutants"
    parser = argparse.ArgumentParser(prog=name, description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=60, help="how many are drawn (60)")
    parser.add_argument("--seed", type=int, default=0, help="the same seed draws the same mutants of the same code (0)")
    parser.add_argument("--only", nargs="+", default=(), metavar="PATH", help="files or folders from the course's root")
    parser.add_argument("--kept", type=Path, help="the file that keeps them (mutants-SEED.json among temporary files)")
    parser.add_argument("--language", choices=("py", "js"), default="", help="of what was drawn, only one language")
    parser.add_argument(
        "--no-browser", action="store_true", help="leave out tests in a browser, which take minutes each"
    )
    parser.add_argument("--list", action="store_true", help="print what is drawn, and try nothing")
    return parser


def _keep(file, records):
    whole_files.replace(file, json.dumps(records, ensure_ascii=False, indent=1))


def _try(records, keep, browser):
    """Try the mutants of which it is not known yet what becomes of them."""
    with tempfile.TemporaryDirectory(prefix="course-mutants-") as folder:
        course = Course(copied(Path(folder) / "course"), browser=browser)
        for number, record in enumerate(records, 1):
            if "by" not in record:
                mutant = Mutant(**record["mutant"])
                record["by"], record["seconds"] = course.tried(mutant)
                keep()
                what = record["by"] or "SURVIVED"
                print(f"{number}/{len(records)} {record['seconds']} s {what}: {told(mutant)}", flush=True)


def table(results, seed) -> int:
    """Print the survivors and counts of (mutant, by) pairs; return 1 where too few of those that can die have died."""
    argued = tomllib.loads(_EQUIVALENT.read_text(encoding="utf-8")).get("equivalent", [])
    alive = [mutant for mutant, by in results if not by]
    same = {mutant: why for mutant in alive if (why := argued_of(mutant, argued))}
    for mutant in alive:
        print(f"changes nothing: {told(mutant)}\n    {same[mutant]}" if mutant in same else f"survived: {told(mutant)}")
    for language in ("py", "js"):
        for room in dict.fromkeys((*draw.ROOMS, *draw.SCRIPTS)):
            here = [by for one, by in results if draw.room_of(one.path) == room and one.path.endswith(language)]
            if here:
                print(f"{room}, {language}: {sum(map(bool, here))} of {len(here)} died")
    died, able = len(results) - len(alive), len(results) - len(same)
    print(f"together {died} of {len(results)} died, seed {seed}; {len(same)} of the others change nothing")
    return 0 if died >= ENOUGH * able else 1


def argued_of(mutant, argued):
    """Return why a mutant changes nothing that can be seen, or None where nobody has said so."""
    lines = (settings.PACKAGE.parent / mutant.path).read_text(encoding="utf-8").splitlines()
    found = {**mutant.record(), "code": lines[mutant.line - 1].strip()}
    same = (one for one in argued if all(one[name] == found[name] for name in ("path", "code", "before", "after")))
    return next((one["why"] for one in same), None)


def told(mutant) -> str:
    """Return a mutant in one line: where, what kind, what stood there, what stands there now."""
    before, after = (" ".join(text.split()) for text in (mutant.before, mutant.after))
    return f"{mutant.path}:{mutant.line}: {mutant.operator}: {before[:90]} -> {after[:90]}"


if __name__ == "__main__":
    sys.exit(main())
