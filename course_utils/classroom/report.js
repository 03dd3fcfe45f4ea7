// Beside what can be read without it: light and dark, the filter, and during a lecture the page that reads itself again.
const all = (query) => [...document.querySelectorAll(query)],
  one = (query) => document.querySelector(query);
const seconds = Number(document.documentElement.dataset.live || 0),
  SHELF = "ntr-report";

for (const button of all("[data-theme-switch]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const dark = document.documentElement.dataset.theme !== "dark";
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    try {
      localStorage.setItem("ntr-theme", dark ? "dark" : "light");
    } catch {
      /* for this page only */
    }
  });
}

// ---- the filter: what is shown is what carries the chapter or the id; what speaks of all is shown while nothing is chosen
const form = one(".filter"),
  [chapter, id] = all("[data-filter]");
const choices = [...id.options].map((option) => option.cloneNode(true));
function offer() {
  const kept = id.value;
  id.replaceChildren(
    ...choices
      .filter((option) => !option.value || option.value.startsWith(chapter.value))
      .map((option) => option.cloneNode(true)),
  );
  id.value = [...id.options].some((option) => option.value === kept) ? kept : "";
}
function filter() {
  const number = id.value.slice(0, 2) || chapter.value,
    chosen = id.value;
  for (const part of all("[data-chapter]")) part.hidden = Boolean(number) && part.dataset.chapter !== number;
  for (const part of all("[data-id]")) part.hidden = Boolean(chosen) && part.dataset.id !== chosen;
  for (const part of all("[data-all]")) part.hidden = Boolean(number);
  for (const list of all("details .talk, details .scroll")) {
    const rows = [...list.querySelectorAll("[data-id]")],
      none = rows.length > 0 && rows.every((row) => row.hidden);
    list.hidden = none;
    if (list.matches(".talk")) list.previousElementSibling.hidden = none;
  }
  for (const body of all("#map tbody"))
    if (chosen && !body.querySelector("tr[data-id]:not([hidden])")) body.hidden = true;
  if (number) one(`#chapter-${number}`).open = true;
  one("[data-filter-note]").textContent = number ? `Only ${chosen || `chapter ${number}`}.` : "";
}
form.hidden = id.options.length < 2;
chapter.addEventListener("change", () => {
  offer();
  filter();
});
id.addEventListener("change", filter);
form.addEventListener("reset", () =>
  setTimeout(() => {
    offer();
    filter();
  }),
);
form.addEventListener("submit", (event) => event.preventDefault());

// A link into a chapter opens it; on paper all are open.
const opening = () => {
  const fold = location.hash.startsWith("#chapter-") && one(location.hash);
  if (fold) fold.open = true;
};
addEventListener("hashchange", opening);
addEventListener("beforeprint", () => {
  for (const fold of all("#chapters details")) fold.open = true;
});
opening();

// ---- during a lecture: the page is loaded again, and stands where it stood
function keep() {
  const state = {
    scroll: scrollY,
    open: all("details[open]").map((fold) => fold.id),
    chapter: chapter.value,
    id: id.value,
    paused,
  };
  try {
    sessionStorage.setItem(SHELF, JSON.stringify(state));
  } catch {
    /* it begins at the top */
  }
}
function restore() {
  let state = null;
  try {
    state = JSON.parse(sessionStorage.getItem(SHELF));
    sessionStorage.removeItem(SHELF);
  } catch {
    /* nothing was kept */
  }
  if (!state) return;
  chapter.value = state.chapter;
  offer();
  id.value = state.id;
  for (const select of [chapter, id]) if (select.selectedIndex < 0) select.value = ""; // no longer there
  if (chapter.value || id.value) filter();
  for (const fold of all("details.more")) fold.open = state.open.includes(fold.id);
  history.scrollRestoration = "manual";
  scrollTo(0, state.scroll);
  pause(state.paused);
}
// It waits while somebody reads by keyboard or with a selection, and while nobody looks.
const busy = () =>
  document.hidden || !getSelection().isCollapsed || document.activeElement?.matches("select, .scroll, summary, main a");
let paused = false;
function pause(whether) {
  paused = whether;
  one("[data-pause]").textContent = paused ? "Go on" : "Pause";
  one("[data-live-note]").textContent = paused
    ? "Paused: the page stays as it is."
    : `Live: the page loads itself again every ${seconds} s, unless you are at work in it.`;
}
if (seconds) {
  one("[data-pause]").hidden = false;
  one("[data-pause]").addEventListener("click", () => pause(!paused));
  pause(false);
  restore();
  setInterval(() => {
    if (!paused && !busy()) {
      keep();
      location.reload();
    }
  }, 1000 * seconds);
}
