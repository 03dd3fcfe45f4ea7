// New pictures for a trained network: files are chosen, dropped or pasted, and sent to Python in parts, one file after the
// other, since a server ends the connection at a message of more than 10 MB. Python answers with cards (HTML, escaped there).
const PART = 2 ** 21; // bytes of a message
const PATIENCE = 8000; // milliseconds until it is said that Python has not answered
const UNHEARD =
  "Python has not answered yet. It may be busy; if this stays, run this cell and give the pictures again.";

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function render({ model, el }) {
  const about = model.get("about"),
    queue = [];
  let busy = false,
    serial = 0,
    timer = 0;
  const file = make("input", {
    type: "file",
    accept: "image/*,.heic,.heif",
    multiple: "",
    hidden: "",
    "aria-label": "Pictures for the network",
  });
  const choose = make("button", { type: "button" }, "Choose pictures…"),
    clear = make("button", { type: "button" }, "Remove all");
  const said = make("p", { class: "ntr-told", role: "status", "aria-live": "polite" }),
    note = make("p", { class: "ntr-left", role: "alert" });
  const cards = make("ol", { class: "ntr-cards", "aria-label": "Answers, the newest first" }),
    limits = make("p", { class: "ntr-limits" });
  limits.innerHTML = about.limits;
  const root = make(
    "section",
    { class: "ntr-new", "aria-label": about.title },
    make("h3", {}, about.title),
    make("p", {}, about.classes),
    make("div", { class: "ntr-give" }, choose, file, clear, make("span", {}, "or drop or paste pictures here")),
    note,
    said,
    cards,
    make("p", { class: "ntr-limits" }, about.how),
    limits,
  );

  function give(files) {
    const left = files.length - about.most;
    note.textContent = left > 0 ? `Of ${files.length} pictures the first ${about.most} are shown.` : "";
    queue.push(...files.slice(0, about.most).map((one, place) => ({ one, place })));
    next();
  }

  async function next() {
    draw();
    if (busy || !queue.length) return;
    const { one, place } = queue.shift(),
      name = one.name || "a pasted picture",
      key = `${Math.random()} ${serial++}`;
    busy = true;
    timer = setTimeout(() => {
      note.textContent = UNHEARD;
    }, PATIENCE);
    if (one.size > about.bytes) return model.send({ kind: "large", name, place, bytes: one.size });
    for (let from = 0; from === 0 || from < one.size; from += PART) {
      let part;
      try {
        part = await one.slice(from, from + PART).arrayBuffer();
      } catch {
        // a folder that was dropped, or a file that is gone
        note.textContent = `“${name}” cannot be read by this browser.`;
        return rest();
      }
      model.send({ kind: "part", key, name, place, last: from + PART >= one.size }, undefined, [part]);
    }
  }

  // Python has dealt with a file, or nothing was sent: the next one.
  function rest() {
    clearTimeout(timer);
    busy = false;
    next();
  }
  function heard() {
    if (note.textContent === UNHEARD) note.textContent = "";
    rest();
  }

  function draw() {
    const waiting = queue.length + busy;
    said.textContent = waiting
      ? `${waiting === 1 ? "1 picture" : `${waiting} pictures`} on the way …`
      : model.get("told");
    clear.hidden = !model.get("cards").length;
  }
  function drawCards() {
    cards.replaceChildren(
      ...model.get("cards").map((html) => {
        const item = make("li");
        item.innerHTML = html;
        return item;
      }),
    );
    draw();
  }

  choose.addEventListener("click", () => file.click());
  file.addEventListener("change", () => {
    give([...file.files]);
    file.value = "";
  });
  clear.addEventListener("click", () => {
    queue.length = 0;
    note.textContent = "";
    model.send({ kind: "clear" });
    choose.focus();
  });
  root.addEventListener("dragover", (event) => {
    if (![...(event.dataTransfer?.types || [])].includes("Files")) return;
    event.preventDefault();
    event.stopPropagation();
    root.classList.add("ntr-over");
  });
  root.addEventListener("dragleave", () => root.classList.remove("ntr-over"));
  for (const [type, key] of [
    ["drop", "dataTransfer"],
    ["paste", "clipboardData"],
  ])
    root.addEventListener(type, (event) => {
      root.classList.remove("ntr-over");
      const files = [...(event[key]?.files || [])];
      if (!files.length) return;
      event.preventDefault();
      event.stopPropagation();
      give(files);
    });
  // The notebook's own shortcuts must not answer what is typed here; Notebook 7 looks for the attribute.
  for (const type of ["keydown", "keyup", "keypress"]) root.addEventListener(type, (event) => event.stopPropagation());
  root.addEventListener("focusin", (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true"));

  const changes = { "change:cards": drawCards, "change:told": draw, "change:done": heard };
  for (const [change, act] of Object.entries(changes)) model.on(change, act);
  el.append(root);
  drawCards();
  return () => {
    clearTimeout(timer);
    queue.length = 0;
    for (const [change, act] of Object.entries(changes)) model.off(change, act);
  };
}

export default { render };
