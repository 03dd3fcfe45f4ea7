// Scripts that stand alone: the lecture, the class's report, links to sections in JupyterLab, the loader, the first theme.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { press } from "./support/hands.js";
import { runAlone } from "./support/scripts.js";

const html = (text) => {
  document.body.innerHTML = text;
};

describe("before anything is painted", () => {
  const theme = (system) => {
    vi.stubGlobal("matchMedia", () => ({ matches: system }));
    runAlone("site/views/early.js");
    return document.documentElement.dataset.theme;
  };

  it("the theme is the chosen one, else the system's", () => {
    localStorage.clear();
    expect([theme(true), theme(false)]).toEqual(["dark", "light"]);
    localStorage.setItem("ntr-theme", "light");
    expect(theme(true)).toBe("light");
    localStorage.setItem("ntr-theme", "dark");
    expect(theme(false)).toBe("dark");
    const getItem = () => {
      throw new Error("none");
    };
    vi.stubGlobal("localStorage", { getItem });
    expect(theme(true)).toBe("dark");
  });
});

describe("the lecture", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    history.replaceState(null, "", "/lecture.html#b");
    html(`<a data-leave href="#">leave</a><span data-place></span>
      <section class="stop" id="a" data-minutes="2" data-back="/05.html#a" data-note="<p>say it</p>"><h2>First</h2></section>
      <section class="stop" id="b" data-minutes="3" data-back="/05.html#b"><div class="hands"><p>Which?</p><ol><li><span class="bar"></span><b class="count"></b></li><li><span class="bar"></span><b class="count"></b></li></ol><div class="reply" hidden></div></div></section>
      <section class="stop" id="c" data-minutes="5" data-back="/05.html#c"><h2>Last</h2><input></section>`);
    document.documentElement.removeAttribute("data-alone");
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const here = () => [...document.querySelectorAll(".stop")].map((one) => one.classList.contains("here"));
  const place = () => document.querySelector("[data-place]").textContent;

  it("shows one stop at a time, beginning at the address", () => {
    runAlone("site/views/lecture.js");
    expect([here(), place(), location.hash]).toEqual([[false, true, false], "2 of 3", "#b"]);
    expect(document.querySelector("[data-leave]").getAttribute("href")).toBe("/05.html#b");
  });

  it("goes by keys; a question is revealed before the next stop", () => {
    runAlone("site/views/lecture.js");
    expect(press(document.body, "ArrowRight")).toBe(true);
    expect([
      place(),
      document.querySelector(".hands").classList.contains("revealed"),
      document.querySelector(".reply").hidden,
    ]).toEqual(["2 of 3", true, false]);
    press(document.body, "PageDown");
    expect(place()).toBe("3 of 3");
    press(document.body, " ");
    expect(place()).toBe("3 of 3");
    press(document.body, "ArrowLeft");
    expect(place()).toBe("2 of 3");
    press(document.body, "PageUp");
    press(document.body, "PageUp");
    expect([place(), here()]).toEqual(["1 of 3", [true, false, false]]);
    press(document.body, "End");
    expect(place()).toBe("3 of 3");
    press(document.body, "Home");
    expect([place(), location.hash]).toEqual(["1 of 3", "#a"]);
    expect(press(document.body, "x")).toBe(false);
    expect(press(document.body, "ArrowRight", { ctrlKey: true })).toBe(false);
    expect(press(document.querySelector("input"), "ArrowRight")).toBe(false);
    expect(place()).toBe("1 of 3");
  });

  it("counts a show of hands, up and down, longest bar first", () => {
    runAlone("site/views/lecture.js");
    const [one, two] = document.querySelectorAll("li");
    for (let i = 0; i < 4; i++) press(document.body, "1", { code: "Digit1" });
    press(document.body, "2");
    press(document.body, "!", { code: "Digit1", shiftKey: true });
    expect([one.dataset.hands, two.dataset.hands]).toEqual(["3", "1"]);
    expect([one, two].map((row) => row.querySelector(".count").textContent)).toEqual(["3", "1"]);
    expect(one.querySelector(".bar").style.getPropertyValue("--share")).toBe("100%");
    expect(Number.parseFloat(two.querySelector(".bar").style.getPropertyValue("--share"))).toBeCloseTo(100 / 3);
    press(document.body, "@", { code: "Digit2", shiftKey: true });
    press(document.body, "@", { code: "Digit2", shiftKey: true });
    expect([two.dataset.hands, two.querySelector(".count").textContent]).toEqual(["0", ""]);
    press(document.body, "6", { code: "Digit6" });
    expect(document.querySelector(".hands").classList.contains("counted")).toBe(true);
  });

  it("tells the speaker the time, the note and what comes next", () => {
    const window2 = document.implementation.createHTMLDocument("");
    vi.spyOn(window, "open").mockReturnValue({ document: window2, closed: false });
    runAlone("site/views/lecture.js");
    press(document.body, "Home");
    press(document.body, "s");
    const find = (id) => window2.getElementById(id);
    expect(find("time").textContent).toBe("0 min gone · planned 0 to 2 of 10 · stop 1 of 3");
    expect([find("now").textContent, find("note").innerHTML, find("next").textContent]).toEqual([
      "First",
      "<p>say it</p>",
      "Which?",
    ]);
    vi.advanceTimersByTime(3 * 60000);
    expect(find("time").textContent).toMatch(/^3 min gone/);
    press(document.body, "ArrowRight");
    expect(find("time").textContent).toMatch(/planned 2 to 5 of 10 · stop 2 of 3$/);
    expect([find("now").textContent, find("note").innerHTML, find("next").textContent]).toEqual([
      "Which?",
      "<p>No notes.</p>",
      "the answer",
    ]);
    press(document.body, "ArrowRight");
    expect(find("next").textContent).toBe("Last");
    press(document.body, "ArrowRight");
    expect(find("next").textContent).toBe("the end");
  });

  it("says where the browser keeps the speaker's window shut", () => {
    vi.spyOn(window, "open").mockReturnValue(null);
    runAlone("site/views/lecture.js");
    press(document.body, "S");
    expect(place()).toMatch(/allow pop-ups/);
  });

  it("follows the address, and as a single file has no chapter to go back to", () => {
    document.documentElement.setAttribute("data-alone", "");
    runAlone("site/views/lecture.js");
    expect(document.querySelector("[data-leave]").hasAttribute("href")).toBe(false);
    history.replaceState(null, "", "/lecture.html#c");
    window.dispatchEvent(new Event("hashchange"));
    expect(place()).toBe("3 of 3");
    history.replaceState(null, "", "/lecture.html#nowhere");
    window.dispatchEvent(new Event("hashchange"));
    expect(place()).toBe("3 of 3");
  });
});

