// The site's scripts as a page runs them: joined in the order of course_utils/site/assets.py, in a function of their own.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { stored } from "./stored.js";

const site = resolve(import.meta.dirname, "../../../course_utils/site");
const read = (path) => readFileSync(resolve(site, path), "utf8");

// Run the scripts of these names; return what they declare under the names of `wanted`.
export function run(names, wanted) {
  window.ntr = undefined;
  const { order, renamed, edition } = stored("site");
  const chosen = order.filter((name) => names.includes(name));
  const head = `const RENAMED = ${JSON.stringify(renamed)}; const EDITION = ${JSON.stringify(edition)};`;
  const sha = chosen.includes("sealed") ? read("vendor/sha256/sha256.min.js") : "";
  const body = chosen.map((name) => read(`views/${name}.js`)).join("\n");
  const hidden = "const module = undefined, exports = undefined;"; // as in a browser
  return new Function(`${hidden} ${sha}\n${head}\n${body}\nreturn { ${wanted.join(", ")} };`).call(globalThis);
}

// Run a script that stands alone, such as the lecture's.
export function runAlone(path) {
  const text = readFileSync(resolve(site, "..", path), "utf8");
  return new Function(text).call(globalThis);
}
