// Values typed at the microscope, judged in the page as Python judges them.

import { describe, expect, it, vi } from "vitest";
import { answerLocal, answerVerdict } from "#views/microscope_judge.js";
import { stored } from "./support/stored.js";

const { states, words, data } = stored("microscope");

it("every value earns Python's verdict", () => {
  const wrong = states.filter((state, i) => String(data.words[answerVerdict(data, state)]) !== String(words[i]));
  expect(wrong).toEqual([]);
  expect(new Set(words.map(([brief]) => brief)).size).toBeGreaterThan(5);
});

describe("a page without Python", () => {
  const right = states[words.findIndex(([, message]) => message === data.words[0][1])];
  const far = states[words.findIndex(([, message]) => message === data.words[4][1])];
  const frame = { sentence: "Step.", formula: ["h = 1"], panel: {} };
  const page = (verdicts = async () => data) => {
    const seen = [];
    const table = { axes: ["step", "order", "hide"], live: { answer: null }, frame: (index) => ({ ...frame, index }) };
    const controls = {
      step: { values: Array.from({ length: 99 }, (_, i) => i + 1) },
      order: { values: ["simultaneous", "immediate"] },
      hide: { values: [false, true] },
    };
    const layout = { largest: { take: (one) => seen.push(one) > 99 } };
    return {
      model: { get: () => ({ name: "BackpropMicroscope" }), verdicts },
      table,
      controls,
      layout,
      seen,
      regrow: vi.fn(),
    };
  };

  it("asks for the verdicts at the first typed value, once", async () => {
    const verdicts = vi.fn(async () => data),
      local = answerLocal(page(verdicts));
    expect(local({ ...right, answer: null })).toBeUndefined();
    expect(verdicts).not.toHaveBeenCalled();
    const coming = local(right);
    expect(local(right)).toBe(coming);
    await coming;
    expect(local(right).sentence).toContain("You typed");
    expect(verdicts).toHaveBeenCalledTimes(1);
  });

  it("puts the verdict before the words, and uncovers what was typed rightly", async () => {
    const one = page(),
      local = answerLocal(one);
    await local(right);
    const told = local({ ...right, hide: true });
    expect(told.formula[0][1]).toEqual([data.words[0][0], "green"]);
    expect(told.formula[1]).toBe("h = 1");
    expect(told.sentence).toMatch(/^You typed \S+\. .* Step\.$/);
    expect(told.index % 2).toBe(0);
    const no = local({ ...far, hide: true });
    expect(no.formula[0][1][1]).toBe("red");
    expect(no.index % 2).toBe(1);
    expect(one.seen).toHaveLength(2);
  });

  it("writes what was typed plainly, with a true minus", async () => {
    const local = answerLocal(page());
    await local(right);
    const typed = (answer) => /^You typed (\S+)\./.exec(local({ ...far, answer }).sentence)?.[1];
    expect(["0.5", "−2", "0.0001", "−0", "1000000"].map((text) => typed(Number(text.replace("−", "-"))))).toEqual([
      "0.5",
      "−2",
      "0.0001",
      "−0",
      "1000000",
    ]);
    expect(typed(2 ** -13)).toBe("0.000122070312");
    expect(typed(3 * 2 ** -13)).toBe("0.000366210938");
  });

  it("leaves other explorers, and pages with Python, alone; asks again after a failure", async () => {
    expect(answerLocal({ model: { get: () => ({ name: "FilterLab" }), verdicts() {} } })).toBeUndefined();
    expect(answerLocal({ model: { get: () => ({ name: "BackpropMicroscope" }) } })).toBeUndefined();
    let tries = 0;
    const local = answerLocal(
      page(async () => {
        tries++;
        if (tries === 1) throw new Error("gone");
        return data;
      }),
    );
    await expect(local(right)).rejects.toThrow("gone");
    await local(right);
    expect(tries).toBe(2);
  });
});
