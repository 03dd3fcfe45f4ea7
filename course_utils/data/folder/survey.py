"""A folder of pictures looked through once: what will be learned from, what tested with, and each odd file."""

import os
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from course_utils import bars, validation
from course_utils.data.data_set import Split
from course_utils.data.folder import copies, files, layout, picture, words
from course_utils.data.folder.cache import Cache
from course_utils.data.folder.files import Odd, shown
from course_utils.data.folder.layout import TEST, TRAIN, VALIDATION, WHOLE

TEST_SHARE = 0.2
PATIENCE = 1.0  # seconds of work without a sign
LONE = "the only picture of its class"
PARTS = (TRAIN, VALIDATION, TEST)


@dataclass
class Survey:
    """Say what a folder holds and what becomes of every file in it.

    ``counts`` gives the number of pictures by class for each part (train, validation, test); ``sizes`` are (width,
    height) of the smallest, the middle and the largest by area; ``formats`` counts kinds; ``odd`` names each odd file
    once for each thing that is odd about it; ``passed_over`` are files and folders of the system, and hidden ones.
    ``problem`` says why the folder cannot be used; it is None where it can. ``chosen`` gives, for each part, the
    members in their mixed order; ``pictures`` what was read, by name.
    """

    path: str
    size: int
    class_names: tuple = ()
    brought: tuple = ()
    words: tuple = ()
    sizes: tuple = ()
    formats: dict = field(default_factory=dict)
    odd: tuple = ()
    passed_over: tuple = ()
    problem: str | None = None
    chosen: dict = field(default_factory=lambda: {part: [] for part in PARTS}, repr=False)
    pictures: dict = field(default_factory=dict, repr=False)

    @property
    def counts(self) -> dict:
        """Return part -> how many pictures of each class it has, in the order of ``class_names``."""
        found = {part: Counter(member.label for member in members) for part, members in self.chosen.items()}
        return {part: tuple(labels[name] for name in self.class_names) for part, labels in found.items()}

    def text(self, most=10) -> str:
        """Return it in words, for people: short where all is well; at most so many names for each oddity."""
        return words.text(self, most)

    def split(self) -> Split:
        """Return the pictures as a ``Split``. Raises ValueError, with the reason, for a folder that cannot be used."""
        if self.problem:
            raise ValueError(f"path: got {self.path!r} {self.problem}")
        found = {part: self._arrays(part) for part in PARTS}
        return Split(*found[TRAIN][:2], *found[TEST][:2], self.class_names, found[TRAIN][2], found[TEST][2],
                     *(found[VALIDATION] if self.chosen[VALIDATION] else ()))  # fmt: skip

    def _arrays(self, part):
        members = self.chosen[part]
        x = np.empty((len(members), 3, self.size, self.size), np.uint8)
        for k, member in enumerate(members):
            x[k] = self.pictures[member.file.name].pixels
        labels = {name: k for k, name in enumerate(self.class_names)}
        y = np.array([labels[member.label] for member in members], np.int64)
        return x, y, tuple(member.file.name for member in members)


def survey(path, size=32, progress=None, cache=None) -> Survey:
    """Look through the folder ``path`` once and return a ``Survey`` for pictures of ``size`` x ``size`` pixels.

    ``progress`` is called with (how many were read, how many there are) after each picture; without one a bar is shown
    where there is work for more than a second, and with False nothing is. ``cache`` names a folder in which prepared
    pictures are kept from one time to the next.

    Raises TypeError, FileNotFoundError or NotADirectoryError for a path that is no folder. Whatever else is wrong
    stands in the survey: ``problem``, and ``odd``.

    Example: ``print(survey("pets").text())``.
    """
    size = validation.integer("size", size, minimum=1)
    root = _root(path)
    listing = files.listing(root)
    plan = layout.find(listing.tree)
    found = Survey(shown(str(root)), size, passed_over=tuple(listing.passed_over), words=tuple(plan.words))
    odd = [*listing.odd, *plan.odd]
    members = [] if plan.problem else _read(plan.members, found, odd, progress, Cache(cache, size))
    members = copies.left_out(members, found.pictures, odd)
    found.brought = tuple(part for part in plan.parts if part != WHOLE)
    _choose(members, plan, found, odd)
    found.problem = _problem(plan, found)
    _describe(found)
    found.odd = tuple(Odd(shown(one.file), *one[1:]) for one in sorted(odd))
    return found


