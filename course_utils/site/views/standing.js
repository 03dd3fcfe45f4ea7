// What a notebook shows with progress() and review(): here from the answers that this browser keeps.
function standingWords(asked) {
  const states = Journal.states(),
    done = asked.filter((id) => states.get(id) === "done").length,
    tried = asked.filter((id) => states.get(id) === "tried").length;
  const open = tried ? `; ${tried} tried, not yet right` : "";
  return `${done} of the ${asked.length} questions and exercises that these pages can judge ${done === 1 ? "is" : "are"} answered${open}.`;
}
function settleStanding() {
  for (const place of document.querySelectorAll("[data-standing]"))
    place.textContent = standingWords(place.dataset.standing.split(" ").filter(Boolean));
}
addEventListener("ntr-answered", settleStanding);
settleStanding();