describe("the class's report", () => {
  const page = `<button data-theme-switch hidden></button><button data-pause hidden></button><span data-live-note></span>
    <form class="filter" hidden><select data-filter="chapter"><option value="">all</option><option value="01">01</option><option value="02">02</option></select>
    <select data-filter="id"><option value="">all</option><option>01-x</option><option>01-y</option><option>02-z</option></select><button type="reset"></button><span data-filter-note></span></form>
    <section data-all>talk</section>
    <div id="map"><table><tbody id="m1" data-chapter="01"><tr data-id="01-x"></tr></tbody><tbody id="m2" data-chapter="02"><tr data-id="02-z"></tr></tbody></table></div>
    <div id="chapters"><details class="more" id="chapter-01" data-chapter="01"><h3>Talk</h3><ol class="talk"><li data-id="01-x"></li></ol><div class="scroll"><p data-id="01-y"></p></div></details>
    <details class="more" id="chapter-02" data-chapter="02"></details></div>`;
  const hidden = (query) => document.querySelector(query).hidden;
  const choose = (name, value) => {
    const select = document.querySelector(`[data-filter=${name}]`);
    select.value = value;
    select.dispatchEvent(new Event("change"));
  };
  beforeEach(() => {
    sessionStorage.clear();
    delete document.documentElement.dataset.live;
    history.replaceState(null, "", "/report.html");
    html(page);
  });

  it("shows all until something is chosen, then that alone", () => {
    runAlone("classroom/report.js");
    expect([hidden(".filter"), hidden("[data-theme-switch]"), hidden("[data-all]")]).toEqual([false, false, false]);
    choose("chapter", "01");
    expect([hidden("[data-all]"), hidden("#chapter-01"), hidden("#chapter-02"), hidden("#m2")]).toEqual([
      true,
      false,
      true,
      true,
    ]);
    expect(document.querySelector("[data-filter-note]").textContent).toBe("Only chapter 01.");
    expect(document.querySelector("#chapter-01").open).toBe(true);
    expect([...document.querySelectorAll("[data-filter=id] option")].map((one) => one.textContent)).toEqual([
      "all",
      "01-x",
      "01-y",
    ]);
    choose("id", "01-y");
    expect([hidden("li"), hidden(".talk"), hidden("h3"), hidden("p"), hidden(".scroll"), hidden("#m1")]).toEqual([
      true,
      true,
      true,
      false,
      false,
      true,
    ]);
    expect(document.querySelector("[data-filter-note]").textContent).toBe("Only 01-y.");
    choose("id", "");
    expect([hidden("li"), hidden(".talk"), hidden("h3"), hidden("#m1")]).toEqual([false, false, false, false]);
    choose("chapter", "");
    expect([
      hidden("[data-all]"),
      hidden("#chapter-02"),
      document.querySelector("[data-filter-note]").textContent,
    ]).toEqual([false, false, ""]);
  });

  it("keeps the chosen id where the chapter has it, else forgets it; an id alone shows its chapter", () => {
    runAlone("classroom/report.js");
    choose("id", "02-z");
    expect([hidden("#chapter-01"), hidden("#chapter-02")]).toEqual([true, false]);
    choose("chapter", "02");
    expect(document.querySelector("[data-filter=id]").value).toBe("02-z");
    choose("chapter", "01");
    expect(document.querySelector("[data-filter=id]").value).toBe("");
  });

  it("has no filter where there is one thing, and is all open on paper", () => {
    document.querySelector("[data-filter=id]").innerHTML = '<option value="">all</option>';
    runAlone("classroom/report.js");
    expect(hidden(".filter")).toBe(true);
    window.dispatchEvent(new Event("beforeprint"));
    expect([...document.querySelectorAll("details")].map((one) => one.open)).toEqual([true, true]);
  });

  it("opens the chapter that a link leads into", () => {
    history.replaceState(null, "", "/report.html#chapter-02");
    runAlone("classroom/report.js");
    expect([...document.querySelectorAll("details")].map((one) => one.open)).toEqual([false, true]);
    history.replaceState(null, "", "/report.html#chapter-01");
    window.dispatchEvent(new Event("hashchange"));
    expect(document.querySelector("#chapter-01").open).toBe(true);
  });

  it("changes between light and dark", () => {
    document.documentElement.dataset.theme = "light";
    runAlone("classroom/report.js");
    document.querySelector("[data-theme-switch]").click();
    expect(document.documentElement.dataset.theme).toBe("dark");
    document.querySelector("[data-theme-switch]").click();
    expect([document.documentElement.dataset.theme, localStorage.getItem("ntr-theme")]).toEqual(["light", "light"]);
  });

  describe("during a lecture", () => {
    let reload = null;
    beforeEach(() => {
      vi.useFakeTimers();
      document.documentElement.dataset.live = "20";
      reload = vi.spyOn(location, "reload").mockImplementation(() => {});
      vi.stubGlobal("scrollTo", vi.fn());
      vi.stubGlobal("getSelection", () => ({ isCollapsed: true }));
    });
    afterEach(() => vi.useRealTimers());
    const note = () => document.querySelector("[data-live-note]").textContent;

    it("loads itself again, unless it is paused or somebody is at work in it", () => {
      runAlone("classroom/report.js");
      expect(note()).toBe("Live: the page loads itself again every 20 s, unless you are at work in it.");
      vi.advanceTimersByTime(19_999);
      expect(reload).toHaveBeenCalledTimes(0);
      vi.advanceTimersByTime(1);
      expect(reload).toHaveBeenCalledTimes(1);
      document.querySelector("[data-pause]").click();
      expect([note(), document.querySelector("[data-pause]").textContent]).toEqual([
        "Paused: the page stays as it is.",
        "Go on",
      ]);
      vi.advanceTimersByTime(40_000);
      expect(reload).toHaveBeenCalledTimes(1);
      document.querySelector("[data-pause]").click();
      expect(document.querySelector("[data-pause]").textContent).toBe("Pause");
      document.querySelector("select").focus();
      vi.advanceTimersByTime(20_000);
      expect(reload).toHaveBeenCalledTimes(1);
      document.activeElement.blur();
      vi.stubGlobal("getSelection", () => ({ isCollapsed: false }));
      vi.advanceTimersByTime(20_000);
      expect(reload).toHaveBeenCalledTimes(1);
    });

    it("stands after that where it stood", () => {
      runAlone("classroom/report.js");
      choose("chapter", "01");
      choose("id", "01-x");
      document.querySelector("#chapter-02").open = true;
      document.activeElement.blur?.();
      Object.defineProperty(globalThis, "scrollY", { value: 123, configurable: true });
      vi.advanceTimersByTime(20_000);
      html(page);
      runAlone("classroom/report.js");
      expect([
        document.querySelector("[data-filter=chapter]").value,
        document.querySelector("[data-filter=id]").value,
      ]).toEqual(["01", "01-x"]);
      expect([...document.querySelectorAll("details")].map((one) => one.open)).toEqual([true, true]);
      expect(scrollTo).toHaveBeenCalledWith(0, 123);
      expect(note()).toMatch(/^Live/);
      expect(sessionStorage.getItem("ntr-report")).toBeNull();
    });
  });
});

