"""The explorer: a pure function ``frame(state)`` and a page that draws what it returns.

A subclass names its ``title``, ``controls``, ``panels`` and the static method ``frame``. All combinations of the
controls that are not live are computed once and sent to the page (the table), so moving them needs no kernel. Live
controls ask Python at each change. Nothing on the page knows any mathematics.
"""

from __future__ import annotations

import asyncio
import itertools
import math
from functools import cache, lru_cache
from pathlib import Path

import anywidget
import traitlets

from course_utils.explorers.controls import Choice, Control, Number, Point, Slider, Toggle
from course_utils.explorers.controls_pictures import (
    Drawing,
    Picture,
    drawing_array,
    drawing_text,
    picture_array,
    picture_text,
)  # fmt: skip
from course_utils.explorers.controls_tables import Cells, Pick
from course_utils.explorers.encode import Encoder
from course_utils.explorers.panels import Bars, Graph, Grid, Lines, Panel, Pixels, Tiles, marks
from course_utils.explorers.samples import samples

__all__ = [
    "Bars", "Cells", "Choice", "Control", "Drawing", "Explorer", "Graph", "Grid", "Lines", "Number", "Panel", "Pick",
    "Picture", "Pixels", "Point", "Slider", "Tiles", "Toggle", "drawing_array", "drawing_text", "marks",
    "picture_array", "picture_text",
]  # fmt: skip

VIEWS = Path(__file__).parent / "views"
# theme first (colours, helpers), explorer last (it calls all the others)
MODULES = (
    "theme", "plane", "lines", "bars", "pixels", "tiles", "grid", "graph", "fit", "panels", "words", "layout", "table",
    "controls", "cells", "pick", "drawing", "upload", "touch", "state", "explorer",
)  # fmt: skip
MOST_PAGES = 8  # that show one explorer and are told apart
MAX_FRAMES = 2_000
MAX_BYTES = 5_000_000
REST_SECONDS = 0.4


@cache
def page_module():
    """Join the small view files into the one ES module that anywidget takes (it cannot import its neighbours)."""
    pieces = []
    for name in MODULES:
        text = (VIEWS / f"{name}.js").read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if not line.startswith("import ")]
        pieces.append("\n".join(line.removeprefix("export ") for line in lines))
    return "\n".join([*pieces, "export default { render };", ""])


class ControlTrait(traitlets.TraitType):
    """An attribute that takes what its control takes; a refused value leaves everything as it was."""

    def __init__(self, control, value):
        super().__init__(default_value=value)  # no allow_none: traitlets would then keep None without asking `validate`
        self.control = control

    def validate(self, _, value):
        return self.control.check(value)


