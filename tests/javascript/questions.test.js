// Questions and new pictures: what a hand does, what the log holds, what is said.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import newPictures from "#views/new_pictures.js";
import questions from "#views/questions.js";
import { press } from "./support/hands.js";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

class Model {
  constructor(traits) {
    Object.assign(this, { traits, acts: new Map(), sent: [] });
  }
  get(name) {
    return this.traits[name];
  }
  set(name, value) {
    this.traits[name] = value;
    for (const act of this.acts.get(`change:${name}`) ?? []) act();
  }
  save_changes() {}
  send(...what) {
    this.sent.push(what);
  }
  on(name, act) {
    this.acts.set(name, [...(this.acts.get(name) ?? []), act]);
  }
  off(name, act) {
    this.acts.set(
      name,
      this.acts.get(name).filter((one) => one !== act),
    );
  }
}

const CHOICE = {
  kind: "choice",
  kicker: "Predict",
  question: "Which?",
  options: [
    { label: "one", right: false, reply: "No, one." },
    { label: "two", right: true, reply: "Yes, two." },
    { label: "three", right: false, reply: "No, three." },
  ],
};
const TYPED = { kind: "typed", kicker: "Compute", question: "How many?", label: "42", reply: "So it is." };

function show(cards, more = {}) {
  const model = new Model({ cards, log: [], verdicts: {}, noted: 0, notice: "", ...more });
  const el = document.body.appendChild(document.createElement("div"));
  const leave = questions.render({ model, el });
  const all = (query) => [...el.querySelectorAll(query)];
  const button = (text) => all("button").find((one) => one.textContent === text);
  return {
    model,
    el,
    leave,
    all,
    button,
    options: all(".ntr-option"),
    reply: () => el.querySelector(".ntr-reply").textContent,
    notice: () => el.querySelector(".ntr-notice").textContent,
  };
}
const marks = (options) => options.map((one) => one.lastChild.textContent);

