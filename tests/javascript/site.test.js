// The scripts of the plain pages: the journal, sealed answers, what an address may name, files, search, gates, keys.

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

describe("the journal", () => {
  const make = () => run(["journal"], ["Journal"]).Journal;
  const record = (more) => ({ v: 1, time: "2026-01-01T00:00:00Z", kind: "prediction", id: "01-x", ...more });

  it("keeps what is appended, with the time, and says so", () => {
    const journal = make(),
      heard = vi.fn();
    addEventListener("ntr-answered", heard);
    journal.append("prediction", { id: "01-x", option: "a", right: true });
    journal.append("shown", { id: "02-y" });
    const [one, two] = make().read();
    expect(one).toMatchObject({ v: 1, kind: "prediction", id: "01-x", option: "a", right: true });
    expect(one.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(two).toMatchObject({ kind: "shown", id: "02-y" });
    expect(heard).toHaveBeenCalledTimes(2);
    removeEventListener("ntr-answered", heard);
  });

  it("takes the records of a file that are not here yet, each once, and no torn lines", () => {
    const journal = make();
    const lines = [
      record({ option: "a" }),
      record({ option: "b" }),
      record({ option: "a" }),
      { kind: "export", time: "t" },
      { ...record(), id: 3 },
      null,
    ];
    const text = `${lines.map((one) => JSON.stringify(one)).join("\n")}\n{"torn`;
    expect(journal.take(text)).toBe(2);
    expect(journal.take(text)).toBe(0);
    expect(journal.read().map((one) => one.option)).toEqual(["a", "b"]);
    expect(journal.take(`${JSON.stringify({ ...record({ option: "a" }), learner: "me" })}\n`)).toBe(0); // the file's, not the record's
    expect(journal.take("")).toBe(0);
    for (const part of ["kind", "id", "time"]) {
      const { [part]: _, ...less } = record({ option: part });
      expect([part, journal.take(JSON.stringify(less))]).toEqual([part, 0]);
    }
  });

  it("counts an answer under an old id for the new one", () => {
    const [[old, now]] = Object.entries(stored("site").renamed);
    localStorage.setItem("ntr-journal", `${JSON.stringify(record({ id: old, right: true }))}\n`);
    const journal = make();
    expect(journal.read()[0].id).toBe(now);
    expect(journal.states().get(now)).toBe("done");
    expect(journal.take(JSON.stringify(record({ id: old, right: true })))).toBe(0);
  });

  it("is written as a file with a head: course, edition, learner, name", () => {
    const journal = make();
    journal.append("prediction", { id: "01-x", right: false });
    const lines = journal.text("Ann").split("\n");
    expect(lines.pop()).toBe("");
    const [head, one] = lines.map((line) => JSON.parse(line));
    expect(head).toMatchObject({
      v: 1,
      kind: "export",
      course: "From Neuron to ResNet",
      edition: stored("site").edition,
      name: "Ann",
    });
    expect(head.learner).toMatch(/^[0-9a-f]{16}$/);
    expect(make().learner()).toBe(head.learner);
    expect(one.id).toBe("01-x");
    const other = make();
    other.clear();
    expect([other.read(), make().learner() === head.learner]).toEqual([[], false]);
    expect(other.take(lines.join("\n"))).toBe(1); // the head is no record
  });

  it("says what is done and what is only tried", () => {
    const journal = make();
    const kinds = {
      a: { right: false },
      b: { right: true },
      c: { kind: "shown" },
      d: { kind: "solution" },
      e: { kind: "attempt", verdict: "wrong" },
      f: { kind: "attempt", verdict: "correct" },
    };
    for (const [id, more] of Object.entries(kinds)) journal.append(more.kind ?? "prediction", { id, ...more });
    journal.append("prediction", { id: "b", right: false });
    expect(Object.fromEntries(journal.states())).toEqual({
      a: "tried",
      b: "done",
      c: "done",
      d: "done",
      e: "tried",
      f: "done",
    });
    expect(journal.states().get("z")).toBeUndefined();
  });

  it("goes on for this page where the browser keeps nothing", () => {
    const none = () => {
      throw new Error("none");
    };
    vi.stubGlobal("localStorage", { getItem: none, setItem: none, removeItem: none });
    const journal = make();
    expect(journal.read()).toEqual([]);
    journal.append("shown", { id: "a" });
    expect(journal.read().map(({ id }) => id)).toEqual(["a"]);
    const number = journal.learner();
    expect(journal.learner()).toBe(number);
    expect(journal.keep([record()])).toBe(false);
    journal.clear();
    expect(journal.read()).toEqual([]);
    vi.unstubAllGlobals();
    expect(journal.keep([record()])).toBe(true);
  });

  it("can be saved, taken in and forgotten, the last only when asked twice", async () => {
    html(
      '<input data-journal-name value=" Ann "><button data-journal-save></button><input type=file data-journal-take><button data-journal-clear>Forget my answers</button><p data-journal-note></p>',
    );
    const blobs = [];
    vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
      blobs.push(blob);
      return "blob:x";
    });
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function click() {
      blobs.push(this.download);
    });
    const { Journal } = run(["journal", "about"], ["Journal"]);
    const note = document.querySelector("[data-journal-note]"),
      [save, clear] = document.querySelectorAll("button"),
      take = document.querySelector("[data-journal-take]");
    Journal.append("shown", { id: "a" });
    save.click();
    expect(blobs[1]).toBe("progress.jsonl");
    expect(await blobs[0].text()).toContain('"name":"Ann"');
    expect(note.textContent).toBe("1 records.");
    const file = { text: async () => JSON.stringify(record({ id: "new" })) };
    for (const [count, words] of [
      [1, "1 new records."],
      [0, "Nothing new in this file."],
    ]) {
      Object.defineProperty(take, "files", { value: [file], configurable: true });
      take.dispatchEvent(new Event("change"));
      await vi.waitFor(() => expect([count, note.textContent]).toEqual([count, words]));
    }
    clear.click();
    expect([clear.textContent, Journal.read().length]).toEqual(["Forget them all, really?", 2]);
    clear.click();
    expect([note.textContent, clear.textContent, Journal.read().length]).toEqual([
      "Forgotten.",
      "Forget my answers",
      0,
    ]);
  });
});

