"""Draw mutants of the course's own code, try each against the tests, and print those that no test has seen.

    python -m course_utils.maintenance.mutants --count 60 --seed 1
    python -m course_utils.maintenance.mutants --count 20 --seed 1 --only course_utils/data course_utils/site/views

Each is put into a copy of the course, never into the course itself. What was found is kept in a file, so that a run
that was stopped goes on where it was. Mutants that change nothing that anybody could see are listed with the reason, in
equivalent.toml beside this file; they are counted apart and never left out of the table. Returns 1 where fewer than 95
of a hundred of the others die.
"""

import argparse
import json
import sys
import tempfile
import tomllib
from pathlib import Path

from course_utils.maintenance.in_a_copy import copied
from course_utils.maintenance.mutants import draw
from course_utils.maintenance.mutants.trial import Course

_EQUIVALENT = Path(__file__).with_name("equivalent.toml")
ENOUGH = 0.95


def main(arguments=None) -> int:
    """Draw the mutants, try each, print the table; return 1 where too many survive."""
    name = "python -m course_utils.maintenance.mutants"
    parser = argparse.ArgumentParser(prog=name, description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=60, help="how many are drawn (60)")
    parser.add_argument("--seed", type=int, default=0, help="the same seed draws the same mutants of the same code (0)")
    parser.add_argument("--only", nargs="+", default=(), metavar="PATH", help="files or folders from the course's root")
    parser.add_argument(
        "--kept", type=Path, help="where the results are kept (mutants-SEED.jsonl in the folder for temporary files)"
    )
    parser.add_argument("--language", choices=("py", "js"), help="of what is drawn, try one language's only")
    parser.add_argument("--list", action="store_true", help="print what would be tried, and try nothing")
    chosen = parser.parse_args(arguments)
    drawn = draw.drawn(chosen.count, chosen.seed, chosen.only)
    mutants = [one for one in drawn if one.path.endswith(chosen.language or "")]
    if chosen.list:
        print(*map(told, mutants), sep="\n")
        return 0
    kept = chosen.kept or Path(tempfile.gettempdir()) / f"mutants-{chosen.seed}.jsonl"
    return table(tried(mutants, kept), chosen.seed)


def tried(mutants, kept):
    """Try the mutants that a file of earlier results does not hold yet, and add them to it; return all results."""
    records = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()] if kept.exists() else []
    results = []
    with tempfile.TemporaryDirectory(prefix="course-mutants-") as folder:
        course = Course(copied(Path(folder) / "course"))
        for number, mutant in enumerate(mutants, 1):
            known = next((one for one in records if mutant.same_as(one)), None)
            if known is None:
                by, seconds = course.tried(mutant)
                known = {**mutant.record(), "by": by, "seconds": seconds}
                with kept.open("a", encoding="utf-8") as file:
                    file.write(f"{json.dumps(known, ensure_ascii=False)}\n")
            results.append((mutant, known))
            print(
                f"{number}/{len(mutants)} {known['seconds']} s {known['by'] or 'SURVIVED'}: {told(mutant)}", flush=True
            )
    return results


def table(results, seed) -> int:
    """Print the survivors and the counts; return 1 where fewer than `ENOUGH` of those that can die have died."""
    argued = tomllib.loads(_EQUIVALENT.read_text(encoding="utf-8")).get("equivalent", [])
    alive = [mutant for mutant, known in results if not known["by"]]
    same = {mutant: why for mutant in alive if (why := argued_of(mutant, argued))}
    print()
    for mutant in alive:
        print(f"{'equivalent' if mutant in same else 'survived'}: {told(mutant)}")
        if mutant in same:
            print(f"    {same[mutant]}")
    for room in dict.fromkeys((*draw.ROOMS, *draw.SCRIPTS)):
        for kind in (".py", ".js"):
            here = [
                known for mutant, known in results if draw.room_of(mutant.path) == room and mutant.path.endswith(kind)
            ]
            if here:
                print(f"{room}, {kind[1:]}: {sum(bool(one['by']) for one in here)} of {len(here)} died")
    died, able = len(results) - len(alive), len(results) - len(same)
    print(f"together {died} of {len(results)} died, seed {seed}; {len(same)} of the others change nothing")
    return 0 if died >= ENOUGH * able else 1


def argued_of(mutant, argued):
    """Return why a mutant changes nothing that can be seen, or None where nobody has said so."""
    same = (one for one in argued if all(one[name] == getattr(mutant, name) for name in ("path", "before", "after")))
    return next((one["why"] for one in same), None)


def told(mutant) -> str:
    """Return a mutant in one line: where, what kind, what stood there, what stands there now."""
    before, after = (" ".join(text.split()) for text in (mutant.before, mutant.after))
    return f"{mutant.path}:{mutant.line}: {mutant.operator}: {before[:90]} -> {after[:90]}"


if __name__ == "__main__":
    sys.exit(main())
