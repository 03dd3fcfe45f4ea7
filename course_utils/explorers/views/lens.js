// The lens: a panel on which the kernel lies on the picture. It draws what a frame says; what hands do is in lens_hands.js.

import { LensKernel } from "./lens_kernel.js";
import { lensHeight, lensLayout } from "./lens_layout.js";
import { lensSetting, lensTaps } from "./lens_numbers.js";
import { baked, LensPainter, paintColours, paintMap } from "./lens_paint.js";
import { make, sized } from "./theme.js";

const LENS_EASE = 42,
  LENS_SOFT = { light: "#ab4700", dark: "#ffb066" }; // milliseconds; orange for type
const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

class Lens {
  constructor(holder, spec) {
    this.spec = spec;
    this.body = holder;
    this.shape = "";
    this.scrubbing = false;
    this.glide = false;
    this.cur = [0, 0];
    this.reach = 0;
    this.canvas = make("canvas", { "aria-hidden": "true" });
    const pad = (side, words) =>
      make("div", {
        class: "ntr-lens-pad",
        tabindex: 0,
        role: "application",
        "aria-roledescription": "grid",
        "data-side": side,
        "aria-label": words,
      });
    this.pads = { left: pad("left", ""), right: pad("right", "") };
    this.kernel = new LensKernel(this);
    holder.removeAttribute("tabindex");
    holder.setAttribute("role", "group");
    holder.replaceChildren(
      this.canvas,
      this.pads.left,
      this.kernel.node,
      this.kernel.hint,
      this.kernel.note,
      this.pads.right,
    );
    this.pictures = { left: make("canvas"), right: make("canvas") };
    this.setKernel = this.scrub = () => {};
    this.given = () => [];
  }

  // The room that the panel gives: a box, or only a width, and then the lens is as high as it needs.
  room({ width, height, font, box }) {
    Object.assign(this, { width, unit: Math.max(1, font / 13 || 1), most: width < 600 && !box ? null : height });
  }

  draw(content, theme) {
    this.content = content;
    this.theme = { ...theme };
    this.s = lensSetting(content);
    if (!this.glide) this.cur = [...content.place];
    if (!this.scrubbing || content.reach > this.reach || content.display !== this.shown?.display)
      this.goal = content.reach;
    if (!this.shown || this.shown.photo !== content.photo || this.scrubbing) this.reach = this.goal;
    this.shown = content;
    if (this.arrange()) this.paint(); // another size is not seen with the old picture
    this.later();
  }

  step() {
    return this.content.photo && this.spec.source === "lens" ? [0.1, 4] : [1, this.content.photo ? 6 : 10];
  }
  levelOf(tap) {
    const { rgb, colour } = this.content;
    if (!colour || !tap.inside) return Array(3).fill(Math.round(tap.pixel));
    const from = 3 * (tap.row * rgb.shape[1] + tap.column);
    return [...rgb.values.subarray(from, from + 3)];
  }

  arrange() {
    const { s, content } = this,
      kernel = [s.sums ? s.C : 1, ...s.window];
    const shape = [
      this.width,
      this.most,
      this.unit,
      s.size,
      s.ground,
      s.places,
      kernel,
      s.C,
      s.maps,
      s.padding,
      s.mode,
      content.photo,
      content.colour,
    ].join("|");
    if (shape === this.shape) return false;
    this.shape = shape;
    this.height = this.most ?? lensHeight(s, content, this.width, this.unit);
    this.layout = lensLayout(s, content, this.width, this.height, this.unit);
    this.body.style.height = `${this.height}px`;
    this.kernel.build(...kernel);
    this.kernel.arrange(this.layout);
    for (const side of ["left", "right"]) {
      const { x, y, w, all } = this.layout[side];
      Object.assign(this.pads[side].style, { left: `${x}px`, top: `${y}px`, width: `${w}px`, height: `${all}px` });
    }
    this.nameParts();
    this.drawn = {};
    return true;
  }
  nameParts() {
    const { s, content } = this,
      move =
        "Arrow keys move the window, Page Up and Page Down by ten rows, Home and End to the first and last place, Space plays.";
    const point = "Shift and an arrow point at a cell.",
      type = content.photo || s.transposed ? "" : " Enter types another number into it.";
    const names = {
      left: `Input, ${s.size.join(" by ")}`,
      right: `Output, ${s.refused ? "none" : s.right.join(" by ")}`,
    };
    for (const side of ["left", "right"])
      this.pads[side].setAttribute(
        "aria-label",
        `${names[side]}. ${move}${side === (s.transposed ? "right" : "left") ? ` ${point}${type}` : ""}`,
      );
  }

