// Choosing a picture: a named one, or a file, chosen, dropped or pasted. The browser decodes it and makes it small.

import { identity } from "./controls.js";
import { textOf } from "./drawing.js";
import { make } from "./theme.js";

const MOST_BYTES = 60e6;
const PROOF = 8; // rows of known pixels under a picture
const HIDDEN =
  "this browser hides the pixels of pictures from pages (protection against fingerprinting), so yours came back as noise. " +
  "Allow this page to read them (in Firefox: the picture sign at the left of the address, “Allow”), or use another browser; then give the picture again";

// The pixels of a canvas whose last rows are known. Some browsers give noise instead: nobody could learn from that.
function pixelsOf(context, width, height) {
  const proof = new ImageData(width, PROOF);
  for (let i = 0; i < proof.data.length; i++) proof.data[i] = i % 4 === 3 ? 255 : (37 * (i >> 2) + 90 * (i % 4)) % 256;
  context.putImageData(proof, 0, height);
  const { data } = context.getImageData(0, 0, width, height + PROOF),
    from = 4 * width * height;
  const error = proof.data.reduce((sum, value, i) => sum + Math.abs(value - data[from + i]), 0) / proof.data.length;
  if (error > 2) throw new Error(HIDDEN); // of 255, on average: a browser that only stirs the last bit does no harm
  return data;
}

// A file as "upload:H:W:base64 RGB", its longer side at most `side`; throws an Error that says in words what is wrong.
export async function pictureText(file, side) {
  const name = file.name ? `“${file.name}”` : "what you gave";
  if (file.size > MOST_BYTES) throw new Error(`${name} is larger than ${MOST_BYTES / 1e6} MB`);
  let image;
  try {
    image = await createImageBitmap(file);
  } catch {
    throw new Error(`${name} is no picture that this browser can read`);
  }
  const scale = Math.min(1, side / Math.max(image.width, image.height));
  const width = Math.max(1, Math.round(image.width * scale)),
    height = Math.max(1, Math.round(image.height * scale));
  const canvas = make("canvas", { width, height: height + PROOF }),
    context = canvas.getContext("2d");
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, width, height); // what is transparent lies on white
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, width, height);
  image.close();
  const data = pixelsOf(context, width, height),
    rgb = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++) for (let c = 0; c < 3; c++) rgb[3 * i + c] = data[4 * i + c];
  return `upload:${height}:${width}:${textOf(rgb)}`;
}

export function pictureKnob(spec, change) {
  const id = identity(),
    note = make("span", { class: "ntr-note", role: "alert" });
  const own = make("option", { value: -1, disabled: "" }, "your picture");
  const select = make(
    "select",
    { id, "aria-describedby": `${id}-how` },
    ...spec.texts.map((text, i) => make("option", { value: i }, text)),
    own,
  );
  const file = make("input", { type: "file", accept: "image/*", hidden: "", "aria-label": `${spec.label}: a file` });
  const button = make("button", { type: "button" }, "Your own picture…");
  let upload = null,
    serial = 0;
  const show = (v) => {
    const at = spec.values.indexOf(v);
    if (at < 0) {
      upload = v;
      own.disabled = false;
    }
    select.value = at;
    select.title = at < 0 ? `${v.split(":", 3).slice(1).join(" × ")} pixels` : "";
    node.value = v;
    note.textContent = "";
  };
  const take = async (one) => {
    const turn = ++serial; // of two files given in a row, the last one counts, however long each takes
    note.textContent = "";
    try {
      const text = await pictureText(one, spec.side);
      if (turn !== serial) return;
      show(text);
      change(spec.name, text, true);
    } catch (error) {
      if (turn === serial) note.textContent = error.message;
    }
  };
  select.addEventListener("change", () => {
    serial++;
    const v = select.value === "-1" ? upload : spec.values[+select.value];
    show(v);
    change(spec.name, v, true);
  });
  button.addEventListener("click", () => file.click());
  file.addEventListener("change", () => {
    if (file.files[0]) take(file.files[0]);
    file.value = "";
  });
  const node = make(
    "div",
    { class: "ntr-control ntr-picture" },
    make("label", { class: "ntr-caption", for: id }, spec.label),
    make("div", { class: "ntr-row" }, select, button, file),
    make(
      "div",
      { class: "ntr-line" },
      note,
      make("span", { class: "ntr-hint ntr-always", id: `${id}-how` }, "or drop or paste a picture here"),
    ),
  );

  // Dropped or pasted anywhere on the explorer.
  function mount(page, on) {
    const filesOf = (data) => [...(data?.files || [])];
    on(page.root, "dragover", (event) => {
      if ([...(event.dataTransfer?.types || [])].includes("Files")) {
        event.preventDefault();
        event.stopPropagation();
        node.classList.add("ntr-over");
      }
    });
    on(page.root, "dragleave", () => node.classList.remove("ntr-over"));
    for (const [type, key] of [
      ["drop", "dataTransfer"],
      ["paste", "clipboardData"],
    ])
      on(page.root, type, (event) => {
        node.classList.remove("ntr-over");
        const [first] = filesOf(event[key]);
        if (!first) return; // a drag of words, or text pasted into a box
        event.preventDefault();
        event.stopPropagation();
        take(first);
      });
    return () => {
      serial++;
    };
  }
  return { node, show, mount };
}