describe("links to sections in JupyterLab", () => {
  const make = (sources, path = "05.ipynb") => {
    delete window._JUPYTERLAB;
    runAlone("launch/extensions/course-sections/static/sections.js");
    const cells = sources.map(([type, source], i) => ({ id: `c${i}`, type, sharedModel: { source } }));
    const outer = document.body.appendChild(document.createElement("div"));
    outer.getBoundingClientRect = () => ({ top: 100 });
    Object.defineProperty(outer, "scrollTop", { value: 0, writable: true });
    Object.defineProperty(outer, "scrollHeight", { value: 5000 });
    Object.defineProperty(outer, "clientHeight", { value: 500 });
    const widgets = cells.map((model, i) => {
      const node = outer.appendChild(document.createElement("div"));
      node.getBoundingClientRect = () => ({ top: 100 + 1000 * i - outer.scrollTop });
      return { model, node };
    });
    const panel = {
      context: { path, ready: Promise.resolve(), model: { cells } },
      revealed: Promise.resolve(),
      content: { widgets, outerNode: outer },
      node: outer,
    };
    let ran = null;
    const app = {
      commands: {
        commandExecuted: {
          connect: (act) => {
            ran = act;
          },
        },
      },
      shell: { widgets: () => [panel], currentWidget: panel },
    };
    return { outer, panel, app, go: (args) => ran(null, args) };
  };
  const activate = async (app) => {
    const get = await window._JUPYTERLAB["course-sections"].get();
    get().default.activate(app);
    return get().default;
  };

  it("arrive at the heading, as JupyterLab names it", async () => {
    vi.useFakeTimers();
    const { outer, app, go } = make([
      ["markdown", "intro"],
      ["code", "# no heading"],
      ["markdown", "```\n# in code\n```\n## The *size* of `x` ##\ntext"],
    ]);
    const plugin = await activate(app);
    expect([plugin.id, plugin.autoStart]).toEqual(["course-sections:arrive", true]);
    const going = go({
      id: "rendermime:handle-local-link",
      args: { id: "#The-size-of-x", path: "05.ipynb" },
      result: Promise.resolve(),
    });
    await vi.advanceTimersByTimeAsync(200);
    expect(outer.scrollTop).toBe(2000 - 12);
    await vi.advanceTimersByTimeAsync(5000);
    await going;
    outer.scrollTop = 7; // the reader goes on
    await vi.advanceTimersByTimeAsync(1000);
    expect(outer.scrollTop).toBe(7);
    vi.useRealTimers();
  });

  it("let a reader go who goes elsewhere meanwhile, and know nothing of other commands", async () => {
    vi.useFakeTimers();
    const { outer, app, go } = make([
      ["markdown", "# A"],
      ["markdown", "# B"],
    ]);
    await activate(app);
    go({ id: "rendermime:handle-local-link", args: { id: "B", path: "05.ipynb" }, result: Promise.resolve() });
    await vi.advanceTimersByTimeAsync(100);
    expect(outer.scrollTop).toBe(1000 - 12);
    window.dispatchEvent(new Event("wheel"));
    outer.scrollTop = 5;
    await vi.advanceTimersByTimeAsync(500);
    expect(outer.scrollTop).toBe(5);
    await go({ id: "other", args: { id: "B", path: "05.ipynb" }, result: Promise.resolve() });
    go({ id: "rendermime:handle-local-link", args: { id: "B", path: "06.ipynb" }, result: Promise.resolve() });
    go({ id: "rendermime:handle-local-link", args: { id: "in-code", path: "05.ipynb" }, result: Promise.resolve() });
    await vi.advanceTimersByTimeAsync(500);
    expect(outer.scrollTop).toBe(5);
    vi.useRealTimers();
  });
});

describe("the loader", () => {
  it("loads the views once for all explorers of a page, and hands the model on", async () => {
    delete window.ntrViews;
    const { default: loader } = await import("#views/loader.js");
    const rendered = [];
    const module = { default: { render: (given) => rendered.push(given) } };
    window.ntrViews.set("text", Promise.resolve(module));
    const model = { get: (name) => (name === "_views" ? "text" : null) },
      el = document.createElement("div");
    await loader.render({ model, el });
    expect(rendered).toEqual([{ model, el }]);
    const revoked = [];
    vi.spyOn(URL, "createObjectURL").mockReturnValue(
      "data:text/javascript,export default { render() { throw new Error('here'); } }",
    );
    vi.spyOn(URL, "revokeObjectURL").mockImplementation((one) => revoked.push(one));
    const other = { get: () => "new text" };
    await expect(loader.render({ model: other, el })).rejects.toThrow();
    expect(revoked).toHaveLength(1);
  });
});
