// Where the panels stand in a box of given width and height: nothing scrolls, and all are drawn as large as can be.
// Pure geometry, in pixels. What a panel needs (`need`) is said by its kind: see panels.js.

const GAP = [1.2, 0.6]; // between panels, across and down, in letters
const GROWN = 1.4,
  SHRUNK = 0.87; // a table may grow this much where nothing else needs the room, or give way
const ROOMY = 3; // letters between pictures in a row that leave room over

// Lines that items of these widths take, with a gap between them.
function linesOf(items, gap, width) {
  let lines = 0,
    at = Infinity;
  for (const item of items) {
    if (at + item > width) {
      lines++;
      at = 0;
    }
    at += item + gap;
  }
  return lines;
}

// Caption and legend over a panel of this width.
export function headOf({ caption, items }, width, font) {
  const room = width / font,
    lines = linesOf(items, 1.2, room);
  return (linesOf(caption, 0.36, room - 0.1) * 1.3 + 0.25 + (lines && lines * 1.3 + 0.25)) * font;
}

// Letters of a table: a little smaller than the text, never under 12 pixels.
export function tableType(font, scale = 1) {
  return Math.max(12, 0.92 * font) * scale;
}
const leastScale = (need, font) => (need.gives ? Math.min(1, Math.max(SHRUNK, 12 / tableType(font))) : 1);
// Each column ends at a whole pixel.
const tableSize = ({ table }, font, scale = 1) =>
  table.map(([letters, lines]) => letters * tableType(font, scale) + 1.7 * lines + 2);
const leastSize = (need, font) => tableSize(need, font, leastScale(need, font));

const leastWidth = (need, font) => (need.table ? Math.max(leastSize(need, font)[0], 7 * font) : need.least[0] * font);
const bodyHeight = (need, font) => (need.table ? leastSize(need, font)[1] : need.least[1] * font);
const leastHeight = (need, width, font) => headOf(need, width, font) + bodyHeight(need, font);
const mostWidth = (need, font) =>
  need.table ? GROWN * leastWidth(need, font) : Math.max(need.least[0], need.most * need.wide) * font;
const mostBody = (need, width, font) =>
  need.table ? GROWN * bodyHeight(need, font) : Math.min(need.most * font, width / need.narrow);
const mostHeight = (need, width, font) =>
  headOf(need, width, font) + Math.max(bodyHeight(need, font), mostBody(need, width, font));

// What a panel of this size shows: the area drawn on, how much it lacks, and the scale of a table.
function shownIn(need, width, height, font) {
  const room = height - headOf(need, width, font);
  if (need.table) {
    const [w, h] = tableSize(need, font),
      scale = Math.min(GROWN, (width + 0.5) / w, (room + 0.5) / h),
      least = leastScale(need, font);
    return {
      area: w * h * Math.max(0, scale) ** 2,
      lack: 3 * Math.max(0, 1 - scale / least),
      scale: Math.max(least, scale),
    };
  }
  const [w, h] = need.least,
    lack = Math.max(0, 1 - (width + 0.5) / (w * font)) + Math.max(0, 1 - (room + 0.5) / (h * font));
  const wide = Math.min(width, room * need.wide),
    high = Math.min(room, wide / need.narrow);
  return { area: room > 0 ? wide * high : 0, lack, scale: 1 };
}

// Lengths for parts that want { least, wish, most }: together no more than `total`, beyond the least in proportion to the wishes.
function share(parts, total) {
  const sum = (s) =>
    parts.reduce((all, p) => all + Math.min(Math.max(p.most, p.least), Math.max(p.least, s * p.wish)), 0);
  const least = sum(0);
  if (least >= total) return parts.map((p) => (p.least * total) / least);
  let low = 0,
    high = 1;
  while (high < 1e6 && sum(high) < total) high *= 4;
  for (let i = 0; i < 16; i++) {
    const s = (low + high) / 2;
    if (sum(s) > total) high = s;
    else low = s;
  }
  return parts.map((p) => Math.min(Math.max(p.most, p.least), Math.max(p.least, low * p.wish)));
}

// Widths of the panels of one row; where its height is known, none is wider than that height lets it draw. Pictures with a
// shape of their own may get `more` than their share: what they are given in width they also need in height.
function acrossRow(row, width, font, more, height) {
  const tables = row.every((need) => need.table);
  return share(
    row.map((need) => {
      const least = leastWidth(need, font),
        most = mostWidth(need, font);
      if (need.table) return { least, wish: tables ? least : 0, most: tables ? most : least };
      const wish = 100 * need.ratio * (need.narrow === need.wide ? more : 1);
      return { least, wish, most: height ? Math.min(most, (height - headOf(need, most, font)) * need.wide) : most };
    }),
    width - GAP[0] * font * (row.length - 1),
  );
}

// What a panel would like for its height when it is this wide.
function wishHeight(need, width, font) {
  return need.table ? 0.5 * bodyHeight(need, font) : headOf(need, width, font) + width / need.ratio;
}

