// The buttons of an explorer: start again, copy the state, full screen.
import { make } from "./theme.js";

const LONG = 4000; // letters: a longer value, such as a photograph, is no text that one pastes

// A value as Python writes it; `real` numbers keep their point.
export function pythonText(value, real = false) {
  if (value === null || value === undefined) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (Array.isArray(value))
    return `(${value.map((one) => pythonText(one, real)).join(", ")}${value.length === 1 ? "," : ""})`;
  if (typeof value !== "number") return JSON.stringify(value);
  return real && Number.isInteger(value) ? `${value}.0` : String(value);
}

// Whether a control's numbers are real ones; JSON does not tell 1.0 from 1.
function isReal({ type, values }) {
  return (
    ["point", "cells", "number"].includes(type) ||
    (values || []).some((v) => typeof v === "number" && !Number.isInteger(v))
  );
}

// { text, missing }: the call that makes this explorer at this state, and the labels of what is too long for it.
export function callText(name, controls, state) {
  const written = controls.map((control) => [control, pythonText(state[control.name], isReal(control))]);
  const kept = written.filter(([, text]) => text.length <= LONG),
    missing = written.filter(([, text]) => text.length > LONG);
  return {
    text: `${name}(${kept.map(([control, text]) => `${control.name}=${text}`).join(", ")})`,
    missing: missing.map(([control]) => control.label),
  };
}

// To the clipboard; where the browser does not let a page write there, the old way, and at last by the reader's own hand.
async function toClipboard(text, box) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    /* no secure page, or not allowed */
  }
  box.hidden = false;
  box.value = text;
  box.focus();
  box.select();
  let done = false;
  try {
    done = document.execCommand("copy");
  } catch {
    /* left selected */
  }
  box.hidden = done;
  return done;
}

function words(done, text, missing) {
  const short = text.length > 160 ? `${text.slice(0, 150)} …` : text;
  const left = missing.length
    ? ` Left out, since it is too long to paste: ${missing.join(", ")}; what is pasted begins with the first one.`
    : "";
  return `${done ? "Copied" : "To copy, press Ctrl + C (⌘ C)"}: ${short}${left}`;
}

// The buttons' row. `page` is asked for its state, its first state, and to say what has been done.
export function toolRow(page, layout, on) {
  const button = (text, title, act) => {
    const node = make("button", { type: "button", title }, text);
    on(node, "click", () => act(node));
    return node;
  };
  const box = make("textarea", {
    class: "ntr-copied",
    readonly: "",
    hidden: "",
    rows: 3,
    "aria-label": "The state, as Python text",
  });
  on(box, "blur", () => {
    box.hidden = true;
  });
  on(box, "keydown", (event) => {
    if (event.key === "Escape") box.blur();
  });
  const copy = async (node) => {
    const { text, missing } = callText(layout.name, layout.controls, page.state),
      done = await toClipboard(text, box);
    if (done) node.focus();
    page.tell(words(done, text, missing));
  };
  const again = button("Start again", "all controls back to where they were at first", () => page.startAgain());
  const row = make(
    "div",
    { class: "ntr-tools" },
    again,
    button("Copy state", "as a line of Python that shows what is on screen", copy),
  );
  if (document.fullscreenEnabled) {
    const { root } = page,
      turn = () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen());
    const full = button("Full screen", "all of the screen, and back", turn);
    on(document, "fullscreenchange", () => {
      full.textContent = document.fullscreenElement === root ? "Leave full screen" : "Full screen";
    });
    row.append(full);
  }
  row.append(box);
  return row;
}