describe("sealed answers", () => {
  const { judged, readings } = run(["files", "sealed"], ["judged", "readings"]);

  it("are read as Python reads what is typed", () => {
    for (const [text, percent, wanted] of stored("readings")) {
      const found = readings(text, percent);
      expect([text, percent, found.length]).toEqual([text, percent, wanted.length]);
      found.forEach((value, i) => {
        expect(value).toBeCloseTo(wanted[i], 12);
      });
    }
  });

  it("open to the right digits, with their explanation, and to no others", () => {
    expect(stored("seals").length).toBeGreaterThan(15);
    for (const { seal, tries, reply } of stored("seals")) {
      for (const [text, right] of tries) {
        const told = judged(seal, text);
        expect([seal.id, text, told.right]).toEqual([seal.id, text, right]);
        if (right) expect(told.reply).toBe(reply);
        else expect(told.reply).not.toBe(reply);
      }
    }
  });

  it("name a known mistake", () => {
    const { seal } = stored("seals").find((one) => Object.keys(one.seal.slips ?? {}).length);
    const digits = new Set();
    for (let k = -3000; k <= 3000; k++) digits.add(String(k / 10 ** (seal.decimals - 1)));
    const named = [...digits].map((text) => judged(seal, text)).filter((one) => one.named);
    for (const one of named) {
      expect(one.right).toBe(false);
      expect(seal.replies).toContain(one.reply);
      expect([...seal.names, undefined]).toContain(one.mistake);
    }
  });

  it("say where nothing was read, or the size of a table is another", () => {
    const number = stored("seals").find(({ seal }) => !seal.word && !seal.table).seal;
    expect(judged(number, "hello")).toEqual({
      right: false,
      none: true,
      reply: expect.stringMatching(/^This is no number/),
    });
    const { seal } = stored("seals").find((one) => one.seal.table);
    expect(judged(seal, "none").none).toBe(true);
    expect(judged(seal, "1").reply).toBe("Here is one number, row by row: how large is the result?");
    expect(judged(seal, "1 2").reply).toBe("Here are 2 numbers, row by row: how large is the result?");
    const same = Array.from({ length: seal.table }, (_, i) => i * 91).join(" ");
    expect(judged(seal, same).reply).toMatch(/^The hints below/);
  });
});

