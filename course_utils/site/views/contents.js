// The table of contents follows the reader.
const entries = [...document.querySelectorAll(".toc a")];
const headings = entries.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1)))).filter(Boolean);
function follow() {
  const passed =
    headings.filter((heading) => heading.offsetParent && heading.getBoundingClientRect().top < 140).at(-1) ??
    headings[0];
  for (const link of entries) {
    if (passed && decodeURIComponent(link.hash.slice(1)) === passed.id) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}
if (headings.length) {
  let due = false;
  addEventListener(
    "scroll",
    () => {
      if (!due) {
        due = true;
        requestAnimationFrame(() => {
          due = false;
          follow();
        });
      }
    },
    { passive: true },
  );
  follow();
}
// On a narrow screen the list would push the text away: it begins shut.
if (matchMedia("(max-width: 1000px)").matches)
  for (const list of document.querySelectorAll(".toc details")) list.open = false;
