// Where everything of the lens stands, in the width and height that it is given: input, kernel and output beside one another,
// or, where it is narrow, the kernel under them. Input and output have cells of one size, so that a map is seen to shrink or grow.

// All lengths are for type of 12 pixels, and grow with it (`unit`): captions above, colours below, words under the kernel.
const LENS_TOP = 24,
  LENS_BOTTOM = 30,
  LENS_HINT = 36,
  CHANNEL_GAP = 10,
  LEAST_MIDDLE = 116;
const MOST_CELL = 66,
  LENS_ROOMY = 32; // in a cell this large the products stand in it
// Width and height of a kernel's cell: as a magnified window (pixel, weight, product), and as bare weights.
const KERNEL_CELLS = {
  magnified: [
    [58, 63],
    [52, 57],
    [46, 54],
    [40, 51],
  ],
  bare: [
    [52, 50],
    [44, 44],
    [36, 36],
    [30, 28],
    [28, 25],
  ],
};

function lensSizes(s, content) {
  const ringed = ([r, c]) => [r + 2 * s.padding, c + 2 * s.padding],
    least = ([r, c]) => [Math.max(1, r), Math.max(1, c)];
  const left = least(s.transposed ? s.size : ringed(s.ground)),
    right = least(s.transposed ? ringed(s.ground) : s.places);
  const maps = content.colour ? [1, 1] : [s.C, s.maps],
    gaps = CHANNEL_GAP * (Math.max(...maps) - 1);
  return {
    left,
    right,
    maps,
    gaps,
    rows: Math.max(left[0] * maps[0], right[0] * maps[1]),
    columns: Math.max(left[1], right[1]),
  };
}

function kernelBlock(s, style, [kw, kh], across) {
  const [KH, KW] = s.window,
    slices = s.sums ? s.C : 1,
    down = across ? 1 : slices,
    beside = across ? slices : 1,
    seam = style === "magnified" ? 3 : 1;
  const w = KW * (kw + 1) + 3,
    h = KH * (kh + seam) + 4 - seam;
  const type = Math.max(
    12,
    style === "magnified" ? Math.min(kw / 3.4, kh / 4.25) : Math.min(kw / 2.6, kh / 2.4) * 0.85,
  );
  return {
    style,
    kw,
    kh,
    type,
    seam,
    slices,
    across,
    w,
    h,
    width: beside * (w + CHANNEL_GAP) - CHANNEL_GAP,
    height: down * (h + CHANNEL_GAP) - CHANNEL_GAP,
  };
}

// The size of a cell for one arrangement; 0 where the kernel has no room.
function cellOf(width, height, grids, block, tall, unit) {
  const gap = gapOf(width),
    room = height - (LENS_TOP + LENS_BOTTOM) * unit - grids.gaps,
    middle = Math.max(block.width, LEAST_MIDDLE * unit),
    end = MOST_CELL * unit;
  if (tall)
    return block.width > width - 4
      ? 0
      : Math.min((width - gap - 4) / 2 / grids.columns, (room - block.height - LENS_HINT * unit) / grids.rows, end);
  return block.height + LENS_HINT * unit > height
    ? 0
    : Math.min((width - middle - 2 * gap - 4) / 2 / grids.columns, room / grids.rows, end);
}
const gapOf = (width) => Math.max(16, Math.min(60, width * 0.031));

// Cells for large type, and where they find no room those for type of 12 pixels.
function lensScaled(sizes, unit) {
  const all = [unit, Math.sqrt(unit), 1].flatMap((times) =>
    sizes.map((size) => size.map((n) => Math.round(n * times))),
  );
  return unit > 1 ? all : sizes;
}

function lensCandidates(s, unit) {
  const found = [];
  for (const [style, sizes] of Object.entries(KERNEL_CELLS))
    for (const size of lensScaled(sizes, unit))
      for (const across of s.sums && s.C > 1 ? [false, true] : [false]) {
        if (style === "bare" || s.C === 1)
          for (const tall of [false, true]) found.push([kernelBlock(s, style, size, across), tall]);
      }
  return found;
}

