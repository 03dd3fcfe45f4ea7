// Native controls: each has a label, a value in words, keys and a focus ring. change(name, value, final) tells the explorer.

import { minus } from "./plane.js";
import { positionOf } from "./table.js";
import { make } from "./theme.js";

let serial = 0;
export const identity = () => `ntr-${Date.now().toString(36)}-${serial++}`;

// What a typed text says for one of several texts: { at } the place of the nearest, or { wrong } in words.
function nearestOf(texts, text) {
  const bare = (t) => plainNumber(t).toLowerCase().replace(/\s+/g, ""),
    exact = texts.findIndex((one) => bare(one) === bare(text));
  if (exact >= 0) return { at: exact };
  const numbers = texts.map(firstNumber),
    value = firstNumber(text),
    low = Math.min(...numbers),
    high = Math.max(...numbers);
  if (numbers.includes(null))
    return { wrong: `one of ${texts.slice(0, 6).join(", ")}${texts.length > 6 ? ", …" : ""}` };
  if (value === null) return { wrong: "not a number" };
  if (value < low || value > high)
    return { wrong: `from ${texts[numbers.indexOf(low)]} to ${texts[numbers.indexOf(high)]}` };
  return { at: positionOf(numbers, value) };
}

// The value of a slider, beside its name: it shows what is dragged, and takes what is typed. Enter, or leaving it, commits;
// the arrow keys step; Escape gives back what was there. go(at) moves the slider, step(by) too.
export function typedValue(label, texts, { go, step }) {
  const id = identity(),
    note = make("span", { class: "ntr-note", id, role: "alert" });
  const input = make("input", {
    type: "text",
    class: "ntr-value",
    autocomplete: "off",
    "aria-label": `${label}: value`,
    "aria-describedby": id,
  });
  let now = "";
  const say = (text) => {
    note.textContent = text;
    input.setAttribute("aria-invalid", text !== "");
  };
  const commit = () => {
    if (input.value === now) return say("");
    const { at, wrong = "" } = nearestOf(texts, input.value);
    say(wrong);
    return wrong ? undefined : go(at);
  };
  input.style.width = `${Math.max(...texts.map((t) => t.length)) + 1.5}ch`;
  input.addEventListener("input", () => say(""));
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", () => {
    commit();
    input.value = now;
  }); // what was refused is said, and gives way
  input.addEventListener("keydown", (event) => {
    const by = { ArrowUp: 1, ArrowDown: -1, PageUp: 5, PageDown: -5 }[event.key];
    if (event.key === "Enter") {
      commit();
      if (!note.textContent) input.select();
    }
    if (event.key === "Escape") {
      input.value = now;
      say("");
    }
    if (by === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    step(by);
    input.select();
  });
  return {
    input,
    note,
    show(text) {
      now = text;
      input.value = text;
      say("");
    },
  };
}

function slider(spec, change) {
  const id = identity(),
    last = spec.values.length - 1;
  const input = make("input", { type: "range", min: 0, max: last, step: 1, id });
  const value = () => spec.values[+input.value];
  const go = (next) => {
    input.value = next;
    words();
    change(spec.name, value(), true);
  };
  const typed = typedValue(spec.label, spec.texts, { go, step: (by) => step(by) });
  const words = () => {
    const text = spec.texts[+input.value];
    typed.show(text);
    input.setAttribute("aria-valuetext", text);
  };
  input.addEventListener("input", () => {
    words();
    change(spec.name, value(), false);
  });
  input.addEventListener("change", () => change(spec.name, value(), true));
  const row = make("div", { class: "ntr-row" }, input);
  const step = (by) => {
    const next = Math.max(0, Math.min(last, +input.value + by));
    if (next !== +input.value) go(next);
  };
  if (spec.stepper) {
    const back = make("button", { type: "button", "aria-label": `${spec.label}: one step back` }, "\u25c0");
    const forward = make("button", { type: "button", "aria-label": `${spec.label}: one step forward` }, "\u25b6");
    back.addEventListener("click", () => step(-1));
    forward.addEventListener("click", () => step(1));
    row.prepend(back);
    row.append(forward);
  }
  const node = make(
    "div",
    { class: "ntr-control ntr-slider" },
    make("div", { class: "ntr-caption" }, make("label", { for: id }, spec.label), typed.input),
    row,
    typed.note,
  );
  return {
    node,
    show(v) {
      input.value = positionOf(spec.values, v);
      words();
    },
  };
}

function choice(spec, change) {
  const letters = spec.texts.join("").length;
  if (spec.values.length > 5 || letters > 56) {
    const id = identity(),
      select = make("select", { id }, ...spec.texts.map((t, i) => make("option", { value: i }, t)));
    select.addEventListener("change", () => change(spec.name, spec.values[+select.value], true));
    return {
      node: make("div", { class: "ntr-control" }, make("label", { class: "ntr-caption", for: id }, spec.label), select),
      show(v) {
        select.value = positionOf(spec.values, v);
      },
    };
  }
  const name = identity(),
    inputs = spec.texts.map((_, i) => make("input", { type: "radio", name, value: i }));
  const group = make(
    "fieldset",
    { class: "ntr-control ntr-radios" },
    make("legend", { class: "ntr-caption" }, spec.label),
    make(
      "div",
      { class: "ntr-options" },
      ...inputs.map((input, i) => make("label", {}, input, make("span", {}, spec.texts[i]))),
    ),
  );
  const pick = (i) => {
    inputs[i].checked = true;
    inputs[i].focus();
    change(spec.name, spec.values[i], true);
  };
  group.addEventListener("change", (event) => change(spec.name, spec.values[+event.target.value], true));
  group.addEventListener("keydown", (event) => {
    if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      pick(event.key === "Home" ? 0 : inputs.length - 1);
    }
  });
  return {
    node: group,
    show(v) {
      inputs[positionOf(spec.values, v)].checked = true;
    },
  };
}

