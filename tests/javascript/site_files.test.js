// Files beside a page, and what is alive on it once it is scrolled to.

import { beforeEach, describe, expect, it, vi } from "vitest";
import { press } from "./support/hands.js";
import { asked, run } from "./support/scripts.js";
import { stored } from "./support/stored.js";

const html = (text) => {
  document.body.innerHTML = text;
};

beforeEach(() => {
  localStorage.clear();
  document.documentElement.dataset.root = "./";
  history.replaceState(null, "", "/page.html");
});

describe("files beside a page", () => {
  const gzip = async (bytes) => {
    const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
    return Buffer.from(await new Response(stream).arrayBuffer()).toString("base64");
  };

  it("come once, by their key, as a script; a missing one is said", async () => {
    const { load } = run(["files"], ["load"]);
    const first = load("k", "a.js"),
      second = load("k", "a.js");
    const scripts = () => asked.filter((one) => one.src.endsWith("a.js"));
    expect(scripts()).toHaveLength(1);
    window.ntr.give("k", { n: 1 });
    expect(await first).toEqual({ n: 1 });
    expect(await second).toEqual({ n: 1 });
    expect(await load("k", "a.js")).toEqual({ n: 1 });
    const gone = load("other", "b.js");
    const [script] = asked.filter((one) => one.src.endsWith("b.js"));
    const removed = vi.spyOn(script, "remove");
    script.onerror();
    await expect(gone).rejects.toThrow("This file is missing: b.js");
    expect(removed).toHaveBeenCalled();
    const again = load("other", "b.js");
    window.ntr.give("other", 2);
    expect(await again).toBe(2);
  });

  it("are unpacked: words and bytes", async () => {
    const { openTable } = run(["files"], ["openTable"]);
    const table = { text: await gzip(new TextEncoder().encode('{"é":1}')), data: await gzip(Uint8Array.of(1, 2, 250)) };
    const { text, data } = await openTable(table);
    expect(text).toBe('{"é":1}');
    expect([0, 1, 2].map((i) => data.getUint8(i))).toEqual([1, 2, 250]);
  });

  it("answer an explorer that asks for another table; what is not there is refused", async () => {
    const packed = async (n) => ({
      text: await gzip(new TextEncoder().encode(`table ${n}`)),
      data: await gzip(Uint8Array.of(n)),
    });
    const { ExplorerModel } = run(["files", "model"], ["ExplorerModel"]);
    const head = {
      layout: { files: ["net"], name: "DrawDigit", net: "DrawDigit" },
      key: "lab",
      first: '["a"]',
      table: await packed(1),
      tables: { '["a"]': "0.js", '["b"]': "1.js" },
    };
    const model = new ExplorerModel({ state: { net: "a", x: 1 } }, head, "explorers/lab/");
    const told = [];
    model.on("msg:custom", (message) => told.push(message));
    model.on("change:_table_data", () => told.push(model.get("_table_text")));
    model.send({ kind: "frame", seq: 4, page: "p", state: { x: 2 } });
    await vi.waitFor(() => expect(told).toEqual([{ kind: "none", seq: 4, page: "p" }, "table 1"]));
    model.send({ kind: "frame", seq: 5, page: "p", state: { net: "b" } });
    const [script] = asked.filter((one) => one.src.endsWith("explorers/lab/1.js"));
    expect(script).toBeTruthy();
    window.ntr.give('lab/["b"]', await packed(7));
    await vi.waitFor(() => expect(told.at(-1)).toBe("table 7"));
    expect(() => model.send({ kind: "frame", seq: 6, state: { net: "c" } })).toThrow("This page has no Python.");
    expect(() => model.send({ kind: "act" })).toThrow("This page has no Python.");
    window.ntr.give("stores/DrawDigit", { w: 1 });
    expect(await model.weights()).toEqual({ w: 1 });
    expect(await model.verdicts()).toEqual({ w: 1 });
  });

  it("a model tells those who listen, and no longer those who have left", () => {
    const { Model } = run(["files", "model"], ["Model"]);
    const model = new Model({ a: 1 }),
      heard = [];
    const one = () => heard.push("one"),
      two = () => heard.push("two");
    model.on("change:a", one);
    model.on("change:a", two);
    model.on("saved", one);
    model.set("a", 2);
    expect([model.get("a"), heard]).toEqual([2, ["one", "two"]]);
    model.off("change:a", one);
    model.set("a", 3);
    model.save_changes();
    expect(heard).toEqual(["one", "two", "two", "one"]);
    expect(() => model.send()).toThrow("This page has no Python.");
  });
});

