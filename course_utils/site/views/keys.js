// Keys of every page: / searches, L begins the lecture at the stop that is nearest below the top of the window; a page without
// one leads to the map of chapters, which names them all.
const lecture = document.querySelector("[data-lecture]");
function lectureAddress() {
  if (lecture.hash) return lecture.href;
  const near = [...document.querySelectorAll("main [id]")]
    .filter((node) => node.getBoundingClientRect().top > -40)
    .slice(0, 400);
  const stops = (lecture.dataset.lecture || "").split(" "),
    found = near.find((node) => stops.includes(node.id));
  return lecture.href + (found ? `#${found.id}` : "");
}
addEventListener("keydown", (event) => {
  const writing = event.target.closest?.("input, textarea, select, [contenteditable], .ntr-explorer, .ntr-predict");
  if (writing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && dialog) {
    event.preventDefault();
    openSearch();
  }
  if (event.key === "l" || event.key === "L") location.href = lecture ? lectureAddress() : `${ROOT}index.html#chapters`;
});
lecture?.addEventListener("click", (event) => {
  event.preventDefault();
  location.href = lectureAddress();
});

// What scrolls sideways can be reached, and scrolled, by keys; what does not is no stop.
function reach() {
  for (const box of document.querySelectorAll("pre, .prose table, .math.display, div.out")) {
    if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}
addEventListener("load", reach);
addEventListener("resize", reach);
addEventListener("toggle", reach, true); // a fold that opens
