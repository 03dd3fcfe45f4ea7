// A page that judges a value typed at the microscope by itself. Where there is no Python, whoever puts up the page may give its
// model a function
//   model.verdicts()  ->  a promise of what microscope_verdicts.verdicts() returns in Python, read as JSON.
// It is called once, at the first typed value: most visitors type none. Without it, as in a notebook, Python is asked.
// The rules are those of mistakes.diagnose; the wrong numbers and all words of a verdict come from Python.
import { indexOf } from "./table.js";

const [RIGHT, TOO_FEW, CUT_OFF, TOO_EARLY, UNKNOWN] = [0, 1, 2, 3, 4]; // places in `words`: microscope_verdicts.ALONE
const WITHIN = 2e-3; // of the right value: rounded in between

// The function of a state that gives its frame, or a promise while the verdicts are on their way; undefined without them.
export function answerLocal(page) {
  const { model } = page;
  if (model.get("_layout").name !== "BackpropMicroscope" || !model.verdicts) return undefined;
  let data = null,
    coming = null;
  const fetched = async () => {
    try {
      data = await model.verdicts();
    } catch (error) {
      coming = null;
      throw error;
    } // the next change tries again
  };
  return (state) => {
    if (state.answer === null) return undefined;
    if (data) return judgedFrame(page, state, data);
    coming ??= fetched();
    return coming;
  };
}

// The frame of the same step with nothing typed, and the verdict before its words; a right value uncovers the answer.
function judgedFrame(page, state, data) {
  const place = answerVerdict(data, state),
    right = place === RIGHT,
    [brief, message] = data.words[place];
  const index = page.table
    ? indexOf(page.table, page.controls, { ...state, answer: null, hide: state.hide && !right })
    : -1;
  if (index < 0) return undefined;
  const told = `You typed ${answerText(state.answer)}`,
    frame = page.table.frame(index);
  const formula = [[`${told}: `, [brief, right ? "green" : "red"]], ...frame.formula];
  const judged = { ...frame, formula, sentence: `${told}. ${message} ${frame.sentence}` };
  if (page.layout.largest.take(judged)) queueMicrotask(() => page.regrow()); // once it is drawn: its words may need more room
  return judged;
}

// `diagnose`: the place in `words` of the verdict on the typed value.
export function answerVerdict({ steps, program, known }, { step, order, answer }) {
  const [exact, near, far] = steps[program[order][step - 1]],
    [places, digits] = answerDigits(answer);
  if (alike(exact, answer)) return RIGHT;
  if (roundsTo(exact, answer, places)) return digits >= 3 ? RIGHT : TOO_FEW;
  if (digits >= 3 && cutTo(exact, answer, places)) return CUT_OFF;
  // With few digits many numbers coincide, so the far-fetched mistakes need more of them than the likely ones.
  const sure = firstAlike(near, answer, places, digits >= 3) ?? firstAlike(far, answer, places, digits >= 6);
  if (sure !== undefined) return sure;
  if (isClose(answer, exact, WITHIN)) return TOO_EARLY;
  const other = (value) => digits >= 3 && roundsTo(value, answer, places);
  return firstAlike(far, answer, places, digits >= 4) ?? firstOf(known[order], other) ?? UNKNOWN;
}

// The verdict on the first value that passes, in a list of value, verdict, value, verdict, …; undefined where none does.
function firstOf(list, passes) {
  for (let i = 0; i < list.length; i += 2) if (passes(list[i])) return list[i + 1];
  return undefined;
}

// Of the values that are the typed one or, if `rounded`, give it when they are rounded or cut, the first.
function firstAlike(list, answer, places, rounded) {
  for (const test of rounded ? [alike, roundsTo, cutTo] : [alike]) {
    const found = firstOf(list, (value) => test(value, answer, places));
    if (found !== undefined) return found;
  }
  return undefined;
}

const isClose = (a, b, relative, least = 0) =>
  Math.abs(a - b) <= Math.max(relative * Math.max(Math.abs(a), Math.abs(b)), least);
const alike = (value, answer) => isClose(value, answer, 1e-9, 1e-12);
const unitOf = (places) => Number(`1e-${places}`); // as exact as Python's 10.0**-places, which ** need not be here
const roundsTo = (value, answer, places) =>
  Math.abs(answer - value) <= Math.max(0.5 * unitOf(places) * (1 + 1e-9), 1e-12);
function cutTo(value, answer, places) {
  const dropped = Math.abs(value) - Math.abs(answer);
  return answer * value > 0 && dropped > 0 && dropped < unitOf(places);
}

// [decimal places, significant digits] as typed, trailing zeros aside. Small numbers would be written with an exponent.
function answerDigits(answer) {
  const size = Math.abs(answer),
    text = size < 1e-4 ? size.toFixed(15).replace(/0+$/, "") : String(size);
  const [whole, decimals = ""] = text.split(".");
  return [decimals.length, (whole + decimals).replace(/^0+/, "").length];
}

// What was typed, to twelve decimals. Halfway between two of them Python takes the even one, toFixed the larger.
function answerText(answer) {
  const size = Math.abs(answer),
    longer = size.toFixed(13),
    halfway = (size * 2 ** 13) % 2 === 1; // only odd multiples of 2^-13 are
  const text = halfway && longer.at(-2) % 2 === 0 ? longer.slice(0, -1) : size.toFixed(12);
  return (answer < 0 || Object.is(answer, -0) ? "−" : "") + text.replace(/\.?0+$/, "");
}
