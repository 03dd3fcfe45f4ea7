"""The explorer: a pure function ``frame(state)`` and the controls, panels and states around it.

A subclass names its ``title``, ``controls``, ``panels`` and the static method ``frame``. All combinations of the
controls that are not live are computed once (the table), so that a page moves them without Python. Live controls ask
Python at each change. Nothing here knows how a frame is shown: ``widget`` brings it to a notebook, ``plotting.frames``
draws a still picture.
"""

from __future__ import annotations

import itertools
import math
from functools import cache, lru_cache

from course_utils.explorers.controls import Choice, Control, Number, Point, Slider, Toggle
from course_utils.explorers.controls_actions import Action
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
    "Action", "Bars", "Cells", "Choice", "Control", "Drawing", "Explorer", "Graph", "Grid", "Lines", "Number", "Panel",
    "Pick", "Picture", "Pixels", "Point", "Slider", "Tiles", "Toggle", "drawing_array", "drawing_text", "marks",
    "picture_array", "picture_text",
]  # fmt: skip

#: Under this mime type a notebook's output keeps which explorer it shows, and at which state; `site` reads it.
STATE = "application/vnd.from-neuron-to-resnet.explorer+json"
MAX_FRAMES = 10_000  # more would keep a reader waiting for seconds; what a page carries is bounded by the bytes
MAX_BYTES = 5_000_000


class Explorer:
    """Base of all explorers; a keyword for each control sets its first value.

    ``explorer.state`` is the dict of all control values; each control is also an attribute, and setting it moves the
    explorer: ``explorer.mean = 2``. Raises ValueError for a value that the control does not have, naming the control.
    """

    title = ""
    controls: tuple = ()
    actions: tuple = ()
    panels: tuple = ()
    opens = ""  #: the control that a value without a name sets: ``TrainingCurves("my-run")``
    net = ""  #: in `page_nets`, the weights with which a page without Python works out its frames by itself

    @staticmethod
    def frame(state):
        """Describe everything on screen at ``state``; subclasses replace this."""
        raise NotImplementedError("an explorer defines frame(state)")

    @classmethod
    def act(cls, name, state, tell):
        """Begin what the button ``name`` stands for, at a state; return a function that stops it, or None.

        ``tell(text, running=True, changed=False)``, which any thread may call, says on the page how far it is, whether
        it goes on, and whether frames or controls have changed. Subclasses with ``actions`` replace this.
        """
        raise NotImplementedError(f"{cls.__name__} has no button {name!r}")

    @classmethod
    def outside(cls, live):
        """Return, as something hashable, what frames depend on besides the state, such as the time of a file."""
        return None

    def __init__(self, *value, **values):
        self._values = self.full_state(self.by_name(value, values))

    @property
    def state(self):
        """All control values as JSON keeps them: tuples are lists."""
        return to_page(self._values)

    @state.setter
    def state(self, values):
        self._values = self.full_state(values)

    def __getattr__(self, name):
        if name in (c.name for c in type(self).controls):
            return self._values[name]
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __setattr__(self, name, value):
        if name in (c.name for c in type(self).controls):
            self.state = {**self.state, name: value}
        elif name.startswith("_") or hasattr(self, name):
            super().__setattr__(name, value)
        else:  # a slip of the pen would move nothing, silently
            raise AttributeError(self._no_control(name))

    @classmethod
    def by_name(cls, value, values):
        """Return the values by name, the one that came without a name, if any, as that of the control ``opens``."""
        if not value:
            return values
        if not cls.opens or len(value) > 1:
            wanted = f"at most one, for {cls.opens}" if cls.opens else "each by the name of its control"
            raise TypeError(f"{cls.__name__}: got {len(value)} values without a name; expected {wanted}")
        if cls.opens in values:
            raise TypeError(f"{cls.opens}: got two values; expected one")
        return {cls.opens: value[0], **values}

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

    # ---- frames -----------------------------------------------------------------------------------------------------

    @classmethod
    def table(cls, live=None):
        """Compute all frames around ``live``; return their JSON text and bytes.

        Raises ValueError when there would be more than 10,000 frames or 5 MB: then a control has to be live.
        """
        live = live if live is not None else cls.live_values(cls.full_state())
        return cls._table(tuple(sorted(live.items())), cls.outside(live))

    @classmethod
    @lru_cache(maxsize=4)  # shown twice, computed once; a few only, since each typed number makes a table of its own
    def _table(cls, live_items, _outside):
        *_, table = cls.table_steps(dict(live_items))
        return table

    @classmethod
    def table_steps(cls, live):
        """Compute a table frame by frame: yield None after each, and at last the table, so that others get a turn."""
        axes = [c for c in cls.controls if not c.live]
        count = math.prod(len(c.values) for c in axes)
        if count > MAX_FRAMES:
            raise ValueError(
                f"controls: {cls.__name__} has {count} combinations; expected at most {MAX_FRAMES} (make one live)"
            )
        encoder = Encoder()
        for state in cls.table_states(live):
            encoder.add(cls.checked_frame(state))
            yield None
        text, data = encoder.text(axes=[c.name for c in axes], live=to_page(live)), encoder.data()
        if len(text) + len(data) > MAX_BYTES:
            size = (len(text) + len(data)) / 1e6
            raise ValueError(
                f"frames: the table of {cls.__name__} takes {size:.1f} MB; expected at most {MAX_BYTES / 1e6:g}"
            )
        yield text, data

    @classmethod
    def checked_frame(cls, state):
        """Return ``frame(state)``; raise ValueError when it lacks a panel or its sentence."""
        frame = cls.frame(state)
        expected = {p.id for p in cls.panels} | {"sentence"} | ({"actions"} if cls.actions else set())
        if not expected <= set(frame) <= expected | {"formula"}:
            raise ValueError(f"frame: got the keys {sorted(frame)}; expected {sorted(expected)} (and maybe 'formula')")
        return frame

    @classmethod
    def spec(cls):
        """Describe what stays: title, controls, buttons and panels, as JSON keeps them."""
        kinds = dict(controls=cls.controls, actions=cls.actions, panels=cls.panels)
        parts = {kind: [one.spec() for one in some] for kind, some in kinds.items()}
        return dict(title=cls.title, name=cls.__name__, **parts, **({"net": cls.net} if cls.net else {}))

    @classmethod
    def page_layout(cls, state):
        """Describe the explorer to a page: what stays, the state it begins with, and its largest contents."""
        return dict(**cls.spec(), first=to_page(state), samples=cls.samples())

    @classmethod
    @cache
    def samples(cls):
        """Return the largest contents that live controls can bring: see `course_utils.explorers.samples`."""
        return samples(cls)

    def _repr_mimebundle_(self, **_):
        """Show the picture of the present state and its description."""
        from course_utils.plotting.frames import draw_frame
        from course_utils.plotting.style import picture_html, png

        frame = self.checked_frame(self.full_state(self.state))
        alt = f"{self.title}: {frame['sentence']}"
        picture = png(draw_frame(self.title, self.panels, frame), dpi=80)
        kept = {control.name: control.kept(self.state[control.name]) for control in self.controls}
        shown = {"name": type(self).__name__, "state": kept}
        return {"text/plain": f"Explorer: {alt}", "text/html": picture_html(picture, alt), STATE: shown}


def to_page(value):
    """Return a state as JSON keeps it: tuples become lists."""
    if isinstance(value, dict):
        return {name: to_page(item) for name, item in value.items()}
    return [to_page(item) for item in value] if isinstance(value, (list, tuple)) else value
