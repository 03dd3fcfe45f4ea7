"""A plain page whose explorers have buttons: what a button tells waits until the test lets the page hear it."""

import base64
import json
import queue

from plain_page import PlainPage

_RENEW = """traits => {
  const bytes = Uint8Array.from(atob(traits._table_data), (letter) => letter.charCodeAt(0));
  window.model.traits._table_data = new DataView(bytes.buffer);
  for (const name of ["_layout", "_table_text"]) window.model.set(name, traits[name]);
}"""


class ActionPage(PlainPage):
    """A `PlainPage` on which buttons work; `stop` is what stops the work that was begun last."""

    def __init__(self, page, **options):
        self.stop, self._news = None, queue.Queue()
        super().__init__(page, **options)

    def hear(self, seconds=60):
        """Wait for the next thing that a button tells, and bring it to the page; return its words."""
        text, running, changed = self._news.get(timeout=seconds)
        (name,) = [action.name for action in self.cls.actions]
        if changed:
            self._renew()
        message = {"kind": "acted", "name": name, "text": text, "running": running}
        self.page.evaluate("m => { for (const act of window.model.acts['msg:custom']) act(m, []); }", message)
        self.rest()
        return text

    def _renew(self):
        state = self.cls.full_state(self.state())
        text, data = self.cls.table(self.cls.live_values(state))
        traits = dict(_layout=self.cls.spec(), _table_text=text, _table_data=base64.b64encode(data).decode())
        self.page.evaluate(_RENEW, traits)

    def _tell(self, text, running=True, changed=False):
        self._news.put((text, running, changed))

    def _answer(self, message):
        content = json.loads(message)
        if content["kind"] != "act":
            return super()._answer(message)
        if content["stop"]:
            self.stop()
        else:
            self.stop = self.cls.act(content["name"], self.cls.full_state(content["state"]), self._tell)
        return json.dumps({"message": {"kind": "acted", "name": "nothing yet"}, "data": ""})