describe("a question with options", () => {
  it("marks a wrong answer, says its reply, and takes another", () => {
    const { model, options, reply, button, el } = show([CHOICE]);
    expect(el.querySelector(".ntr-question").textContent).toBe("Predict Which?");
    expect([button("Show the answer").hidden, button("Answer again").hidden]).toEqual([true, true]);
    options[0].click();
    expect(model.get("log")).toEqual([[0, 0]]);
    expect(marks(options)).toEqual(["✗ your first answer", "", ""]);
    expect(reply()).toBe("✗ Not so. No, one.");
    expect(options.map((one) => one.getAttribute("aria-checked"))).toEqual(["true", "false", "false"]);
    expect(options[0].classList.contains("ntr-wrong")).toBe(true);
    expect([button("Show the answer").hidden, button("Answer again").hidden]).toEqual([false, true]);
    options[0].click(); // once is enough
    expect(model.get("log")).toHaveLength(1);
    options[2].click();
    expect(marks(options)).toEqual(["✗ your first answer", "", "✗ tried"]);
    options[1].click();
    expect(marks(options)).toEqual(["✗ your first answer", "✓ right, third try", "✗ tried"]);
    expect(reply()).toBe("✓ Right. Yes, two.");
    expect(options[1].classList.contains("ntr-right")).toBe(true);
    expect(options.every((one) => one.getAttribute("aria-disabled") === "true")).toBe(true);
    expect([button("Show the answer").hidden, button("Answer again").hidden]).toEqual([true, false]);
    options[2].click();
    expect(model.get("log")).toHaveLength(3);
  });

  it("says what was right at once, and begins again when asked", () => {
    const { model, options, button, reply } = show([CHOICE]);
    options[1].click();
    expect(marks(options)).toEqual(["", "✓ right, at once", ""]);
    button("Answer again").click();
    expect(model.get("log")).toEqual([
      [0, 1],
      [0, "again"],
    ]);
    expect([marks(options), reply()]).toEqual([["", "", ""], ""]);
    options[0].click();
    button("Show the answer").click();
    expect(reply()).toBe("The answer: two. Yes, two.");
    expect(marks(options)).toEqual(["✗ your first answer", "✓ the answer", ""]);
  });

  it("goes by arrows, one stop of the Tab key", () => {
    const { el, options } = show([CHOICE]);
    const group = el.querySelector("[role=radiogroup]");
    expect(options.map((one) => one.tabIndex)).toEqual([0, -1, -1]);
    const go = (key) => {
      press(group, key);
      return options.indexOf(document.activeElement);
    };
    expect([
      go("ArrowDown"),
      go("ArrowRight"),
      go("ArrowRight"),
      go("ArrowUp"),
      go("ArrowLeft"),
      go("Home"),
      go("End"),
    ]).toEqual([1, 2, 0, 2, 1, 0, 2]);
    expect(options.map((one) => one.tabIndex)).toEqual([-1, -1, 0]);
    expect(press(group, "ArrowUp", { altKey: true })).toBe(false);
    expect(press(group, "a")).toBe(false);
  });

  it("keeps several cards apart, and shows what was answered before", () => {
    const { all, model } = show([CHOICE, CHOICE, { kind: "read", kicker: "Read", question: "q", reading: "r" }], {
      log: [[1, 1]],
      noted: 1,
    });
    const [one, two, three] = all(".ntr-predict");
    expect([one, two].map((card) => card.classList.contains("ntr-done"))).toEqual([false, true]);
    expect(three.querySelector(".ntr-reading").textContent).toBe("r");
    one.querySelector(".ntr-option").click();
    expect(model.get("log")).toEqual([
      [1, 1],
      [0, 0],
    ]);
  });

  it("says when Python has not heard", () => {
    const { options, notice, model } = show([CHOICE], { notice: "noted" });
    expect(notice()).toBe("");
    options[0].click();
    expect(notice()).toBe("noted");
    vi.advanceTimersByTime(4999);
    expect(notice()).toBe("noted");
    vi.advanceTimersByTime(2);
    expect(notice()).toMatch(/^Not recorded/);
    model.set("noted", 1);
    expect(notice()).toBe("noted");
    vi.advanceTimersByTime(9000);
    expect(notice()).toBe("noted");
  });

  it("leaves nothing behind", () => {
    const { model, leave, options, notice } = show([CHOICE]);
    options[0].click();
    leave();
    vi.advanceTimersByTime(9000);
    expect(notice()).toBe("");
    expect([...model.acts.values()].flat()).toEqual([]);
  });
});

describe("a question with a number", () => {
  it("takes what is typed and says what Python thinks of it", () => {
    const { model, el, button, reply } = show([TYPED]);
    const field = el.querySelector("input");
    field.value = "  ";
    button("Answer").click();
    expect(model.get("log")).toEqual([]);
    field.value = " 41 ";
    press(field, "Enter");
    expect(model.get("log")).toEqual([[0, "41"]]);
    expect(reply()).toBe("…");
    model.set("verdicts", { 0: { right: false, reply: "Too small." } });
    expect(reply()).toBe("✗ Not so. Too small.");
    field.value = "x";
    button("Answer").click();
    model.set("verdicts", { ...model.get("verdicts"), 1: { right: false, none: true, reply: "No number." } });
    expect(reply().trim()).toBe("No number.");
    field.value = "42";
    button("Answer").click();
    model.set("verdicts", { ...model.get("verdicts"), 2: { right: true, reply: "So it is." } });
    expect([reply(), field.readOnly, button("Answer").hidden]).toEqual(["✓ Right. So it is.", true, true]);
    button("Answer again").click();
    expect([field.readOnly, reply()]).toEqual([false, ""]);
  });

  it("shows the answer when asked, unless it is sealed", () => {
    const { el, button, reply } = show([TYPED]);
    el.querySelector("input").value = "1";
    button("Answer").click();
    button("Show the answer").click();
    expect(reply()).toBe("The answer: 42. So it is.");
    const sealed = show([{ ...TYPED, seal: { id: "x" } }]);
    sealed.el.querySelector("input").value = "1";
    sealed.button("Answer").click();
    expect(sealed.button("Show the answer").hidden).toBe(true);
  });
});

