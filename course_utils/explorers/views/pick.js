// Choosing a cell of a panel: hover or tap in the panel, its arrow keys, or the two sliders of the control.

import { identity, typedValue } from "./controls.js";
import { same } from "./table.js";
import { make } from "./theme.js";

const REST = 350; // milliseconds until Python hears of a cell that the mouse rests on

function axisSlider(spec, axis, count, move) {
  const id = identity(),
    input = make("input", { type: "range", min: 0, max: count - 1, step: 1, id });
  const texts = Array.from({ length: count }, (_, i) => String(i)),
    go = (v) => move(Math.min(v, +input.max), true);
  const typed = typedValue(`${spec.label}, ${axis}`, texts, { go, step: (by) => go(Math.max(0, +input.value + by)) });
  input.addEventListener("input", () => move(+input.value, false));
  input.addEventListener("change", () => move(+input.value, true));
  const node = make(
    "span",
    { class: "ntr-pair", hidden: count < 2 ? "" : null },
    make("label", { for: id, "aria-label": `${spec.label}, ${axis}` }, axis),
    input,
    typed.input,
    typed.note,
  );
  return {
    node,
    input,
    show(v) {
      input.value = v;
      typed.show(input.value);
      input.setAttribute("aria-valuetext", `${axis} ${input.value}`);
    },
  };
}

// Where a panel says so, its cells stand for others: (rows, columns, 2) bytes, 255 for a cell that stands for none.
function targetOf({ values, shape }, [r, c]) {
  const i = 2 * (r * shape[1] + c);
  return values[i] === 255 ? null : [values[i], values[i + 1]];
}

export function pickKnob(spec, change) {
  let now = [0, 0],
    shown = [spec.rows, spec.columns],
    pinned = false,
    timer = 0;
  const state = make("output", {}),
    caption = make("div", { class: "ntr-caption" }, make("span", {}, spec.label), state);
  const axes = [
    ["row", spec.rows],
    ["column", spec.columns],
  ].map(([axis, count], i) =>
    axisSlider(spec, axis, count, (v, final) =>
      go(
        now.map((old, k) => (k === i ? v : Math.min(old, shown[k] - 1))),
        final,
      ),
    ),
  );
  const pin = (on) => {
    pinned = on;
    state.textContent = on ? "held" : "";
    state.title = "click the cell again to let go";
  };
  const show = (v) => {
    now = v;
    axes.forEach((axis, i) => {
      axis.show(Math.min(v[i], shown[i] - 1));
    });
  };
  const node = make(
    "div",
    { class: "ntr-control ntr-slider ntr-pick-knob", role: "group", "aria-label": spec.label },
    caption,
    make("div", { class: "ntr-row" }, ...axes.map((a) => a.node)),
  );

  function go(cell, final) {
    clearTimeout(timer);
    if (!same(cell, now)) {
      show(cell);
      change(spec.name, cell, final);
    } else if (final) change(spec.name, cell, true);
    if (!final) timer = setTimeout(() => change(spec.name, now, true), REST);
  }

  // What the pointer chooses: the cell of the panel under it, held inside what may be chosen, or what that cell stands for.
  function under(view, event) {
    const cell = view.cellAt(event),
      meant = view.targets && cell ? targetOf(view.targets, cell) : cell;
    return meant && [Math.min(meant[0], spec.rows - 1), Math.min(meant[1], spec.columns - 1)];
  }

  function keys(view, event) {
    const [rows, columns] = shown,
      [r, c] = now.map((v, i) => Math.min(v, shown[i] - 1)),
      far = event.ctrlKey || event.metaKey;
    const place = {
      ArrowUp: [r - 1, c],
      ArrowDown: [r + 1, c],
      ArrowLeft: [r, c - 1],
      ArrowRight: [r, c + 1],
      Home: [far ? 0 : r, 0],
      End: [far ? rows - 1 : r, columns - 1],
      Escape: now,
    }[event.key];
    if (!place || event.altKey || event.shiftKey) return;
    event.preventDefault();
    if (event.key === "Escape") {
      pin(false);
      return;
    }
    go(view.inside([Math.max(0, Math.min(rows - 1, place[0])), Math.max(0, Math.min(columns - 1, place[1]))]), true);
  }

  function mount(page, on) {
    const view = page.views.find((v) => v.spec.id === spec.panel),
      { body } = view;
    let last = "";
    body.tabIndex = 0;
    body.setAttribute("role", "application");
    body.setAttribute("aria-label", `${view.spec.title}. ${spec.label}: arrow keys choose a cell`);
    for (const one of page.views.filter((v) => v === view || spec.also.includes(v.spec.id))) {
      one.body.classList.add("ntr-cross");
      on(one.body, "pointermove", (event) => {
        const where = `${event.clientX},${event.clientY}`,
          still = where === last; // the page may move under a mouse at rest
        last = where;
        if (event.pointerType !== "mouse" || still || pinned || event.buttons) return;
        const cell = under(one, event);
        if (cell && !same(cell, now)) go(cell, false);
      });
      on(one.body, "click", (event) => {
        const cell = under(one, event);
        if (!cell) return;
        pin(!(pinned && same(cell, now)));
        go(cell, true);
      });
    }
    on(body, "keydown", (event) => keys(view, event));
    view.fit = ([rows, columns]) => {
      // a panel may show fewer cells than may be chosen
      const size = [Math.min(rows, spec.rows), Math.min(columns, spec.columns)];
      if (same(size, shown)) return;
      shown = size;
      axes.forEach((axis, i) => {
        axis.input.max = shown[i] - 1;
      });
      show(now);
    };
    return () => clearTimeout(timer);
  }
  return { node, show, mount };
}
