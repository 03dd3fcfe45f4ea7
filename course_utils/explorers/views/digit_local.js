// A page that answers a drawing by itself. Where there is no Python, whoever puts up the page may give its model a function
//   model.weights()  ->  a promise of what page_nets.weights(NAME) returns in Python, read as JSON, NAME being the layout's `net`.
// It is called once, at the first state that the table does not hold: 2 MB that most visitors never need. Without it, as in a
// notebook, and for a network of one's own, whose layout has no `net`, nothing changes: Python is asked.
import { digitFrame } from "./digit_frame.js";
import { openWeights } from "./digit_net.js";
import { lenetFrame } from "./lenet_frame.js";

const DIGIT_FRAMES = { DrawDigit: digitFrame, LeNet5Walker: lenetFrame };

// The function of a state that gives its frame, or a promise while the weights are on their way; undefined without weights.
export function digitLocal(model) {
  const { net, controls } = model.get("_layout"),
    frameOf = DIGIT_FRAMES[net];
  if (!frameOf || !model.weights) return undefined;
  const spec = Object.fromEntries(controls.map((control) => [control.name, control])),
    memo = {};
  let weights = null,
    coming = null;
  const fetched = async () => {
    try {
      weights = await openWeights(await model.weights());
    } catch (error) {
      coming = null;
      throw error;
    } // the next change tries again
  };
  return (state) => {
    if (weights) return frameOf(weights, state, memo, spec);
    coming ??= fetched();
    return coming;
  };
}
