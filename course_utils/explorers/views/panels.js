// One panel: its title, its legend, and the canvas or the element that its content is drawn on.
import { BARS } from "./bars.js";
import { headOf } from "./fit.js";
import { GRAPH } from "./graph.js";
import { GRID } from "./grid.js";
import { LENS } from "./lens.js";
import { LINES } from "./lines.js";
import { PIXELS } from "./pixels.js";
import { fontOf, make, sized } from "./theme.js";
import { TILES } from "./tiles.js";

// A kind of panel, by the name that Python gives it. Each drawing module exports one:
//   draw(context, width, height, spec, content, theme, font) draws on a canvas and returns its place: maps between pixels
//     and numbers, and `cell(x, y)`, `inside(cell)`, `shown` where cells can be picked. A kind with `holder`, the class of a
//     <div>, draws there instead: draw(holder, spec, content, theme, view).
//   needs(spec, samples, holder) says, once, what room it takes; `samples` are the largest contents that a state can bring
//     (arrays of many numbers may have come as their shape alone). Lengths are in letters, caption and legend not counted:
//       least: [width, height]  the smallest in which it can be read
//       ratio, narrow, wide     width over height: what suits it, and the ends beyond which more room shows no more
//       most                    the height beyond which it does not grow (left out: by the height that Python gives)
//       like                    panels that say the same are compared, and come out of one size
//     or only  table: [[letters, pixels], [letters, pixels]]  width and height, which follow from its type.
//   sizes(spec, content), optional: numbers; a content larger in one of them than all before is one of the samples.
//   legend(spec, content), optional: entries { label, color, kind: line | dash | dot | box }.
//   height(width, spec, content, font), optional: the height beyond which a canvas of this width stays empty.
const KINDS = { lines: LINES, bars: BARS, pixels: PIXELS, tiles: TILES, grid: GRID, graph: GRAPH, lens: LENS };

// How many rows and columns a pick can choose from, where the cells of a panel stand for others.
function reach({ values }) {
  const most = [0, 0];
  values.forEach((v, i) => {
    if (v < 255) most[i % 2] = Math.max(most[i % 2], v + 1);
  });
  return most;
}

// Frames of one table share what is equal in them, and lists of marks share their marks.
function unchanged(a, b) {
  return (
    a === b || (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((mark, i) => mark === b[i]))
  );
}

function legendItems(entries, theme) {
  return entries.map((entry) => {
    const sign = make("span", { class: `ntr-sign ntr-sign-${entry.kind}` });
    sign.style.color = theme[entry.color] || entry.color;
    return make("li", {}, sign, entry.label);
  });
}

export class PanelView {
  constructor(spec) {
    const kind = KINDS[spec.kind],
      classes = `ntr-panel ntr-${spec.kind}${spec.wide ? " ntr-wide" : ""}`;
    Object.assign(this, { spec, kind, place: null, legendKey: "", drawn: null, box: null });
    this.figure = make("figure", { class: classes, "data-panel": spec.id }, make("figcaption", {}, spec.title));
    this.legend = make("ul", { class: "ntr-legend" });
    this.body = kind.holder
      ? make("div", { class: kind.holder, tabindex: 0, role: "region" })
      : make("canvas", { role: "img" });
    this.body.setAttribute("aria-label", spec.title);
    if (this.kind.legend) this.figure.append(this.legend);
    this.figure.append(this.body);
  }

  // What the panel needs (see above) with its caption and the entries of its legend, in letters; the page is being measured.
  needs(samples, theme) {
    const { spec, figure, kind } = this,
      letter = parseFloat(getComputedStyle(figure).fontSize);
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = fontOf(letter, 600);
    const caption = spec.title.split(" ").map((word) => pen.measureText(word).width / letter);
    const need = {
      kind: spec.kind,
      caption,
      items: [],
      most: (spec.height || 300) / 12,
      ...kind.needs(spec, samples, this.body),
    };
    const widths = samples
      .filter(() => kind.legend)
      .map((content) => {
        this.explain(content, theme);
        return [...this.legend.children].map((item) => (item.offsetWidth + 1) / letter);
      });
    const long = (items) => items.reduce((a, b) => a + b + 1.2, 0);
    need.items = widths.reduce((a, b) => (long(b) > long(a) ? b : a), []);
    this.drawn = null; // measuring has drawn the samples
    return need;
  }

  // Stand in a box of the page (fit.js), or, without one, in a column.
  stand(box) {
    this.box = box;
    this.figure.removeAttribute("style");
    this.body.style.top = this.body.style.width = "";
  }

  measure() {
    const { figure, body, box } = this;
    this.drawn = null;
    this.width = Math.max(120, figure.clientWidth);
    this.font = Math.max(12, parseFloat(getComputedStyle(figure).fontSize) * 0.92);
    if (!box) {
      this.height = this.columnHeight();
      return;
    }
    if (this.kind.holder) {
      this.height = Math.max(40, figure.clientHeight - body.offsetTop - 1);
      return;
    }
    body.style.top = `${box.head}px`; // whatever the legend says: a longer one would push the picture down
    this.height = Math.max(40, figure.clientHeight - box.head - 1);
    this.width = Math.min(this.width, Math.ceil(this.height * box.need.wide));
    body.style.width = `${this.width}px`;
  }

  columnHeight() {
    const { spec, width, font } = this,
      scale = Math.max(0.85, Math.min(1.7, width / 560));
    // Controls, picture and sentence should be on one screen together.
    const height = Math.round(
      Math.min((spec.height || 300) * scale, Math.max(230, width * 0.95), Math.max(240, window.innerHeight * 0.46)),
    );
    if (!spec.equal) return height;
    const [x0, x1] = spec.xlim,
      [y0, y1] = spec.ylim; // as high as its axes need, and no empty bands
    return Math.min(height, Math.round(((width - 4 * font) * (y1 - y0)) / (x1 - x0) + 4.2 * font));
  }

  explain(content, theme) {
    const entries = this.kind.legend(this.spec, content),
      key = JSON.stringify([entries, theme.dark]);
    if (key === this.legendKey) return;
    this.legendKey = key;
    this.legend.replaceChildren(...legendItems(entries, theme));
  }

  draw(content, theme) {
    const { drawn, spec, kind, body, width } = this;
    if (drawn && drawn.dark === theme.dark && unchanged(drawn.content, content)) return;
    this.drawn = { content, dark: theme.dark };
    if (kind.legend) this.explain(content, theme);
    const high = kind.height ? Math.min(this.height, kind.height(width, spec, content, this.font)) : this.height;
    if (kind.holder) this.place = kind.draw(body, spec, content, theme, this);
    else this.place = kind.draw(sized(body, width, high), width, high, spec, content, theme, this.font);
    this.targets = content.targets;
    if (this.fit) this.fit(this.targets ? reach(this.targets) : this.place.shown);
  }

  // Row and column of what is drawn under the pointer; null beside it.
  cellAt(event) {
    if (this.kind.holder) return event.target.closest("td")?.at ?? null;
    const r = this.body.getBoundingClientRect();
    return this.place?.cell(event.clientX - r.left, event.clientY - r.top) ?? null;
  }

  inside(cell) {
    return this.place?.inside?.(cell) ?? cell;
  }
}

// Pictures of one kind in one row begin at one height.
export function headsOf(needs, cells, font) {
  const own = needs.map((need, i) => headOf(need, cells[i][2], font));
  return own.map((_, i) =>
    Math.max(...own.filter((__, j) => cells[j][1] === cells[i][1] && needs[j].kind === needs[i].kind)),
  );
}
