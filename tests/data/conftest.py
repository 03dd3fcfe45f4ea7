"""A web server on this machine that misbehaves on demand, and a file for it to serve."""

import contextlib
import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from course_utils.data.sources import Source

SIZE = 300_000
PIECE = 100_000  # where a cutting or stalling mirror stops


class Mirrors:
    """Serve one content at addresses that each misbehave in their own way, and remember what was asked."""

    def __init__(self, content):
        self.content = content
        self.asked = []  # (name of the behaviour, Range header or None)
        self.released = threading.Event()  # lets stalled and gated answers go
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def url(self, behaviour):
        return f"http://127.0.0.1:{self.server.server_port}/{behaviour}"

    def source(self, *behaviours, file="set.gz"):
        """Describe the content as a file whose mirrors are these behaviours, in this order."""
        digest = hashlib.sha256(self.content).hexdigest()
        return Source(file, len(self.content), digest, tuple(self.url(b) for b in behaviours))

    def close(self):
        self.released.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def _handler(mirrors):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                behaviour = self.path.strip("/").split("?")[0]
                mirrors.asked.append((behaviour, self.headers.get("Range")))
                self.close_connection = True
                with contextlib.suppress(OSError):  # the client may have gone
                    BEHAVIOURS[behaviour](self, mirrors)

            def log_message(self, *args):
                pass

            def answer(self, status, body, headers=()):
                """Send a status, headers and a body, with the length of the body unless the headers say otherwise."""
                headers = dict(headers)
                headers.setdefault("Content-Length", str(len(body)))
                self.send_response(status)
                for name, value in headers.items():
                    if value is not None:
                        self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def start(self):
                wanted = self.headers.get("Range")
                return int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0

            def rest(self):
                """Return status, headers and body of an honest answer to a request with or without Range."""
                start, size = self.start(), len(mirrors.content)
                piece = {"Content-Range": f"bytes {start}-{size - 1}/{size}"} if start else {}
                return (206 if start else 200), piece, mirrors.content[start:]

        return Handler


def _good(handler, mirrors):
    status, headers, body = handler.rest()
    handler.answer(status, body, headers)


def _gated(handler, mirrors):
    status, headers, body = handler.rest()
    handler.answer(status, body[:PIECE], headers | {"Content-Length": str(len(body))})
    handler.wfile.flush()
    mirrors.released.wait(20)
    handler.wfile.write(body[PIECE:])


def _cut(handler, mirrors):
    status, headers, body = handler.rest()
    handler.answer(status, body[:PIECE], headers | {"Content-Length": str(len(body))})


def _dead_cut(handler, mirrors):
    _cut(handler, mirrors) if not handler.start() else handler.answer(503, b"")


def _dead_end(handler, mirrors):
    status, headers, body = handler.rest()
    sent = b"" if handler.start() else body[:PIECE]
    handler.answer(status, sent, headers | {"Content-Length": str(len(body))})


def _stall(handler, mirrors):
    _cut(handler, mirrors)
    handler.wfile.flush()
    mirrors.released.wait(20)


def _drip(handler, mirrors):
    handler.answer(200, mirrors.content[:10], {"Content-Length": str(len(mirrors.content))})
    for byte in mirrors.content[10:]:
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()
        if mirrors.released.wait(0.05):
            return


def _corrupt(handler, mirrors):
    status, headers, body = handler.rest()
    handler.answer(status, body[:-1] + bytes([body[-1] ^ 1]), headers)


def _wrong_piece(handler, mirrors):
    size = len(mirrors.content)
    handler.answer(206, mirrors.content[5:], {"Content-Range": f"bytes 5-{size - 1}/{size}"})


PAGE = b"<!doctype html><title>Please log in</title>"
BEHAVIOURS = {
    "good": _good,
    "gated": _gated,
    "cut": _cut,
    "deadcut": _dead_cut,
    "deadend": _dead_end,
    "stall": _stall,
    "drip": _drip,
    "corrupt": _corrupt,
    "wrongpiece": _wrong_piece,
    "silent": lambda handler, mirrors: mirrors.released.wait(20),
    "hangup": lambda handler, mirrors: None,
    "norange": lambda handler, mirrors: handler.answer(200, mirrors.content),
    "norangecut": lambda handler, mirrors: handler.answer(
        200, mirrors.content[:PIECE], {"Content-Length": str(len(mirrors.content))}
    ),
    "forbidden": lambda handler, mirrors: handler.answer(403, b"no"),
    "missing": lambda handler, mirrors: handler.answer(404, b"no"),
    "broken": lambda handler, mirrors: handler.answer(500, b""),
    "unsatisfiable": lambda handler, mirrors: handler.answer(416, b"") if handler.start() else _good(handler, mirrors),
    "html": lambda handler, mirrors: handler.answer(200, PAGE, {"Content-Type": "text/html; charset=utf-8"}),
    "plainhtml": lambda handler, mirrors: handler.answer(200, PAGE, {"Content-Length": None}),
    "garbage": lambda handler, mirrors: handler.answer(200, b"x" * len(mirrors.content)),
    "toolong": lambda handler, mirrors: handler.answer(200, mirrors.content + b"more", {"Content-Length": None}),
    "wronglength": lambda handler, mirrors: handler.answer(200, mirrors.content, {"Content-Length": "7"}),
    "nolength": lambda handler, mirrors: handler.answer(200, mirrors.content, {"Content-Length": None}),
    "labelled": lambda handler, mirrors: handler.answer(200, mirrors.content, {"Content-Encoding": "gzip"}),
    "redirect": lambda handler, mirrors: handler.answer(302, b"", {"Location": "/good"}),
    "login": lambda handler, mirrors: handler.answer(302, b"", {"Location": "/html"}),
    "circle": lambda handler, mirrors: handler.answer(302, b"", {"Location": "/circle"}),
    "elsewhere": lambda handler, mirrors: handler.answer(302, b"", {"Location": "file:///etc/passwd"}),
}


@pytest.fixture
def mirrors(monkeypatch):
    """Return a running server whose content is 300 kB that begin like a gzip file."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    content = b"\x1f\x8b" + np.random.default_rng(7).integers(0, 256, SIZE - 2, dtype=np.uint8).tobytes()
    running = Mirrors(content)
    yield running
    running.close()
