// Frames of stored.py: opened as a page opens them, and compared as Python means them.

import { expect } from "vitest";
import { decode } from "#views/table.js";

export function opened({ text, data }) {
  const table = decode(text, Uint8Array.from(Buffer.from(data, "base64")));
  return Array.from({ length: table.count }, (_, i) => table.frame(i));
}

export const linesOf = (formula = []) =>
  (formula ?? []).map((line) =>
    [line]
      .flat()
      .map((piece) => (Array.isArray(piece) ? piece[0] : piece))
      .join(""),
  );

// The words of a line, with the colour of each piece.
export const piecesOf = (formula) => formula.map((line) => [line].flat());

// Whether two contents of a panel are alike: arrays up to `off`, words letter by letter. Returns the places that are not.
export function unlike(told, wanted, off = 1e-5, where = "") {
  if (wanted !== null && typeof wanted === "object" && ArrayBuffer.isView(wanted.values)) {
    if (!told || String(told.shape) !== String(wanted.shape))
      return [`${where}: shape ${told?.shape} for ${wanted.shape}`];
    const size = Math.max(1, ...Array.from(wanted.values, Math.abs));
    const bad = Array.from(wanted.values).findIndex((v, i) => !(Math.abs(told.values[i] - v) <= off * size));
    return bad < 0 ? [] : [`${where}[${bad}]: ${told.values[bad]} for ${wanted.values[bad]}`];
  }
  if (wanted !== null && typeof wanted === "object") {
    const keys = new Set([...Object.keys(wanted), ...Object.keys(told ?? {})]);
    return [...keys].flatMap((key) => unlike(told?.[key], wanted[key], off, `${where}.${key}`));
  }
  if (typeof wanted === "number")
    return Math.abs(told - wanted) <= off * Math.max(1, Math.abs(wanted)) ? [] : [`${where}: ${told} for ${wanted}`];
  return (told ?? null) === (wanted ?? null) ? [] : [`${where}: ${told} for ${wanted}`];
}

export const expectAlike = (told, wanted, off) => expect(unlike(told, wanted, off)).toEqual([]);
