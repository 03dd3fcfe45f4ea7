"""The suite is cut off from the network: in this process, in its children, and in the kernels it starts."""

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from sample_pages import code

from course_utils.maintenance import notebooks, offline

OUTSIDE = ("192.0.2.1", 80)  # set aside for documentation by RFC 5737: nobody answers there
REACH = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=5)"
LOOK_UP = "import socket; socket.getaddrinfo('example.org', 80)"


@pytest.fixture
def server():
    """A listening socket on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()


def test_connections_that_leave_this_machine_are_refused():
    with pytest.raises(offline.NetworkBlocked, match=r"192\.0\.2\.1"):
        socket.create_connection(OUTSIDE, timeout=5)
    with socket.socket() as one, pytest.raises(offline.NetworkBlocked):
        one.connect_ex(OUTSIDE)
    with socket.socket(socket.AF_INET6) as six, pytest.raises(offline.NetworkBlocked):
        six.connect(("2001:db8::1", 80))


LOOKUPS = [socket.gethostbyname, socket.gethostbyname_ex, lambda host: socket.getaddrinfo(host, 80)]


@pytest.mark.parametrize("lookup", LOOKUPS)
def test_names_are_not_looked_up(lookup):
    with pytest.raises(offline.NetworkBlocked, match=r"example\.org"):
        lookup("example.org")


def test_libraries_meet_what_they_would_meet_offline():
    with pytest.raises(urllib.error.URLError, match="the network is blocked"):
        urllib.request.urlopen("http://example.org", timeout=5)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_stays_open(host, server):
    socket.create_connection((host, server[1]), timeout=5).close()


@pytest.mark.parametrize("attempt", [REACH, LOOK_UP])
def test_child_processes_are_blocked(attempt):
    child = subprocess.run([sys.executable, "-c", attempt], capture_output=True, text=True, timeout=60)
    assert child.returncode != 0
    assert "NetworkBlocked: the network is blocked here" in child.stderr


def test_kernels_are_blocked_and_can_still_reach_this_machine(server, page_file):
    reach_self = f"socket.create_connection(('127.0.0.1', {server[1]}), timeout=5).close()"
    notebooks.rewrite(page_file([code("inside", f"import socket\n\n{reach_self}")]))
    with pytest.raises(notebooks.NotebookFailed, match="the network is blocked"):
        notebooks.rewrite(page_file([code("outside", REACH)]))


def test_learners_files_are_out_of_reach(course_home):
    from course_utils import settings

    assert settings.course_home() == course_home
    assert not any(course_home.iterdir())
    assert os.environ["OMP_NUM_THREADS"] == "1"
    assert os.environ["MPLBACKEND"] == "Agg"


def test_every_test_has_a_course_home_that_is_not_the_learners():
    from course_utils import settings

    assert settings.ROOT not in settings.course_home().parents
