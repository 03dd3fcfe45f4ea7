// Opening a run of your own: one of those that Python found, or its log.csv, chosen or dropped.
import { identity } from "./controls.js";
import { make } from "./theme.js";

export function runKnob(spec, change) {
  const id = identity(),
    note = make("span", { class: "ntr-note", role: "alert" });
  const select = make("select", { id }),
    file = make("input", {
      type: "file",
      accept: ".csv,text/csv",
      hidden: "",
      "aria-label": `${spec.label}: a log.csv`,
    });
  const button = make("button", { type: "button" }, "log.csv…");
  let now = spec,
    value = "",
    serial = 0,
    draw = () => {};
  const option = (one, text) => {
    const node = make("option", {}, text);
    node.value = one;
    return node;
  };
  const fill = () => {
    node.value = value;
    select.replaceChildren(...now.values.map((one, i) => option(one, now.texts[i])));
    if (!now.values.includes(value))
      select.append(option(value, value.startsWith("csv:") ? value.slice(4).split("\n", 1)[0] : value));
    select.value = value;
  };
  const take = async (one) => {
    const turn = ++serial; // of two files given in a row, the last one counts
    note.textContent = "";
    if (one.size > spec.most) {
      note.textContent = `“${one.name}” is larger than ${Math.round(spec.most / 1e3)} kB: no log of a run`;
      return;
    }
    const text = await one.text();
    if (turn === serial) open(`csv:${one.name.replace(/\s+/g, " ")}\n${text}`);
  };
  const open = (one) => {
    value = one;
    fill();
    change(spec.name, one, true);
    draw(one);
  };
  select.addEventListener("change", () => {
    serial++;
    open(select.value);
  });
  button.addEventListener("click", () => file.click());
  file.addEventListener("change", () => {
    if (file.files[0]) take(file.files[0]);
    file.value = "";
  });
  const node = make(
    "div",
    { class: "ntr-control ntr-run" },
    make("label", { class: "ntr-caption", for: id }, spec.label),
    make("div", { class: "ntr-row" }, select, button, file, note),
  );

  // A run that is opened is drawn: the first of the two choices becomes it, unless one is already.
  function mount(page, on) {
    draw = (one) => {
      if (!one || spec.shown_by.some((name) => page.state[name] === spec.word)) return;
      page.change(spec.shown_by[0], spec.word, true);
      page.settle();
    };
    on(page.root, "dragover", (event) => {
      if ([...(event.dataTransfer?.types || [])].includes("Files")) {
        event.preventDefault();
        event.stopPropagation();
        node.classList.add("ntr-over");
      }
    });
    on(page.root, "dragleave", () => node.classList.remove("ntr-over"));
    on(page.root, "drop", (event) => {
      node.classList.remove("ntr-over");
      const [first] = event.dataTransfer?.files || [];
      if (!first) return;
      event.preventDefault();
      event.stopPropagation();
      take(first);
    });
    return () => {
      serial++;
    };
  }
  return {
    node,
    mount,
    show(one) {
      value = one;
      fill();
    },
    renew(other) {
      now = other;
      fill();
    },
  };
}
