// Shows states of the explorer on a plain page one after another and says what is wrong with the layout of each.
(() => {
  const ROOT = "section.ntr-explorer",
    drawn = { least: Infinity };
  const write = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
    // the type on canvases, which no style tells
    if (String(text).trim()) drawn.least = Math.min(drawn.least, parseFloat(this.font.match(/([\d.]+)px/)[1]));
    return write.call(this, text, ...rest);
  };
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const shown = (e) =>
    e.getClientRects().length > 0 && getComputedStyle(e).visibility !== "hidden" && !e.closest(".ntr-wait");
  const nameOf = (e) =>
    e.dataset?.panel || e.getAttribute("aria-label") || String(e.className || e.tagName).split(" ")[0];
  const box = (e) => e.getBoundingClientRect();

  // What stands on the page by itself: no two of these may lie upon one another.
  const PARTS =
    "header > *, .ntr-control, figcaption, .ntr-legend, .ntr-panel canvas, .ntr-panel table, .ntr-formula, .ntr-sentence";
  function parts(root) {
    return [...root.querySelectorAll(PARTS)].filter((e) => shown(e) && box(e).height > 0);
  }

  function outside(root, limit) {
    // in a column a wide table may scroll by itself
    const frame = box(root),
      out = [];
    for (const e of root.querySelectorAll("*")) {
      if (!shown(e) || (e.closest(".ntr-grid") && (limit === Infinity || e.tagName !== "TABLE"))) continue;
      const r = box(e);
      const beside = r.right > frame.right + 1 || r.left < frame.left - 1;
      if (beside || r.bottom > Math.min(frame.bottom, limit) + 1) out.push(`${nameOf(e)} runs out of the box`);
    }
    return out;
  }

  function overlaps(all) {
    const out = [];
    all.forEach((a, i) => {
      all.slice(i + 1).forEach((b) => {
        const p = box(a),
          q = box(b),
          wide = Math.min(p.right, q.right) - Math.max(p.left, q.left);
        const high = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
        if (wide < 1.5 || high < 1.5 || a.contains(b) || b.contains(a)) return;
        out.push(`${nameOf(a)} and ${nameOf(b)} overlap by ${Math.round(wide)} x ${Math.round(high)}`);
      });
    });
    return out;
  }

  function clipped(root, column) {
    const out = [];
    const words = ".ntr-formula, .ntr-sentence, .ntr-caption, .ntr-control, .ntr-panel, .ntr-value, h3, button, label";
    for (const e of [...root.querySelectorAll(`${column ? "" : ".ntr-grid, "}${words}`)].filter(shown)) {
      const wide = e.clientWidth && e.scrollWidth > e.clientWidth + 1,
        high = e.scrollHeight > e.clientHeight + 2;
      if (wide || (high && e.matches(".ntr-grid, .ntr-formula, .ntr-value"))) out.push(`${nameOf(e)} is cut off`);
    }
    for (const e of [...root.querySelectorAll("select")].filter((one) => shown(one) && !column)) {
      const has = e.offsetWidth;
      e.style.cssText = "width: max-content; max-width: none";
      if (e.offsetWidth > has + 4) out.push(`the words of a choice are cut off (${nameOf(e)})`);
      e.style.cssText = "";
    }
    for (const canvas of root.querySelectorAll(".ntr-panel canvas")) {
      const r = box(canvas),
        stretch = canvas.width / canvas.height / (r.width / r.height);
      if (Math.abs(stretch - 1) > 0.03)
        out.push(`${nameOf(canvas.parentElement)} is stretched by ${stretch.toFixed(2)}`);
    }
    return out;
  }

  function types(root) {
    const texts = [...root.querySelectorAll("*")].filter(
      (e) => shown(e) && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()),
    );
    const fields = [...root.querySelectorAll("input[type=text], select")].filter(shown);
    return Math.min(...[...texts, ...fields].map((e) => parseFloat(getComputedStyle(e).fontSize)));
  }

  function places(root) {
    const still = root.querySelectorAll(
      ".ntr-control, .ntr-panel, .ntr-panel canvas, .ntr-panel .ntr-grid, .ntr-said, .ntr-formula",
    );
    return [...still].filter(shown).map((e) => [nameOf(e), Math.round(box(e).left), Math.round(box(e).top)]);
  }

  function moved(before, now) {
    const near =
      ([name, x, y]) =>
      ([other, bx, by]) =>
        other === name && Math.abs(bx - x) <= 1 && Math.abs(by - y) <= 1;
    return now
      .filter((one) => before.some(([name]) => name === one[0]) && !before.some(near(one)))
      .map(([name]) => `${name} moves`);
  }

  // [{ state, faults, height, type, least, drawn }] for each state; `limit` is the height of the box, or null in a column.
  window.probeStates = async (states, limit) => {
    const out = [],
      root = document.querySelector(ROOT);
    let before = null;
    for (const state of states) {
      drawn.least = Infinity;
      window.model.set("state", state);
      do {
        if (window.model.asked) await frame();
      } while (window.model.asked);
      const now = places(root),
        faults = [...outside(root, limit ?? Infinity), ...overlaps(parts(root)), ...clipped(root, limit === null)];
      if (limit !== null && before) faults.push(...moved(before, now));
      before ??= now;
      const wide = document.documentElement.scrollWidth - window.innerWidth;
      if (wide > 0) faults.push(`the page scrolls sideways by ${wide}`);
      const height = Math.max(box(root).height, root.scrollHeight);
      if (limit !== null && height > limit + 0.5) faults.push(`${Math.round(height)} high in a box of ${limit}`);
      const type = parseFloat(getComputedStyle(root.querySelector(".ntr-inner")).fontSize);
      out.push({
        faults: [...new Set(faults)],
        height: Math.round(height),
        type,
        least: types(root),
        drawn: drawn.least,
      });
    }
    return out;
  };
})();