class Explorer(anywidget.AnyWidget):
    """Base of all explorers; a keyword for each control sets its first value.

    ``explorer.state`` is the dict of all control values; each control is also an attribute, and setting it moves the
    explorer: ``explorer.mean = 2``. Raises ValueError for a value that the control does not have, naming the control.
    """

    _esm = page_module()
    _css = VIEWS / "explorer.css"

    title = ""
    controls: tuple = ()
    panels: tuple = ()

    state = traitlets.Dict().tag(sync=True)
    _layout = traitlets.Dict().tag(sync=True)
    _table_text = traitlets.Unicode().tag(sync=True)
    _table_data = traitlets.Bytes().tag(sync=True)

    @staticmethod
    def frame(state):
        """Describe everything on screen at ``state``; subclasses replace this."""
        raise NotImplementedError("an explorer defines frame(state)")

    def __init__(self, **values):
        state = self.full_state(values)
        self._moving, self._renewal, self._told = False, None, {}
        text, data = self.table(self.live_values(state))
        super().__init__(state=to_page(state), _layout=self.page_layout(state), _table_text=text, _table_data=data)
        self.add_traits(**{c.name: ControlTrait(c, state[c.name]) for c in self.controls})
        self.observe(self._on_control, [c.name for c in self.controls])
        self.observe(self._on_state, "state")
        self.on_msg(self._on_message)

    def __setattr__(self, name, value):
        if not name.startswith("_") and not hasattr(self, name):  # a slip of the pen would move nothing, silently
            raise AttributeError(self._no_control(name))
        super().__setattr__(name, value)

    # ---- states -----------------------------------------------------------------------------------------------------

    @classmethod
    def full_state(cls, values=None):
        """Return the checked state in which ``values`` replace the controls' first values."""
        values = dict(values or {})
        names = [c.name for c in cls.controls]
        for name in values:
            if name not in names:
                raise ValueError(cls._no_control(name))
        return {c.name: c.check(values.get(c.name, c.value)) for c in cls.controls}

    @classmethod
    def _no_control(cls, name):
        return f"{name}: not a control of {cls.__name__}; expected one of {', '.join(c.name for c in cls.controls)}"

    @classmethod
    def live_values(cls, state):
        """Return the part of a state that the table does not range over."""
        return {c.name: state[c.name] for c in cls.controls if c.live}

    @classmethod
    def table_states(cls, live=None):
        """Yield every state of the table, the last control changing fastest."""
        live = live if live is not None else cls.live_values(cls.full_state())
        axes = [c for c in cls.controls if not c.live]
        for combination in itertools.product(*(c.values for c in axes)):
            chosen = dict(zip((c.name for c in axes), combination, strict=True))
            yield {c.name: chosen[c.name] if c.name in chosen else live[c.name] for c in cls.controls}

    @classmethod
    def page_layout(cls, state):
        """Describe the explorer to the page: its parts, the state it begins with, and its largest contents."""
        return dict(
            title=cls.title, name=cls.__name__, controls=[c.spec() for c in cls.controls],
            panels=[p.spec() for p in cls.panels], first=to_page(state), samples=cls.samples(),
        )  # fmt: skip

    @classmethod
    @cache
    def samples(cls):
        """Return the largest contents that live controls can bring: see `course_utils.explorers.samples`."""
        return samples(cls)

    # ---- frames -----------------------------------------------------------------------------------------------------

    @classmethod
    def table(cls, live=None):
        """Compute all frames around ``live``; return their JSON text and bytes.

        Raises ValueError when there would be more than 2,000 frames or 5 MB: then a control has to be live.
        """
        live = live if live is not None else cls.live_values(cls.full_state())
        return cls._table(tuple(sorted(live.items())))

    @classmethod
    @lru_cache(maxsize=4)  # shown twice, computed once; a few only, since each typed number makes a table of its own
    def _table(cls, live_items):
        axes = [c for c in cls.controls if not c.live]
        count = math.prod(len(c.values) for c in axes)
        if count > MAX_FRAMES:
            raise ValueError(
                f"controls: {cls.__name__} has {count} combinations; expected at most {MAX_FRAMES} (make one live)"
            )
        live, encoder = dict(live_items), Encoder()
        for state in cls.table_states(live):
            encoder.add(cls.checked_frame(state))
        text, data = encoder.text(axes=[c.name for c in axes], live=to_page(live)), encoder.data()
        if len(text) + len(data) > MAX_BYTES:
            size = (len(text) + len(data)) / 1e6
            raise ValueError(
                f"frames: the table of {cls.__name__} takes {size:.1f} MB; expected at most {MAX_BYTES / 1e6:g}"
            )
        return text, data

    @classmethod
    def checked_frame(cls, state):
        """Return ``frame(state)``; raise ValueError when it lacks a panel or its sentence."""
        frame = cls.frame(state)
        expected = {p.id for p in cls.panels} | {"sentence"}
        if not expected <= set(frame) <= expected | {"formula"}:
            raise ValueError(f"frame: got the keys {sorted(frame)}; expected {sorted(expected)} (and maybe 'formula')")
        return frame

    # ---- the page and Python ----------------------------------------------------------------------------------------

    @traitlets.validate("state")
    def _whole_state(self, proposal):
        return to_page(self.full_state(proposal.value))  # refused before anything has moved

    def _on_control(self, change):
        if not self._moving:
            self.state = {**self.state, **to_page({change.name: change.new})}

    def _on_state(self, change):
        state = self.full_state(change.new)
        self._moving = True
        try:
            for name, value in state.items():
                self.set_trait(name, value)
        finally:
            self._moving = False
        if self.live_values(state) != self.live_values(self.full_state(change.old or {})):
            self._renew_table()

    def _renew_table(self):
        """Send the table around the new live values, once the hand rests: the next click must not wait behind it."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # plain Python, no page that could be waiting
            return self._send_table()
        if self._renewal is not None:
            self._renewal.cancel()
        self._renewal = loop.call_later(REST_SECONDS, self._send_table)
        return None

    def _send_table(self):
        text, data = self.table(self.live_values(self.full_state(self.state)))
        with self.hold_sync():  # the page must never see the text of one table with the bytes of another
            self._table_text, self._table_data = text, data

    def _on_message(self, _, content, __):
        """Answer the page: one frame for a live change. An error goes to the page, where it can be read."""
        if content.get("kind") != "frame":
            return
        heading = {name: content[name] for name in ("kind", "seq", "page") if name in content}
        try:
            encoder = Encoder()
            encoder.add(self.checked_frame(self.full_state(self._heard(content))))
            self.send({**heading, "text": encoder.text()}, [encoder.data()])
        except Exception as error:
            self.send({**heading, "kind": "error", "text": f"{type(error).__name__}: {error}"})

    def _heard(self, content):
        """Return the state of a page that sends only what has changed since it last asked."""
        page = content.get("page")
        state = {**self._told.pop(page, {}), **content["state"]}
        if page is not None:  # the pages that asked last are kept
            self._told = {**dict(list(self._told.items())[1 - MOST_PAGES :]), page: state}
        return state

    def _repr_mimebundle_(self, **_):
        """Show the live view, and beside it what a page without widgets can show: a picture and its description."""
        from course_utils.plotting.frames import draw_frame
        from course_utils.plotting.style import picture_html, png

        frame = self.checked_frame(self.full_state(self.state))
        picture = png(draw_frame(self.title, self.panels, frame), dpi=80)
        alt = f"{self.title}: {frame['sentence']}"
        return {
            "text/plain": f"Explorer: {alt}",
            "text/html": picture_html(picture, alt),
            "application/vnd.jupyter.widget-view+json": {
                "version_major": 2,
                "version_minor": 0,
                "model_id": self.model_id,
            },
        }


def to_page(value):
    """Return a state as JSON keeps it: tuples become lists."""
    if isinstance(value, dict):
        return {name: to_page(item) for name, item in value.items()}
    return [to_page(item) for item in value] if isinstance(value, (list, tuple)) else value
