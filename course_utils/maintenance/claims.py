"""Keep the prose true: every number a chapter states is computed, or has a source.

    python -m course_utils.maintenance.claims 01     what chapter 01 still lacks, ready to paste into tests/claims.toml

The format of the ledger stands at the head of tests/claims.toml.
"""

import ast
import dataclasses
import importlib
import importlib.util
import math
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import nbformat
import numpy as np

from course_utils import settings
from course_utils.exercises import registry
from course_utils.maintenance import numbers
from course_utils.maintenance.notebooks import find

LEDGER = settings.ROOT / "tests" / "claims.toml"
SIGNIFICANT = 3  # digits from which on a number in the prose must be accounted for
_FIELDS = {"notebook", "text", "expression", "source"}
_UNSEEN = {"id", "stub", "reference", "answer", "solution", "equivalent_mutants", "name", "names"}


@dataclasses.dataclass(frozen=True)
class Claim:
    """One entry of the ledger: a number, and the expression that yields it or the source that states it."""

    notebook: str
    text: str
    expression: str | None = None
    source: str | None = None

    def __post_init__(self):
        if not re.fullmatch(r"\d\d", self.notebook):
            raise ValueError(f"notebook: got {self.notebook!r}; expected two digits, such as '01'")
        if (self.expression is None) == (self.source is None):
            raise ValueError(f"claim {self.text!r} of {self.notebook}: expected either an expression or a source")
        if self.source is not None and len(self.source) < 10:
            raise ValueError(f"source: got {self.source!r}; expected the paper and the place in it")
        numbers.parse(self.text)

    @property
    def number(self) -> numbers.Stated:
        """The number that the entry speaks about."""
        return numbers.parse(self.text)


class Ledger:
    """The claims of all chapters, and the statements that a chapter's expressions build on."""

    def __init__(self, claims: Iterable[Claim], setups=None):
        self.claims = list(claims)
        self.setups = dict(setups or {})

    @classmethod
    def read(cls, path: Path = LEDGER):
        """Read a ledger file. Raises ValueError naming the entry that is malformed."""
        table = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        unknown = set(table) - {"claim", "setup"}
        if unknown:
            raise ValueError(f"claims.toml: got a table {sorted(unknown)}; expected [[claim]] and [setup] only")
        claims = []
        for entry in table.get("claim", ()):
            if set(entry) - _FIELDS or not {"notebook", "text"} <= set(entry):
                raise ValueError(f"claim: got {entry}; expected notebook, text, and either expression or source")
            claims.append(Claim(**entry))
        return cls(claims, table.get("setup"))

    def of(self, chapter: str) -> list[Claim]:
        """Return the claims of one chapter."""
        return [claim for claim in self.claims if claim.notebook == chapter]

    def problems(self, chapter: str, texts: dict[str, str]) -> list[str]:
        """Return what is wrong between the ledger and `texts` (place -> markdown): uncovered, unused, twice, untrue."""
        claims = self.of(chapter)
        return [*_uncovered(chapter, claims, texts), *_unused(claims, texts), *_twice(claims), *self._untrue(chapter)]

    def _untrue(self, chapter) -> Iterator[str]:
        try:
            names = namespace(self.setups.get(chapter, ""))
        except Exception as error:
            yield f"[setup] of {chapter} raised {type(error).__name__}: {error}"
            return
        for claim in self.of(chapter):
            if claim.expression is not None:
                yield from _judge(claim, names)


def _judge(claim, names) -> Iterator[str]:
    try:
        value = evaluate(claim.expression, names)
    except Exception as error:
        yield f"{claim.text!r}: the expression {claim.expression!r} raised {type(error).__name__}: {error}"
        return
    if not claim.number.agrees(value):
        yield (f"{claim.text!r}: the expression {claim.expression!r} yields {value!r}, "
               f"which would be written {claim.number.shown(value)}")  # fmt: skip


def namespace(setup: str = "") -> dict:
    """Return the names that expressions see, after running `setup` among them."""
    names = {"np": np, "math": math}
    _import_names(setup, names)
    exec(compile(setup, "<setup of claims.toml>", "exec"), names)
    return names


def evaluate(expression: str, names: dict) -> float:
    """Return the one real number that `expression` yields. Raises TypeError for anything else."""
    _import_names(expression, names)
    value = eval(compile(expression.strip(), "<claim>", "eval"), names)
    array = np.asarray(value.detach() if hasattr(value, "detach") else value)
    if array.size != 1 or array.dtype.kind not in "biuf" or not np.isfinite(array).all():
        raise TypeError(f"it yields {value!r}; expected one finite real number")
    return array.item()


