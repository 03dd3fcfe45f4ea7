"""Read a page of the site through, as a reader scrolls: what begins when it is seen has then been seen."""

#: A place counts as seen when a frame was drawn there: on a busy machine a fixed pause can pass without one.
THROUGH = """async () => {
  for (const fold of document.querySelectorAll('details')) fold.open = true;
  const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 20)));
  for (let y = 0; y < document.documentElement.scrollHeight; y += 500) { scrollTo(0, y); await drawn(); }
  scrollTo(0, 0);
}"""
