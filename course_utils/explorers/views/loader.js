// What anywidget loads for each explorer. It is small, since a widget whose module takes longer than two seconds stays deaf;
// the views themselves come as a trait, and all explorers of a page load them once.
window.ntrViews ??= new Map();
const loaded = window.ntrViews;

function views(text) {
  if (!loaded.has(text)) {
    const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    const module = import(address).finally(() => URL.revokeObjectURL(address));
    module.catch(() => loaded.delete(text)); // the next explorer tries again
    loaded.set(text, module);
  }
  return loaded.get(text);
}

export default {
  async render({ model, el }) {
    const module = await views(model.get("_views"));
    return module.default.render({ model, el });
  },
};
