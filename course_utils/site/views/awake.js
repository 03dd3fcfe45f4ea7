// What is alive on a page, and when: explorers and questions begin once they are scrolled to.
const MOTION = "400px"; // begin a little before they come into sight

async function wakeExplorer(host) {
  const key = host.dataset.key;
  const [views, stored] = await Promise.all([
    load("views", `${ROOT}assets/explorers.js`),
    load(key, host.dataset.file),
  ]);
  const { head, text, data } = await headOf(stored),
    folder = host.dataset.file.slice(0, -`${key}.js`.length);
  const first = JSON.stringify(head.layout.files.map((name) => head.state[name]));
  const traits = {
    state: { ...head.state, ...stateFromAddress(head) },
    _layout: head.layout,
    _table_text: text,
    _table_data: data,
  };
  const model =
    Python.served && head.live
      ? new LiveModel(traits, head)
      : new ExplorerModel(traits, { ...head, key, first }, folder);
  host.leave?.();
  host.replaceChildren();
  host.leave = views.render({ model, el: host });
  host.dataset.alive = "yes";
  dispatchEvent(new CustomEvent("ntr-awake", { detail: { host, model, head } }));
}

// What the file of an explorer holds; or, where Python runs in the page, what Python makes of it.
async function headOf(stored) {
  if (!InPage.answers) return { head: await withPhotos(stored), ...(await openTable(stored.table)) };
  const [head, text, data] = InPage.call("head", stored.layout.name, stored.state);
  return { head, text, data };
}

// The filter lab filters in the page, so that the page needs the photographs' pixels.
async function withPhotos(head) {
  const { layout } = head;
  if (!layout.photos) return head;
  const photos = await load(`stores/${layout.name}`, `${ROOT}assets/stores/${layout.name}.js`);
  return { ...head, layout: { ...layout, panels: layout.panels.map((panel) => ({ ...panel, photos })) } };
}

async function wakeQuestions(host) {
  const view = await load("questions", `${ROOT}assets/questions.js`),
    { ids, cards } = JSON.parse(host.dataset.cards);
  const model = new Model({ cards, log: logOf(ids, cards), verdicts: {}, noted: 0, notice: "" });
  judgeAll(model, cards);
  model.traits.noted = model.get("log").length;
  host.replaceChildren();
  view.render({ model, el: host });
  model.on("saved", () => heard(model, ids, cards));
  host.dataset.alive = "yes";
}

// Verdicts of typed texts, by their place in the log.
function judgeAll(model, cards) {
  const verdicts = {};
  model.get("log").forEach(([card, what], place) => {
    if (cards[card].seal && !["show", "again"].includes(what)) verdicts[place] = judged(cards[card].seal, what);
  });
  model.set("verdicts", verdicts);
}

// A new entry of the log: judged, noted, kept.
function heard(model, ids, cards) {
  judgeAll(model, cards);
  const log = model.get("log");
  for (let place = model.get("noted"); place < log.length; place++) {
    const [card, what] = log[place],
      { seal, options } = cards[card],
      id = ids[card];
    if (what === "again") continue;
    if (what === "show") Journal.append("shown", { id });
    else if (seal) {
      const { right, none, mistake } = model.get("verdicts")[place];
      if (!none)
        Journal.append("attempt", { id, verdict: right ? "correct" : "wrong", misconception: mistake ?? null });
    } else
      Journal.append("prediction", {
        id,
        option: options[what].text ?? String(what),
        right: options[what].right,
        try: triesOf(log, card, place),
      });
  }
  model.set("noted", log.length);
}

function triesOf(log, card, place) {
  let tries = 0;
  for (const [index, what] of log.slice(0, place + 1))
    if (index === card) tries = what === "again" ? 0 : tries + (what === "show" ? 0 : 1);
  return tries;
}

// What was answered on an earlier visit stands there again.
function logOf(ids, cards) {
  const log = [];
  for (const { kind, id, option } of Journal.read()) {
    const card = ids.indexOf(id);
    if (card < 0 || !cards[card].options) continue;
    const at = cards[card].options.findIndex((one) => one.text === option);
    if (kind === "shown") log.push([card, "show"]);
    else if (kind === "prediction" && at >= 0) log.push([card, at]);
  }
  return log;
}

function wake(host) {
  const start = host.classList.contains("explorer") ? wakeExplorer : wakeQuestions;
  start(host).catch((error) => {
    host.append(Object.assign(document.createElement("p"), { className: "missing", textContent: error.message }));
  });
}
const near = new IntersectionObserver(
  (all) => {
    for (const one of all)
      if (one.isIntersecting) {
        near.unobserve(one.target);
        wake(one.target);
      }
  },
  { rootMargin: MOTION },
);
for (const host of document.querySelectorAll(".explorer[data-key], .questions[data-cards]")) near.observe(host);
