// A small table of number boxes. One stop of the Tab key: arrows go from cell to cell, Page Up and Page Down step the number.

import { begun, identity, keypad, parsed } from "./controls.js";
import { minus } from "./plane.js";
import { same } from "./table.js";
import { make } from "./theme.js";

const CELLS_HINT = "Arrow keys move, PgUp and PgDn step";

function brief(value) {
  return minus(String(+value.toPrecision(4)));
}

function presetSelect(spec, take) {
  if (!spec.presets.length) return null;
  const own = make("option", { value: -1, disabled: "" }, "your own numbers");
  const select = make(
    "select",
    { "aria-label": `${spec.label}: ready-made tables` },
    own,
    ...spec.presets.map(([text], i) => make("option", { value: i }, text)),
  );
  select.addEventListener("change", () => take(...spec.presets[+select.value].slice(1)));
  return select;
}

// Buttons for one row or column fewer or more, where the control lets shapes vary.
function sizeButtons(spec, resize) {
  const named = [
    ["rows", "row"],
    ["columns", "column"],
  ].filter(([axis]) => spec[axis] && spec[axis][0] < spec[axis][1]);
  const pairs = named.map(([axis, one]) => {
    const buttons = [
      ["\u2212", "fewer", -1],
      ["+", "more", 1],
    ].map(([sign, words, by]) => {
      const button = make("button", { type: "button", "aria-label": `${spec.label}: one ${one} ${words}` }, sign);
      button.addEventListener("click", () => resize(axis, by));
      return button;
    });
    return make("span", { class: "ntr-pair" }, axis, ...buttons);
  });
  return pairs.length ? [make("div", { class: "ntr-row ntr-sizes" }, ...pairs)] : [];
}