def _import_names(code, names):
    """Import the modules that `code` mentions by their bare names, and no others: a claim should cost what it needs."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Name) and node.id not in names:
            if node.id == "torch":
                names["torch"] = importlib.import_module("torch")
            elif importlib.util.find_spec(f"course_utils.{node.id}"):
                names[node.id] = importlib.import_module(f"course_utils.{node.id}")


def _uncovered(chapter, claims, texts) -> Iterator[str]:
    covered = {claim.number.key for claim in claims}
    for place, markdown in texts.items():
        for number in numbers.stated(markdown):
            if number.significant >= SIGNIFICANT and number.key not in covered:
                covered.add(number.key)
                yield (
                    f"{place}: the prose states {number.text!r} (… {number.context} …); add to tests/claims.toml:\n"
                    f"[[claim]]\nnotebook = \"{chapter}\"\ntext = '{number.text}'\n"
                    'expression = ""  # or: source = ""\n'
                )


def _unused(claims, texts) -> Iterator[str]:
    every = [number for text in texts.values() for number in numbers.stated(text)]
    found = {(number.key, sign) for number in every for sign in ("", number.sign)}
    for claim in claims:
        if (claim.number.key, claim.number.sign) not in found:
            yield f"{claim.text!r}: no prose of chapter {claim.notebook} states it; mend the prose or drop the claim"


def _twice(claims) -> Iterator[str]:
    seen = set()
    for claim in claims:
        if (key := (claim.number.key, claim.number.sign)) in seen:
            yield f"{claim.text!r}: claimed twice for chapter {claim.notebook}; one entry serves every place"
        seen.add(key)


def texts_of(path: Path) -> dict[str, str]:
    """Return the prose of a chapter: its notebook's markdown cells, its exercises' and its predictions' texts."""
    nb = nbformat.read(path, as_version=4)
    cells = {f"{path.name} cell {cell.get('id')!r}": cell.source for cell in nb.cells if cell.cell_type == "markdown"}
    further = _from_further_reading(cells)
    return {**{place: text for place, text in cells.items() if place not in further}, **exercise_texts(path.name[:2])}


def _from_further_reading(cells) -> set[str]:
    """Return the cells that continue a "Further reading" begun in an earlier cell: those before the next heading."""
    inside, found = False, set()
    for place, text in cells.items():
        headings = re.findall(r"(?m)^#{1,6} .*$", text)
        if inside and not headings:
            found.add(place)
        if headings:
            inside = "further reading" in headings[-1].lower()
    return found


def exercise_entries(chapter: str) -> tuple[tuple, tuple]:
    """Return the exercises and the predictions that `chapter` registers; both empty when it has no file of them."""
    name = f"course_utils.exercises.chapter_{chapter}"
    if importlib.util.find_spec(name) is None:
        return (), ()
    module = importlib.import_module(name)
    return tuple(getattr(module, "EXERCISES", ())), tuple(getattr(module, "PREDICTIONS", ()))


def exercise_texts(chapter: str) -> dict[str, str]:
    """Return every text that the exercises and predictions of `chapter` show: prompts, hints, messages, replies."""
    entries = registry.entries_of(chapter, ("EXERCISES", *registry.QUESTIONS)) if chapter.isdigit() else ()
    return {f"{entry.id} {place}": text for entry in entries for place, text in _strings(entry)}


def _strings(entry, place="") -> Iterator[tuple[str, str]]:
    if isinstance(entry, str):
        yield place, entry
    elif isinstance(entry, (tuple, list)):
        for index, item in enumerate(entry, 1):
            yield from _strings(item, f"{place} {index}".strip())
    elif dataclasses.is_dataclass(entry) and not isinstance(entry, type):
        for field in dataclasses.fields(entry):
            if field.name not in _UNSEEN:
                yield from _strings(getattr(entry, field.name), f"{place} {field.name}".strip())


def main(arguments=None) -> int:
    """Print what the named chapters (or all) lack; return 1 when anything is wrong."""
    ledger, wrong = Ledger.read(), 0
    for path in find(sys.argv[1:] if arguments is None else arguments):
        problems = ledger.problems(path.name[:2], texts_of(path))
        wrong += len(problems)
        print(f"{path.name}: {len(ledger.of(path.name[:2]))} claims, {len(problems)} problems")
        print("".join(f"  {problem}\n" for problem in problems), end="")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