def _root(path):
    try:
        root = Path(path).expanduser()
        found = root.exists()
    except (TypeError, ValueError, RuntimeError):
        raise TypeError(f"path: got {path!r}; expected the path of a folder") from None
    if not found:
        raise FileNotFoundError(f"path: got {str(path)!r}, which does not exist (looked for {root.absolute()})")
    if not root.is_dir():
        raise NotADirectoryError(
            f"path: got {str(path)!r}, which is a file; expected a folder with one folder per class"
        )
    if not os.access(root, os.R_OK | os.X_OK):
        raise PermissionError(f"path: got {str(path)!r}, a folder that may not be read")
    return root


def _read(members, found, odd, progress, cache):
    """Return the members whose files give a picture; the pictures go into ``found``, the other files into ``odd``."""
    taken = []
    for member in watched(members, progress, "reading pictures"):
        file = member.file
        try:
            one = cache.get(file)
            if one is None:
                one = picture.read(file.path, found.size)
                cache.put(file, one)
        except picture.Unreadable as error:
            odd.append(Odd(file.name, error.reason, detail=error.detail))
            continue
        except OSError as error:  # it has gone meanwhile
            odd.append(Odd(file.name, picture.SHUT, detail=error.strerror or ""))
            continue
        odd += [Odd(file.name, reason, done, kept=True) for reason, done in one.notes]
        found.pictures[file.name] = one
        taken.append(member)
    cache.write()
    return taken


def watched(items, progress, what):
    """Yield the items; tell ``progress`` how far we are, or show a bar where more than a second's work is left."""
    begun, bar, total = time.monotonic(), None, len(items)
    try:
        for done, item in enumerate(items, 1):
            yield item
            gone = time.monotonic() - begun
            if callable(progress):
                progress(done, total)
            elif bar is not None:
                bar.update()
            elif progress is not False and min(gone, gone / done * (total - done)) > PATIENCE:
                bar = bars.progress_bar(total=total, initial=done, desc=what, unit=" pictures", leave=False)
    finally:
        if bar is not None:
            bar.close()


def _choose(members, plan, found, odd):
    """Share the members out among the parts; a class that cannot be learned is left out."""
    divided = WHOLE if WHOLE in plan.parts else None if TEST in plan.parts else TRAIN
    classes = {name: [] for name in plan.classes}
    for member in sorted(members, key=lambda m: (m.rank, m.file.name)):
        classes[member.label].append(member)
    for name, own in classes.items():
        own_to_learn = [member for member in own if member.part in (TRAIN, WHOLE)]
        if len(own_to_learn) < (1 if divided is None else 2):
            _leave_out(name, own, odd)
            continue
        count = max(1, round(TEST_SHARE * len(own_to_learn))) if divided is not None else 0
        tested = set(own_to_learn[:count])
        for member in own:
            part = TEST if member in tested else TRAIN if member.part == WHOLE else member.part
            found.chosen[part].append(member)
    for part in found.chosen.values():
        part.sort(key=lambda m: (m.rank, m.file.name))
    learned = {member.label for member in found.chosen[TRAIN]}
    found.class_names = tuple(name for name in plan.classes if name in learned)


def _leave_out(name, own, odd):
    if own:
        reason = LONE if len(own) == 1 else "of a class with too few pictures to learn from"
        odd += [Odd(member.file.name, reason, "the class is left out", name) for member in own]
    else:
        odd.append(Odd(name, "a class without a picture that can be used", "the class is left out"))


def _problem(plan, found):
    if plan.problem:
        return f"with {plan.problem}; expected at least two sub-folders, one for each class"
    if len(found.class_names) < 2:
        usable = ", ".join(map(repr, found.class_names)) or "none"
        return (f"with {len(plan.classes)} classes, of which too few can be used: {usable}; expected at least two "
                "classes with two pictures each, one to train and one to test")  # fmt: skip
    if not found.chosen[TEST]:
        return "with a test part of which no picture can be used; expected at least one"
    return None


def _describe(found):
    used = {member.file.name for members in found.chosen.values() for member in members}
    read = [one for name, one in found.pictures.items() if name in used]
    sizes = sorted(((one.width, one.height) for one in read), key=lambda size: (size[0] * size[1], size))
    found.sizes = (sizes[0], sizes[len(sizes) // 2], sizes[-1]) if sizes else ()
    found.formats = dict(sorted(Counter(one.kind for one in read).items()))
