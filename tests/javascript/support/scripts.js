// The site's scripts as a page runs them: joined in the order of course_utils/site/assets.py, in a function of their own.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach } from "vitest";
import { stored } from "./stored.js";

const site = resolve(import.meta.dirname, "../../../course_utils/site");
const read = (path) => readFileSync(resolve(site, path), "utf8");

// The scripts that a page has asked for, since the last run: none is loaded.
export const asked = [];

// What scripts listen to at the window and the document ends with the test.
const listening = [];
const listen = Object.fromEntries([window, document].map((target, i) => [i, target.addEventListener.bind(target)]));
[window, document].forEach((target, i) => {
  target.addEventListener = (...what) => {
    listening.push([target, what]);
    listen[i](...what);
  };
});
globalThis.addEventListener = window.addEventListener;
afterEach(() => {
  for (const [target, what] of listening.splice(0)) target.removeEventListener(...what);
});

function evaluate(text) {
  asked.length = 0;
  document.head.append = (node) => asked.push(node);
  return new Function(text).call(globalThis);
}

// Run the scripts of these names; return what they declare under the names of `wanted`.
export function run(names, wanted) {
  window.ntr = undefined;
  const { order, renamed, edition } = stored("site");
  const chosen = order.filter((name) => names.includes(name));
  const head = `const RENAMED = ${JSON.stringify(renamed)}; const EDITION = ${JSON.stringify(edition)};`;
  const sha = chosen.includes("sealed") ? read("vendor/sha256/sha256.min.js") : "";
  const body = chosen.map((name) => read(`views/${name}.js`)).join("\n");
  const hidden = "const module = undefined, exports = undefined;"; // as in a browser
  return evaluate(`${hidden} ${sha}\n${head}\n${body}\nreturn { ${wanted.join(", ")} };`);
}

// Run a script that stands alone, such as the lecture's.
export function runAlone(path) {
  return evaluate(read(`../${path}`));
}
