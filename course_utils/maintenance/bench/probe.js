// Put into a page before its own scripts: when did a key or a move of the pointer arrive, when did a picture or a table
// change, when was that change on screen?
// A change counts as painted when the first frame after it has been produced: the frame's callback posts a message, which
// the browser delivers after it has painted.
(() => {
  let inputs = [],
    changes = [],
    pending = null,
    heard = "keydown";

  function changed() {
    if (pending) {
      pending.drawings += 1;
      return;
    }
    const change = { at: performance.now(), drawings: 1, painted: null };
    pending = change;
    changes.push(change);
    requestAnimationFrame(() => {
      pending = null;
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        change.painted = performance.now();
      };
      channel.port2.postMessage(null);
    });
  }

  // Canvases: whoever draws a frame clears the canvas first. Pictures: JupyterLab swaps one image for another.
  const clear = CanvasRenderingContext2D.prototype.clearRect;
  CanvasRenderingContext2D.prototype.clearRect = function (...box) {
    if (this.canvas.isConnected) changed();
    return clear.apply(this, box);
  };
  document.addEventListener(
    "load",
    (event) => {
      if (event.target instanceof HTMLImageElement) changed();
    },
    true,
  );
  // Tables and words of an explorer are no canvases: what changes in them is told by an observer, before the next paint.
  const words = ({ type, target }) =>
    (target.closest ? target : target.parentElement)?.closest(
      type === "attributes" ? ".ntr-grid" : ".ntr-grid, .ntr-sentence",
    );
  new MutationObserver((all) => {
    if (all.some(words)) changed();
  }).observe(document, { subtree: true, childList: true, characterData: true, attributeFilter: ["class", "style"] });
  for (const type of ["keydown", "pointermove"])
    addEventListener(
      type,
      (event) => {
        if (type === heard) inputs.push(event.timeStamp);
      },
      true,
    );

  const quietFor = () =>
    pending || changes.some((c) => c.painted === null) ? 0 : performance.now() - (changes.at(-1)?.painted ?? Infinity);
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  window.probe = {
    start(type) {
      heard = type;
      inputs = [];
      changes = [];
    },
    // Milliseconds from the last input to the last change on screen, or the first, once nothing has changed for `quiet`; null
    // if nothing did.
    async settled(quiet, limit, first) {
      const begun = performance.now();
      while (!(quietFor() > quiet) && performance.now() - begun < limit) await pause(10);
      return changes.length && inputs.length ? changes.at(first ? 0 : -1).painted - inputs.at(-1) : null;
    },
    painted() {
      return changes.filter((c) => c.painted !== null).map((c) => c.painted);
    },
    now() {
      return performance.now();
    },
  };
})();
