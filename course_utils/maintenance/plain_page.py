"""An explorer on a bare page, with no server: its table inside, and Python beside it that answers live controls.

For tests and figures of what is drawn and where it stands, which need no JupyterLab; what a front end adds is tested
in one.
"""

import base64
import json
import re

from course_utils.explorers import page_nets
from course_utils.explorers.encode import Encoder
from course_utils.explorers.engine import to_page
from course_utils.explorers.page import page_module, page_style

_MODEL = """
const bytesOf = (text) => new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
class Model {
  constructor(traits) { this.traits = traits; this.acts = {}; this.asked = 0; }
  get(name) { return this.traits[name]; }
  set(name, value) { this.traits[name] = value; for (const act of [...(this.acts[`change:${name}`] || [])]) act(); }
  save_changes() {}
  on(name, act) { (this.acts[name] ||= []).push(act); }
  off(name, act) { this.acts[name] = (this.acts[name] || []).filter((one) => one !== act); }
  send(message) {
    if (!window.answerFromPython) throw new Error("no kernel");
    return this.ask(message);
  }
  async ask(message) {
    this.asked += 1;
    try {
      const answer = JSON.parse(await window.answerFromPython(JSON.stringify(message)));
      for (const act of this.acts["msg:custom"] || []) act(answer.message, [bytesOf(answer.data)]);
    } finally { this.asked -= 1; } // an error is seen as the page's, and nobody waits for ever
  }
}
const { start } = EXPLORER.Page.prototype;
EXPLORER.Page.prototype.start = function () { window.shown = this; return start.call(this); }; // for tests to look into
window.showExplorer = (traits, weights, verdicts) => {
  window.leave?.();
  traits._table_data = bytesOf(traits._table_data);
  window.model = new Model(traits);
  if (weights) window.model.weights = async () => weights;
  if (verdicts) window.model.verdicts = async () => verdicts;
  const stage = document.getElementById("stage");
  stage.replaceChildren();
  window.leave = EXPLORER.render({ model: window.model, el: stage });
};
"""
#: Waits until no answer is under way and the page has been laid out and painted since.
_REST = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  await frame();
  const end = performance.now() + 60_000;
  while (window.model?.asked || document.querySelector("[data-resting]")) {
    if (performance.now() > end) throw new Error("no answer for a minute");
    await frame();
  }
  await frame(); await frame();
}"""


def page_html(dark=False):
    """Return the page, on which `showExplorer(traits)` shows one explorer in the box #stage."""
    module = re.sub(r"export default\s+{", "return { Page,", page_module())
    ground = "--jp-layout-color0: #111; --jp-layout-color2: #333; --jp-content-font-color1: #f0f0f0;" if dark else ""
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><style>html, body {{ margin: 0; {ground} "
        f"background: {'#111' if dark else '#fff'} }} #stage {{ overflow: auto; position: relative }} "
        f".ntr-explorer {{ margin: 0 !important }}\n{page_style()}</style><div id=stage data-ntr-box></div>"
        f"<script type=module>const EXPLORER = (() => {{\n{module}\n}})();\n{_MODEL}</script></html>"
    )


class PlainPage:
    """A Playwright page that shows explorers one after another; `live` lets Python answer live controls.

    With `weights` it has, as a page without Python may, those of the networks that read drawn digits; with `verdicts`
    what values typed at the microscope are judged by.
    """

    def __init__(self, page, live=True, dark=False, weights=False, verdicts=False):
        self.page, self.cls, self.weights, self.verdicts, self._told = page, None, weights, verdicts, {}
        self.errors = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        if live:
            page.expose_function("answerFromPython", self._answer)
        page.set_content(page_html(dark))
        page.wait_for_function("typeof window.showExplorer === 'function'")

    def box(self, width, height):
        """Give the explorer a box of this size in CSS pixels, as the panel of a notebook is one."""
        self._stage(f"width: {width}px; height: {height}px", True)

    def screen(self):
        """Give the explorer the whole window, as on a page of its own or in full screen."""
        self._stage("", False)

    def _stage(self, style, boxed):
        place = "stage.style.cssText = style; stage.toggleAttribute('data-ntr-box', boxed);"
        self.page.evaluate(
            f"([style, boxed]) => {{ const stage = document.getElementById('stage'); {place} }}", [style, boxed]
        )

    def show(self, cls, **values):
        """Show an explorer at a state; return its root."""
        self.page.evaluate("window.leave?.(); window.leave = undefined;")
        self.rest()  # what the last explorer still asks is answered by its own class
        self.cls, self._told = cls, {}
        state = cls.full_state(values)
        text, data = cls.table(cls.live_values(state))
        traits = dict(
            state=to_page(state),
            _layout=cls.page_layout(state),
            _table_text=text,
            _table_data=base64.b64encode(data).decode(),
        )
        weights = page_nets.weights(cls.net) if self.weights and cls.net else None
        verdicts = cls.page_verdicts() if self.verdicts and hasattr(cls, "page_verdicts") else None
        self.page.evaluate("given => window.showExplorer(...given)", [traits, weights, verdicts])
        self.page.wait_for_function("document.querySelector('.ntr-sentence')?.textContent", timeout=60_000)
        self.rest()
        return self.page.locator("section.ntr-explorer")

    def go(self, **values):
        """Set controls as Python would (the others stay) and wait until the page has drawn that state."""
        state = self.cls.full_state({**self.state(), **values})
        self.page.evaluate("state => window.model.set('state', state)", to_page(state))
        self.rest()
        return state

    def state(self):
        """Return the state that the page has told, what it still keeps for the hand to rest included."""
        return self.page.evaluate("dispatchEvent(new Event('pagehide')), window.model.get('state')")

    def rest(self):
        """Wait until the page shows its state."""
        self.page.evaluate(_REST)

    def _answer(self, message):
        content = json.loads(message)
        self._told = {**self._told, **content["state"]}
        encoder = Encoder()
        encoder.add(self.cls.checked_frame(self.cls.full_state(self._told)))
        answer = {name: content[name] for name in ("kind", "seq", "page") if name in content}
        data = base64.b64encode(encoder.data()).decode()
        return json.dumps({"message": {**answer, "text": encoder.text()}, "data": data})
