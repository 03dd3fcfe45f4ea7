"""Firefox, driven through WebDriver BiDi: the browser's own protocol, without a driver program in between."""

import contextlib
import itertools
import json
import os
import shutil
import subprocess
import tempfile
import time
import warnings
from pathlib import Path

import websocket

from course_utils.launch import place

NAMES = ("firefox-esr", "firefox")
KEYS = {"End": "\ue010", "Home": "\ue011", "ArrowRight": "\ue014", "ArrowDown": "\ue015", "Enter": "\ue007", " ": " "}
#: No service of its own is asked for anything, and a page from a disk keeps what it stores.
PREFERENCES = {
    "app.normandy.enabled": False,
    "network.connectivity-service.enabled": False,
    "ui.prefersReducedMotion": 1,
}
OPEN = "window.ntrErrors = []; addEventListener('error', (event) => ntrErrors.push(event.message));"


def find_firefox():
    """Return the path of a Firefox, the one that FIREFOX names or one on the PATH; None where there is none."""
    return next((found for name in (os.environ.get("FIREFOX"), *NAMES) if name and (found := shutil.which(name))), None)


class Firefox:
    """One window; what a page logs as an error, and what it asks of other computers, is collected."""

    def __init__(self, socket):
        self.socket, self.serial, self.errors, self.outside = socket, itertools.count(1), [], []
        self.call("session.new", capabilities={})
        self.call("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
        self.context = self.call("browsingContext.getTree")["contexts"][0]["context"]
        self.viewport = {"width": 1280, "height": 800}

    def call(self, method, **params):
        """Send a command and return its result; what happens meanwhile is noted."""
        number = next(self.serial)
        self.socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == number:
                if message["type"] == "error":
                    raise RuntimeError(f"{method}: {message['message']}")
                return message["result"]
            self._note(message)

    def _note(self, message):
        params = message.get("params", {})
        if message.get("method") == "log.entryAdded" and params["level"] == "error":
            self.errors.append(params["text"])
        if message.get("method") == "network.beforeRequestSent":
            url = params["request"]["url"]
            if not url.startswith(("file:", "data:", "blob:", "about:", "http://127.0.0.1")):
                self.outside.append(url)

    def size(self, width, height):
        self.viewport = {"width": width, "height": height}
        self.call("browsingContext.setViewport", context=self.context, viewport=self.viewport)

    def goto(self, url):
        """Show a page; a tab that answers nothing is left for a new one, once, and the tests' summary says so."""
        try:
            self._navigate(url)
        except websocket.WebSocketTimeoutException:
            warnings.warn(f"Firefox stalled on the way to {url}; a new tab was opened", stacklevel=2)
            stalled, self.context = self.context, self.call("browsingContext.create", type="tab")["context"]
            self.call("browsingContext.close", context=stalled)  # its requests too: the same would wait for them
            self.size(**self.viewport)
            self._navigate(url)

    def _navigate(self, url):
        for address in ("about:blank", url):  # by way of an empty page, since a change of the # alone loads nothing
            self.call("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def run(self, expression):
        """Return what an expression of the page comes to, a promise awaited, as JSON has it."""
        wrapped = f"(async () => JSON.stringify(await ({expression}) ?? null))()"
        target = {"context": self.context}
        told = self.call("script.evaluate", expression=wrapped, target=target, awaitPromise=True)
        if told["type"] == "exception":
            raise RuntimeError(told["exceptionDetails"]["text"])
        return json.loads(told["result"]["value"])

    def wait(self, expression, seconds=60):
        """Wait until an expression of the page is true."""
        deadline = time.monotonic() + seconds
        while not self.run(expression):
            assert time.monotonic() < deadline, f"Firefox waited {seconds} s for {expression}"
            time.sleep(0.05)

    def press(self, *names):
        """Press keys, as a hand does."""
        values = [KEYS.get(name, name) for name in names]
        acts = [{"type": kind, "value": value} for value in values for kind in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keys", "actions": acts})

    def click(self, x, y, kind="mouse"):
        """Click or, with ``kind`` "touch", tap at a place of the window."""
        move = {"type": "pointerMove", "x": int(x), "y": int(y)}
        acts = [move, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self._act({"type": "pointer", "id": kind, "parameters": {"pointerType": kind}, "actions": acts})

    def _act(self, source):
        self.call("input.performActions", context=self.context, actions=[source])


@contextlib.contextmanager
def firefox():
    """Yield a Firefox with a profile of its own, and end it."""
    with tempfile.TemporaryDirectory(prefix="firefox-", ignore_cleanup_errors=True) as profile:
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items())
        Path(profile, "user.js").write_text("".join(lines), encoding="utf-8")
        port = place.free_port(29_500)
        command = [find_firefox(), "--headless", "--no-remote", "--profile", profile, f"--remote-debugging-port={port}"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield Firefox(_connected(f"ws://127.0.0.1:{port}/session", process))
        finally:
            process.terminate()
            process.wait(30)


def _connected(url, process):
    deadline = time.monotonic() + 90
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError, websocket.WebSocketException):
            return websocket.create_connection(url, timeout=90, suppress_origin=True)
        time.sleep(0.3)
    raise RuntimeError(f"Firefox did not open its remote protocol at {url}")
