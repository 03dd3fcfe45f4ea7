// A table of numbers in real cells: texts, marks, tints, heads; only what has changed is written.

import { describe, expect, it } from "vitest";
import { drawGrid, GRID } from "#views/grid.js";
import { theme } from "./support/theme.js";

const SPEC = { title: "Weights" };
const draw = (content, holder = document.createElement("div")) => {
  const place = drawGrid(holder, SPEC, content, theme);
  return {
    holder,
    place,
    cells: [...holder.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td")]),
  };
};
const texts = ({ cells }) => cells.map((row) => row.map((one) => one.textContent));

describe("a table", () => {
  it("has a cell for every number, heads where they are named", () => {
    const { holder, place, cells } = draw({
      values: { values: [1, -2.5, 3, 4, 5, 6], shape: [2, 3] },
      row_labels: ["r", "s"],
      column_labels: ["a", "b", "c"],
    });
    expect(texts({ cells })).toEqual([
      ["1", "−2.5", "3"],
      ["4", "5", "6"],
    ]);
    expect([...holder.querySelectorAll("thead tr > *")].map((one) => [one.tagName, one.textContent])).toEqual([
      ["TD", ""],
      ["TH", "a"],
      ["TH", "b"],
      ["TH", "c"],
    ]);
    expect([...holder.querySelectorAll("tbody th")].map((one) => [one.scope, one.textContent])).toEqual([
      ["row", "r"],
      ["row", "s"],
    ]);
    expect(holder.querySelector("table").getAttribute("aria-label")).toBe("Weights");
    expect(place.shown).toEqual([2, 3]);
    expect(cells[1][2].at).toEqual([1, 2]);
    expect(
      draw({
        values: [
          ["w", null],
          [1, 2],
        ],
        column_labels: ["x", "y"],
      }).holder.querySelectorAll("thead td"),
    ).toHaveLength(0);
  });

  it("marks cells, dims others, and takes it back", () => {
    const values = [
      [1, 2],
      [3, 4],
    ];
    const { holder, cells } = draw({ values, highlight: [[0, 1, "orange"]], dim: [[1, 0]] });
    expect(cells.flat().map((one) => one.className)).toEqual(["", "ntr-mark-orange", "ntr-dim", ""]);
    expect(cells[0][1].style.getPropertyValue("--ntr-mark")).toBe(theme.orange);
    const after = draw({ values }, holder).cells;
    expect(after[0][1]).toBe(cells[0][1]); // the same cell, written anew
    expect(after.flat().map((one) => one.className)).toEqual(["", "", "", ""]);
    expect(after[0][1].style.getPropertyValue("--ntr-mark")).toBe("");
  });

  it("is tinted by its numbers, from the least to the greatest or between given ends", () => {
    const tint = (content) =>
      draw(content)
        .cells.flat()
        .map((one) => one.style.backgroundColor.replaceAll(",", "").replace(/\s+/g, " "));
    const values = [
      [0, 5],
      [10, null],
    ];
    expect(tint({ values, shade: "gray" })).toEqual(["rgb(0 0 0)", "rgb(128 128 128)", "rgb(255 255 255)", ""]);
    expect(tint({ values, shade: "gray", vmin: 0, vmax: 20 }).slice(0, 3)).toEqual([
      "rgb(0 0 0)",
      "rgb(64 64 64)",
      "rgb(128 128 128)",
    ]);
    expect(tint({ values, shade: "gray", dim: [[0, 0]] })[0]).toBe("");
    const { cells, holder } = draw({ values, shade: "gray" });
    expect([cells[0][0].style.color, cells[1][0].style.color]).toEqual(["#ffffff", "#000000"]);
    expect(holder.querySelector("table").className).toBe("ntr-shaded");
    const plain = draw({ values: [[1]] });
    expect(plain.cells[0][0].style.backgroundColor).toBe("");
    const again = draw(
      {
        values: [
          [7, 7],
          [7, 7],
        ],
        shade: "gray",
      },
      holder,
    );
    expect(again.cells[1][1].style.backgroundColor).not.toBe("");
  });

  it("of another shape or other heads is made anew", () => {
    const { holder, cells } = draw({ values: [[1, 2]] });
    expect(draw({ values: [[1, 2, 3]] }, holder).cells[0]).toHaveLength(3);
    expect(draw({ values: [[1, 2]], row_labels: ["z"] }, holder).holder.querySelector("th").textContent).toBe("z");
    expect(cells[0][0].isConnected).toBe(false);
  });

  it("says how large it is: rows, columns, and letters side by side", () => {
    const content = {
      values: [
        [1, 222],
        [33, 4],
      ],
      column_labels: ["a", "long"],
      row_labels: ["row"],
    };
    expect(GRID.sizes(SPEC, content)).toEqual([2, 2, 2 + 4 + 3]);
    expect(GRID.sizes(SPEC, { values: { values: [-1.5, 2], shape: [1, 2] } })).toEqual([1, 2, 5]);
  });

  it("is measured as it stands: its letters and its lines", () => {
    const holder = document.body.appendChild(document.createElement("div"));
    const sizes = { offsetWidth: 230, offsetHeight: 90 };
    const before = holder.replaceChildren.bind(holder);
    holder.replaceChildren = (table) => {
      for (const [name, value] of Object.entries(sizes)) Object.defineProperty(table, name, { value });
      table.style.fontSize = "10px";
      before(table);
    };
    const { table } = GRID.needs(
      SPEC,
      [
        {
          values: [
            [1, 2],
            [3, 4],
          ],
        },
      ],
      holder,
    );
    expect(table).toEqual([
      [(230 - 3) / 10, 4],
      [(90 - 3) / 10, 4],
    ]);
  });
});