  later() {
    if (!this.asked) this.asked = requestAnimationFrame((now) => this.tick(now));
  }

  // One frame, whatever has changed: the window glides to its place, the colours to their scale.
  tick(now) {
    this.asked = 0;
    if (!this.content || !this.body.isConnected) return;
    const pull = calm() ? 1 : 1 - Math.exp(-Math.min(50, now - (this.last ?? now - 16)) / LENS_EASE);
    this.last = now;
    let moving = false;
    this.cur = this.cur.map((at, i) => {
      const gone = this.content.place[i] - at;
      if (Math.abs(gone) < 0.01) return this.content.place[i];
      moving = true;
      return at + gone * pull;
    });
    const far = Math.abs(this.goal - this.reach) > 0.004 * this.goal;
    this.reach = far && !this.scrubbing ? this.reach + (this.goal - this.reach) * pull : this.goal;
    moving ||= far && !this.scrubbing;
    this.paint();
    if (moving) this.later();
    else {
      this.glide = false;
      this.last = undefined;
    }
  }

  paint() {
    const { content, theme, s, layout } = this,
      context = sized(this.canvas, this.width, this.height);
    this.taps = s.refused ? [] : lensTaps(s, content.place);
    this.kernel.write();
    this.bake();
    const pictures = {
      left: this.drawn.left ? this.pictures.left : null,
      right: this.drawn.right ? this.pictures.right : null,
    };
    new LensPainter(context, {
      L: layout,
      s,
      content,
      theme,
      dark: theme.dark,
      output: content.output,
      cur: this.cur,
      reach: this.reach,
      lit: this.kernel.lit,
      pictures,
      hot: LENS_SOFT[theme.dark ? "dark" : "light"],
      taps: this.taps,
    }).draw();
  }

  // Pictures of a pixel a cell are made anew only when their numbers, or the scale of their colours, have changed.
  bake() {
    const { content, s, theme, reach } = this,
      [H, W] = s.size,
      [R, C] = s.right,
      small = content.photo || this.layout.cell < 12;
    const left = content.colour ? content.rgb.values : s.x;
    if (!small || s.C > 1) {
      this.drawn = {};
      return;
    }
    if (this.drawn.left !== left) {
      baked(
        this.pictures.left,
        left,
        H,
        W,
        content.colour
          ? paintRgb
          : paintMap(
              { ...content, display: content.photo ? "cut" : "signed" },
              content.photo ? 255 : 1.2 * Math.max(...s.x),
              theme.dark,
            ),
      );
      this.drawn.left = left;
    }
    const key = [reach, content.display, theme.dark, content.colour].join();
    if (s.refused || (this.drawn.right === content.output && this.drawn.key === key)) return;
    baked(
      this.pictures.right,
      content.output.values,
      R,
      C,
      content.colour ? paintColours(content) : paintMap(content, reach, theme.dark),
    );
    Object.assign(this.drawn, { right: content.output, key });
  }
}
function paintRgb(data, v, n) {
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < 3; c++) data[4 * i + c] = v[3 * i + c];
    data[4 * i + 3] = 255;
  }
}

// The lens that lives in a panel's element; it is there before anything has been drawn, for the hands.
export function lensIn(holder, spec) {
  holder.lens ??= new Lens(holder, spec);
  return holder.lens;
}

export const LENS = {
  holder: "ntr-lens-view",
  needs: () => ({ least: [36, 24], ratio: 1.8, narrow: 0.7, wide: 2.8, most: 60 }),
  draw(holder, spec, content, theme, view) {
    const lens = lensIn(holder, spec);
    lens.room(view);
    lens.draw(content, theme);
    return { shown: [1, 1] };
  },
};
