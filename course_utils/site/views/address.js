// On an explorer's own page the address carries the state: …/filter-lab.html#picture=coffee&bias=2.
// A value is a text of the control ("Sobel, x" becomes sobel-x), a number, or JSON; what is not known is passed over.
const plainly = (text) =>
  String(text)
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\u2212/g, "-")
    .replace(/[^a-z0-9.+-]+/g, "-")
    .replace(/^-+(?!\d)|-+$/g, ""); // −16 is not 16
const alike = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function nameOfValue(control, value) {
  const at = (control.values ?? []).findIndex((one) => alike(one, value)),
    text = control.texts?.[at];
  if (at >= 0 && text && control.texts.filter((one) => plainly(one) === plainly(text)).length === 1 && plainly(text))
    return plainly(text);
  const preset = (control.presets ?? []).find((one) => alike(one[1], value));
  if (preset) return plainly(preset[0]);
  return typeof value === "string" ? value : JSON.stringify(value);
}

function valueOfName(control, name) {
  const at = (control.texts ?? []).findIndex((text) => plainly(text) === plainly(name));
  if (at >= 0) return control.values[at];
  const spoken = plainly(name).replace(/-x$/, "-horizontal").replace(/-y$/, "-vertical"); // sobel-x is what people call it
  const preset = (control.presets ?? []).find((one) => [plainly(name), spoken].includes(plainly(one[0])));
  if (preset) return preset[1];
  let value = name;
  try {
    value = JSON.parse(name);
  } catch {
    /* a bare text */
  }
  return allowed(control, value) ? value : undefined;
}

const ownPage = Boolean(document.querySelector(".explorer-line"));
function stateFromAddress(head) {
  if (!ownPage) return {};
  const asked = new URLSearchParams(location.hash.slice(1)),
    state = {};
  for (const control of head.layout.controls) {
    if (!asked.has(control.name) || control.without) continue;
    const value = valueOfName(control, asked.get(control.name));
    if (value !== undefined) state[control.name] = value;
  }
  return state;
}

function addressOf(head, state) {
  const changed = head.layout.controls.filter((control) => !alike(state[control.name], head.state[control.name]));
  return changed
    .map((control) => `${control.name}=${encodeURIComponent(nameOfValue(control, state[control.name]))}`)
    .join("&");
}

if (ownPage) {
  addEventListener("ntr-awake", ({ detail: { model, head } }) => {
    addEventListener("hashchange", () => model.set("state", { ...head.state, ...stateFromAddress(head) }));
    model.on("saved", () => {
      const words = addressOf(head, model.get("state"));
      if (words.length < 4000) history.replaceState(null, "", words ? `#${words}` : location.pathname);
    });
  });
}

// On the gallery's page …#FilterLab and …?explorer=filter-lab lead to the explorer; an unknown name is said.
const shown = [...document.querySelectorAll(".gallery [data-name]")];
function obeyGallery() {
  const asked = decodeURIComponent(location.hash.slice(1)) || new URLSearchParams(location.search).get("explorer");
  if (!asked || !shown.length) return;
  const bare = (text) => text.toLowerCase().replace(/[^a-z0-9]/g, ""),
    found = shown.find((one) => bare(one.dataset.name) === bare(asked));
  if (found) {
    location.replace(found.querySelector("a").href);
    return;
  }
  const note = document.querySelector("[data-unknown]");
  note.hidden = false;
  note.textContent = `No explorer is called "${asked}"; here are all of them.`;
}
obeyGallery();
addEventListener("hashchange", obeyGallery);
