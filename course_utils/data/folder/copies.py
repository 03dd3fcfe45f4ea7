"""The same picture more than once: in a class, in two classes, in the part to learn from and the part to test with."""

import hashlib

from course_utils.data.folder.files import Odd, shown
from course_utils.data.folder.layout import PART_ORDER

COPY = "the same picture as another of its class"
TWO_CLASSES = "the same picture in two classes"


def left_out(members, pictures, odd) -> list:
    """Return the members of which each picture is there once; name the others in ``odd``.

    Two pictures are the same where their prepared pixels are: of equal files they always are, and to a network nothing
    else tells them apart. Of copies in one class the one in the earliest part (train, then validation, then test)
    with the shortest name is kept. A picture in two classes is left out of both: which of them is right cannot be seen.
    """
    groups = {}
    for member in members:
        key = hashlib.sha256(pictures[member.file.name].pixels.tobytes()).digest()
        groups.setdefault(key, []).append(member)
    dropped = set()
    for group in groups.values():
        if len(group) > 1:
            dropped |= _contradictory(group, odd) if len({m.label for m in group}) > 1 else _repeated(group, odd)
    return [member for member in members if member not in dropped]


def _contradictory(group, odd):
    for member in group:
        other = next(m for m in group if m.label != member.label)
        odd.append(Odd(member.file.name, TWO_CLASSES, "left out of both", f"= {shown(other.file.name)}"))
    return set(group)


def _repeated(group, odd):
    first, *others = sorted(group, key=lambda m: (PART_ORDER.index(m.part), len(m.file.name), m.file.name))
    for member in others:
        if member.part == first.part:
            reason, done = COPY, "left out"
        else:
            reason, done = f"the same picture in {first.part} and {member.part}", f"left out of the {member.part} part"
        odd.append(Odd(member.file.name, reason, done, f"= {shown(first.file.name)}"))
    return set(others)
