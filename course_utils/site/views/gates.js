// What follows a question is folded until it is answered, or asked for; the state of parts on the front page.
function settleGates() {
  const states = Journal.states();
  for (const fold of document.querySelectorAll("details.after"))
    if (states.get(fold.dataset.after) === "done") fold.open = true;
  for (const place of document.querySelectorAll("[data-asked]")) {
    const asked = place.dataset.asked.split(" ").filter(Boolean),
      done = asked.filter((id) => states.get(id) === "done").length;
    place.textContent = done ? ` ${done} of ${asked.length} answered` : "";
  }
}
addEventListener("ntr-answered", settleGates);
settleGates();

// A link to a place inside a fold opens it.
function openFor(anchor) {
  const target = anchor && document.getElementById(decodeURIComponent(anchor));
  if (!target) return;
  let shut = false;
  for (let node = target; node; node = node.parentElement)
    if (node.tagName === "DETAILS" && !node.open) {
      node.open = true;
      shut = true;
    }
  if (shut) target.scrollIntoView();
}
addEventListener("hashchange", () => openFor(location.hash.slice(1)));
openFor(location.hash.slice(1));