export function cellsKnob(spec, change) {
  const id = identity(),
    note = make("span", { class: "ntr-note", role: "alert", id: `${id}-note` }),
    hint = make("span", { class: "ntr-hint", id: `${id}-hint` }, CELLS_HINT);
  const body = make("tbody"),
    table = make("table", { role: "grid", "aria-labelledby": id, "aria-describedby": hint.id }, body);
  let now = [],
    inputs = [],
    at = [0, 0];
  const fixed = Boolean(spec.values); // a page without Python has the ready-made tables alone
  const select = presetSelect(spec, (rows, others) => {
    show(rows);
    change(spec.name, now, true, others);
  });
  const say = (text) => {
    note.textContent = text;
  };
  const put = (r, c, value, final) => {
    if (fixed) {
      show(now);
      return;
    }
    if (value !== now[r][c]) now = now.map((row, i) => (i === r ? row.map((v, k) => (k === c ? value : v)) : row));
    named();
    change(spec.name, now, final);
  };
  // Which ready-made table this is, if any.
  function named() {
    if (select) select.value = spec.presets.findIndex(([, rows]) => same(rows, now));
  }

  // What the cell's text says; null after telling what is wrong with it.
  function read(input) {
    const value = parsed(input.value),
      { minimum: low, maximum: high } = spec;
    const outside = value !== null && ((low !== null && value < low) || (high !== null && value > high));
    const wrong =
      value === null
        ? begun(input.value)
          ? " "
          : "not a number"
        : outside
          ? minus(`from ${low ?? "…"} to ${high ?? "…"}`)
          : "";
    input.setAttribute("aria-invalid", wrong.trim() !== "");
    say(wrong.trim());
    return wrong ? null : value;
  }

  function write(input, value) {
    const text = brief(value);
    input.value = text;
    input.title = parsed(text) === value ? "" : String(value); // a cell shows four digits, the pointer finds them all
    input.setAttribute("aria-invalid", "false");
  }

  function go(r, c) {
    at = [Math.max(0, Math.min(inputs.length - 1, r)), Math.max(0, Math.min(inputs[0].length - 1, c))];
    const input = inputs[at[0]][at[1]];
    input.focus();
    input.select();
  }

  function keys(event, input, r, c) {
    const { selectionStart: from, selectionEnd: to, value } = input,
      whole = to - from === value.length;
    const last = [inputs.length - 1, inputs[0].length - 1],
      by = { PageUp: spec.step, PageDown: -spec.step }[event.key];
    const place = {
      ArrowUp: [r - 1, c],
      ArrowDown: [r + 1, c],
      Home: [event.ctrlKey ? 0 : r, 0],
      End: [event.ctrlKey ? last[0] : r, last[1]],
      ArrowLeft: whole || to === 0 ? [r, c - 1] : null,
      ArrowRight: whole || from === value.length ? [r, c + 1] : null,
      Enter: [r + 1, c],
    }[event.key];
    if (event.key === "Escape") {
      write(input, now[r][c]);
      say("");
      input.select();
      return;
    }
    if (event.shiftKey || event.altKey || (!place && by === undefined)) return;
    event.preventDefault();
    if (by !== undefined) {
      const moved = Number(((parsed(input.value) ?? now[r][c]) + by).toFixed(9));
      const value = Math.max(spec.minimum ?? -Infinity, Math.min(spec.maximum ?? Infinity, moved));
      say("");
      write(input, value);
      put(r, c, value, true);
      input.select();
    } else if (event.key !== "Enter" || commit(input, r, c)) go(...place);
  }

  // Enter, or leaving the cell after a change: Python hears of it. False where the text is no number.
  function commit(input, r, c) {
    const value = read(input);
    if (value === null) return false;
    put(r, c, value, true);
    return true;
  }

  function cell(r, c) {
    const input = make("input", {
      type: "text",
      inputmode: keypad(spec.minimum),
      autocomplete: "off",
      size: 1,
      "aria-label": `${spec.label}, row ${r}, column ${c}`,
      "aria-describedby": note.id,
      tabindex: r + c ? -1 : 0,
      readonly: fixed && "",
    });
    input.addEventListener("focus", () => {
      for (const one of inputs.flat()) one.tabIndex = one === input ? 0 : -1;
      at = [r, c];
      input.select();
    });
    input.addEventListener("input", () => {
      const value = read(input);
      input.title = "";
      if (value !== null) put(r, c, value, false);
    });
    input.addEventListener("change", () => commit(input, r, c));
    input.addEventListener("blur", () => {
      write(input, now[r][c]);
      say("");
    }); // what is no number gives way to the last that was
    input.addEventListener("keydown", (event) => keys(event, input, r, c));
    return input;
  }

  function show(rows) {
    const fresh = inputs.length !== rows.length || inputs[0].length !== rows[0].length;
    now = rows;
    if (fresh) {
      inputs = rows.map((row, r) => row.map((_, c) => cell(r, c)));
      body.replaceChildren(
        ...inputs.map((row) => make("tr", {}, ...row.map((input) => make("td", { role: "gridcell" }, input)))),
      );
      table.style.setProperty("--ntr-columns", rows[0].length);
      at = [0, 0];
    }
    rows.forEach((row, r) => {
      row.forEach((value, c) => {
        const input = inputs[r][c];
        if (document.activeElement !== input || parsed(input.value) !== value) write(input, value);
      });
    });
    say("");
    named();
  }
  const resize = (axis, by) => {
    const size = (axis === "rows" ? now.length : now[0].length) + by,
      [low, high] = spec[axis];
    if (size < low || size > high) {
      say(`from ${low} to ${high} ${axis}`);
      return;
    }
    const fill = Math.max(spec.minimum ?? 0, Math.min(spec.maximum ?? 0, 0)); // new cells hold nought, if that is allowed
    if (axis === "rows") show(by < 0 ? now.slice(0, size) : [...now, now[0].map(() => fill)]);
    else show(now.map((row) => (by < 0 ? row.slice(0, size) : [...row, fill])));
    change(spec.name, now, true);
  };
  const caption = make("div", { class: "ntr-caption" }, make("span", { id }, spec.label));
  const place = make("div", { class: "ntr-place" }, table); // room for the largest table: nothing hops
  const largest = (axis, size) => Math.max(spec[axis]?.[1] ?? 0, ...spec.presets.map(([, rows]) => size(rows)));
  place.style.setProperty(
    "--ntr-most-rows",
    largest("rows", (rows) => rows.length),
  );
  place.style.setProperty(
    "--ntr-most-columns",
    largest("columns", (rows) => rows[0].length),
  );
  const node = make(
    "div",
    { class: "ntr-control ntr-cells", role: "group", "aria-labelledby": id },
    caption,
    ...(select ? [select] : []),
    ...(fixed ? [] : sizeButtons(spec, resize)),
    place,
    make("div", { class: "ntr-line" }, note, ...(fixed ? [] : [hint])),
  );
  return { node, show };
}
