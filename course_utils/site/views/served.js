// Python behind the page, where `make explore` serves it: one socket for all explorers of the page.
const Python = {
  served: document.documentElement.dataset.python === "socket",
  models: new Set(),
  waiting: [],

  connect() {
    if (this.socket && this.socket.readyState < 2) return;
    this.socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/python`);
    this.socket.binaryType = "arraybuffer";
    this.socket.onopen = () => {
      for (const text of this.waiting.splice(0)) this.socket.send(text);
    };
    this.socket.onmessage = ({ data }) => this.hear(data);
    this.socket.onclose = () => {
      for (const model of this.models) model.lost();
    };
  },

  send(message) {
    this.connect();
    const text = JSON.stringify(message);
    if (this.socket.readyState === 1) this.socket.send(text);
    else this.waiting.push(text);
  },

  hear(raw) {
    const length = new DataView(raw).getUint32(0, true),
      heading = JSON.parse(new TextDecoder().decode(new Uint8Array(raw, 4, length)));
    const bytes = new DataView(raw, 4 + length);
    for (const model of this.models) model.heard(heading, bytes);
  },
};

// An explorer's model with Python behind it.
class LiveModel extends Model {
  constructor(traits, head) {
    super(traits);
    this.head = head;
    Python.models.add(this);
    this.on("saved", () => {
      if (!alike(this.live(), this.tabled)) this.ask({ kind: "table", state: this.get("state") });
    });
    this.tabled = this.live();
  }

  live() {
    return this.head.layout.controls.filter((control) => control.live).map(({ name }) => this.get("state")[name]);
  }
  ask(message) {
    Python.send({ ...message, explorer: this.head.layout.name });
  }
  send(message) {
    this.ask(message);
  }

  heard(heading, bytes) {
    if (heading.kind === "table") {
      this.tabled = this.live();
      this.traits._table_text = heading.text;
      this.set("_table_data", bytes);
    } else {
      if (heading.layout) this.set("_layout", { ...this.get("_layout"), ...heading.layout });
      this.tell(heading, [bytes]);
    }
  }

  lost() {
    this.tell({
      kind: "error",
      seq: this.newest,
      text: "Python has gone: start the explorers again, then reload this page.",
    });
  }
}
