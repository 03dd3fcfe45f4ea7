"""Chromium and the course's own servers, for the browser tests and for `make bench`.

Servers are started through the same command lines as `make lab` and `make explore`, on a free port of this machine,
with a course home of their own.
"""

import contextlib
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from course_utils import settings
from course_utils.launch import lab, place
from course_utils.site.gallery import slug

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: No sandbox, since containers run as root; no services of its own; and no name but this machine's resolves.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
#: What asks another computer for something, in the text of a page.
OUTSIDE = re.compile(
    r"""(?:src|<link[^>]* href)\s*=\s*["'](?:https?:)?//(?!127\.0\.0\.1)|@import\s+url\(["']?https?:"""
)
START_SECONDS = 90  # a slow machine's server, cold


def find_chromium() -> str | None:
    """Return the path of a Chromium: the one that the environment variable CHROMIUM names, or one on the PATH."""
    for name in (os.environ.get("CHROMIUM"), *NAMES):
        if name and (found := shutil.which(name)):
            return found
    return None


@dataclass(frozen=True)
class Server:
    """A running server: where it is, what opens it, its home, the folder that it shows, and the id of its process."""

    url: str
    token: str
    home: Path
    folder: Path
    process: int = 0

    def lab(self, notebook: str) -> str:
        """Return the address of a notebook in JupyterLab, in a workspace of its own."""
        workspace = f"w{secrets.token_hex(4)}"
        return f"{self.url}/lab/workspaces/{workspace}/tree/{notebook}?token={self.token}"

    def explorer(self, name: str) -> str:
        """Return the address of an explorer's own page."""
        return f"{self.url}/explorers/{slug(name)}.html"


@contextlib.contextmanager
def jupyterlab(folder: Path, home: Path) -> Iterator[Server]:
    """Run the course's JupyterLab on the notebooks of `folder`; expose its application object to the page."""
    # Anywhere, since two test runs that start beside each other would both find the first port free.
    token, port = secrets.token_hex(8), place.free_port(20_000 + secrets.randbelow(10_000))
    extra = [
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={token}",
        "--LabApp.expose_app_in_browser=True",
    ]
    line = lab.command_line(extra, browser=False, notebooks=folder)
    environment = place.jupyter_environment(os.environ, home)
    lab.add_style(environment)
    with _running([sys.executable, "-m", "jupyterlab", *line], environment, home / "lab.log") as process:
        server = Server(f"http://127.0.0.1:{port}", token, home, folder, process.pid)
        yield _ready(process, server, f"/api/status?token={token}")


@contextlib.contextmanager
def gallery(home: Path) -> Iterator[Server]:
    """Run the projector's gallery as `make explore` does."""
    port = place.free_port(20_000 + secrets.randbelow(10_000))
    command = [sys.executable, "-m", "course_utils", "explore", f"--port={port}", "--no-browser"]
    environment = {**os.environ, "COURSE_HOME": os.fspath(home)}
    with _running(command, environment, home / "gallery.log") as process:
        server = Server(f"http://127.0.0.1:{port}", "", home, home, process.pid)
        yield _ready(process, server, "/nothing")


@contextlib.contextmanager
def _running(command, environment, log: Path):
    """Start a server, and end it and its kernels afterwards."""
    log.parent.mkdir(parents=True, exist_ok=True)
    environment = {name: value for name, value in environment.items() if name != "MPLBACKEND"}
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, cwd=settings.ROOT, env=environment, stdout=file, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
        )
    process.log = log
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(20)


def _ready(process, server, path) -> Server:
    """Wait until the server answers. Raises RuntimeError with its log when it does not."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(server.url + path, timeout=5).close()
            return server
        except urllib.error.HTTPError:
            return server  # it answers, if only to say that it has no such file
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{process.log.read_text(errors='replace')[-3000:]}")


@contextlib.contextmanager
def chromium() -> Iterator:
    """Yield a Playwright browser. Raises RuntimeError when no Chromium is found."""
    from playwright.sync_api import sync_playwright

    path = find_chromium()
    if path is None:
        raise RuntimeError(f"no Chromium: looked for {', '.join(NAMES)} on the PATH; CHROMIUM may name another")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()
