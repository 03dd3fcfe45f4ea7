"""Fetch the larger sets: several mirrors, resumed, verified before they are visible, safe with two kernels at once."""

import gzip
import hashlib
import logging
import os
import time
import zlib
from pathlib import Path
from urllib.parse import urlsplit

from course_utils import settings
from course_utils.data.transfer import DownloadError, MirrorFailed, megabytes, transfer
from course_utils.locks import lock

TRIES = 10  # on one mirror, as long as each try brings the file further
PAUSE = 0.3  # seconds before going on where a mirror broke off


def download(wanted, folder=None, *, patience=15.0, progress=True):
    """Have every file of a ``DownloadSet`` on disk, whole and verified.

    ``folder`` is where they lie (by default the set's own folder in ``settings.cache_dir()``). Files that
    are there are verified, not fetched again. Returns a dict from file name to path. Raises DownloadError
    that says what to do when no mirror serves, and which embedded set works meanwhile.

    Example: ``download(sources.MNIST)["t10k-labels-idx1-ubyte.gz"]`` gives the path of the test labels.
    """
    folder = Path(folder) if folder is not None else settings.cache_dir() / wanted.name
    paths = {}
    for source in wanted.files:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            paths[source.file] = fetch(source, folder, patience=patience, progress=progress)
        except NoMirror as failure:
            raise DownloadError(_what_to_do(wanted, source, folder, failure.reasons)) from None
        except OSError as error:
            raise DownloadError(_cannot_write(wanted, source, folder, error)) from error
    return paths


def _cannot_write(wanted, source, folder, error):
    return (
        f"{wanted.name}: {source.file} has to be fetched, but the folder {folder} cannot be written "
        f"({error.strerror or error}). What to do: set the environment variable COURSE_DATA to a folder of your own, "
        f'or ask whoever keeps this one to run load("{wanted.name}") once. '
        f'Meanwhile load("{wanted.instead}") works: it ships with the course.'
    )


class NoMirror(Exception):
    """Carry the reasons, one ``(host, reason)`` a mirror, for which a file could not be fetched."""

    def __init__(self, reasons):
        super().__init__("; ".join(f"{host}: {reason}" for host, reason in reasons))
        self.reasons = reasons


def fetch(source, folder, *, patience=15.0, progress=True):
    """Have one ``Source`` in ``folder``, fetching it from the first mirror that serves it; return its path.

    Raises NoMirror when none does, DownloadError when the disk is full or cannot be written.
    """
    target = Path(folder) / source.file
    if intact(target, source):
        return target
    with lock(
        target.with_name(f".{source.file}.lock"), waiting=lambda: _say("another notebook is fetching it", source)
    ):
        if intact(target, source):  # the one we waited for has brought it
            return target
        if target.exists():
            os.replace(target, target.with_name(f"{source.file}.damaged"))
            _say(f"the file in {folder} is damaged; it is now {source.file}.damaged, and fetched again", source)
        return _from_mirrors(source, target, patience, progress)


def _from_mirrors(source, target, patience, progress):
    reasons = []
    for url in source.urls:
        host = urlsplit(url).hostname
        try:
            return _from_mirror(url, source, target, patience, progress)
        except MirrorFailed as failure:
            reasons.append((host, str(failure)))
            _say(f"{host} {_verb(failure)}", source)
        except KeyboardInterrupt:
            _say("stopped; what has arrived is kept, and the next call goes on from there", source)
            raise
    raise NoMirror(reasons)


def _verb(failure):
    return "cannot be reached" if str(failure) == "no connection" else str(failure)


def _from_mirror(url, source, target, patience, progress):
    part = part_of(target)
    started_with = have = _size(part)
    for _ in range(TRIES):
        try:
            transfer(url, part, source.size, patience, progress)
        except MirrorFailed as failure:
            if not failure.again or _size(part) <= have:
                raise
            have = _size(part)
            time.sleep(PAUSE)
            continue
        if _publish(url, part, source, target):
            return target
        if not started_with:
            raise MirrorFailed("sent a file with another checksum")
        _say("the part kept from an earlier try was damaged; starting afresh", source)
        started_with = have = 0
    raise MirrorFailed(f"broke off {TRIES} times")


def _publish(url, part, source, target):
    """Let pooch check the SHA-256 of the whole part and move it to its name; False when it is something else."""
    import pooch

    # pooch writes a line to stderr per file, which Jupyter shows in red; ours say the same.
    pooch.get_logger().setLevel(logging.WARNING)
    try:
        pooch.retrieve(
            url,
            known_hash=f"sha256:{source.sha256}",
            fname=target.name,
            path=target.parent,
            downloader=lambda _url, output, _pooch: os.replace(part, output),
        )
    except ValueError:  # pooch's word for another checksum; it has removed the file
        return False
    return True


def part_of(target):
    """Name the hidden file that collects ``target`` while it is under way."""
    return target.with_name(f".{target.name}.part")


def _size(path):
    return path.stat().st_size if path.exists() else 0


def intact(path, source):
    """Say whether ``path`` is the file of ``source``: by its SHA-256, or by that of its content where that is known.

    Example: ``intact(folder / "nothing-here", source)`` gives ``False``.
    """
    if not path.is_file():
        return False
    with open(path, "rb") as handle:
        if hashlib.file_digest(handle, "sha256").hexdigest() == source.sha256:
            return True
    if source.content_sha256 is None:
        return False
    try:
        return hashlib.sha256(gunzip(path, source.content_size)).hexdigest() == source.content_sha256
    except ValueError:
        return False


def gunzip(path, size):
    """Unpack a gzip file that must hold exactly ``size`` bytes; raise ValueError, naming it, if it does not."""
    try:
        with gzip.open(path) as packed:
            content = packed.read(size + 1)  # one more than wanted: a bomb stops here
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(f"{path} is damaged: {error}") from error
    if len(content) != size:
        raise ValueError(f"{path} is not what it should be: it unpacks to another size than {size} bytes")
    return content


def _say(words, source):
    print(f"{source.file}: {words}", flush=True)


def _what_to_do(wanted, source, folder, reasons):
    missing = [one for one in wanted.files if not (folder / one.file).exists()]
    kept = _size(part_of(folder / source.file))
    resume = f" ({megabytes(kept)} of {megabytes(source.size)} are kept; it goes on from there)" if kept else ""
    return "\n".join(
        [
            f"{wanted.name}: the file {source.file} ({megabytes(source.size)}) could not be fetched from any mirror.",
            *(f"  {host}: {reason}" for host, reason in reasons),
            f"What to do: connect to the internet and run this again{resume}.",
            "Or fetch on another computer",
            *(f"  {one.urls[0]}" for one in missing),
            f"and put {'it' if len(missing) == 1 else 'them'}, names unchanged, into the folder",
            f"  {folder}",
            f'Meanwhile load("{wanted.instead}") works without a network: it ships with the course.',
        ]
    )
