"""How an explorer comes to a notebook: a widget that sends its table to the page and answers live controls."""

from __future__ import annotations

import asyncio
import contextlib
import time
from functools import cache

import anywidget
import traitlets

from course_utils.explorers.encode import Encoder
from course_utils.explorers.engine import Explorer, to_page
from course_utils.explorers.page import VIEWS, page_module, page_style

MOST_PAGES = 8  # that show one explorer and are told apart
REST_SECONDS = 0.4  # without a change, before the table around it is made
BUSY_SECONDS = 0.004  # at a stretch


@cache
def alive(cls):
    """Return the class of an explorer as a widget: the same keywords, attributes and frames, and a live view."""
    return type(cls.__name__, (ExplorerWidget, cls), {"__doc__": cls.__doc__, "__module__": cls.__module__})


class ControlTrait(traitlets.TraitType):
    """An attribute that takes what its control takes; a refused value leaves everything as it was."""

    def __init__(self, control, value):
        super().__init__(default_value=value)  # no allow_none: traitlets would then keep None without asking `validate`
        self.control = control

    def validate(self, _, value):
        return self.control.check(value)


class ExplorerWidget(anywidget.AnyWidget):
    """The widget side of an explorer; ``alive`` joins it with the explorer's own class.

    Every control is a trait, and so is ``state``: ``explorer.observe(react, "rate")`` hears of a hand on the page.
    """

    _esm = VIEWS / "loader.js"
    _css = page_style()

    state = traitlets.Dict().tag(sync=True)
    _views = traitlets.Unicode(page_module()).tag(sync=True)
    _layout = traitlets.Dict().tag(sync=True)
    _table_text = traitlets.Unicode().tag(sync=True)
    _table_data = traitlets.Bytes().tag(sync=True)

    def __init__(self, *value, **values):
        state = self.full_state(self.by_name(value, values))
        self._renewal, self._told, self._stops = None, {}, {}
        text, data = self.table(self.live_values(state))
        super().__init__(state=to_page(state), _layout=self.page_layout(state), _table_text=text, _table_data=data)
        self.add_traits(**{c.name: ControlTrait(c, state[c.name]) for c in self.controls})
        self.observe(self._on_state, "state")
        self.on_msg(self._on_message)

    @traitlets.validate("state")
    def _whole_state(self, proposal):
        return to_page(self.full_state(proposal.value))  # refused before anything has moved

    def _on_state(self, change):
        state = self.full_state(change.new)
        for name, value in state.items():
            self.set_trait(name, value)
        if self.live_values(state) != self.live_values(self.full_state(change.old or {})):
            self._renew_table()

    def _renew_table(self):
        """Send the table around the new live values: at once where no page can be waiting, else when the hand rests."""
        live = self.live_values(self.full_state(self.state))
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # plain Python
            return self._send_table(*self.table(live))
        if self._renewal is not None:
            self._renewal.cancel()
        self._renewal = loop.create_task(self._table_at_rest(live))
        return None

    async def _table_at_rest(self, live):
        """Compute a table between other work: a question from the page waits a few milliseconds, not for all of it."""
        await asyncio.sleep(REST_SECONDS)
        pause = time.perf_counter() + BUSY_SECONDS
        for table in self.table_steps(live):
            if table is not None:
                self._send_table(*table)
            elif time.perf_counter() > pause:
                await asyncio.sleep(0)
                pause = time.perf_counter() + BUSY_SECONDS

    def _send_table(self, text, data):
        with self.hold_sync():  # the page must never see the text of one table with the bytes of another
            self._table_text, self._table_data = text, data

    def _on_message(self, _, content, __):
        """Answer the page: one frame for a live change. An error goes to the page, where it can be read."""
        if content.get("kind") == "act":
            return self._act(content)
        if content.get("kind") != "frame":
            return None
        heading = {name: content[name] for name in ("kind", "seq", "page") if name in content}
        try:
            encoder = Encoder()
            encoder.add(self.checked_frame(self.full_state(self._heard(content))))
            self.send({**heading, "text": encoder.text()}, [encoder.data()])
        except Exception as error:
            self.send({**heading, "kind": "error", "text": f"{type(error).__name__}: {error}"})
        return None

    def _act(self, content):
        """Begin, or stop, what a button stands for; every page of this explorer hears how it goes."""
        name, tell = content["name"], self._teller(content["name"])
        try:
            if not content.get("stop"):
                self._stops[name] = self.act(name, self.full_state(content["state"]), tell)
            elif stop := self._stops.get(name):
                stop()
            else:
                tell("Nothing is under way.", running=False)
        except Exception as error:
            tell(f"{type(error).__name__}: {error}", running=False)

    def _teller(self, name):
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # plain Python
            loop = None

        def tell(text, running=True, changed=False):
            if loop is None:
                self._acted(name, text, running, changed)
            else:
                with contextlib.suppress(RuntimeError):  # the kernel is ending: nobody is there to be told
                    loop.call_soon_threadsafe(self._acted, name, text, running, changed)

        return tell

    def _acted(self, name, text, running, changed):
        self.send({"kind": "acted", "name": name, "text": text, "running": running})
        if changed:
            self._layout = {**self._layout, **self.spec()}
            self._renew_table()

    def _heard(self, content):
        """Return the state of a page that sends only what has changed since it last asked."""
        page = content.get("page")
        state = {**self._told.pop(page, {}), **content["state"]}
        if page is not None:  # the pages that asked last are kept
            self._told = {**dict(list(self._told.items())[1 - MOST_PAGES :]), page: state}
        return state

    def _repr_mimebundle_(self, **_):
        """Show the live view, and beside it what a page without widgets can show: a picture and its description."""
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        still = Explorer._repr_mimebundle_(self)
        return {**still, "application/vnd.jupyter.widget-view+json": view}
