// What the views of explorers and questions ask of their model, with no kernel behind it.
class Model {
  constructor(traits) {
    this.traits = traits;
    this.acts = new Map();
  }
  get(name) {
    return this.traits[name];
  }
  set(name, value) {
    this.traits[name] = value;
    for (const act of [...(this.acts.get(`change:${name}`) ?? [])]) act();
  }
  save_changes() {
    for (const act of [...(this.acts.get("saved") ?? [])]) act();
  }
  on(name, act) {
    this.acts.set(name, [...(this.acts.get(name) ?? []), act]);
  }
  off(name, act) {
    this.acts.set(
      name,
      (this.acts.get(name) ?? []).filter((one) => one !== act),
    );
  }
  tell(message, buffers) {
    for (const act of [...(this.acts.get("msg:custom") ?? [])]) act(message, buffers);
  }
  send() {
    throw new Error("This page has no Python.");
  }
}

// An explorer's model: where a table for the asked state lies in a file of its own, the file is loaded.
class ExplorerModel extends Model {
  awaited = "Loading the numbers …"; // said while a table is long on its way: there is no Python to wait for

  constructor(traits, head, folder) {
    super(traits);
    this.head = head;
    this.folder = folder;
    this.newest = 0;
  }

  send(message) {
    if (message.kind !== "frame") super.send(message);
    this.asked = { ...(this.asked ?? this.get("state")), ...message.state };
    const key = JSON.stringify(this.head.layout.files.map((name) => this.asked[name])),
      file = this.head.tables[key];
    if (!file) super.send(message);
    this.bring(file, key, message, ++this.newest);
  }

  // The weights of the network that reads drawings, asked for at the first stroke: see explorers/views/digit_local.js.
  weights() {
    const { net } = this.head.layout;
    return load(`stores/${net}`, `${ROOT}assets/stores/${net}.js`);
  }

  // What a value typed at the microscope is judged by, asked for at the first one: see explorers/views/microscope_judge.js.
  verdicts() {
    const { name } = this.head.layout;
    return load(`stores/${name}`, `${ROOT}assets/stores/${name}.js`);
  }

  // The table comes, and the view finds its frame there; an answer ends the waiting.
  async bring(file, key, message, turn) {
    const heading = { kind: "frame", seq: message.seq, page: message.page };
    try {
      const packed =
        key === this.head.first ? this.head.table : await load(`${this.head.key}/${key}`, `${this.folder}${file}`);
      const { text, data } = await openTable(packed);
      this.tell({ ...heading, kind: "none" });
      if (turn !== this.newest) return;
      this.traits._table_text = text;
      this.set("_table_data", data);
    } catch (error) {
      this.tell({ ...heading, kind: "error", text: error.message });
    }
  }
}
