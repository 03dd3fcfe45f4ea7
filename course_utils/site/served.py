"""The gallery with Python behind it: `make explore`. One process computes the frames of all explorers for all pages.

Nothing that a page sends is ever run as code: it names an explorer, values of its controls, or a button, and each is
checked. Pages of another origin, and names other than this machine's, are refused.
"""

from __future__ import annotations

import asyncio
import functools
import json
import struct
import threading
from concurrent.futures import ThreadPoolExecutor

from tornado.ioloop import IOLoop
from tornado.web import Application, HTTPError, RequestHandler
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from course_utils.explorers import explorer_class
from course_utils.site import answers, assets, build
from course_utils.site.tables import packed

NAMES = ("127.0.0.1", "localhost", "[::1]")
MOST = 20_000_000  # bytes of a message: a photograph
TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript", "png": "image/png"}


class Served:
    """The files of the site, made when they are asked for and kept."""

    def __init__(self):
        self.kept, self._making = {}, threading.Lock()

    @functools.cached_property
    def site(self):
        """The site's pages."""
        return build.Site()

    def file(self, name):
        """Return the bytes of a file. Raises KeyError for one that there is not."""
        with self._making:
            if name not in self.kept:
                self.kept[name] = self._make(name)
            return self.kept[name]

    def _make(self, name):
        if name.startswith("assets/explorers/"):
            return explorer_file(*self._explorer(name.removeprefix("assets/explorers/").removesuffix(".js")))
        if name in self.site.shelf.files:
            return self.site.shelf.files[name]
        if name.startswith("assets/"):
            self.kept |= {
                file: text.encode() for file, text in {**assets.files(), **assets.stores(), **self.site.index()}.items()
            }
            return self.kept[name]
        _, text = self.site.page(name)
        return text.replace("<html ", '<html data-python="socket" ', 1).encode()

    def _explorer(self, key):
        """Return (key, name, state) of an explorer that some page shows, or may show."""
        name, state = self.site.shelf.explorers.get(key, (key, None))
        return key, name, state


def explorer_file(key, name, state):
    """Return the file of an explorer as a notebook would show it: live controls are live."""
    head, text, data = answers.head(name, state)
    table = dict(text=packed(text.encode()), data=packed(data))
    return assets.give(key, {**head, "table": table}).encode()


def own(host):
    """Return whether a Host or Origin is this machine's.

    >>> own("127.0.0.1:8866"), own("localhost"), own("evil.example:8866")
    (True, True, False)
    """
    return host.rpartition(":")[0] in NAMES or host in NAMES


class Files(RequestHandler):
    """Hands out the gallery's files."""

    def initialize(self, files, allowed):
        """Take what `application` gives to every handler."""
        self.files, self.allowed = files, allowed

    def prepare(self):
        """Refuse a name that is not this machine's: a page elsewhere may have been led here by it."""
        if not self.allowed(self.request.host):
            raise HTTPError(403, reason="This server answers on this computer's own name only")

    async def get(self, name):
        """Answer with a file of the site."""
        if name in ("", "explorers/"):
            return self.redirect("/explorers/index.html")
        try:
            raw = await asyncio.get_running_loop().run_in_executor(POOL, self.files.file, name)
        except KeyError:
            raise HTTPError(404) from None
        self.set_header("Content-Type", TYPES.get(name.rpartition(".")[2], "application/octet-stream"))
        self.set_header("Cache-Control", "no-cache")
        return self.finish(raw)


POOL = ThreadPoolExecutor(2, thread_name_prefix="frames")


class Python(WebSocketHandler):
    """Answers one page: frames of live controls, tables around what has come to rest, buttons."""

    def initialize(self, files, allowed):
        """Take what `application` gives to every handler; the pages of one socket share what they have told."""
        self.allowed, self.told, self.stops = allowed, {}, {}

    def prepare(self):
        """Refuse a name that is not this machine's."""
        if not self.allowed(self.request.host):
            raise HTTPError(403)

    def check_origin(self, origin):
        """Return whether the page that asks comes from here."""
        return self.allowed(origin.partition("://")[2])

    def open(self):
        """Send small messages at once: without this each waits up to 40 ms for an acknowledgement."""
        self.set_nodelay(True)

    def on_close(self):
        """Stop what a button of the page has begun."""
        for stop in self.stops.values():
            if stop:
                stop()

    async def on_message(self, message):
        """Answer {"kind": "frame" | "table" | "act", "explorer": name, "state": {…}, …}; an error goes to the page."""
        heading = {}
        try:
            asked = json.loads(message)
            heading = {name: asked.get(name) for name in ("kind", "seq", "page")}
            name = asked["explorer"]
            if asked["kind"] == "act":
                return self._act(explorer_class(name), asked)
            state = self.told[name] = {**self.told.get(name, {}), **asked["state"]}
            work = answers.ANSWERS[asked["kind"]]
            text, data = await asyncio.get_running_loop().run_in_executor(POOL, work, name, dict(state))
            self.say({**heading, "text": text}, data)
        except Exception as error:  # whatever a page sends, the others go on
            self.say({**heading, "kind": "error", "text": f"{type(error).__name__}: {error}"})
        return None

    def _act(self, cls, asked):
        name, loop = asked["name"], IOLoop.current()

        def tell(text, running=True, changed=False):
            layout = cls.page_layout(cls.full_state()) if changed else None
            told = dict(kind="acted", name=name, text=text, running=running, layout=layout)
            loop.add_callback(self.say, told)

        if asked.get("stop"):
            stop = self.stops.get(name)
            return stop() if stop else tell("Nothing is under way.", running=False)
        self.stops[name] = cls.act(name, cls.full_state(asked["state"]), tell)
        return None

    def say(self, heading, data=b""):
        """Send a message: the length of its JSON, the JSON, the bytes."""
        text = json.dumps(heading, ensure_ascii=False).encode()
        try:
            sent = self.write_message(struct.pack("<I", len(text)) + text + data, binary=True)
        except WebSocketClosedError:
            return  # the page has gone
        asyncio.ensure_future(sent).add_done_callback(
            lambda done: done.exception()
        )  # it may go while this is on its way


def application(allowed=own):
    """Return the server's application; ``allowed(host)`` says whether a name is this machine's."""
    files = Served()
    common = dict(files=files, allowed=allowed)
    routes = [(r"/python", Python, common), (r"/(.*)", Files, common)]
    return Application(routes, websocket_max_message_size=MOST)
