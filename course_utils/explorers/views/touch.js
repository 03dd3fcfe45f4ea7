// The pointer on a picture: it chooses a point, drags a bar, or slides what is drawn along the x axis.
import { positionOf } from "./table.js";

const STILL = 3; // pixels; a press that moves no farther is a click

// A point goes where the pointer is.
function pointing(_page, view, target) {
  const clip = (v, [low, high], [least, most]) =>
    Number(Math.max(low, least ?? low, Math.min(high, most ?? high, v)).toPrecision(4));
  return {
    name: "ntr-pick",
    at: (px, py) => [
      target.name,
      [
        clip(view.place.x(px), view.spec.xlim, target.limits[0]),
        clip(view.place.y(py), view.spec.ylim, target.limits[1]),
      ],
    ],
  };
}

function nearest(page, name, value) {
  const { values } = page.controls[name];
  return [name, values[positionOf(values, value)]];
}

// The bar that was pressed reaches up to the pointer.
function lifting(page, view, sliders) {
  let bar = 0;
  return {
    name: "ntr-drag",
    down: (px) => {
      bar = Math.min(sliders.length - 1, view.place.bar(px));
    },
    at: (_px, py) => nearest(page, sliders[bar], view.place.y(py)),
  };
}

// What is drawn moves as far as the hand does, from wherever it was taken; a click without a drag sends it there.
function sliding(page, view, slider) {
  let start = 0,
    from = 0,
    moved = false;
  Object.assign(view.body.style, { cursor: "ew-resize", touchAction: "pan-y" }); // a finger can still scroll the page
  return {
    name: "ntr-slide",
    down: (px) => {
      start = px;
      from = page.state[slider];
      moved = false;
    },
    at: (px, _py, final) => {
      moved ||= Math.abs(px - start) > STILL;
      const { x } = view.place;
      return nearest(page, slider, moved ? from + x(px) - x(start) : final ? x(px) : from);
    },
  };
}

export function touch(page, view, on) {
  const { id, drag } = view.spec,
    target = Object.values(page.controls).find((c) => c.type === "point" && c.panel === id && !c.without);
  if (!target && !drag) return;
  const hand = target
    ? pointing(page, view, target)
    : typeof drag === "string"
      ? sliding(page, view, drag)
      : lifting(page, view, drag);
  view.body.classList.add(hand.name);
  let last = null;
  const act = (event, final) => {
    const r = view.body.getBoundingClientRect();
    last = hand.at(event.clientX - r.left, event.clientY - r.top, final);
    const [name, value] = last;
    page.change(name, value, final);
    page.knobs[name].show(page.state[name]);
  };
  on(view.body, "pointerdown", (event) => {
    if (event.button !== 0 || !view.place) return;
    event.preventDefault();
    view.body.setPointerCapture(event.pointerId);
    hand.down?.(event.clientX - view.body.getBoundingClientRect().left);
    act(event, false);
  });
  on(view.body, "pointermove", (event) => {
    if (view.body.hasPointerCapture(event.pointerId)) act(event, false);
  });
  on(view.body, "pointerup", (event) => {
    if (view.body.hasPointerCapture(event.pointerId)) act(event, true);
  });
  on(view.body, "pointercancel", () => {
    if (last) page.change(...last, true);
  }); // the finger went on to scroll the page
}
