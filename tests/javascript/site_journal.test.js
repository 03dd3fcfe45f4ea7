// The journal of the plain pages, and answers that are judged by their seal.

import { beforeEach, describe, expect, it, vi } from "vitest";
import { run } from "./support/scripts.js";
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
