// What the scripts of the plain pages do: search, folds, keys, themes, contents, a socket to Python.

import { beforeEach, describe, expect, it, vi } from "vitest";
import { press } from "./support/hands.js";
import { asked, run } from "./support/scripts.js";

const html = (text) => {
  document.body.innerHTML = text;
};

beforeEach(() => {
  localStorage.clear();
  document.documentElement.dataset.root = "./";
  history.replaceState(null, "", "/page.html");
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
