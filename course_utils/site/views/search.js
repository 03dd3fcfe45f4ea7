// Search: sections by their words, found by MiniSearch, which is loaded with its index when the box is first opened.
const dialog = document.getElementById("ntr-search"),
  field = dialog?.querySelector("input"),
  found = dialog?.querySelector(".found");
let index = null;

async function openSearch() {
  dialog.showModal();
  field.select();
  if (index) return;
  await new Promise((done, fail) => {
    const script = Object.assign(document.createElement("script"), {
      src: `${ROOT}assets/minisearch.js`,
      onload: done,
      onerror: fail,
    });
    document.head.append(script);
  });
  const sections = await load("search", `${ROOT}assets/search.js`);
  // What a chapter teaches comes before the function that computes it.
  const boostDocument = (_id, _term, stored) => (stored.file.startsWith("api/") ? 0.2 : 1);
  index = new MiniSearch({
    fields: ["title", "text"],
    storeFields: ["file", "title", "page", "text"],
    searchOptions: { boost: { title: 3 }, boostDocument, prefix: true, fuzzy: 0.15, combineWith: "AND" },
  });
  index.addAll(sections);
  showFound();
}

function excerpt(text, terms) {
  const low = text.toLowerCase(),
    at = Math.max(0, Math.min(...terms.map((term) => low.indexOf(term)).filter((k) => k >= 0), low.length) - 60);
  return `${at ? "… " : ""}${text.slice(at, at + 160)}${at + 160 < text.length ? " …" : ""}`;
}

function showFound() {
  const asked = field.value.trim();
  const hits = index && asked ? index.search(asked).slice(0, 20) : [];
  found.replaceChildren(
    ...hits.map((hit) => {
      const link = Object.assign(document.createElement("a"), { href: ROOT + hit.file, textContent: hit.title });
      const item = document.createElement("li");
      item.append(
        link,
        Object.assign(document.createElement("small"), { textContent: hit.page }),
        Object.assign(document.createElement("p"), { textContent: excerpt(hit.text, hit.terms) }),
      );
      link.addEventListener("click", () => dialog.close());
      return item;
    }),
  );
  if (index && asked && !hits.length)
    found.append(Object.assign(document.createElement("li"), { textContent: "Nothing found." }));
}
field?.addEventListener("input", showFound);
field?.addEventListener("keydown", (event) => {
  if (event.key === "Enter") {
    event.preventDefault();
    found.querySelector("a")?.click();
  }
});
for (const button of document.querySelectorAll("[data-open=search]")) button.addEventListener("click", openSearch);
