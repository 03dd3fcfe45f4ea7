// All formulas of the page, set by KaTeX; what it cannot read stays as it is written, in red.
for (const node of document.querySelectorAll(".math")) {
  const source = node.textContent;
  katex.render(source, node, {
    displayMode: node.classList.contains("display"),
    throwOnError: false,
    strict: false,
    output: "htmlAndMathml",
  });
}