describe("new pictures", () => {
  const ABOUT = {
    title: "Your pictures",
    classes: "cat, dog",
    how: "how",
    limits: "<b>limits</b>",
    most: 2,
    bytes: 5_000_000,
  };
  const make = (traits = {}) => {
    const model = new Model({ about: ABOUT, cards: [], told: "nothing yet", done: 0, ...traits });
    const el = document.body.appendChild(document.createElement("div"));
    const leave = newPictures.render({ model, el });
    return {
      model,
      el,
      leave,
      said: () => el.querySelector(".ntr-told").textContent,
      note: () => el.querySelector(".ntr-left").textContent,
    };
  };
  const file = (size, name = "a.png") => ({
    size,
    name,
    slice: (from, to) => ({ arrayBuffer: async () => ({ from, to: Math.min(to, size) }) }),
  });
  const drop = async (el, ...files) => {
    const event = new Event("drop", { bubbles: true, cancelable: true });
    event.dataTransfer = { files };
    el.querySelector("section").dispatchEvent(event);
    await vi.advanceTimersByTimeAsync(1);
  };

  it("go to Python in parts, one file after the other", async () => {
    const { model, el, said } = make();
    await drop(el, file(2 ** 21 + 5), file(3, "b.png"));
    expect(model.sent.map(([message]) => [message.kind, message.name, message.place, message.last])).toEqual([
      ["part", "a.png", 0, false],
      ["part", "a.png", 0, true],
    ]);
    expect(model.sent.map(([, , [part]]) => [part.from, part.to])).toEqual([
      [0, 2 ** 21],
      [2 ** 21, 2 ** 21 + 5],
    ]);
    expect(model.sent[0][0].key).toBe(model.sent[1][0].key);
    expect(said()).toBe("2 pictures on the way …");
    model.set("done", 1);
    await vi.advanceTimersByTimeAsync(1);
    expect(model.sent).toHaveLength(3);
    expect(model.sent[2][0]).toMatchObject({ name: "b.png", place: 1, last: true });
    expect(said()).toBe("1 picture on the way …");
    model.set("done", 2);
    expect(said()).toBe("nothing yet");
  });

  it("are no more than so many, and none too large", async () => {
    const { model, el, note } = make();
    await drop(el, file(5_000_001), file(1), file(1));
    expect(note()).toBe("Of 3 pictures the first 2 are shown.");
    expect(model.sent).toEqual([[{ kind: "large", name: "a.png", place: 0, bytes: 5_000_001 }]]);
    const empty = make();
    await drop(empty.el, file(0, ""));
    expect(empty.model.sent[0][0]).toMatchObject({ name: "a pasted picture", last: true });
  });

  it("that cannot be read are said, and the next one goes", async () => {
    const { model, el, note } = make();
    const broken = {
      size: 5,
      name: "folder",
      slice: () => ({
        arrayBuffer: async () => {
          throw new Error("no");
        },
      }),
    };
    await drop(el, broken, file(1));
    expect(note()).toBe("“folder” cannot be read by this browser.");
    expect(model.sent).toHaveLength(1);
  });

  it("show Python's cards, and are removed together", () => {
    const { model, el, said } = make();
    const [choose, clear] = el.querySelectorAll("button");
    expect(clear.hidden).toBe(true);
    model.set("cards", ["<b>cat</b>", "dog"]);
    expect([...el.querySelectorAll("li")].map((one) => one.textContent)).toEqual(["cat", "dog"]);
    expect(clear.hidden).toBe(false);
    model.set("told", "two answers");
    expect(said()).toBe("two answers");
    clear.click();
    expect(model.sent).toEqual([[{ kind: "clear" }]]);
    expect(document.activeElement).toBe(choose);
  });

  it("say when Python has not answered", async () => {
    const { model, el, note } = make();
    await drop(el, file(1));
    await vi.advanceTimersByTimeAsync(8001);
    expect(note()).toMatch(/^Python has not answered yet/);
    model.set("done", 1);
    expect(note()).toBe("");
  });
});
