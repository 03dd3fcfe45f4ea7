"""What the folders in a folder mean: classes, or train, val and test with classes in them; wrapped or not."""

import hashlib
import re
from dataclasses import dataclass, field
from typing import NamedTuple

from course_utils.data.folder.files import File, Odd, composed, shown

TRAIN, VALIDATION, TEST, WHOLE = PART_ORDER = ("train", "validation", "test", "")
MEANINGS = {
    TRAIN: ("train", "training"), VALIDATION: ("val", "valid", "validation", "dev"), TEST: ("test", "testing"),
}  # fmt: skip
ENDING = re.compile(r"[-_ ]?(set|data|images|imgs|pictures)$")  # as in training_set, test-images
NO_CLASS = "beside the folders of the classes: of no class"


class Member(NamedTuple):
    """A file with its class, the part of the set it belongs to, and its place in the mixed order."""

    file: File
    label: str
    part: str
    rank: bytes


@dataclass
class Layout:
    """How a folder is laid out: members, what is odd, sentences about it, and what makes it useless, if anything."""

    members: list = field(default_factory=list)
    odd: list = field(default_factory=list)
    words: list = field(default_factory=list)
    problem: str | None = None
    classes: tuple = ()  # names that folders give, in the order of the labels

    @property
    def parts(self) -> tuple:
        """The parts that the folder brings, in their order; only ``WHOLE`` where it brings none."""
        found = {member.part for member in self.members}
        return tuple(part for part in PART_ORDER if part in found)


def find(tree) -> Layout:
    """Return the ``Layout`` of a tree of files.

    Example: ``find(files.listing("pets").tree).classes`` gives ``('cat', 'dog')`` for a folder with those two in it.
    """
    found = Layout()
    inner = _unwrapped(tree, found)
    splits = _splits(inner)
    if _is_divided_by_class(inner):
        _with_parts_in_classes(inner, found)
    elif TRAIN in splits and len(splits) > 1:
        _with_splits(inner, splits, found)
    elif {VALIDATION, TEST} == set(splits) and len(inner.holders) == len(inner.folders) == 2:
        found.problem = "val and test folders, but none for training"
    else:
        _with_classes(inner, WHOLE, inner.holders, found)
        _empty(inner, found)
        _loose(inner, found)
        found.problem = _too_few(inner)
    found.classes = tuple(sorted({member.label for member in found.members if member.part in (TRAIN, WHOLE)}))
    return found


def rank(label, rest) -> bytes:
    """Return the checksum of "class/name" by which files are mixed and split, whatever disk they came from.

    It shuffles them in a way that neither the disk nor a random generator decides.
    """
    return hashlib.sha256(composed(f"{label}/{rest}").encode("utf-8", "surrogateescape")).digest()


def _unwrapped(tree, found):
    """Return the folder that holds the classes: a folder with one folder of folders in it is a wrapping."""
    inner, path = tree, []
    while len(inner.holders) == 1 and not (path and inner.files):
        inner = inner.holders[0]
        path.append(shown(inner.name))
    if not path or inner.files or len(inner.holders) < 2:
        return tree
    found.words.append(f"The folders of the classes lie in {'/'.join(path)}/.")
    inside = set(inner.all())
    found.odd += [Odd(file.name, NO_CLASS) for file in tree.all() if file not in inside]
    return inner


def _splits(tree):
    """Return the folders that are named as parts of a set: part -> folders."""
    splits = {}
    for folder in tree.holders:
        name = ENDING.sub("", folder.name.lower())
        for part, names in MEANINGS.items():
            if name in names:
                splits.setdefault(part, []).append(folder)
    return splits


def _with_splits(tree, splits, found):
    for part, folders in splits.items():
        for folder in folders:
            inner = _unwrapped(folder, found)
            if inner.holders:
                _with_classes(inner, part, inner.holders, found)
                _empty(inner, found)
                _loose(inner, found)
            elif part == TRAIN:
                found.problem = f"pictures directly in {shown(folder.name)}/, in no folder of a class"
            else:
                found.odd += [Odd(file.name, f"in {shown(folder.name)}/, but in no folder of a class")
                              for file in folder.all()]  # fmt: skip
    used = [folder for folders in splits.values() for folder in folders]
    for folder in tree.holders:
        if folder not in used:
            found.odd += [Odd(file.name, "in a folder beside train, val and test") for file in folder.all()]
    _loose(tree, found)
    _compare(found)


def _is_divided_by_class(tree):
    """Whether each class has its own train, val and test folders, and nothing else."""
    inside = [_splits(folder) for folder in tree.holders]
    return len(inside) > 1 and all(TRAIN in splits and len(splits) > 1 for splits in inside) and not any(
        folder.files or len(folder.holders) != sum(map(len, splits.values()))
        for folder, splits in zip(tree.holders, inside)
    )  # fmt: skip


def _with_parts_in_classes(tree, found):
    for folder in tree.holders:
        label = shown(composed(folder.name))
        for part, inner in ((part, one) for part, folders in _splits(folder).items() for one in folders):
            found.members += [Member(file, label, part, rank(composed(folder.name), f"{inner.name}/{rest}"))
                              for file, rest in _below(inner, "")]  # fmt: skip
    _empty(tree, found)
    _loose(tree, found)
    _compare(found)


def _with_classes(tree, part, holders, found):
    deeper = False
    for folder in holders:
        label = shown(composed(folder.name))
        for file, rest in _below(folder, ""):
            deeper |= "/" in rest
            found.members.append(Member(file, label, part, rank(composed(folder.name), rest)))
    if deeper:
        found.words.append("Pictures in deeper folders belong to the class of the topmost one.")


def _below(tree, before):
    yield from ((file, before + file.path.name) for file in tree.files)
    for folder in tree.folders:
        yield from _below(folder, f"{before}{folder.name}/")


def _loose(tree, found):
    found.odd += [Odd(file.name, NO_CLASS) for file in tree.files]


def _empty(tree, found):
    found.odd += [Odd(shown(folder.name), "a folder without pictures", "no class")
                  for folder in tree.folders if folder not in tree.holders]  # fmt: skip


def _compare(found):
    """Name the classes that the parts do not share; what training does not have cannot be tested."""
    learned = {member.label for member in found.members if member.part == TRAIN}
    strange = [member for member in found.members if member.label not in learned]
    found.odd += [Odd(m.file.name, f"its class {m.label!r} has no pictures in the training part") for m in strange]
    found.members = [member for member in found.members if member.label in learned]
    for part in found.parts[1:]:
        missing = sorted(learned - {member.label for member in found.members if member.part == part})
        if missing:
            found.words.append(f"The {part} part has no pictures of {', '.join(map(repr, missing))}.")


def _too_few(tree):
    if len(tree.holders) >= 2:
        return None
    if len(tree.folders) == 1:
        return f"one class, {shown(tree.folders[0].name)!r}"
    if tree.holders:
        return f"pictures in one of its {len(tree.folders)} sub-folders only, {shown(tree.holders[0].name)!r}"
    if tree.folders:
        return f"no pictures in its {len(tree.folders)} sub-folders"
    loose = f", and {len(tree.files)} pictures directly in it" if tree.files else ""
    return f"no sub-folders{loose}"
