// The pointer on a picture: it chooses a point, or drags a bar.
import { positionOf } from "./table.js";

export function touch(page, view, on) {
  const target = Object.values(page.controls).find((c) => c.type === "point" && c.panel === view.spec.id), drag = view.spec.drag;
  if (!target && !drag) return;
  view.body.classList.add(target ? "ntr-pick" : "ntr-drag");
  let bar = 0;
  const act = (event, final) => {
    const r = view.body.getBoundingClientRect(), px = event.clientX - r.left, py = event.clientY - r.top;
    if (target) {
      const clip = (v, [low, high], [least, most]) => Number(Math.max(low, least ?? low, Math.min(high, most ?? high, v)).toPrecision(4));
      const [x, y] = [clip(view.place.x(px), view.spec.xlim, target.limits[0]), clip(view.place.y(py), view.spec.ylim, target.limits[1])];
      page.change(target.name, [x, y], final);
      page.knobs[target.name].show(page.state[target.name]);
    } else {
      const { values } = page.controls[drag[bar]];
      page.change(drag[bar], values[positionOf(values, view.place.y(py))], final);
      page.knobs[drag[bar]].show(page.state[drag[bar]]);
    }
  };
  on(view.body, "pointerdown", (event) => {
    if (event.button !== 0 || !view.place) return;
    event.preventDefault();
    view.body.setPointerCapture(event.pointerId);
    if (drag) bar = Math.min(drag.length - 1, view.place.bar(event.clientX - view.body.getBoundingClientRect().left));
    act(event, false);
  });
  on(view.body, "pointermove", (event) => { if (view.body.hasPointerCapture(event.pointerId)) act(event, false); });
  on(view.body, "pointerup", (event) => { if (view.body.hasPointerCapture(event.pointerId)) act(event, true); });
}
