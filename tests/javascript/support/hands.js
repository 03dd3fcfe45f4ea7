// What a hand does to an element.

export const press = (node, key, more = {}) => {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  node.dispatchEvent(event);
  return event.defaultPrevented;
};

export function type(input, text, type = "input") {
  input.value = text;
  input.dispatchEvent(new Event(type, { bubbles: true }));
}

export const commit = (input, text) => {
  type(input, text);
  input.dispatchEvent(new Event("change", { bubbles: true }));
};

export function point(node, type, x, y, more = {}) {
  const event = new MouseEvent(type, { clientX: x, clientY: y, bubbles: true, cancelable: true, button: 0, ...more });
  for (const [name, value] of Object.entries({ pointerId: 1, pointerType: "mouse", ...more })) {
    Object.defineProperty(event, name, { value, configurable: true });
  }
  node.dispatchEvent(event);
  return event;
}

// An element that has a place and a size, and that can hold the pointer.
export function placed(node, left, top, width, height) {
  node.getBoundingClientRect = () => ({
    left,
    top,
    width,
    height,
    right: left + width,
    bottom: top + height,
    x: left,
    y: top,
  });
  let held = null;
  node.setPointerCapture = (id) => {
    held = id;
  };
  node.hasPointerCapture = (id) => held === id;
  return node;
}

// A control on a page, and what it has told: [name, value, whether it is final].
export function shown(make, spec, value) {
  const told = [];
  const knob = make(spec, (...what) => told.push(what));
  document.body.append(knob.node);
  if (value !== undefined) knob.show(value);
  return {
    ...knob,
    told,
    last: () => told.at(-1),
    all: (query) => [...knob.node.querySelectorAll(query)],
    one: (query) => knob.node.querySelector(query),
  };
}
