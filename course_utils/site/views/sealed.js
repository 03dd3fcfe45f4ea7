// Numbers that are typed in, judged by hashes: see course_utils/site/numbers.py, which makes the seal.
const hexOf = (bytes) => bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
const bytesOf = (hex) => hex.match(/../g)?.map((pair) => parseInt(pair, 16)) ?? [];
const hashOf = (...parts) => sha256.array(parts.join("|"));

// The numbers that a typed text can stand for, as `exercises.typed.readings` reads it: a decimal comma or point, thousands in
// groups, %, a fraction, a power of ten, the digits of any script.
const POWER_OF_TEN = /\s*[x×·*⋅]\s*10\s*(?:\*\*|\^)?\s*\(?\s*([+-]?\d+)\s*\)?$/;
function plainDigit(letter) {
  const code = letter.codePointAt(0);
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value++;
  return String(value);
}
function withoutCommas(text) {
  if (!text.includes(",")) return [text];
  if (text.includes("."))
    return [
      text.lastIndexOf(",") > text.lastIndexOf(".")
        ? text.replaceAll(".", "").replace(",", ".")
        : text.replaceAll(",", ""),
    ];
  const groups = /^[-+]?\d{1,3}(,\d{3})+$/.test(text) ? [text.replaceAll(",", "")] : [];
  return [...(text.split(",").length === 2 ? [text.replace(",", ".")] : []), ...groups];
}
function readings(text, percent) {
  const plain = text
    .normalize("NFKC")
    .replace(/\p{Nd}/gu, plainDigit)
    .replace(/[\u2212\u2013\u2012]/g, "-")
    .replace(/[’'_]/g, "")
    .trim()
    .replace(/^[≈=~ ]+/, "")
    .replace(/[. ]+$/, "");
  const bare = plain.replace(/[% ]+$/, "").replaceAll(" ", ""),
    power = bare.match(POWER_OF_TEN),
    scale = plain.endsWith("%") && !percent ? 0.01 : 1;
  const numberIn = (one) => {
    const [, above, below] = one.match(/^([-+]?\d+)\/(\d+)$/) ?? [];
    return below ? above / below : /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(one) ? Number(one) : NaN;
  };
  return withoutCommas(power ? bare.slice(0, power.index) : bare)
    .map((one) => scale * numberIn(one) * 10 ** (power?.[1] ?? 0))
    .filter(Number.isFinite);
}

function digitsOf(value, decimals) {
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace("-", "") : text;
}

function opened(seal, key) {
  const locked = bytesOf(seal.locked),
    raw = locked.map((byte, at) => byte ^ blockOf(key, at >> 5)[at & 31]);
  return new TextDecoder().decode(Uint8Array.from(raw));
}
function blockOf(key, number) {
  blockOf.kept ??= new Map();
  const { kept } = blockOf,
    name = `${hexOf(key)} ${number}`;
  if (!kept.has(name)) kept.set(name, sha256.array([...key, number]));
  return kept.get(name);
}

// { right, reply } as questions show them; `none` where nothing was said that can be judged.
function judged(seal, text) {
  if (seal.word)
    return lookedUp(
      seal,
      [[...text.toLowerCase()].filter((letter) => /[\p{L}\p{N}]/u.test(letter)).join("")],
      (digits) => digits,
    );
  if (seal.table) return judgedTable(seal, text);
  const found = readings(text, seal.percent);
  if (!found.length)
    return {
      right: false,
      reply: "This is no number that can be read here: digits, with a point or a comma.",
      none: true,
    };
  return lookedUp(seal, found, digitsOf);
}

// The numbers of a table, row by row, with any brackets and separators between them.
function judgedTable(seal, text) {
  const found = (
    text
      .normalize("NFKC")
      .replace(/[\u2212\u2013]/g, "-")
      .match(/[-+]?(\d+\.?\d*|\.\d+)/g) ?? []
  ).map(Number);
  if (!found.length)
    return {
      right: false,
      reply: "These are no numbers that can be read here: row by row, with blanks or commas between them.",
      none: true,
    };
  const told = lookedUp(seal, [found.map((value) => digitsOf(value, seal.decimals)).join(" ")], (digits) => digits);
  if (told.right || told.named || found.length === seal.table) return told;
  return {
    right: false,
    reply: `Here ${found.length === 1 ? "is one number" : `are ${found.length} numbers`}, row by row: how large is the result?`,
  };
}

function lookedUp(seal, found, write) {
  const hashed = (...parts) => hexOf(hashOf(seal.id, ...parts)).slice(0, 24);
  for (const value of found) {
    const digits = write(value, seal.decimals),
      wrapped = seal.right[hashed(digits)];
    if (wrapped === undefined) continue;
    const unwrap = hashOf(seal.id, digits, "key"),
      key = bytesOf(wrapped).map((byte, at) => byte ^ unwrap[at]);
    return { right: true, reply: opened(seal, key) };
  }
  for (const value of found) {
    const slip = seal.slips[hashed(write(value, seal.decimals - 1))];
    if (slip !== undefined) return { right: false, reply: seal.replies[slip], named: true, mistake: seal.names[slip] };
  }
  return { right: false, reply: "The hints below lead a little further, one at a time." };
}
Object.assign(window.ntr, { judged, readings }); // for tests
