"""A running JupyterLab, asked as its page would ask."""

import contextlib
import re
import subprocess
import time
import urllib.request


class Server:
    """A running ``python -m course_utils lab``; ``get`` asks it with its token."""

    def __init__(self, process, link):
        self.process = process
        self.base, self.path, self.token = re.match(r"(http://127\.0\.0\.1:\d+)(/\S*)\?token=(\w+)", link).groups()

    def get(self, path, data=None, method=None):
        """Return what the server answers; with ``data``, post that."""
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(self.base + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read().decode()


@contextlib.contextmanager
def running(command, log, **how):
    """Start JupyterLab, which writes into the file ``log``; yield the `Server` until the block ends."""
    with log.open("w+b") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, stdin=subprocess.DEVNULL, **how)
        try:
            yield wait_for_link(process, log)
        finally:
            process.terminate()
            process.wait(timeout=30)


def wait_for_link(process, log):
    """Return the running server once it has shown its link."""
    for _ in range(3000):  # five minutes, on a busy machine
        link = re.search(rb"http://127\.0\.0\.1:\S+token=\w+", log.read_bytes())
        if link:
            return Server(process, link[0].decode())
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise AssertionError(f"no link was shown:\n{log.read_text()}")
