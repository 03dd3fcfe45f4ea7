"""Cut this process, and every Python process it starts, off from the network; loopback stays open.

A test suite that may reach the network hides a lesson that needs it. Importing this module changes nothing; `block()`
does.
"""

import atexit
import functools
import ipaddress
import os
import shutil
import socket
import tempfile
from pathlib import Path

SITE = Path(__file__).parent / "no_network"  # holds the sitecustomize.py that blocks child processes
SINGLE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_CONNECTORS = ("connect", "connect_ex")
_LOOKUPS = ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr")


class NetworkBlocked(OSError):
    """Say that something tried to leave this machine.

    An OSError, so that code under test meets what it would meet with the cable out.
    """


def is_local(host) -> bool:
    """Return whether a host name or address stays on this machine, without asking a name server."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in (None, "", "localhost", "localhost.localdomain", "0.0.0.0", "::", socket.gethostname()):
        return True
    try:
        return ipaddress.ip_address(str(host).split("%")[0]).is_loopback
    except ValueError:
        return False


def _refuse(host):
    raise NetworkBlocked(f"the network is blocked here: {host!r} was asked for; only this machine may be reached")


def _guarded_connect(original):
    @functools.wraps(original)
    def connect(self, address, *args):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not is_local(address[0]):
            _refuse(address[0])
        return original(self, address, *args)

    return connect


def _guarded_lookup(original):
    @functools.wraps(original)
    def lookup(host, *args, **kwargs):
        if not is_local(host):
            _refuse(host)
        return original(host, *args, **kwargs)

    return lookup


def block():
    """Refuse every connection and name look-up that leaves this machine, in this process. Twice is as good as once.

    Where a copy of this module was first, as in a process that a test run starts, its error becomes this one's, too.
    """
    global NetworkBlocked
    if first := getattr(socket, "_course_blocked", None):
        NetworkBlocked = first
        return
    for name in _CONNECTORS:
        setattr(socket.socket, name, _guarded_connect(getattr(socket.socket, name)))
    for name in _LOOKUPS:
        setattr(socket, name, _guarded_lookup(getattr(socket, name)))
    socket._course_blocked = NetworkBlocked


def scratch_environment(prefix="course-") -> dict:
    """Return a `child_environment` in a new folder for temporary files, which goes when this process ends."""
    folder = tempfile.mkdtemp(prefix=prefix)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return child_environment(folder)


def child_environment(folder) -> dict:
    """Return the environment variables that keep child processes offline, single-threaded and out of the user's files.

    The course home is `folder`/home, not yet made, as a fresh learner's. Hash seeds are fixed, so that nothing printed
    depends on the order of a set.
    """
    path = [str(SITE), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(path)),
        "COURSE_HOME": str(Path(folder) / "home"),
        "PYTHONHASHSEED": "0",
        "IPYTHONDIR": str(Path(folder) / "ipython"),  # the user's start-up files must not change what a lesson prints
        **dict.fromkeys(SINGLE_THREAD, "1"),
    }
