// What was answered, kept in the browser: the same records as the notebooks' progress.jsonl, one JSON object each.
// RENAMED, {old id: new id}, stands before all scripts: what was answered under an old id counts for the new one.
const SHELF = "ntr-journal",
  LEARNER = "ntr-learner";
// The field "learner" belongs to the file that a record came in, not to the record.
const named = (record) => {
  const { learner, ...own } = record ?? {};
  return Object.hasOwn(RENAMED, own.id) ? { ...own, id: RENAMED[own.id] } : own;
};
const now = () => new Date().toISOString().replace(/\.\d+Z$/, "Z");
const Journal = {
  read() {
    try {
      return (localStorage.getItem(SHELF) ?? "")
        .split("\n")
        .filter(Boolean)
        .map((line) => named(JSON.parse(line)));
    } catch {
      return this.here ?? [];
    }
  },
  append(kind, fields) {
    const record = { v: 1, time: now(), kind, ...fields };
    this.here = [...(this.here ?? []), record]; // for this page, where the browser keeps nothing
    this.keep([record]);
    dispatchEvent(new CustomEvent("ntr-answered", { detail: record }));
  },
  keep(records) {
    const lines = records.map((record) => `${JSON.stringify(record)}\n`).join("");
    try {
      localStorage.setItem(SHELF, (localStorage.getItem(SHELF) ?? "") + lines);
      return true;
    } catch {
      return false;
    }
  },
  // Take the records of a progress.jsonl that are not here yet; returns how many.
  take(text) {
    const known = new Set(this.read().map((record) => JSON.stringify(record))),
      fresh = [];
    for (const line of text.split("\n").filter((one) => one.trim())) {
      let record = null;
      try {
        record = named(JSON.parse(line));
      } catch {
        continue;
      } // a torn line
      const whole =
        record && typeof record.kind === "string" && typeof record.id === "string" && typeof record.time === "string";
      if (whole && !known.has(JSON.stringify(record))) {
        known.add(JSON.stringify(record));
        fresh.push(record);
      }
    }
    this.keep(fresh);
    dispatchEvent(new CustomEvent("ntr-answered", { detail: null }));
    return fresh.length;
  },
  // All of it as the text of a file, as export_progress() writes it in a notebook; EDITION stands before all scripts.
  text(name) {
    const head = {
      v: 1,
      time: now(),
      kind: "export",
      course: "From Neuron to ResNet",
      edition: EDITION,
      learner: this.learner(),
      name,
    };
    return [head, ...this.read()].map((record) => `${JSON.stringify(record)}\n`).join("");
  },
  // A random number, bound to nothing, by which two files of one learner are known as such.
  learner() {
    let number = null;
    try {
      number = localStorage.getItem(LEARNER);
    } catch {
      /* for this page only */
    }
    number ??= this.number ??= [...crypto.getRandomValues(new Uint8Array(8))]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("");
    try {
      localStorage.setItem(LEARNER, number);
    } catch {
      /* for this page only */
    }
    return number;
  },
  clear() {
    try {
      localStorage.removeItem(SHELF);
      localStorage.removeItem(LEARNER);
    } catch {
      /* nothing kept */
    }
    this.here = [];
    dispatchEvent(new CustomEvent("ntr-answered", { detail: null }));
  },
  // "open", "tried" or "right" for each id.
  states() {
    const found = new Map();
    for (const { kind, id, right, verdict } of this.read()) {
      const done = right === true || verdict === "correct" || kind === "shown" || kind === "solution";
      if (done) found.set(id, "done");
      else if (!found.has(id)) found.set(id, "tried");
    }
    return found;
  },
};
