// A link to a section of a chapter arrives there. JupyterLab opens the chapter, but its own jump looks for the name as the
// address writes it ("%C2%B7" for "·"), comes before the cells of a chapter just opened have a place, and stays where
// the section was while pictures and formulas above it still grow. Written as the container that JupyterLab loads.
(() => {
  const NAME = "course-sections",
    MARGIN = 12,
    LONGEST = 60000,
    CALM = 4000; // pixels; milliseconds
  const HANDS = ["wheel", "pointerdown", "keydown", "touchstart"]; // of a reader who goes elsewhere meanwhile
  let latest = 0; // of two links followed one after the other, the later one counts
  const rest = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

  // JupyterLab's name of a heading: its text, blanks as hyphens.
  const named = (line) =>
    line
      .replace(/^ {0,3}#{1,6}\s+/, "")
      .replace(/\s*#*\s*$/, "")
      .replace(/[*_`]/g, "")
      .replace(/ /g, "-");
  const names = (source) =>
    source
      .replace(/^(```|~~~)[\s\S]*?^\1/gm, "")
      .split("\n")
      .filter((line) => /^ {0,3}#{1,6}\s/.test(line))
      .map(named);

  // The id of the cell that a link names, or that holds the heading which it names.
  function cellOf(cells, name) {
    for (const { id, type, sharedModel } of cells) {
      if (name === `cell-id=${id}` || (type === "markdown" && names(sharedModel.source).includes(name))) return id;
    }
    return undefined;
  }

  // Bring the section to the top of the scroller once; true when it was there already. `cell` may not be on the page yet.
  function bring(scroller, cell, name) {
    if (!cell?.node.isConnected) return false;
    const target = cell.node.querySelector(`[data-jupyter-id="${CSS.escape(name)}"]`) ?? cell.node,
      before = scroller.scrollTop;
    scroller.scrollTop += target.getBoundingClientRect().top - scroller.getBoundingClientRect().top - MARGIN;
    const still = Math.abs(scroller.scrollTop - before) < 2;
    return still && scroller.scrollHeight > scroller.clientHeight; // before the layout nothing can move
  }

  // Keep the section there until nothing around it moves any more, or the reader does.
  async function hold(notebook, cellId, name) {
    const started = Date.now(),
      turn = ++latest;
    let moved = started,
      left = false;
    const leave = () => {
      left = true;
    };
    for (const type of HANDS) window.addEventListener(type, leave, { capture: true, passive: true });
    while (
      !left &&
      turn === latest &&
      !notebook.isDisposed &&
      Date.now() - started < LONGEST &&
      Date.now() - moved < CALM
    ) {
      const cell = notebook.widgets.find((one) => one.model.id === cellId);
      if (!bring(notebook.outerNode ?? notebook.node, cell, name)) moved = Date.now();
      await rest(60);
    }
    for (const type of HANDS) window.removeEventListener(type, leave, { capture: true });
  }

  async function arrive(panel, fragment) {
    const name = decodeURIComponent(fragment.replace(/^#/, ""));
    await Promise.all([panel.context.ready, panel.revealed]);
    const cell = cellOf(panel.context.model.cells ?? [], name);
    if (cell) await hold(panel.content, cell, name);
  }

  function activate(app) {
    app.commands.commandExecuted.connect(async (_, { id, args, result }) => {
      if (id !== "rendermime:handle-local-link" || !args.id) return;
      await result;
      const panel = [...app.shell.widgets("main")].find((one) => one.context?.path === args.path);
      if (panel) await arrive(panel, args.id);
    });
    document.addEventListener("click", (event) => {
      // to another section of the same chapter
      const link = event.target.closest?.(".jp-RenderedMarkdown a[href^='#']"),
        panel = app.shell.currentWidget;
      if (link?.hash && panel?.context && panel.node.contains(link)) arrive(panel, link.hash);
    });
  }

  const plugin = { id: `${NAME}:arrive`, description: "Links to sections arrive", autoStart: true, activate };
  window._JUPYTERLAB ??= {};
  window._JUPYTERLAB[NAME] = {
    init: () => {},
    get: async () => () => ({ __esModule: true, default: plugin }),
  };
})();
