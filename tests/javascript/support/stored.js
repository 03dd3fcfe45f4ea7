// What Python says: tests/javascript/stored.py writes it, and pytest names the file.
import { readFileSync } from "node:fs";

const file = process.env.COURSE_STORED;
if (!file) throw new Error("these tests compare with what Python says: run python -m pytest tests/javascript");
const all = JSON.parse(readFileSync(file, "utf8"));

export const stored = (name) => {
  if (!(name in all)) throw new Error(`stored.py writes no ${name}; it writes ${Object.keys(all).join(", ")}`);
  return all[name];
};

const BYTES = { f: Float32Array, d: Float64Array, u: Uint8Array };

// An array that stored.py has written.
export function arrayOf({ kind, shape, text }) {
  const raw = Uint8Array.from(Buffer.from(text, "base64"));
  return { values: new BYTES[kind](raw.buffer), shape };
}
