"""The claims of a chapter, in tests/claims/NN.toml: a passage of its texts with its numbers marked, and what they mean.

    setup = '''
    first = backprop.WorkedExample()
    '''
    structure = ["one of two ways"]

    [[claim]]
    says = "at $z = [[5]]$ the slope is [[0.006648]]"
    is = ["", "activations.sigmoid_grad(n[0])"]
    given = "the place chosen"

    [[claim]]
    says = "LeNet-5 errs on [[0.95 %]] of the test digits"
    source = "LeCun et al. 1998, section III-B"

    [[claim]]
    says = "more than [[ten]] times as fast"
    holds = "slow / fast > n[0]"

says       A passage as the text has it, at least two words beside its numbers; each number that it accounts for stands
           in [[ ]]. White space does not matter, all else does. It serves every place where the chapter says so.
is         An expression for each marked number, in order, or one for the only one; "" for a number that has another
           meaning. Its value, rounded as the number is written, must be the number: 97.3 % needs 0.973, "half" 0.5.
           After "about", "some", "nearly", "roughly" round numbers are taken as round: about 40 % serves 0.43.
holds      An expression that must be true. It sees the marked numbers as n[0], n[1] …, as `is` does.
source     Who states the numbers without an expression, and where: paper and section, table or figure.
given      Why they are what they are, where that is a choice: an example's input, a setting of what is shown.
structure  Passages whose numbers are none of these: "the layers 2 and 3 of it".

What expressions see stands in `values.namespace`; which numbers must be claimed, in `reach`.
"""

import dataclasses
import functools
import re
import tomllib
from pathlib import Path

from course_utils import settings
from course_utils.maintenance.claims.reach import Quantity, quantities

FOLDER = settings.ROOT / "tests" / "claims"
COMMON = FOLDER / "structure.toml"
_FIELDS = {"says", "is", "holds", "source", "given"}
_MARK = re.compile(r"\[\[(.+?)\]\](?!\])")
_LOOSELY = re.compile(
    r"(?i)(?:\b(?:about|some|nearly|roughly|almost|around|close to|a little (?:over|under|more than|less than))|≈"
    r"|\\approx)\s*(?:an? )?$"
)


@dataclasses.dataclass(frozen=True)
class Passage:
    """Words of a text with marked numbers. Raises ValueError for marks that hold no number."""

    says: str

    def __post_init__(self):
        for mark in self.marks:
            if len(read(mark)) != 1:
                raise ValueError(f"says: got [[{mark}]] in {self.says!r}; expected one number between the brackets")
        if len(re.findall(r"[^\W\d_]{2,}", _MARK.sub(" ", self.says))) < 2:
            raise ValueError(f"says: got {self.says!r}; expected at least two words beside the numbers")

    @functools.cached_property
    def marks(self) -> list[str]:
        """The marked numbers, as they are written."""
        return _MARK.findall(self.says)

    @functools.cached_property
    def numbers(self) -> list[Quantity]:
        """The marked numbers, read."""
        return [read(mark)[0] for mark in self.marks]

    @functools.cached_property
    def plain(self) -> str:
        """The passage without its marks."""
        return _MARK.sub(r"\1", self.says).strip()

    @functools.cached_property
    def pattern(self) -> re.Pattern:
        """What finds the passage, with a group for each mark."""
        pieces = _MARK.split(self.says.strip())
        quoted = [r"\s+".join(re.escape(word) for word in re.split(r"\s+", piece)) for piece in pieces]
        body = "".join(f"({piece})" if place % 2 else piece for place, piece in enumerate(quoted))
        return re.compile(rf"(?<![\w.,−-](?=\w))(?<!\d(?=[,.]\d)){body}(?!(?<=\w)\w)(?!(?<=\d)[.,]?\d)")

    def loosely(self, place: int) -> bool:
        """Whether words such as "about" stand before the mark at `place`."""
        before = _MARK.split(self.says)[2 * place]
        return bool(_LOOSELY.search(before))


def read(mark: str) -> list[Quantity]:
    """Read what a mark holds; a bare word or digit counts there, whatever it would be in a sentence."""
    for before, behind in (("", ""), ("$= ", "$"), ("", " times"), ("", " of 10")):
        found = [one for one in quantities(f"{before}{mark}{behind}") if one.start < len(before) + len(mark)]
        if found:
            return found
    return []


@dataclasses.dataclass(frozen=True)
class Claim(Passage):
    """A passage, and what its numbers mean. Raises ValueError naming what is missing or too much."""

    is_: tuple[str, ...] = ()
    holds: str = ""
    source: str = ""
    given: str = ""

    def __post_init__(self):
        super().__post_init__()
        if not self.marks:
            raise ValueError(f"says: got {self.says!r}; expected at least one number in [[ ]]")
        if self.is_ and len(self.is_) != len(self.marks):
            raise ValueError(f"is: got {len(self.is_)} expressions for {len(self.marks)} numbers of {self.says!r}")
        if not (all(self.is_) and self.is_) and not (self.holds or self.source or self.given):
            raise ValueError(f"{self.says!r}: expected an expression for each number, or holds, source or given")
        if not (self.source or self.given):
            self._all_are_spoken_of()
        for name in ("source", "given"):
            if (text := getattr(self, name)) and len(text) < 10:
                raise ValueError(f"{name}: got {text!r} for {self.says!r}; expected where it stands, or why it is so")

    def _all_are_spoken_of(self):
        for place, mark in enumerate(self.marks):
            used = " ".join([*self.is_, self.holds])
            if not (self.is_ and self.is_[place]) and not re.search(rf"\bn\[{place}\]|\bn\b(?!\[)", used):
                raise ValueError(f"{self.says!r}: nothing speaks of {mark}; expected n[{place}] in an expression")


@dataclasses.dataclass(frozen=True)
class Book:
    """The claims of one chapter, what their expressions build on, and the passages that state nothing."""

    claims: tuple[Claim, ...]
    structure: tuple[Passage, ...] = ()
    setup: str = ""

    @classmethod
    def read(cls, chapter: str, folder: Path = FOLDER):
        """Read tests/claims/NN.toml; an empty book where there is none. Raises ValueError naming what is malformed."""
        table = _table(folder / f"{chapter}.toml")
        if unknown := set(table) - {"claim", "setup", "structure"}:
            raise ValueError(f"claims/{chapter}.toml: got {sorted(unknown)}; expected setup, structure and [[claim]]")
        common = _table(folder / "structure.toml").get("structure", [])
        words = [Words(words, everywhere=True) for words in common] + [
            Words(words) for words in table.get("structure", [])
        ]
        return cls(tuple(_claim(entry) for entry in table.get("claim", ())), tuple(words), table.get("setup", ""))


@dataclasses.dataclass(frozen=True)
class Words(Passage):
    """A passage of structure: a short one will do, and nothing is marked; `everywhere` for those of all chapters."""

    everywhere: bool = False

    def __post_init__(self):
        if _MARK.search(self.says):
            raise ValueError(f"structure: got {self.says!r}; expected no [[ ]]")


def _table(path):
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name}: {error}") from None


def _claim(entry) -> Claim:
    if set(entry) - _FIELDS or "says" not in entry:
        raise ValueError(f"claim: got {sorted(entry)}; expected says, and of is, holds, source, given what it needs")
    entry = dict(entry)
    values = entry.pop("is", ())
    return Claim(is_=(values,) if isinstance(values, str) else tuple(values), **entry)