function inRows(rows, width, height, font, even, more) {
  const parts = rows.map((row) => {
    const w = acrossRow(row, width, font, more),
      top = (how) => Math.max(...row.map((need, i) => how(need, w[i], font)));
    return { least: top(leastHeight), wish: Math.max(1, top(wishHeight)) ** even, most: top(mostHeight) };
  });
  const tall = share(parts, height - GAP[1] * font * (rows.length - 1)),
    cells = [];
  let y = 0;
  rows.forEach((row, r) => {
    const w = acrossRow(row, width, font, more, tall[r]),
      used = w.reduce((a, b) => a + b, 0);
    const gap = row.length > 1 ? Math.min(ROOMY * font, (width - used) / (row.length - 1)) : 0;
    let x = 0;
    row.forEach((_, i) => {
      cells.push([x, y, w[i], tall[r]]);
      x += w[i] + gap;
    });
    y += tall[r] + GAP[1] * font;
  });
  return cells;
}

// How wide a column of panels would like to be: so that the pictures in it fill its height.
function columnWish(column, width, height, font) {
  const free = column.filter((need) => !need.table),
    least = Math.max(...column.map((need) => leastWidth(need, font)));
  if (!free.length) return 0.5 * least;
  const taken = column.reduce(
    (all, need) => all + headOf(need, width, font) + (need.table ? bodyHeight(need, font) : 0),
    0,
  );
  return Math.max(1, (height - taken) / free.reduce((all, need) => all + 1 / need.ratio, 0));
}

function inColumns(columns, width, height, font, even) {
  const wide = share(
    columns.map((column) => ({
      least: Math.max(...column.map((need) => leastWidth(need, font))),
      most: Math.max(...column.map((need) => mostWidth(need, font))),
      wish: columnWish(column, width / columns.length, height, font),
    })),
    width - GAP[0] * font * (columns.length - 1),
  );
  const cells = [];
  let x = 0;
  columns.forEach((column, c) => {
    const parts = column.map((need) => {
      const [least, wish, most] = [leastHeight, wishHeight, mostHeight].map((how) => how(need, wide[c], font));
      return { least, wish: wish ** even, most };
    });
    const tall = share(parts, height - GAP[1] * font * (column.length - 1));
    let y = 0;
    column.forEach((_, i) => {
      cells.push([x, y, wide[c], tall[i]]);
      y += tall[i] + GAP[1] * font;
    });
    x += wide[c] + GAP[0] * font;
  });
  return cells;
}

// Panels with the same axes, or pictures of one shape, are compared: they have to be of one size.
function unlike(needs, cells) {
  let out = 0;
  needs.forEach((need, i) => {
    needs.slice(0, i).forEach((other, j) => {
      if (!need.like || need.like !== other.like) return;
      for (const side of [2, 3]) {
        const [small, large] = [cells[i][side], cells[j][side]].sort((a, b) => a - b);
        out += 0.5 * Math.max(0, 0.9 - small / large);
      }
    });
  });
  return out;
}

// All ways to cut the panels, in their order, into groups; many panels into four at most.
function* groupings(needs) {
  const last = needs.length - 1;
  for (let cuts = 0; cuts < 1 << last; cuts++) {
    if (last > 5 && cuts.toString(2).replaceAll("0", "").length > 3) continue;
    const groups = [[needs[0]]];
    for (let i = 0; i < last; i++)
      if (cuts & (1 << i)) groups.push([needs[i + 1]]);
      else groups.at(-1).push(needs[i + 1]);
    yield groups;
  }
}

// The best way to stand in rows, or in columns; more than four panels are read across, like a line of text.
// Best lacks nothing and has the greatest product of areas: no panel starves for another.
function planOnce(needs, width, height, font) {
  let best = { lack: Infinity, score: -Infinity };
  const many = needs.length > 4,
    ways = many ? [inRows] : [inRows, inColumns];
  const biases = [
    [1, 1],
    [0.5, 1],
    [0, 1],
    ...(many
      ? []
      : [
          [1, 1.7],
          [0.5, 1.7],
        ]),
  ];
  for (const groups of groupings(needs))
    for (const way of ways)
      for (const [even, more] of biases) {
        const cells = way(groups, width, height, font, even, more),
          shown = cells.map(([, , w, h], i) => shownIn(needs[i], w, h, font));
        const lack = shown.reduce((all, s) => all + s.lack, 0) + unlike(needs, cells);
        const score = shown.reduce((all, s) => all + Math.log(Math.max(1, s.area)), 0) / needs.length;
        if (lack < best.lack - 0.01 || (lack <= best.lack + 0.01 && score > best.score))
          best = { lack, score, cells, scales: shown.map((s) => s.scale) };
      }
  return { ...best, used: Math.max(...best.cells.map(([, y, , h]) => y + h)) };
}

// Tables give way only where there is no other.
export function plan(needs, width, height, font) {
  const best = planOnce(needs, width, height, font);
  if (best.lack < 0.02 || !needs.some((need) => need.table)) return best;
  const tight = planOnce(
    needs.map((need) => ({ ...need, gives: true })),
    width,
    height,
    font,
  );
  return tight.lack < best.lack - 0.01 ? { ...tight, score: tight.score - 0.15 } : best;
}
