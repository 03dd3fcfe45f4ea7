// Answers as a file: out of the browser, into it, away.
const journalNote = document.querySelector("[data-journal-note]");
document.querySelector("[data-journal-save]")?.addEventListener("click", () => {
  const text = Journal.text(document.querySelector("[data-journal-name]").value.trim());
  const link = Object.assign(document.createElement("a"), {
    download: "progress.jsonl",
    href: URL.createObjectURL(new Blob([text], { type: "application/json" })),
  });
  link.click();
  URL.revokeObjectURL(link.href);
  journalNote.textContent = `${Journal.read().length} records.`;
});
document.querySelector("[data-journal-take]")?.addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (!file) return;
  const count = Journal.take(await file.text());
  journalNote.textContent = count ? `${count} new records.` : "Nothing new in this file.";
  event.target.value = "";
});
document.querySelector("[data-journal-clear]")?.addEventListener("click", (event) => {
  const button = event.target;
  if (button.dataset.sure) {
    Journal.clear();
    journalNote.textContent = "Forgotten.";
    delete button.dataset.sure;
    button.textContent = "Forget my answers";
  } else {
    button.dataset.sure = "yes";
    button.textContent = "Forget them all, really?";
  }
});
