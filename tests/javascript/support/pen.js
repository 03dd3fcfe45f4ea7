// A 2d context that draws nothing: every call is kept, with what the context was set to when it came.

const SETTINGS = {
  fillStyle: "#000000",
  strokeStyle: "#000000",
  lineWidth: 1,
  globalAlpha: 1,
  font: "10px sans-serif",
  textAlign: "start",
  textBaseline: "alphabetic",
  lineJoin: "miter",
  lineCap: "butt",
  imageSmoothingEnabled: true,
};
const LETTER = 0.6; // of the size of type: how wide every letter is

export const widthOf = (text, font) => text.length * LETTER * Number(/([\d.]+)px/.exec(font)[1]);

export class Pen {
  constructor(canvas) {
    this.calls = [];
    this.dash = [];
    const kept = [];
    const set = { ...SETTINGS };
    const own = {
      canvas,
      measureText: (text) => ({ width: widthOf(String(text), set.font) }),
      setLineDash: (dash) => {
        this.dash = dash;
      },
      save: () => kept.push({ ...set, dash: this.dash }),
      restore: () => {
        const { dash, ...before } = kept.pop();
        Object.assign(set, before);
        this.dash = dash;
      },
      createPattern: (tile) => ({ tile }),
      createLinearGradient: (...ends) => {
        const stops = [];
        return { ends, stops, addColorStop: (...stop) => stops.push(stop) };
      },
    };
    this.context = new Proxy(set, {
      get: (_, name) => {
        if (name in own && typeof own[name] !== "function") return own[name];
        if (name in set) return set[name];
        return (...args) => {
          this.calls.push({ name, args, ...set, dash: this.dash });
          return own[name]?.(...args);
        };
      },
    });
  }

  // The calls of these names, in their order.
  named(...names) {
    return this.calls.filter(({ name }) => names.includes(name));
  }

  // What is written: [text, x, y].
  texts() {
    return this.named("fillText").map(({ args }) => args);
  }

  // Every path that was stroked or filled: its points, and how it was drawn.
  paths() {
    const found = [];
    let points = [];
    for (const call of this.calls) {
      if (call.name === "beginPath") points = [];
      if (["moveTo", "lineTo", "rect", "arc"].includes(call.name)) points.push([call.name, ...call.args]);
      if (["stroke", "fill"].includes(call.name)) found.push({ how: call.name, points, ...call, args: undefined });
    }
    return found;
  }
}

// A canvas of its own, and its pen.
export function canvas(width = 400, height = 300) {
  const node = document.createElement("canvas");
  Object.assign(node, { width, height });
  const context = node.getContext("2d");
  return { node, context, pen: node.pen };
}
