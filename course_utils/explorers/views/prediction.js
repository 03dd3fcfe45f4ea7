// A question, options as buttons, and the reply to the one committed to. Needs no kernel: the replies are in the model.

function make(tag, attributes = {}, html = "") {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.innerHTML = html; // escaped in Python, where only <code> and <strong> are made
  return node;
}

// What is written beside an option once the learner has committed: colour alone must not carry it.
function markOf(option, isChosen) {
  if (isChosen) return option.right ? "✓ your prediction, right" : "✗ your prediction";
  return option.right ? "✓ right" : "";
}

function buttonFor(option, index, commit) {
  const button = make("button", { type: "button", role: "radio", "aria-checked": "false", class: "ntr-option" });
  button.append(make("span", { class: "ntr-option-label" }, option.label), make("span", { class: "ntr-option-mark" }));
  button.addEventListener("click", () => commit(index));
  return button;
}

const PATIENCE = 5000; // milliseconds until it is said that Python has not heard
const UNHEARD = "Not recorded: Python has not heard this answer. It may be busy; if not, run this cell and answer again.";

function render({ model, el }) {
  const options = model.get("options");
  const name = `ntr-predict-${Math.random().toString(36).slice(2)}`;
  const root = make("section", { class: "ntr-predict", "aria-labelledby": name });
  const group = make("div", { role: "radiogroup", "aria-labelledby": name, class: "ntr-options" });
  const reply = make("div", { class: "ntr-reply", role: "status", "aria-live": "polite" });
  const notice = make("p", { class: "ntr-notice", role: "status" });
  const again = make("button", { type: "button", class: "ntr-again" }, "Change my mind");
  const buttons = options.map((option, index) => buttonFor(option, index, commit));
  let focused = 0, timer = 0, unheard = false;

  function commit(index) {
    if (model.get("choice") >= 0) return;
    focused = index;
    model.set("choice", index);
    model.set("history", [...model.get("history"), index]);
    listen();
    save();
    draw();
  }

  function save() {
    try { model.save_changes(); } catch { /* a page whose kernel is gone; `listen` says so */ }
  }

  // Python counts what it has noted. A notebook opened again shows the question without anything behind it.
  function listen() {
    clearTimeout(timer);
    unheard = false;
    if (model.get("history").length > model.get("noted")) timer = setTimeout(() => { unheard = true; draw(); }, PATIENCE);
  }

  function move(step, event) {
    event.preventDefault();
    focused = (step + buttons.length) % buttons.length;
    draw();
    buttons[focused].focus();
  }

  function draw() {
    const choice = model.get("choice"), done = choice >= 0;
    root.classList.toggle("ntr-done", done);
    buttons.forEach((button, i) => {
      button.tabIndex = i === focused ? 0 : -1;
      button.setAttribute("aria-checked", String(i === choice));
      button.setAttribute("aria-disabled", String(done));
      button.classList.toggle("ntr-right", done && options[i].right);
      button.classList.toggle("ntr-wrong", i === choice && !options[i].right);
      button.lastChild.textContent = done ? markOf(options[i], i === choice) : "";
    });
    const text = done ? `<p><strong>${options[choice].right ? "✓ Right." : "✗ Not so."}</strong> ${options[choice].reply}</p>` : "";
    if (reply.innerHTML !== text) reply.innerHTML = text; // only then: a live region is read aloud at each change
    notice.textContent = done ? (unheard ? UNHEARD : model.get("notice")) : "";
    again.hidden = !done;
  }

  again.addEventListener("click", () => {
    model.set("choice", -1);
    save();
    draw();
    buttons[focused].focus();
  });
  group.addEventListener("keydown", (event) => {
    const steps = { ArrowDown: focused + 1, ArrowRight: focused + 1, ArrowUp: focused - 1, ArrowLeft: focused - 1, Home: 0, End: -1 };
    if (event.key in steps && !event.ctrlKey && !event.metaKey && !event.altKey) move(steps[event.key], event);
  });
  // Without this the notebook's own shortcuts answer the arrows and Enter: the cell would lose the focus. JupyterLab hears
  // keys after the page; Notebook 7 before it, and looks for the attribute on the very element that has the focus.
  root.addEventListener("keydown", (event) => event.stopPropagation());
  root.addEventListener("focusin", (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true"));
  const heard = () => { listen(); draw(); };
  model.on("change:choice", draw);
  model.on("change:notice", draw);
  model.on("change:noted", heard);

  group.append(...buttons);
  root.append(make("p", { class: "ntr-question", id: name }, `<span class="ntr-kicker">Predict</span> ${model.get("question")}`));
  root.append(group, reply, notice, again);
  el.append(root);
  heard();
  return () => {
    clearTimeout(timer);
    model.off("change:choice", draw);
    model.off("change:notice", draw);
    model.off("change:noted", heard);
  };
}

export default { render };