function toggle(spec, change) {
  const input = make("input", { type: "checkbox" });
  input.addEventListener("change", () => change(spec.name, input.checked, true));
  return {
    node: make("div", { class: "ntr-control ntr-toggle" }, make("label", {}, input, make("span", {}, spec.label))),
    show(v) {
      input.checked = v;
    },
  };
}

// What is typed, in the letters of a plain number: the keyboards of the world have digits, minus signs and commas of their
// own (full width in China and Japan, where the minus key may give a long vowel; Arabic, Persian, Indian digits).
const DIGIT = /\p{Nd}/u;
function digit(letter) {
  const code = letter.codePointAt(0),
    low = code % 16; // Unicode keeps ten digits in a row, the nought at …0 or …6
  return DIGIT.test(letter) ? low - (low >= 6 && !DIGIT.test(String.fromCodePoint(code - low)) ? 6 : 0) : letter;
}
export function plainNumber(text) {
  const plain = text
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .trim(); // full width to plain; marks of writing direction go
  return [...plain]
    .map(digit)
    .join("")
    .replace(/[\u2010-\u2015\u2212\u30fc]/g, "-")
    .replace(/[\u066b\u3002]/g, ".")
    .replace(/\u3001/g, ",");
}

// The number that a text says, with a decimal comma if need be; null if it says none.
const NUMBER = /^[-+]?(\d+[.,]?\d*|[.,]\d+)(e[-+]?\d+)?$/i; // not 0x10, which is a number to JavaScript alone
const BEGUN = /^[-+]?[.,]?$|^[-+]?(\d+[.,]?\d*|[.,]\d+)e[-+]?$/i; // the beginning of one: no reason to complain yet
export function begun(text) {
  return BEGUN.test(plainNumber(text));
}
export function parsed(text) {
  const plain = plainNumber(text),
    value = NUMBER.test(plain) ? Number(plain.replace(",", ".")) : NaN;
  return Number.isFinite(value) ? value : null;
}
// The first number in a text such as "3 of 54" or "+2 px"; null if there is none.
function firstNumber(text) {
  return parsed(plainNumber(text).match(/[-+]?(\d+[.,]?\d*|[.,]\d+)(e[-+]?\d+)?/i)?.[0] ?? "");
}

// The keypad of a telephone: the one for decimals has no minus on an iPhone.
export function keypad(low) {
  return low !== null && low !== undefined && low >= 0 ? "decimal" : "text";
}

// A box for one number: says at once when what is typed is none. Arrow keys move it by one step, Home and End to its ends.
function box(label, spec, tell) {
  const note = make("span", { class: "ntr-note", id: identity(), role: "alert" });
  const { minimum: low = null, maximum: high = null } = spec;
  const input = make("input", {
    type: "text",
    inputmode: keypad(low),
    autocomplete: "off",
    size: 9,
    "aria-label": label,
    "aria-describedby": note.id,
  });
  const say = (text) => {
    note.textContent = text;
    input.setAttribute("aria-invalid", text !== "");
  };
  const read = (final) => {
    const value = parsed(input.value);
    if (input.value.trim() === "") {
      say(spec.optional ? "" : "type a number");
      return spec.optional && tell(null, final);
    }
    if (value === null) {
      say(!final && begun(input.value) ? "" : "not a number");
      return undefined;
    }
    if ((low !== null && value < low) || (high !== null && value > high)) {
      say(minus(`from ${low ?? "…"} to ${high ?? "…"}`));
      return undefined;
    }
    say("");
    return tell(value, final);
  };
  input.addEventListener("input", () => read(false));
  input.addEventListener("change", () => read(true));
  input.addEventListener("keydown", (event) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key],
      end = { Home: low, End: high }[event.key];
    if (event.key === "Enter") read(true);
    if (!spec.step || (by === undefined && (end === undefined || end === null))) return;
    event.preventDefault();
    const moved = by === undefined ? end : Number(((parsed(input.value) ?? 0) + by * spec.step).toFixed(9));
    input.value = moved;
    read(true);
  });
  return {
    input,
    note,
    show(v) {
      const text = v === null || v === undefined ? "" : String(+Number(v).toPrecision(12));
      if (document.activeElement !== input || parsed(input.value) !== v) input.value = text;
      say("");
    },
  };
}

function number(spec, change) {
  const field = box(spec.label, spec, (value, final) => change(spec.name, value, final));
  return {
    node: make(
      "div",
      { class: "ntr-control" },
      make("span", { class: "ntr-caption" }, spec.label),
      make("div", { class: "ntr-row" }, field.input, field.note),
    ),
    show: field.show,
  };
}

function point(spec, change) {
  let now = [0, 0];
  const fields = spec.axes.map((axis, i) =>
    box(
      `${spec.label}, ${axis}`,
      { step: spec.step, minimum: spec.limits[i][0], maximum: spec.limits[i][1] },
      (value, final) => {
        now = now.map((v, k) => (k === i ? value : v));
        change(spec.name, now, final);
      },
    ),
  );
  const row = make(
    "div",
    { class: "ntr-row" },
    ...fields.map((f, i) => make("span", { class: "ntr-pair" }, spec.axes[i], f.input, f.note)),
  );
  return {
    node: make("div", { class: "ntr-control" }, make("span", { class: "ntr-caption" }, spec.label), row),
    show(v) {
      now = v;
      fields.forEach((f, i) => {
        f.show(+v[i].toPrecision(5));
      });
    },
  };
}

export const CONTROLS = { slider, choice, toggle, number, point };
