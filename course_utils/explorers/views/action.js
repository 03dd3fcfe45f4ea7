// A button for work that takes Python a while: what will happen, how far it is, a way to stop, and never two at once.
import { identity } from "./controls.js";
import { make } from "./theme.js";

const PATIENCE_MS = 3000; // ms without an answer to a press: then the button says what it waits for
const NO_PYTHON = "This button needs Python, and this page has none.";
const BUSY_PYTHON = "No answer yet: this button needs Python, which is busy, or this page has none.";

// send(message) hands the message to Python; it throws, or its promise fails, where there is none.
export function actionKnob(spec, send) {
  const id = identity(),
    button = make("button", { type: "button", "aria-describedby": id }, spec.label);
  const words = make("span", { class: "ntr-hint ntr-always ntr-progress", id, role: "status" });
  let now = { text: spec.label, ready: true, note: "" },
    running = false,
    asked = false,
    news = "",
    slow;
  const draw = () => {
    button.textContent = running ? "Stop" : now.text || spec.label;
    button.disabled = Boolean(spec.without) || (!running && !now.ready);
    words.textContent = spec.without || news || now.note || "";
  };
  const waiting = (on) => {
    asked = on;
    clearTimeout(slow);
    if (on)
      slow = setTimeout(() => {
        news = BUSY_PYTHON;
        draw();
      }, PATIENCE_MS);
  };
  button.addEventListener("click", () => {
    if (asked) return; // a press is on its way already
    waiting(true);
    const none = () => {
      waiting(false);
      news = NO_PYTHON;
      draw();
    };
    try {
      Promise.resolve(send({ kind: "act", name: spec.name, stop: running })).catch(none);
    } catch {
      none();
    }
  });
  return {
    node: make("div", { class: "ntr-action" }, make("div", { class: "ntr-row" }, button, words)),
    show(content) {
      if (JSON.stringify(content) !== JSON.stringify(now)) {
        now = content;
        draw();
      }
    },
    // At another state, what was said of the one before is forgotten, unless work goes on.
    moved() {
      if (!running && !asked && news) {
        news = "";
        draw();
      }
    },
    hear(message) {
      waiting(false);
      running = message.running;
      news = message.text;
      draw();
    },
    leave() {
      clearTimeout(slow);
    },
  };
}
