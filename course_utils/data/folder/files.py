"""Which files a folder holds: those that may be pictures, those that are not, and what systems leave behind."""

import contextlib
import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from course_utils.data.folder import kinds

LEFT_OUT = "left out"
DEEPEST = 40  # folders within folders; beyond that a disk is broken or a joke
SYSTEM = {  # made by Windows, macOS, Linux, network disks, unpackers and Python; none of them by a person
    "$recycle.bin", "recycler", "recycled", "system volume information", "found.000", "thumbs.db", "ehthumbs.db",
    "ehthumbs_vista.db", "desktop.ini", "autorun.inf", "folder.htt", "icon\r", "picasa.ini", "zbthumbnail.info",
    "__macosx", "lost+found", "@eadir", "#recycle", "@recycle", "#snapshot", "@recently-snapshot", "@tmp",
    "__pycache__",
}  # fmt: skip


class Odd(NamedTuple):
    """One file (or folder) that is not plainly a picture of a class: what is odd, what is done, what else to know."""

    file: str
    reason: str
    done: str = LEFT_OUT
    detail: str = ""
    kept: bool = False  # whether it is learned from or tested with all the same


class File(NamedTuple):
    """A file that may be a picture: its path, and its name relative to the folder that was given."""

    path: Path
    name: str


@dataclass(eq=False)
class Tree:
    """A folder as far as it matters: its name, the files that may be pictures, its folders."""

    name: str
    files: list = field(default_factory=list)
    folders: list = field(default_factory=list)

    def all(self) -> Iterator:
        """Every file here and deeper, in the order of the names."""
        yield from self.files
        for folder in self.folders:
            yield from folder.all()

    @property
    def holders(self) -> list:
        """The folders in which, or deeper, there is a file that may be a picture."""
        return [folder for folder in self.folders if next(folder.all(), None)]


@dataclass
class Listing:
    """What a folder holds: the tree of what may be pictures, what is odd, and what was passed over (system, hidden)."""

    tree: Tree
    odd: list
    passed_over: list


def listing(root) -> Listing:
    """Look through a folder and all that is in it; nothing is decoded.

    A link to a folder elsewhere is followed, once; one that leads back into this folder or above it is not, so that
    no circle of links is walked. Example: ``listing("pets").tree.holders``.
    """
    walk = _Walk(Path(root))
    walk.into(walk.root, found := Tree(""), 0)
    return Listing(found, walk.odd, walk.passed_over)


def shown(name) -> str:
    """Return a name as a page can print it.

    A name from an older disk may not be UTF-8; Python keeps such bytes as surrogates, which no page can print.
    """
    return os.fsencode(name).decode("utf-8", "backslashreplace") if os.name != "nt" else str(name)


def printable(text) -> str:
    r"""Return a text on one line, with what cannot be printed written as an escape.

    >>> printable("caf\udce9"), printable("two\nlines"), printable("猫")
    ('caf\\udce9', 'two\\nlines', '猫')
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def composed(name) -> str:
    """Return a name in Unicode's composed form (NFC), in which a Mac's copy and the original have the same letters.

    >>> composed("cafe\\u0301") == "caf\\u00e9"
    True
    """
    return unicodedata.normalize("NFC", name)


class _Walk:
    def __init__(self, root):
        self.root, self.real = root, os.path.realpath(root)
        self.odd, self.passed_over, self.followed = [], [], set()

    def into(self, folder, tree, depth):
        try:
            with os.scandir(folder) as entries:
                entries = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self._say(folder, "a folder that may not be read", detail=error.strerror or str(error))
            return
        for entry in entries:
            path = folder / entry.name
            try:
                info = entry.stat()
            except OSError as error:
                self._unreachable(entry, path, error)
                continue
            if _of_the_system(entry.name, info):
                self.passed_over.append(shown(self._name(path)))
            elif stat.S_ISDIR(info.st_mode):
                self._folder(entry, path, tree, depth)
            elif stat.S_ISREG(info.st_mode):
                self._file(path, tree, info)
            else:  # opening a pipe would wait for ever
                self._say(path, "no file but a pipe, a socket or a device")

    def _folder(self, entry, path, tree, depth):
        if entry.is_symlink() and (reason := self._circle(path)):
            self._say(path, reason)
        elif depth >= DEEPEST:
            self._say(path, f"a folder in more than {DEEPEST} others")
        else:
            tree.folders.append(inner := Tree(entry.name))
            self.into(path, inner, depth + 1)

    def _circle(self, path):
        real = os.path.realpath(path)
        with contextlib.suppress(ValueError):  # another drive has nothing in common
            if os.path.commonpath([real, self.real]) in (real, self.real):
                return "a link that leads back to a folder of this set, or above it"
        if real in self.followed:
            return "a link to a folder that is read already"
        self.followed.add(real)
        return None

    def _file(self, path, tree, info):
        reason = "empty (0 bytes)" if info.st_size == 0 else kinds.no_picture(path)
        if reason:
            self._say(path, reason)
        else:
            tree.files.append(File(path, self._name(path)))

    def _unreachable(self, entry, path, error):
        if _of_the_system(entry.name, None):
            self.passed_over.append(shown(self._name(path)))
        elif entry.is_symlink():
            self._say(path, "a link that leads nowhere")
        else:
            self._say(path, "it may not be read", detail=error.strerror or str(error))

    def _say(self, path, reason, detail=""):
        self.odd.append(Odd(self._name(path) or ".", reason, detail=detail))

    def _name(self, path):
        name = path.relative_to(self.root).as_posix()
        return "" if name == "." else name


def _of_the_system(name, info):
    hidden = getattr(info, "st_file_attributes", 0) & 2  # Windows keeps that apart from the name
    return name.startswith(".") or name.lower() in SYSTEM or bool(hidden)
