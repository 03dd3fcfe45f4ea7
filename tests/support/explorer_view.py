"""An explorer as a reader meets it: what its controls show, what its page says, and what Python would say."""

import json
import time

import numpy as np

PATIENCE = 10.0  # seconds until a page that says something else is wrong, on a slow machine
_READ = """root => ({
  knobs: [...root.querySelectorAll('.ntr-control')].map(knob => {
    const inputs = [...knob.querySelectorAll('input:not(.ntr-value), select')]; // a slider's typed value says it twice
    const first = inputs[0];
    const rows = part => [...knob.querySelectorAll('tr')].map(row => [...row.querySelectorAll('input')].map(part));
    if (knob.matches('.ntr-cells')) return rows(input => input.title || input.value);
    if (knob.matches('.ntr-pick-knob')) return inputs.map(input => +input.value);
    if (knob.matches('.ntr-drawing')) return knob.querySelector('canvas').value;
    if (knob.matches('.ntr-picture, .ntr-run, .ntr-tables, .ntr-place')) return knob.value;
    if (first.type === 'radio') return inputs.findIndex(input => input.checked);
    if (first.type === 'checkbox') return first.checked;
    if (first.type === 'range' || first.tagName === 'SELECT') return +first.value;
    return inputs.map(input => input.value);
  }),
  sentence: root.querySelector('.ntr-sentence').textContent,
  formula: [...root.querySelectorAll('.ntr-formula > div')].map(line => line.textContent),
})"""


def typed(text):
    """Read a number box; None when it is empty."""
    return float(text.replace("−", "-")) if text.strip() else None


class ExplorerView:
    """One explorer on a page; `cls` is its class in Python."""

    def __init__(self, page, cls):
        self.page, self.cls = page, cls
        self.root = page.locator(f'section.ntr-explorer[aria-label="{cls.title}"]')
        self._frames = {}

    def knob(self, control):
        """Return the part of the page that belongs to a control."""
        return self.root.locator(".ntr-control").nth(self.cls.controls.index(control))

    def panel(self, id):
        """Return what a panel's content is drawn on: a canvas, the frame of a table, or a lens."""
        return self.root.locator(f'[data-panel="{id}"] :is(canvas, .ntr-grid)')

    def choices(self, control):
        """Return (rows, columns) that a pick can choose from at the state shown, by what is in its panel."""
        panel = next(p for p in self.cls.panels if p.id == control.panel)
        content = self.cls.frame(self.cls.full_state(self.state))[panel.id]
        return reach(panel, content, control)

    def read(self):
        """Return (state that the controls show, sentence and formula that the page shows), read at one instant."""
        raw = self.root.evaluate(_READ)
        state = {c.name: _value(c, shown) for c, shown in zip(self.cls.controls, raw["knobs"], strict=True)}
        return state, (raw["sentence"], raw["formula"])

    @property
    def state(self):
        """The state that the controls show."""
        return self.read()[0]

    def expected(self, state):
        """Return the sentence and the formula that Python gives for a state."""
        key = json.dumps(state)
        if key not in self._frames:
            frame = self.cls.frame(self.cls.full_state(state))
            lines = [[line] if isinstance(line, str) else line for line in frame.get("formula") or ()]
            texts = ["".join(piece if isinstance(piece, str) else piece[0] for piece in line) for line in lines]
            self._frames[key] = (frame["sentence"], texts)
        return self._frames[key]

    def agrees(self):
        """Wait until the page says what Python says for the state shown; return that state."""
        deadline = time.monotonic() + PATIENCE
        while True:
            state, said = self.read()
            wanted = self.expected(state)
            if said == wanted:
                return state
            if time.monotonic() > deadline:
                raise AssertionError(f"{self.cls.__name__} at {state}\npage says   {said}\nPython says {wanted}")
            time.sleep(0.03)

    def changes_to(self, name, value):
        """Wait until a control shows `value` and the page agrees with Python."""
        deadline = time.monotonic() + PATIENCE
        while self.state[name] != value:
            assert time.monotonic() < deadline, f"{name} shows {self.state[name]!r}; expected {value!r}"
            time.sleep(0.03)
        return self.agrees()


def reach(panel, content, pick):
    """Return how many rows and columns of a panel's content a pick can choose from."""
    if content.get("targets") is not None:  # cells that stand for others; 255 stands for none
        targets = np.where(content["targets"] == 255, 0, content["targets"]).reshape(-1, 2).astype(int)
        size = targets.max(axis=0) + 1
    elif type(panel).__name__ == "Tiles":
        size = -(-len(content["pixels"]) // panel.columns), min(panel.columns, len(content["pixels"]))
    else:
        shown = content["pixels"] if "pixels" in content else content["values"]
        size = len(shown), len(shown[0])
    return min(int(size[0]), pick.rows), min(int(size[1]), pick.columns)


def _value(control, shown):
    kind = type(control).__name__
    if kind in ("Slider", "Choice"):
        return control.values[shown]
    if kind == "Number":
        return typed(shown[0])
    if kind == "Point":
        return tuple(typed(text) for text in shown)
    if kind == "Cells":
        return tuple(tuple(typed(text) for text in row) for row in shown)
    if kind == "Pick":
        return tuple(shown)
    if kind in ("Tables", "Place"):
        return control.check(shown)
    return shown
