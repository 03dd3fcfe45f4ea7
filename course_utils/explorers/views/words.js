// What an explorer says: lines of a formula, some pieces of them in colour.
import { letterColour, make } from "./theme.js";

export function formulaNodes(lines, theme) {
  return (lines || []).map((line) => {
    const node = make("div");
    for (const piece of Array.isArray(line) ? line : [line]) {
      if (typeof piece === "string") {
        node.append(piece);
        continue;
      }
      const strong = make("b", {}, piece[0]);
      strong.style.color = letterColour(theme, piece[1]);
      node.append(strong);
    }
    return node;
  });
}