// How good an arrangement is: large cells, a large kernel, and products that can be read somewhere.
function lensMerit(cell, block, tall, content, width, unit) {
  if (cell <= 0) return -Infinity;
  const roomy = !content.photo && cell >= LENS_ROOMY * unit,
    told = block.style === "magnified" || roomy,
    twice = block.style === "magnified" && roomy;
  return (
    (content.photo ? 1.4 : 1) * Math.log(cell) +
    0.3 * Math.log(block.kw * block.kh) +
    (told ? 1 : 0) -
    (twice ? 0.6 : 0) -
    (tall && width > 620 ? 0.35 : 0) -
    (block.across && !tall ? 0.25 : 0)
  );
}

// In a column the lens is as high as it needs to be.
export function lensHeight(s, content, width, unit) {
  const grids = lensSizes(s, content),
    cell = Math.min((width - gapOf(width) - 4) / 2 / grids.columns, 44 * unit),
    wanted = content.photo || cell < LENS_ROOMY * unit ? "magnified" : "bare";
  const fitting = lensCandidates(s, unit).filter(
      ([block, tall]) => tall && block.width <= width - 4 && block.kw <= 52 * unit,
    ),
    [block] = fitting.find(([one]) => one.style === wanted) ?? fitting.at(-1) ?? lensCandidates(s, unit).at(-1);
  return Math.ceil((LENS_TOP + LENS_BOTTOM + LENS_HINT) * unit + grids.rows * cell + grids.gaps + block.height + 4);
}

export function lensLayout(s, content, width, height, unit) {
  const grids = lensSizes(s, content),
    gap = gapOf(width),
    top = LENS_TOP * unit,
    bottom = LENS_BOTTOM * unit,
    hint = LENS_HINT * unit;
  let best = null;
  for (const [block, tall] of lensCandidates(s, unit)) {
    const cell = cellOf(width, height, grids, block, tall, unit),
      worth = lensMerit(cell, block, tall, content, width, unit);
    if (!best || worth > best.worth) best = { block, tall, cell, worth };
  }
  const { block, tall } = best,
    cell = content.photo ? Math.max(0.25, best.cell) : best.cell >= 8 ? Math.floor(best.cell) : Math.max(2, best.cell);
  const box = grids.columns * cell,
    rows = grids.rows * cell + grids.gaps,
    middle = tall ? 0 : Math.max(block.width, LEAST_MIDDLE * unit);
  const across = 2 * box + middle + (tall ? gap : 2 * gap),
    x0 = (width - across) / 2,
    high = tall ? height - block.height - hint : height;
  const mid = tall ? top + rows / 2 : Math.max(top + rows / 2, top + (high - top - bottom) / 2);
  const side = (size, count, from, ring) => {
    const w = size[1] * cell,
      h = size[0] * cell,
      step = h + CHANNEL_GAP,
      all = count * step - CHANNEL_GAP;
    return { x: from + (box - w) / 2, y: mid - all / 2, w, h, step, all, count, ring, from };
  };
  const left = side(grids.left, grids.maps[0], x0, s.transposed ? 0 : s.padding);
  const right = side(
    grids.right,
    grids.maps[1],
    x0 + box + gap + (tall ? 0 : middle + gap),
    s.transposed ? s.padding : 0,
  );
  const x = tall ? (width - block.width) / 2 : x0 + box + gap + (middle - block.width) / 2;
  const y = tall ? top + rows + bottom : Math.max(2, Math.min(mid - block.height / 2, height - hint - block.height));
  return {
    width,
    height,
    unit,
    cell,
    box,
    gap,
    tall,
    left,
    right,
    middle,
    kernel: { ...block, x, y },
    roomy: !content.photo && cell >= LENS_ROOMY * unit,
    ends: high,
  };
}

// The upper left corner of a cell of one map.
export function cornerOf(layout, side, map, r, c) {
  const g = layout[side];
  return [g.x + (c + g.ring) * layout.cell, g.y + map * g.step + (r + g.ring) * layout.cell];
}

// Where the slice of a channel stands.
export function sliceOf(layout, channel) {
  const k = layout.kernel,
    n = Math.min(channel, k.slices - 1);
  return {
    x: k.x + (k.across ? n * (k.w + CHANNEL_GAP) : 0),
    y: k.y + (k.across ? 0 : n * (k.h + CHANNEL_GAP)),
    w: k.w,
    h: k.h,
  };
}
