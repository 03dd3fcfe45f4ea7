// Questions: options as buttons, or a number to type in. A wrong answer earns its reply and a second try; the right one is
// marked once it is chosen, or asked for. Options and replies are in the model, so choices need no kernel. Whatever happens is
// appended to the list `log` as [card, what], `what` being the number of an option, a typed text, "show" or "again"; what a
// page shows follows from it.

function make(tag, attributes = {}, html = "") {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.innerHTML = html; // escaped in Python, where only <code>, <strong>, <em> and <pre> are made
  return node;
}

const PATIENCE = 5000; // milliseconds until it is said that Python has not heard
const UNHEARD =
  "Not recorded: Python has not heard this answer. It may be busy; if not, run this cell and answer again.";
const ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth"];

// What became of a card since it was last begun: the tries in their order, each with its place in the log.
function since(log, card) {
  let tries = [],
    shown = false;
  log.forEach(([index, what], place) => {
    if (index !== card) return;
    if (what === "again") {
      tries = [];
      shown = false;
    } else if (what === "show") shown = true;
    else tries.push({ what, place });
  });
  return { tries, shown };
}

// What is written beside an option; colour alone must not carry it.
function markOf(right, place, shown) {
  if (right)
    return place < 0
      ? shown
        ? "✓ the answer"
        : ""
      : place === 0
        ? "✓ right, at once"
        : `✓ right, ${ORDINALS[place]} try`;
  return place < 0 ? "" : place === 0 ? "✗ your first answer" : "✗ tried";
}

function choice(card, commit) {
  const group = make("div", { role: "radiogroup", class: "ntr-options" });
  const buttons = card.options.map((option, index) => {
    const button = make("button", { type: "button", role: "radio", "aria-checked": "false", class: "ntr-option" });
    button.append(
      make("span", { class: "ntr-option-label" }, option.label),
      make("span", { class: "ntr-option-mark" }),
    );
    button.addEventListener("click", () => {
      focused = index;
      commit(index);
    });
    return button;
  });
  let focused = 0;
  group.append(...buttons);
  group.addEventListener("keydown", (event) => {
    const steps = {
      ArrowDown: focused + 1,
      ArrowRight: focused + 1,
      ArrowUp: focused - 1,
      ArrowLeft: focused - 1,
      Home: 0,
      End: -1,
    };
    if (!(event.key in steps) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    focused = (steps[event.key] + buttons.length) % buttons.length;
    buttons.forEach((button, i) => {
      button.tabIndex = i === focused ? 0 : -1;
    });
    buttons[focused].focus();
  });
  function draw({ tries, shown }, done) {
    const chosen = tries.map((one) => one.what);
    buttons.forEach((button, i) => {
      const { right } = card.options[i],
        place = chosen.indexOf(i);
      button.tabIndex = i === focused ? 0 : -1;
      button.setAttribute("aria-checked", String(i === chosen.at(-1)));
      button.setAttribute("aria-disabled", String(done || place >= 0));
      button.classList.toggle("ntr-right", done && right);
      button.classList.toggle("ntr-wrong", place >= 0 && !right);
      button.lastChild.textContent = markOf(right, place, shown);
    });
  }
  const verdict = (one) => ({ right: card.options[one.what].right, reply: card.options[one.what].reply });
  return {
    node: group,
    draw,
    verdict,
    answer: () => card.options.find((option) => option.right),
    focus: () => buttons[focused].focus(),
    takes: (what, tries) => !tries.some((one) => one.what === what),
  };
}

function typed(card, commit, model) {
  const row = make("div", { class: "ntr-typed" });
  const field = make("input", {
    type: "text",
    inputmode: "text",
    autocomplete: "off",
    spellcheck: "false",
    size: "14",
    "aria-label": "Your answer",
  });
  const button = make("button", { type: "button" }, "Answer");
  const go = () => {
    if (field.value.trim()) commit(field.value.trim());
  };
  button.addEventListener("click", go);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") go();
  });
  row.append(field, button);
  function draw(_, done) {
    field.readOnly = done;
    button.hidden = done;
  }
  const verdict = (one) => model.get("verdicts")[one.place];
  return {
    node: row,
    draw,
    verdict,
    answer: () => ({ label: card.label, reply: card.reply }),
    focus: () => field.focus(),
    takes: () => true,
  };
}

