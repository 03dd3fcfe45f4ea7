// What a browser has and happy-dom has not: a canvas that remembers what is drawn on it, pictures, observers.
import fc from "fast-check";
import { afterEach } from "vitest";
import { Pen } from "./pen.js";

fc.configureGlobal({ seed: 20261130 }); // a test that fails fails again

HTMLCanvasElement.prototype.getContext = function getContext() {
  this.pen ??= new Pen(this);
  return this.pen.context;
};

// happy-dom compares the value of a list as it is given; a browser takes it as text.
const { set, ...value } = Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, "value");
Object.defineProperty(HTMLSelectElement.prototype, "value", {
  ...value,
  set(chosen) {
    set.call(this, String(chosen));
  },
});

globalThis.ImageData = class ImageData {
  constructor(width, height) {
    Object.assign(this, { width, height, data: new Uint8ClampedArray(4 * width * height) });
  }
};

// An observer that observes nothing by itself: a test tells it what it sees.
class Observer {
  static all = [];

  constructor(act) {
    Object.assign(this, { act, seen: [] });
    Observer.all.push(this);
  }

  observe(node) {
    this.seen.push(node);
  }

  unobserve(node) {
    this.seen = this.seen.filter((one) => one !== node);
  }

  disconnect() {
    this.seen = [];
  }
}
for (const name of ["ResizeObserver", "IntersectionObserver"]) globalThis[name] = class extends Observer {};
globalThis.Observer = Observer;

afterEach(() => {
  document.body.replaceChildren();
  Observer.all.length = 0;
});
