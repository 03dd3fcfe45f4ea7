"""Bring one file from one address to the disk: resumed where it broke off, refused when it is something else.

Why not pooch alone: its HTTPDownloader starts every file from the beginning and takes whatever is sent. A
learner on bad Wi-Fi needs the 100 MB that have arrived to stay, and a hotel's log-in page not to be stored
as a data set. So this module moves the bytes, and pooch verifies and publishes them (see ``downloads``).
"""

import errno
import re
import shutil
import time
from pathlib import Path
from urllib.parse import urlsplit

from course_utils import bars

CHUNK = 1 << 16
CONNECT_SECONDS = 6
SLOWEST = 1024  # bytes a second; below it, the next mirror is the better bet
GZIP = b"\x1f\x8b"  # every file we fetch is a gzip file, and begins so


class DownloadError(RuntimeError):
    """Say that a data set could not be had, why, and what to do now."""


class MirrorFailed(Exception):
    """Say why one mirror is of no use; ``again`` when the same mirror may go on from where it stopped."""

    def __init__(self, reason, again=False):
        super().__init__(reason)
        self.again = again


def transfer(url, part, size, patience=15.0, progress=True):
    """Complete the file ``part`` from ``url`` until it has ``size`` bytes.

    ``patience`` is the number of seconds a mirror may stay silent. Raises MirrorFailed for a mirror that
    refuses, stalls, breaks off or sends something else; DownloadError when the disk is full or cannot be
    written. What has arrived stays in ``part`` whatever happens, a KeyboardInterrupt included.

    Example: ``transfer("https://…/cifar-10-binary.tar.gz", folder / ".cifar.part", 170_052_171)``.
    """
    part = Path(part)
    have = part.stat().st_size if part.exists() else 0
    if have > size:
        part.unlink()
        have = 0
    if have == size:
        return
    _room(part, size - have)
    import requests  # heavy, and only needed here

    with requests.Session() as session:
        session.max_redirects = 5
        with _ask(session, url, have, patience) as response:
            start = _start(response, have, size)
            _copy(response.raw, part, start, size, patience, progress)


def _ask(session, url, have, patience):
    from requests import exceptions
    from urllib3.exceptions import HTTPError

    # "identity": the checksum is of the file as packed, so nobody may unpack or pack it on the way.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    try:
        return session.get(url, headers=headers, stream=True, timeout=(CONNECT_SECONDS, patience))
    except exceptions.TooManyRedirects:
        reason = "sends us in circles"
    except exceptions.SSLError:
        reason = "has no certificate that this computer trusts"
    except exceptions.ReadTimeout:
        reason = f"did not answer in {patience:g} s"
    except (exceptions.InvalidSchema, exceptions.InvalidURL, exceptions.MissingSchema):
        reason = "sends us to something that is no web address"
    except (OSError, HTTPError, ValueError):  # requests' own errors are OSErrors; a strange redirect raises the others
        reason = "no connection"
    raise MirrorFailed(reason)


def _start(response, have, size):
    """Return the byte at which the answer begins; raise MirrorFailed for an answer that is not our file."""
    if response.status_code not in (200, 206):
        raise MirrorFailed(_refusal(response.status_code))
    if "html" in response.headers.get("Content-Type", "").lower():
        raise MirrorFailed(f"answered with a web page instead of the file{_elsewhere(response)}")
    if response.status_code == 206:
        pieces = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", response.headers.get("Content-Range", ""))
        if not pieces or int(pieces[1]) != have or pieces[2] not in ("*", str(size)):
            raise MirrorFailed("sent another piece of the file than the one we asked for")
        return have
    # 200: the whole file, from the beginning, whatever we asked for.
    length = response.headers.get("Content-Length", str(size))
    if length != str(size):
        raise MirrorFailed(f"offers a file of {length} bytes, expected {size}{_elsewhere(response)}")
    return 0


def _refusal(status):
    words = {401: "refuses us", 403: "refuses us", 404: "does not have the file", 410: "no longer has the file"}
    words[416] = "has a shorter file than expected"
    words[429] = "is overrun"
    return f"{words.get(status, 'is out of order')} (HTTP {status})"


def _elsewhere(response):
    return f" (it sent us on to {urlsplit(response.url).hostname})" if response.history else ""


def _copy(raw, part, start, size, patience, progress):
    data = _read(raw, patience)
    if not data:
        raise MirrorFailed("broke off", again=True)
    if start == 0 and not data.startswith(GZIP):
        # Seen before the first byte is written: a part kept from a better mirror is still there.
        raise MirrorFailed("sent something that is not the file")
    # A mirror that knows no ranges writes over the same bytes; what lies beyond them stays, should it break off.
    with _open(part, "r+b" if part.exists() else "wb") as handle, _bar(part, start, size, progress) as bar:
        handle.seek(start)
        have, counted, since = start, 0, time.monotonic()
        while data:
            have, counted = have + len(data), counted + len(data)
            if have > size:
                handle.truncate(0)  # not our file: none of it is worth keeping
                raise MirrorFailed("sends more than the file has")
            _write(handle, data)
            bar.update(len(data))
            if time.monotonic() - since >= patience:
                if counted < SLOWEST * patience:
                    raise MirrorFailed("is too slow")
                counted, since = 0, time.monotonic()
            data = _read(raw, patience)
    if have < size:
        raise MirrorFailed("broke off", again=True)


def _read(raw, patience):
    from urllib3.exceptions import HTTPError, ReadTimeoutError

    try:
        # read1 hands over what is there; read would wait for a full chunk, however slowly it trickles in.
        return raw.read1(CHUNK, decode_content=False) or b""
    except (ReadTimeoutError, TimeoutError):
        raise MirrorFailed(f"fell silent for {patience:g} s") from None
    except (HTTPError, OSError):
        raise MirrorFailed("broke off", again=True) from None


def _open(part, mode):
    try:
        return open(part, mode)
    except OSError as error:
        raise _disk(part, error) from error


def _write(handle, data):
    try:
        handle.write(data)
        handle.flush()
    except OSError as error:
        raise _disk(Path(handle.name), error) from error


def _disk(part, error):
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None)):
        return DownloadError(_full(part, "it ran full on the way"))
    return DownloadError(f"{part} cannot be written: {error.strerror or error}.")


def _room(part, needed):
    free = shutil.disk_usage(part.parent).free
    if free < needed:
        raise DownloadError(_full(part, f"{megabytes(needed)} are needed, {megabytes(free)} are free"))


def _full(part, detail):
    return (
        f"The disk that holds {part.parent} is full: {detail}. Free some space and run this again (what has arrived "
        "is kept), or set the environment variable COURSE_DATA to a folder on another disk."
    )


def megabytes(count):
    """Write a number of bytes for people: ``megabytes(170_052_171)`` gives ``'170 MB'``."""
    return f"{count / 1e6:.0f} MB" if count >= 1e7 else f"{count / 1e6:.1f} MB" if count >= 1e5 else f"{count} bytes"


def _bar(part, start, size, progress):
    # Not for files that are there at once.
    hidden = not progress or size < 1_000_000
    name = part.name.removeprefix(".").removesuffix(".part")
    return bars.progress_bar(
        initial=start, total=size, unit="B", unit_scale=True, desc=name, disable=hidden, leave=False
    )