describe("what an address may name", () => {
  const { allowed, nameOfValue, valueOfName, addressOf } = run(
    ["allowed", "address"],
    ["allowed", "nameOfValue", "valueOfName", "addressOf"],
  );
  const yes = (control, ...values) => {
    for (const value of values)
      expect([control.type, JSON.stringify(value), allowed(control, value)]).toEqual([
        control.type,
        JSON.stringify(value),
        true,
      ]);
  };
  const no = (control, ...values) => {
    for (const value of values)
      expect([control.type, JSON.stringify(value), allowed(control, value)]).toEqual([
        control.type,
        JSON.stringify(value),
        false,
      ]);
  };

  it("is what Python's controls take: numbers, points, cells", () => {
    const number = { type: "number", minimum: -1, maximum: 2 };
    yes(number, -1, 0, 1.5, 2);
    no(number, -1.001, 2.001, "1", null, Number.NaN, Number.POSITIVE_INFINITY, [1]);
    yes({ ...number, optional: true }, null);
    yes({ type: "number" }, 1e9);
    const spot = {
      type: "point",
      limits: [
        [0, 1],
        [-2, 2],
      ],
    };
    yes(spot, [0, 0], [1, -2]);
    no(spot, [2, 0], [0, 3], [0], [0, 0, 0], "0,0", null);
    const pick = { type: "pick", rows: 2, columns: 3 };
    yes(pick, [0, 0], [1, 2]);
    no(pick, [2, 0], [0, 3], [-1, 0], [0.5, 0], [0]);
    const place = { type: "place" };
    yes(place, [0, 9999]);
    no(place, [0, 10000], [-1, 0], null, [1]);
    yes({ type: "place", optional: true }, null);
  });

  it("tables in a shape that is allowed, of numbers that are", () => {
    const cells = { type: "cells", minimum: -9, maximum: 9, rows: [1, 3], columns: [2, 2] };
    yes(
      cells,
      [[1, 2]],
      [
        [1, 2],
        [3, 4],
        [5, -9],
      ],
    );
    no(
      cells,
      [[1]],
      [[1, 2, 3]],
      [[1, 2], [3]],
      [
        [1, 2],
        [3, 4],
        [5, 6],
        [7, 8],
      ],
      [[1, 10]],
      [[1, "2"]],
      [],
      [[]],
      "x",
      null,
      [1, 2],
    );
    const sized = {
      type: "cells",
      sizes: [
        [1, 1],
        [3, 3],
      ],
    };
    yes(
      sized,
      [[5]],
      [
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 9],
      ],
    );
    no(
      sized,
      [
        [1, 2],
        [3, 4],
      ],
      [[1, 2, 3]],
    );
    const stack = { type: "tables", names: [["cat", "Cat"]], channels: [1, 2], rows: [1, 3], columns: [1, 3] };
    yes(stack, "cat", [[[1]]], [[[1, 2]], [[3, 4]]]);
    no(stack, "dog", [], [[[1]], [[1]], [[1]]], [[[1]], [[1, 2]]], [[[1], [2]], [[1]]]);
  });

  it("drawings and uploads of the right size", () => {
    const pad = { type: "drawing", rows: 2, columns: 2, pens: { thin: 1, thick: 2 }, most: 3 };
    yes(pad, "", "AAAAAA==", "strokes:thin;0,0 200,200", "AAAAAA==|strokes:thick;1,2;3,4");
    no(
      pad,
      "AAAA",
      "strokes:fat;1,1",
      "strokes:thin;201,0",
      "strokes:thin;0,201",
      "strokes:thin;1,1 2,2 3,3 4,4",
      "strokes:thin;-1,0",
      "strokes:thin;1.5,0",
      7,
      "AAAAAA==|x",
      "AAAAA!==",
    );
    const picture = { type: "picture", side: 3 };
    yes(picture, "upload:1:2:AAAAAAAA", "upload:1:1:AAAA");
    no(
      picture,
      "upload:1:4:AAAAAAAAAAAAAAAA",
      "upload:4:1:AAAAAAAAAAAAAAAA",
      "upload:1:2:AAAA",
      "upload:0:1:",
      "upload:1:1:AA!A",
      "other",
    );
  });

  it("what is listed, and nothing else where the page has only some", () => {
    yes({ type: "choice", values: ["a", [1, 2]] }, "a", [1, 2]);
    no({ type: "choice", values: ["a"] }, "b");
    no({ type: "number", values: [1], some: "a few" }, 2);
    yes({ type: "number", values: [1], some: "a few" }, 1);
    no({ type: "unknown" }, 1);
  });

  it("is written in plain words and read again", () => {
    const control = { name: "kernel", values: ["s", "b", "m"], texts: ["Sobel, x", "Blur!", "−16"] };
    expect(["s", "b", "m"].map((value) => nameOfValue(control, value))).toEqual(["sobel-x", "blur", "-16"]);
    for (const value of control.values) expect(valueOfName(control, nameOfValue(control, value))).toBe(value);
    const twice = { name: "x", values: ["p", "q"], texts: ["a b", "a-b"] };
    expect(nameOfValue(twice, "q")).toBe("q");
    const preset = {
      name: "k",
      type: "cells",
      presets: [
        ["Sobel, horizontal", [[1]]],
        ["Sobel, vertical", [[2]]],
      ],
    };
    expect(nameOfValue(preset, [[2]])).toBe("sobel-vertical");
    expect(valueOfName(preset, "sobel-x")).toEqual([[1]]);
    expect(valueOfName(preset, "Sobel Y")).toEqual([[2]]);
    expect(nameOfValue(preset, [[7]])).toBe("[[7]]");
    expect(valueOfName(preset, "[[7]]")).toEqual([[7]]);
    expect(valueOfName({ type: "number", maximum: 3 }, "5")).toBeUndefined();
    expect(valueOfName({ type: "number", maximum: 3 }, "2.5")).toBe(2.5);
    expect(nameOfValue({ name: "t" }, "free text")).toBe("free text");
  });

  it("holds what differs from the first state, and only that", () => {
    const head = {
      layout: { controls: [{ name: "a", values: [1, 2], texts: ["1", "2"] }, { name: "b" }] },
      state: { a: 1, b: [1] },
    };
    expect(addressOf(head, { a: 1, b: [1] })).toBe("");
    expect(addressOf(head, { a: 2, b: [3, 4] })).toBe(`a=2&b=${encodeURIComponent("[3,4]")}`);
  });

  it("is obeyed on an explorer's own page, and followed there", () => {
    html('<p class="explorer-line"></p>');
    history.replaceState(null, "", "/lab.html#rate=0.5&epochs=two&unknown=1&off=1");
    const { stateFromAddress } = run(["allowed", "address"], ["stateFromAddress"]);
    const head = {
      layout: {
        controls: [
          { name: "rate", type: "number", maximum: 1 },
          { name: "epochs", values: [1, 2], texts: ["one", "two"] },
          { name: "off", type: "number", without: "no" },
        ],
      },
      state: { rate: 0.1, epochs: 1, off: 0 },
    };
    expect(stateFromAddress(head)).toEqual({ rate: 0.5, epochs: 2 });
    const acts = {};
    const model = {
      get: () => ({ rate: 0.25, epochs: 1, off: 0 }),
      on: (name, act) => {
        acts[name] = act;
      },
      set: vi.fn(),
    };
    dispatchEvent(new CustomEvent("ntr-awake", { detail: { model, head } }));
    acts.saved();
    expect(location.hash).toBe("#rate=0.25");
    history.replaceState(null, "", "/lab.html#epochs=two");
    dispatchEvent(new Event("hashchange"));
    expect(model.set).toHaveBeenCalledWith("state", { rate: 0.1, epochs: 2, off: 0 });
    document.body.replaceChildren();
    expect(run(["allowed", "address"], ["stateFromAddress"]).stateFromAddress(head)).toEqual({});
  });

  it("leads from the gallery to an explorer, or says that there is none", () => {
    const gallery =
      '<div class="gallery"><div data-name="FilterLab"><a href="/filter-lab.html">x</a></div></div><p data-unknown hidden></p>';
    html(gallery);
    const went = vi.spyOn(location, "replace").mockImplementation(() => {});
    history.replaceState(null, "", "/explorers.html#filter-lab");
    run(["allowed", "address"], []);
    expect(went.mock.calls[0][0]).toMatch(/filter-lab\.html$/);
    html(gallery);
    history.replaceState(null, "", "/explorers.html?explorer=nothing");
    run(["allowed", "address"], []);
    const note = document.querySelector("[data-unknown]");
    expect([note.hidden, note.textContent]).toEqual([false, 'No explorer is called "nothing"; here are all of them.']);
    expect(went).toHaveBeenCalledTimes(1);
  });
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

describe("pages", () => {
  it("search shows where the words stand, with what is around them", () => {
    html('<dialog id="ntr-search"><input><ol class="found"></ol></dialog>');
    const { excerpt } = run(["files", "search"], ["excerpt"]);
    const text = `${"a ".repeat(100)}Padding ${"b ".repeat(200)}`;
    const found = excerpt(text, ["padding"]);
    expect(found).toMatch(/^… .*Padding .* …$/);
    expect(found.length).toBe(160 + 4);
    expect(excerpt("Short text", ["short"])).toBe("Short text");
    expect(excerpt("x".repeat(200), ["zzz"])).toMatch(/^… x+$/);
  });

  it("search lists what is found, Enter follows the first", async () => {
    html('<dialog id="ntr-search"><input><ol class="found"></ol></dialog><button data-open="search"></button>');
    const dialog = document.querySelector("dialog");
    dialog.showModal = vi.fn();
    dialog.close = vi.fn();
    run(["files", "search"], []);
    const hits = [{ file: "05.html#a", title: "Padding", page: "Chapter 5", text: "zeros around", terms: ["zeros"] }];
    window.MiniSearch = globalThis.MiniSearch = class {
      addAll(list) {
        this.list = list;
      }
      search(words) {
        return words === "zeros" ? hits : [];
      }
    };
    window.ntr.give("search", hits);
    document.querySelector("button").click();
    expect(dialog.showModal).toHaveBeenCalled();
    const [script] = asked.filter((one) => one.src.endsWith("minisearch.js"));
    script.onload();
    const field = dialog.querySelector("input"),
      items = () => [...dialog.querySelectorAll("li")];
    await vi.waitFor(() => {
      field.value = " zeros ";
      field.dispatchEvent(new Event("input"));
      expect(items()).toHaveLength(1);
    });
    expect(items()[0].querySelector("a").getAttribute("href")).toMatch(/05\.html#a$/);
    expect([...items()[0].children].map((one) => one.textContent)).toEqual(["Padding", "Chapter 5", "zeros around"]);
    const followed = vi.spyOn(items()[0].querySelector("a"), "click").mockImplementation(() => {});
    expect(press(field, "Enter")).toBe(true);
    expect(followed).toHaveBeenCalled();
    field.value = "nothing";
    field.dispatchEvent(new Event("input"));
    expect(items().map((one) => one.textContent)).toEqual(["Nothing found."]);
    field.value = "";
    field.dispatchEvent(new Event("input"));
    expect(items()).toEqual([]);
  });

  it("a fold opens when its question is answered; the front page counts", () => {
    html(
      '<details class="after" data-after="a"></details><details class="after" data-after="b"></details><p data-asked="a b c"></p><p data-asked="c"></p>',
    );
    const { Journal } = run(["journal", "gates"], ["Journal"]);
    const [a, b] = document.querySelectorAll("details"),
      [count, other] = document.querySelectorAll("p");
    expect([a.open, b.open, count.textContent]).toEqual([false, false, ""]);
    Journal.append("prediction", { id: "a", right: true });
    Journal.append("prediction", { id: "b", right: false });
    expect([a.open, b.open, count.textContent, other.textContent]).toEqual([true, false, " 1 of 3 answered", ""]);
  });

  it("a link into a fold opens all folds around it", () => {
    html('<details id="d"><details><p id="inside"></p></details></details><details id="e"></details>');
    const scroll = vi.fn();
    document.getElementById("inside").scrollIntoView = scroll;
    history.replaceState(null, "", "/page.html#inside");
    run(["journal", "gates"], []);
    expect([...document.querySelectorAll("details")].map((one) => one.open)).toEqual([true, true, false]);
    expect(scroll).toHaveBeenCalledTimes(1);
    dispatchEvent(new Event("hashchange"));
    expect(scroll).toHaveBeenCalledTimes(1); // open already
  });

  it("say how many questions are answered", () => {
    html('<p data-standing="a b c"></p>');
    const { Journal } = run(["journal", "standing"], ["Journal"]);
    const place = document.querySelector("p");
    expect(place.textContent).toBe("0 of the 3 questions and exercises that these pages can judge are answered.");
    Journal.append("shown", { id: "a" });
    Journal.append("prediction", { id: "b", right: false });
    expect(place.textContent).toBe(
      "1 of the 3 questions and exercises that these pages can judge is answered; 1 tried, not yet right.",
    );
  });

  it("have keys: / searches, L begins the lecture at the stop that is near", () => {
    html(
      '<dialog id="ntr-search"><input></dialog><a data-lecture="s1 s2" href="/lecture.html">L</a><main><h2 id="s0">x</h2><h2 id="s2">y</h2><input></main>',
    );
    const dialog = document.querySelector("dialog");
    dialog.showModal = vi.fn();
    const { lectureAddress } = run(["files", "search", "keys"], ["lectureAddress"]);
    expect(lectureAddress()).toMatch(/\/lecture\.html#s2$/);
    expect(press(document.body, "/")).toBe(true);
    expect(dialog.showModal).toHaveBeenCalledTimes(1);
    expect(press(document.querySelector("main input"), "/")).toBe(false);
    expect(press(document.body, "/", { ctrlKey: true })).toBe(false);
    expect(press(document.body, "x")).toBe(false);
    expect(dialog.showModal).toHaveBeenCalledTimes(1);
    document.querySelector("a").setAttribute("href", "/lecture.html#s9");
    expect(lectureAddress()).toMatch(/#s9$/);
  });

  it("let what scrolls sideways be reached by keys", () => {
    html("<pre>a</pre><pre>b</pre>");
    run(["files", "search", "keys"], []);
    const [wide, narrow] = document.querySelectorAll("pre");
    Object.defineProperty(wide, "scrollWidth", { value: 500, configurable: true });
    Object.defineProperty(wide, "clientWidth", { value: 400 });
    dispatchEvent(new Event("resize"));
    expect([wide.getAttribute("tabindex"), narrow.getAttribute("tabindex")]).toEqual(["0", null]);
    Object.defineProperty(wide, "scrollWidth", { value: 400 });
    dispatchEvent(new Event("load"));
    expect(wide.getAttribute("tabindex")).toBeNull();
  });

  it("change between light and dark, and keep it", () => {
    html("<button data-theme-switch></button>");
    document.documentElement.dataset.theme = "light";
    run(["theme"], []);
    const [button] = document.querySelectorAll("button");
    button.click();
    expect([document.documentElement.dataset.theme, localStorage.getItem("ntr-theme")]).toEqual(["dark", "dark"]);
    button.click();
    expect([document.documentElement.dataset.theme, localStorage.getItem("ntr-theme")]).toEqual(["light", "light"]);
  });

  it("mark in the table of contents where the reader is", () => {
    html('<nav class="toc"><a href="#a">A</a><a href="#b%C3%A9">B</a></nav><h2 id="a"></h2><h2 id="bé"></h2>');
    const [a, b] = document.querySelectorAll("h2"),
      links = [...document.querySelectorAll("a")];
    for (const one of [a, b]) Object.defineProperty(one, "offsetParent", { value: document.body });
    let tops = [10, 900];
    a.getBoundingClientRect = () => ({ top: tops[0] });
    b.getBoundingClientRect = () => ({ top: tops[1] });
    vi.stubGlobal("matchMedia", () => ({ matches: true }));
    vi.stubGlobal("requestAnimationFrame", (act) => act());
    const { follow } = run(["contents"], ["follow"]);
    const current = () => links.map((one) => one.getAttribute("aria-current"));
    expect(current()).toEqual(["true", null]);
    tops = [-900, 139];
    dispatchEvent(new Event("scroll"));
    expect(current()).toEqual([null, "true"]);
    tops = [200, 900];
    follow();
    expect(current()).toEqual(["true", null]);
  });

  it("speak with Python over one socket where it is served", () => {
    const sockets = [];
    vi.stubGlobal(
      "WebSocket",
      class {
        constructor(address) {
          Object.assign(this, { address, readyState: 0, sent: [] });
          sockets.push(this);
        }
        send(text) {
          this.sent.push(JSON.parse(text));
        }
      },
    );
    const { Python, LiveModel } = run(["files", "model", "allowed", "address", "served"], ["Python", "LiveModel"]);
    const head = { layout: { name: "Lab", controls: [{ name: "w", live: true }, { name: "x" }] } };
    const model = new LiveModel({ state: { w: 1, x: 1 }, _layout: { title: "t", controls: [] } }, head);
    const heard = [];
    model.on("msg:custom", (message, buffers) => heard.push([message, buffers]));
    model.send({ kind: "frame", seq: 1 });
    expect(sockets[0].address).toMatch(/^ws:\/\/.*\/python$/);
    expect(sockets[0].sent).toEqual([]);
    sockets[0].readyState = 1;
    sockets[0].onopen();
    expect(sockets[0].sent).toEqual([{ kind: "frame", seq: 1, explorer: "Lab" }]);
    const message = (heading, bytes) => {
      const words = new TextEncoder().encode(JSON.stringify(heading)),
        raw = new Uint8Array(4 + words.length + bytes.length);
      new DataView(raw.buffer).setUint32(0, words.length, true);
      raw.set(words, 4);
      raw.set(bytes, 4 + words.length);
      sockets[0].onmessage({ data: raw.buffer });
    };
    message({ kind: "frame", seq: 1, layout: { title: "new" } }, [5, 6]);
    expect(heard[0][0]).toMatchObject({ kind: "frame", seq: 1 });
    expect([heard[0][1][0].getUint8(0), heard[0][1][0].getUint8(1)]).toEqual([5, 6]);
    expect(model.get("_layout")).toEqual({ title: "new", controls: [] });
    model.set("state", { w: 1, x: 2 });
    model.save_changes();
    expect(sockets[0].sent).toHaveLength(1);
    model.set("state", { w: 2, x: 2 });
    model.save_changes();
    expect(sockets[0].sent[1]).toEqual({ kind: "table", state: { w: 2, x: 2 }, explorer: "Lab" });
    message({ kind: "table", text: "words" }, [9]);
    expect([model.get("_table_text"), model.get("_table_data").getUint8(0)]).toEqual(["words", 9]);
    model.save_changes();
    expect(sockets[0].sent).toHaveLength(2);
    sockets[0].readyState = 3;
    sockets[0].onclose();
    expect(heard.at(-1)[0].text).toMatch(/^Python has gone/);
    model.send({ kind: "frame", seq: 2 });
    expect(sockets).toHaveLength(2);
    expect(Python.models.has(model)).toBe(true);
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
