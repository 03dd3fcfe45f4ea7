// One panel: its title, its legend, and the canvas or the table that its content is drawn on.
import { drawBars } from "./bars.js";
import { drawGraph } from "./graph.js";
import { drawGrid } from "./grid.js";
import { LENS } from "./lens.js";
import { drawLines, legendOf } from "./lines.js";
import { drawPixels, pixelsHeight } from "./pixels.js";
import { drawTiles, tilesHeight } from "./tiles.js";
import { make, sized } from "./theme.js";

const CANVAS = { lines: drawLines, bars: drawBars, pixels: drawPixels, graph: drawGraph, tiles: drawTiles };

// Pictures as wide as the page allows need no more than this height: no empty bands above and below.
const NEEDED = { tiles: tilesHeight, pixels: pixelsHeight };

// How many rows and columns a pick can choose from, where the cells of a panel stand for others.
function reach({ values }) {
  const most = [0, 0];
  values.forEach((v, i) => { if (v < 255) most[i % 2] = Math.max(most[i % 2], v + 1); });
  return most;
}

export function panelView(spec) {
  const figure = make("figure", { class: `ntr-panel ntr-${spec.kind}${spec.wide ? " ntr-wide" : ""}`, "data-panel": spec.id });
  figure.append(make("figcaption", {}, spec.title));
  const legend = make("ul", { class: "ntr-legend" }), body = spec.kind === "grid" || spec.kind === "lens" ? make("div", { class: spec.kind === "lens" ? LENS.holder : "ntr-grid", tabindex: 0, role: "region", "aria-label": spec.title }) : make("canvas", { role: "img", "aria-label": spec.title });
  if (spec.kind === "lines") figure.append(legend);
  figure.append(body);
  const view = { spec, figure, body, place: null, legendKey: "" };
  view.measure = () => {
    view.width = Math.max(120, figure.clientWidth);
    view.font = parseFloat(getComputedStyle(figure).fontSize) * 0.92;
    // On a wide page the type is large, so a narrow column still needs height.
    const scale = Math.max(view.font > 16.4 ? 1.5 : 0.85, Math.min(1.7, view.width / 560)), wanted = (spec.height || 300) * scale;
    // Controls, picture and sentence should be on one screen together.
    view.height = Math.round(Math.min(wanted, Math.max(230, view.width * 0.95), Math.max(240, window.innerHeight * 0.46)));
    if (spec.equal) { // as high as its axes need on a narrow page, and no empty bands
      const [x0, x1] = spec.xlim, [y0, y1] = spec.ylim;
      view.height = Math.min(view.height, Math.round(((view.width - 4 * view.font) * (y1 - y0)) / (x1 - x0) + 4.2 * view.font));
    }
  };
  view.draw = (content, theme) => {
    const needed = NEEDED[spec.kind], high = needed ? Math.min(view.height, needed(view.width, spec, content, view.font)) : view.height;
    if (spec.kind === "grid") view.place = drawGrid(body, spec, content, theme);
    else if (spec.kind === "lens") view.place = LENS.draw(body, spec, content, theme, view);
    else view.place = CANVAS[spec.kind](sized(body, view.width, high), view.width, high, spec, content, theme, view.font);
    view.targets = content.targets;
    if (view.fit) view.fit(view.targets ? reach(view.targets) : view.place.shown);
    if (spec.kind !== "lines") return undefined;
    const entries = legendOf(spec, content), key = JSON.stringify([entries, theme.dark]);
    if (key !== view.legendKey) {
      view.legendKey = key;
      legend.replaceChildren(...entries.map((e) => {
        const sign = make("span", { class: `ntr-sign ntr-sign-${e.kind}` });
        sign.style.color = theme[e.color] || e.color;
        return make("li", {}, sign, e.label);
      }));
    }
    return undefined;
  };
  // Row and column of what is drawn under the pointer; null beside it.
  view.cellAt = (event) => {
    if (spec.kind === "grid") return event.target.closest("td")?.at ?? null;
    const r = body.getBoundingClientRect();
    return view.place?.cell(event.clientX - r.left, event.clientY - r.top) ?? null;
  };
  view.inside = (cell) => view.place?.inside?.(cell) ?? cell;
  return view;
}
