"""A survey of a folder in words."""

import unicodedata

from course_utils.data.folder.files import printable

FEW, UNEVEN = 5, 10  # pictures to learn from; times as many in one class as in another
ROWS = 40  # classes in a table
TITLES = {"train": "to learn", "validation": "to choose", "test": "to test"}
SHARED = {
    (): "One picture in five of each class, chosen by name, is kept for the test.",
    ("train",): "The folder brings no test part that can be used: one picture in five of each class, chosen by name, "
    "is kept for the test.",
    ("train", "validation"): "The folder brings train and val: val is for choosing while training; one picture in five "
    "of train, chosen by name, is kept for the test.",
    ("train", "test"): "The folder brings train and test, which are used as they are.",
    ("train", "validation", "test"): "The folder brings train, val and test, which are used as they are.",
}


def text(survey, most=10) -> str:
    """Return a survey in words: classes and counts, sizes and kinds, how it is divided, what is odd."""
    if survey.problem:
        return "\n".join([f"{printable(survey.path)}: a folder {survey.problem}.", *oddities(survey, most)])
    total = sum(len(members) for members in survey.chosen.values())
    lines = [f"{printable(survey.path)}: {total:,} pictures in {len(survey.class_names)} classes"]
    lines += [*_table(survey), *_sizes(survey), *survey.words, SHARED[survey.brought], *_uneven(survey)]
    return "\n".join([*lines, *oddities(survey, most)])


def oddities(survey, most=10) -> list:
    """Return lines that name what is odd and what is done about it, the files that are left out first."""
    lines = []
    for (reason, done, kept), found in grouped(survey.odd):
        named = [printable(one.file) + (f" ({printable(one.detail)})" if one.detail else "") for one in found]
        if len(found) == 1:
            lines.append(f"{named[0]}: {reason}; {done}.")
            continue
        shown = named[: most // 3 if kept else most]
        lines += [f"{len(found):,} files: {reason}; {done}.", *("    " + name for name in shown)]
        if len(found) > len(shown):
            lines.append(f"    … and {len(found) - len(shown):,} more")
    return ["Odd:", *("  " + line for line in lines)] if lines else ["Nothing odd."]


def grouped(odd) -> list:
    """Return pairs ((reason, done, kept), the odd ones of which that is true), the larger groups first."""
    groups = {}
    for one in odd:
        groups.setdefault((one.reason, one.done, one.kept), []).append(one)
    return sorted(groups.items(), key=lambda group: (group[0][2], -len(group[1]), group[0]))


def what_is_missing(survey, lines=5) -> list:
    """Return at most so many lines that name the files which are left out; none where nothing is."""
    groups = [group for group in grouped(survey.odd) if not group[0][2]]
    said = []
    for (reason, done, _), found in groups[: lines if len(groups) <= lines else lines - 1]:
        names = ", ".join(printable(one.file) for one in found[:3]) + (", …" if len(found) > 3 else "")
        said.append(f"{done}: {len(found)} × {reason}: {names}")
    if len(groups) > lines:
        rest = sum(len(found) for _, found in groups[lines - 1 :])
        said.append(f"left out for other reasons: {rest}; all of them: "
                    f'python -m course_utils.experiment.look "{survey.path}" --all')  # fmt: skip
    return said


def _table(survey):
    parts = [part for part, members in survey.chosen.items() if members]
    counts = [survey.counts[part] for part in parts]
    names = [printable(name) for name in survey.class_names]
    width = max(map(_columns, names[:ROWS]))
    yield " " * (width + 2) + "".join(f"{TITLES[part]:>11}" for part in parts)
    for name, row in list(zip(names, zip(*counts)))[:ROWS]:
        yield "  " + name + " " * (width - _columns(name)) + "".join(f"{count:>11,}" for count in row)
    if len(names) > ROWS:
        rest = [sum(row) for row in zip(*counts)][ROWS:]
        yield f"  … and {len(rest)} more classes, of {min(rest):,} to {max(rest):,} pictures each"


def _sizes(survey):
    kinds = ", ".join(f"{kind} {count:,}" for kind, count in sorted(survey.formats.items(), key=lambda f: -f[1]))
    small, middle, large = (f"{width} × {height}" for width, height in survey.sizes)
    sizes = f"all of {small} pixels" if small == large else f"{small} to {large} pixels, the middle one {middle}"
    yield f"Kinds: {kinds}; {sizes}."


def _uneven(survey):
    counts = survey.counts["train"]
    by_count = sorted(zip(counts, survey.class_names))
    (least, rare), (most, common) = by_count[0], by_count[-1]
    if most >= UNEVEN * least:
        yield (f"Uneven: {common!r} has {most:,} pictures to learn from, {rare!r} {least:,}. Who always answers "
               f"{common!r} is right in {most / sum(counts):.0%} of them. All are kept.")  # fmt: skip
    few = [name for count, name in by_count if count < FEW]
    if few:
        names = ", ".join(map(repr, few[:5])) + (", …" if len(few) > 5 else "")
        yield f"Few: fewer than {FEW} pictures to learn from in {names}."


def _columns(name):
    """Return how wide a name is on a screen, where Chinese letters take two columns."""
    return sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in name)
