"""Prove the claims: change numbers at random, and count how many changes a test sees.

    python -m course_utils.maintenance.claims.mutate --count 400 --seed 1          all chapters
    python -m course_utils.maintenance.claims.mutate 05 --count 100                the sentences of one chapter

Of all changes four in five are made to sentences: two digits swapped, times ten, a digit dropped, one added to the last
digit, another word, two numbers of a sentence exchanged. The others are made to stored runs and to constants of the
code, in a copy of the course. What survives is listed.
"""

import argparse
import collections
import random
import re
import sys

from course_utils.maintenance.claims import check, files, texts
from course_utils.maintenance.claims.book import Book
from course_utils.maintenance.claims.reach import quantities

_WORDS = ("two", "four", "five", "seven", "nine", "twelve", "twenty", "a hundred", "half", "a third", "twice")


def main(arguments=None) -> int:
    """Make the changes, print the survivors and the share that was seen; return 1 below 95 %."""
    name = "python -m course_utils.maintenance.claims.mutate"
    parser = argparse.ArgumentParser(prog=name, description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", help="05, glossary, guide, readme; none: all, runs and constants too")
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    rng = random.Random(chosen.seed)
    others = 0 if chosen.names else chosen.count // 5
    seen = collections.Counter()
    for kind, what, by in (*sentences(chosen.names, chosen.count - others, rng), *files.changes(others, rng)):
        seen[kind, bool(by)] += 1
        if not by:
            print(f"survived: {kind}: {what}", flush=True)
    for kind in sorted({kind for kind, _ in seen}):
        print(f"{kind}: {seen[kind, True]} of {seen[kind, True] + seen[kind, False]} seen")
    share = sum(count for (_, caught), count in seen.items() if caught) / sum(seen.values())
    print(f"together {share:.1%} of {sum(seen.values())}, seed {chosen.seed}")
    return 0 if share >= 0.95 else 1


def sentences(names, count, rng):
    """Yield (kind, what was changed, whether a claim sees it) for `count` changes of numbers in sentences."""
    books = {name: (Book.read(name), texts.of(name)) for name in names or texts.names()}
    every = [(name, place, number) for name, (_, all_) in books.items() for place, text in all_.items()
             for number in quantities(text)]  # fmt: skip
    while count and every:
        name, place, number = rng.choice(every)
        book, all_ = books[name]
        kind = rng.choice(list(KINDS))
        changed = KINDS[kind](all_[place], number, rng)
        if changed is None or changed == all_[place]:
            continue
        count -= 1
        by = next(check.uncovered({place: changed}, book), None) or _lost(book, all_, place, changed)
        yield f"sentence, {kind}", f"{name} {place}: {_around(all_[place], changed)}", by


def _lost(book, all_, place, changed):
    """A claim that no text makes any longer, or a passage of structure."""
    claims, words = ([one for one in kind if one.pattern.search(all_[place])] for kind in (book.claims, book.structure))
    return next(check.unused({**all_, place: changed}, Book(tuple(claims), tuple(words))), None)


def _around(before, after):
    start = next(i for i, (a, b) in enumerate(zip(before + " ", after + " ", strict=False)) if a != b)
    return f"{before[max(0, start - 40) : start + 25]!r} -> {after[max(0, start - 10) : start + 25]!r}"


def _put(text, number, new):
    return text[: number.start] + new + text[number.end :]


def _swapped(text, number, rng):
    """Two neighbouring digits change places."""
    pairs = [number.text[i : i + 2] for i in range(len(number.text) - 1)]
    places = [i for i, pair in enumerate(pairs) if pair.isdigit() and pair[0] != pair[1]]
    if places:
        i = rng.choice(places)
        return _put(text, number, number.text[:i] + number.text[i + 1] + number.text[i] + number.text[i + 2 :])
    return None


def _times_ten(text, number, rng):
    digits = re.search(r"\d[\d,]*(?:\.\d+)?", number.text)
    if not digits:
        return None
    value = float(digits.group().replace(",", "")) * 10
    return _put(text, number, number.text[: digits.start()] + f"{value:,.6g}" + number.text[digits.end() :])


def _rounded(text, number, rng):
    """The last decimal, or the last digit of a whole number, is rounded away."""
    digits = re.search(r"\d[\d,]*(?:\.\d+)?", number.text)
    if not digits or len(digits.group()) < 2:
        return None
    short = digits.group()[:-1].rstrip(".,") if "." in digits.group() else digits.group()[:-1].rstrip(",") + "0"
    return _put(text, number, number.text[: digits.start()] + short + number.text[digits.end() :])


def _next_digit(text, number, rng):
    last = list(re.finditer(r"\d", number.text))
    if not last:
        return None
    hit = last[-1]
    new = str((int(hit.group()) + rng.choice((1, 9))) % 10)
    return _put(text, number, number.text[: hit.start()] + new + number.text[hit.end() :])


def _other_word(text, number, rng):
    if re.search(r"\d", number.text):
        return None
    word = rng.choice([word for word in _WORDS if word != number.text.lower()])
    return _put(text, number, word.capitalize() if number.text[0].isupper() else word)


def _exchanged(text, number, rng):
    """It changes places with another number of its sentence."""
    ends = [hit.start() for hit in re.finditer(r"[.!?]\s|\n\n|\|\n|$", text)]
    after = min(end for end in ends if end >= number.start)
    others = [n for n in quantities(text) if n.end <= after and n.start > number.end and n.text != number.text]
    if not others:
        return None
    other = rng.choice(others)
    between = text[number.end : other.start]
    return text[: number.start] + other.text + between + number.text + text[other.end :]


KINDS = {
    "digits swapped": _swapped, "times ten": _times_ten, "rounded": _rounded, "next digit": _next_digit,
    "another word": _other_word, "exchanged": _exchanged,
}  # fmt: skip

if __name__ == "__main__":
    sys.exit(main())