function renderCard(card, index, model, append) {
  const name = `ntr-question-${Math.random().toString(36).slice(2)}`;
  const root = make("section", { class: "ntr-predict", "aria-labelledby": name });
  root.append(
    make("p", { class: "ntr-question", id: name }, `<span class="ntr-kicker">${card.kicker}</span> ${card.question}`),
  );
  if (card.kind === "read") {
    // nothing to answer here
    root.append(make("div", { class: "ntr-reading" }, card.reading));
    return { root, draw() {} };
  }
  const state = () => since(model.get("log"), index);
  const body = (card.kind === "choice" ? choice : typed)(card, commit, model);
  body.node.setAttribute("aria-labelledby", name);
  const reply = make("div", { class: "ntr-reply", role: "status", "aria-live": "polite" });
  const tell = make("button", { type: "button", class: "ntr-again" }, "Show the answer");
  const again = make("button", { type: "button", class: "ntr-again" }, "Answer again");
  const isDone = ({ tries, shown }) => shown || tries.some((one) => body.verdict(one)?.right);

  function commit(what) {
    const now = state();
    if (!isDone(now) && body.takes(what, now.tries)) append(index, what);
  }
  tell.addEventListener("click", () => {
    append(index, "show");
    body.focus();
  });
  again.addEventListener("click", () => {
    append(index, "again");
    body.focus();
  });

  function said({ tries, shown }) {
    if (shown) return `<p><strong>The answer: ${body.answer().label}.</strong> ${body.answer().reply}</p>`;
    if (!tries.length) return "";
    const verdict = body.verdict(tries.at(-1));
    if (!verdict) return "<p>…</p>"; // Python is asked what it thinks of a number
    const head = verdict.right ? "✓ Right." : verdict.none ? "" : "✗ Not so."; // what could not be read is no answer
    return `<p><strong>${head}</strong> ${verdict.reply}</p>`;
  }

  function draw() {
    const now = state(),
      done = isDone(now);
    root.classList.toggle("ntr-done", done);
    body.draw(now, done);
    const text = said(now);
    if (reply.innerHTML !== text) reply.innerHTML = text; // only then: a live region is read aloud at each change
    tell.hidden = done || !now.tries.length || Boolean(card.seal); // a sealed answer is not in the page
    again.hidden = !done;
  }
  root.append(body.node, reply, tell, again);
  return { root, draw };
}

function render({ model, el }) {
  const root = make("div", { class: "ntr-questions" });
  const notice = make("p", { class: "ntr-notice", role: "status" });
  let timer = 0,
    unheard = false;

  function append(card, what) {
    model.set("log", [...model.get("log"), [card, what]]);
    listen();
    try {
      model.save_changes();
    } catch {
      /* a page whose kernel is gone; `listen` says so */
    }
    draw();
  }

  // Python counts what it has noted. A notebook opened again shows the question without anything behind it.
  function listen() {
    clearTimeout(timer);
    unheard = false;
    if (model.get("log").length > model.get("noted"))
      timer = setTimeout(() => {
        unheard = true;
        draw();
      }, PATIENCE);
  }

  const cards = model.get("cards").map((card, index) => renderCard(card, index, model, append));

  function draw() {
    for (const card of cards) card.draw();
    notice.textContent = model.get("log").length ? (unheard ? UNHEARD : model.get("notice")) : "";
  }

  // Without this the notebook's own shortcuts answer the arrows and Enter: the cell would lose the focus. JupyterLab hears
  // keys after the page; Notebook 7 before it, and looks for the attribute on the very element that has the focus.
  root.addEventListener("keydown", (event) => event.stopPropagation());
  root.addEventListener("focusin", (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true"));
  const heard = () => {
    listen();
    draw();
  };
  const changes = { "change:log": draw, "change:notice": draw, "change:verdicts": draw, "change:noted": heard };
  for (const [change, act] of Object.entries(changes)) model.on(change, act);
  root.append(...cards.map((card) => card.root), notice);
  el.append(root);
  heard();
  return () => {
    clearTimeout(timer);
    for (const [change, act] of Object.entries(changes)) model.off(change, act);
  };
}

export default { render };
