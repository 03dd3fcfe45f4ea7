// Python inside the page, where the site was built with it: Pyodide, NumPy, the course. It is started by a button, for it is
// some 30 MB, and needs a web server: from file:// a page may not load it.
const InPage = {
  base: document.documentElement.dataset.pyodide,

  async start(tell) {
    if (location.protocol === "file:")
      throw new Error("Python needs a web server: python -m http.server in this folder, then http://127.0.0.1:8000.");
    const address = new URL(this.base, document.baseURI).href;
    tell("Loading Python …");
    const { loadPyodide } = await import(`${address}pyodide.mjs`);
    this.python = await loadPyodide({ indexURL: address });
    tell("Loading the course …");
    const zip = await fetch(`${ROOT}assets/course.zip`);
    if (!zip.ok) throw new Error("assets/course.zip is missing: build the site again with --pyodide.");
    this.python.unpackArchive(await zip.arrayBuffer(), "zip", { extractDir: "/course" });
    this.python.runPython("import sys; sys.path.insert(0, '/course'); import course_utils");
    tell("Loading NumPy …");
    await this.loadNumpy();
    this.answers = this.python.pyimport("course_utils.site.answers");
    tell("Python runs in this page.");
  },

  // The one condition: everything that computes needs NumPy, built for the page's Python.
  async loadNumpy() {
    await this.python.loadPackage(["numpy", "pillow", "safetensors"], { messageCallback: () => {} });
    try {
      this.python.runPython("import numpy");
    } catch {
      throw new Error(
        "Python is here, NumPy is not: its wheel for Pyodide lies beside pyodide.mjs in the full distribution.",
      );
    }
  },

  // What `Python` in served.js does over a socket.
  send(message) {
    setTimeout(() => {
      const heading = { kind: message.kind, seq: message.seq, page: message.page };
      const state = { ...this.told[message.explorer], ...message.state };
      this.told[message.explorer] = state;
      try {
        const [text, data] = this.call(message.kind, message.explorer, state);
        for (const model of Python.models) model.heard({ ...heading, text }, data);
      } catch (error) {
        for (const model of Python.models) model.heard({ ...heading, kind: "error", text: lastLine(error) }, null);
      }
    });
  },
  told: {},

  // One of `answers`: its results as JavaScript has them, bytes as a DataView.
  call(name, explorer, state) {
    const given = this.python.toPy(state),
      result = this.answers[name](explorer, given),
      parts = [...result];
    given.destroy();
    const open = (part) => {
      if (typeof part?.getBuffer !== "function") return part;
      const buffer = part.getBuffer("u8"),
        bytes = buffer.data.slice();
      buffer.release();
      return new DataView(bytes.buffer);
    };
    const found = parts.map((part) =>
      part?.type === "bytes" ? open(part) : (part?.toJs?.({ dict_converter: Object.fromEntries }) ?? part),
    );
    result.destroy();
    return found;
  },

  check(id, code) {
    return this.answers.checked(id, code);
  },
};
const lastLine = (error) =>
  String(error.message ?? error)
    .trim()
    .split("\n")
    .at(-1);

// Every explorer of the page again, all its controls alive; every function exercise with an editor.
async function liven() {
  Python.send = (message) => InPage.send(message);
  Python.served = true;
  for (const host of document.querySelectorAll(".explorer[data-alive]")) await wakeExplorer(host);
  for (const task of document.querySelectorAll(".task[data-exercise]")) editorIn(task);
}

function editorIn(task) {
  const code = task.querySelector("pre.code"),
    source = code.textContent.replace(/\n*check\(.*\)\s*$/s, "\n");
  const box = Object.assign(document.createElement("textarea"), {
    className: "editor",
    value: source,
    spellcheck: false,
    rows: source.split("\n").length + 3,
  });
  box.setAttribute("aria-label", "Your code");
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Check" }),
    verdict = document.createElement("div");
  box.addEventListener("keydown", (event) => {
    if (event.key === "Tab" && !event.shiftKey) {
      event.preventDefault();
      box.setRangeText("    ", box.selectionStart, box.selectionEnd, "end");
    }
    if (event.key === "Escape") button.focus(); // the keyboard's way out
  });
  button.addEventListener("click", () => {
    verdict.innerHTML = InPage.check(task.dataset.exercise, box.value);
    const right = verdict.textContent.trim().startsWith("✓");
    Journal.append("attempt", { id: task.dataset.exercise, verdict: right ? "correct" : "wrong" });
  });
  code.replaceWith(box, button, verdict);
}

const starter = document.querySelector("[data-python-start]");
starter?.addEventListener("click", async () => {
  const note = document.querySelector("[data-python-note]"),
    tell = (text) => {
      note.textContent = text;
    };
  starter.disabled = true;
  try {
    await InPage.start(tell);
    await liven();
  } catch (error) {
    tell(lastLine(error));
    starter.disabled = false;
  }
});