describe("what is alive on a page", () => {
  const NAMES = ["files", "model", "served", "journal", "sealed", "awake", "allowed", "address", "inpage"];

  it("questions begin when they are near, with what was answered before", async () => {
    const cards = [
      {
        options: [
          { text: "a", right: false },
          { text: "b", right: true },
        ],
      },
      { options: [{ text: "c", right: true }] },
    ];
    html(`<div class="questions" data-cards='${JSON.stringify({ ids: ["q1", "q2"], cards })}'></div>`);
    localStorage.setItem(
      "ntr-journal",
      [
        { kind: "prediction", id: "q1", option: "a", right: false },
        { kind: "shown", id: "q2" },
        { kind: "prediction", id: "zz", option: "a" },
      ]
        .map((one) => `${JSON.stringify(one)}\n`)
        .join(""),
    );
    const { Journal } = run(NAMES, ["Journal"]);
    let model = null;
    window.ntr.give("questions", {
      render: (given) => {
        ({ model } = given);
      },
    });
    const host = document.querySelector(".questions");
    const near = Observer.all.find((one) => one.seen.includes(host));
    near.act([{ isIntersecting: false, target: host }]);
    expect(model).toBeNull();
    near.act([{ isIntersecting: true, target: host }]);
    await vi.waitFor(() => expect(host.dataset.alive).toBe("yes"));
    expect(near.seen).toEqual([]);
    expect(model.get("log")).toEqual([
      [0, 0],
      [1, "show"],
    ]);
    expect(model.get("noted")).toBe(2);
    model.set("log", [...model.get("log"), [0, 1]]);
    model.save_changes();
    expect(Journal.read().at(-1)).toMatchObject({ kind: "prediction", id: "q1", option: "b", right: true, try: 2 });
    model.set("log", [...model.get("log"), [0, "again"], [0, 0], [0, "show"]]);
    model.save_changes();
    expect(Journal.read().slice(-2)).toMatchObject([
      { kind: "prediction", option: "a", try: 1 },
      { kind: "shown", id: "q1" },
    ]);
    expect(model.get("noted")).toBe(6);
  });

  it("a typed answer is judged by its seal and noted", async () => {
    const { seal, tries } = stored("seals").find((one) => !one.seal.word && !one.seal.table);
    const holder = document.body.appendChild(document.createElement("div"));
    holder.className = "questions";
    holder.dataset.cards = JSON.stringify({ ids: [seal.id], cards: [{ seal }] });
    const { Journal } = run(NAMES, ["Journal"]);
    let model = null;
    window.ntr.give("questions", {
      render: (given) => {
        ({ model } = given);
      },
    });
    Observer.all.at(-1).act([{ isIntersecting: true, target: holder }]);
    await vi.waitFor(() => expect(holder.dataset.alive).toBe("yes"));
    const far = tries.find(([, right]) => !right)[0],
      good = tries.find(([, right]) => right)[0];
    model.set("log", [
      [0, far],
      [0, "nothing"],
      [0, good],
    ]);
    model.save_changes();
    expect(Object.values(model.get("verdicts")).map((one) => one.right)).toEqual([false, false, true]);
    expect(Journal.read().map((one) => one.verdict)).toEqual(["wrong", "correct"]);
    expect(Journal.read()[0]).toHaveProperty("misconception");
  });

  it("an explorer begins with its file's table and its state; what is missing is said", async () => {
    html(
      '<div class="explorer" data-key="lab" data-file="explorers/lab.js"></div><div class="explorer" data-key="no" data-file="explorers/no.js"></div>',
    );
    run(NAMES, []);
    const [host, none] = document.querySelectorAll(".explorer"),
      near = Observer.all.at(-1);
    let given = null;
    window.ntr.give("views", {
      render: (one) => {
        given = one;
        return () => {};
      },
    });
    const pack = async (bytes) => {
      const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
      return Buffer.from(await new Response(stream).arrayBuffer()).toString("base64");
    };
    const table = { text: await pack(new TextEncoder().encode("words")), data: await pack(Uint8Array.of(3)) };
    window.ntr.give("lab", {
      layout: { name: "Lab", files: [], controls: [], panels: [] },
      state: { a: 1 },
      table,
      tables: {},
    });
    const awake = vi.fn();
    addEventListener("ntr-awake", awake);
    near.act([host, none].map((target) => ({ isIntersecting: true, target })));
    await vi.waitFor(() => expect(host.dataset.alive).toBe("yes"));
    expect(given.model.get("state")).toEqual({ a: 1 });
    expect([given.model.get("_table_text"), given.model.get("_table_data").getUint8(0)]).toEqual(["words", 3]);
    expect(awake).toHaveBeenCalledTimes(1);
    const script = asked.find((one) => one.src.endsWith("explorers/no.js"));
    script.onerror();
    await vi.waitFor(() => expect(none.textContent).toBe("This file is missing: explorers/no.js"));
    removeEventListener("ntr-awake", awake);
  });

  it("Python in the page answers explorers and checks code", async () => {
    html(
      '<div class="task" data-exercise="01-x"><pre class="code">def f(x):\n    return x\n\ncheck("01-x", f)</pre></div><button data-python-start></button><p data-python-note></p>',
    );
    const { InPage, Python, editorIn, lastLine, Journal } = run(NAMES, [
      "InPage",
      "Python",
      "editorIn",
      "lastLine",
      "Journal",
    ]);
    expect(lastLine(new Error("Traceback\n  line\nValueError: no\n"))).toBe("ValueError: no");
    const bytes = { type: "bytes", getBuffer: () => ({ data: Uint8Array.of(1, 2), release() {} }) };
    const proxy = Object.assign(["text", bytes], { destroy: vi.fn() });
    InPage.python = { toPy: (state) => ({ ...state, destroy() {} }) };
    InPage.answers = {
      frame: vi.fn(() => proxy),
      checked: (id, code) => (code.includes("x + 1") ? `✓ ${id}` : "✗ no"),
    };
    const heard = [];
    Python.models.add({ heard: (heading, data) => heard.push([heading, data]) });
    vi.useFakeTimers();
    InPage.send({ kind: "frame", seq: 1, page: "p", explorer: "Lab", state: { a: 1 } });
    InPage.send({ kind: "frame", seq: 2, page: "p", explorer: "Lab", state: { b: 2 } });
    vi.advanceTimersByTime(5);
    vi.useRealTimers();
    expect(heard[0][0]).toEqual({ kind: "frame", seq: 1, page: "p", text: "text" });
    expect([heard[0][1].getUint8(0), heard[0][1].getUint8(1)]).toEqual([1, 2]);
    expect(InPage.answers.frame.mock.calls[1]).toEqual(["Lab", expect.objectContaining({ a: 1, b: 2 })]);
    expect(proxy.destroy).toHaveBeenCalledTimes(2);
    const task = document.querySelector(".task");
    editorIn(task);
    const box = task.querySelector("textarea"),
      button = task.querySelector("button");
    expect(box.value).toBe("def f(x):\n    return x\n");
    expect(Number(box.rows)).toBe(6);
    button.click();
    expect(task.lastChild.textContent).toBe("✗ no");
    box.value = "def f(x):\n    return x + 1";
    button.click();
    expect(Journal.read().map((one) => one.verdict)).toEqual(["wrong", "correct"]);
    expect(press(box, "Tab")).toBe(true);
    expect(box.value).toContain("    ");
    press(box, "Escape");
    expect(document.activeElement).toBe(button);
  });
});
