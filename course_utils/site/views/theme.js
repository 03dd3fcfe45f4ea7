// Light and dark, at the reader's choice.
for (const button of document.querySelectorAll("[data-theme-switch]")) {
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
