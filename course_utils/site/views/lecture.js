// The lecture: one stop at a time, a show of hands, and a speaker's window.
(() => {
  const alone = document.documentElement.hasAttribute("data-alone"); // one file: there is no chapter to go back to
  const stops = [...document.querySelectorAll(".stop")],
    place = document.querySelector("[data-place]");
  let at = Math.max(
      0,
      stops.findIndex((stop) => `#${stop.id}` === location.hash),
    ),
    began = null,
    speaker = null;
  const hands = (stop) => stop?.querySelector(".hands:not(.revealed)");

  function show(next) {
    at = Math.max(0, Math.min(stops.length - 1, next));
    stops.forEach((stop, k) => {
      stop.classList.toggle("here", k === at);
    });
    history.replaceState(null, "", `#${stops[at].id}`);
    place.textContent = `${at + 1} of ${stops.length}`;
    if (!alone) document.querySelector("[data-leave]").href = stops[at].dataset.back;
    dispatchEvent(new Event("resize")); // what was hidden is laid out
    tellSpeaker();
  }

  // A step forward: a question is revealed first.
  function forward() {
    const open = hands(stops[at]);
    if (!open) return show(at + 1);
    open.classList.add("revealed");
    open.querySelector(".reply").hidden = false;
    return tellSpeaker();
  }

  function count(digit, by) {
    const open = stops[at].querySelector(".hands"),
      rows = [...(open?.querySelectorAll("li") ?? [])];
    if (!rows[digit - 1]) return;
    const row = rows[digit - 1];
    open.classList.add("counted");
    row.dataset.hands = Math.max(0, Number(row.dataset.hands ?? 0) + by);
    const most = Math.max(1, ...rows.map((one) => Number(one.dataset.hands ?? 0)));
    for (const one of rows) {
      const number = Number(one.dataset.hands ?? 0);
      one.querySelector(".bar").style.setProperty("--share", `${(100 * number) / most}%`);
      one.querySelector(".count").textContent = number || "";
    }
  }

  // ---- the speaker's window: its page is written from here, so that it needs no file and no connection ----
  function openSpeaker() {
    began ??= Date.now();
    speaker = window.open("", "ntr-speaker", "width=760,height=640");
    if (!speaker) {
      place.textContent = "The browser keeps the speaker's window shut: allow pop-ups for this page.";
      return;
    }
    speaker.document.title = "Speaker";
    speaker.document.body.innerHTML =
      "<p id=time></p><h2 id=now></h2><div id=note></div><hr><p>Next: <span id=next></span></p>";
    speaker.document.body.style.cssText =
      "font: 20px/1.45 system-ui, sans-serif; margin: 1.2em; color: #111; background: #fff";
    speaker.document.addEventListener("keydown", keys);
    tellSpeaker();
  }
  const titleOf = (stop) => stop?.querySelector("h2, .hands > p, .say p")?.textContent.trim() ?? stop?.id ?? "the end";
  function tellSpeaker() {
    if (!speaker || speaker.closed) return;
    const here = stops[at],
      sum = (list) => list.reduce((all, stop) => all + Number(stop.dataset.minutes), 0);
    const due = sum(stops.slice(0, at)),
      gone = Math.round((Date.now() - began) / 60000);
    const find = (id) => speaker.document.getElementById(id);
    find("time").textContent =
      `${gone} min gone · planned ${due} to ${due + Number(here.dataset.minutes)} of ${sum(stops)} · stop ${at + 1} of ${stops.length}`;
    find("now").textContent = titleOf(here);
    find("note").innerHTML = here.dataset.note || "<p>No notes.</p>";
    find("next").textContent = hands(here) ? "the answer" : titleOf(stops[at + 1]);
  }
  setInterval(tellSpeaker, 15000);

  // A pointer for lectures sends the page keys: they turn the stop wherever the focus is. Escape leaves an explorer first.
  function above(event) {
    const inside = event.target.closest?.(".ntr-explorer"),
      acts = { PageDown: forward, PageUp: () => show(at - 1), Escape: () => document.activeElement.blur() };
    if (!inside || document.fullscreenElement === inside || !acts[event.key]) return;
    acts[event.key]();
    event.preventDefault();
    event.stopPropagation();
  }
  addEventListener("keydown", above, true);

  function keys(event) {
    if (
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      event.target.closest?.("input, select, textarea, .ntr-explorer")
    )
      return;
    const digit = /^Digit([1-6])$/.exec(event.code)?.[1] ?? /^[1-6]$/.exec(event.key)?.[0];
    const acts = {
      ArrowRight: forward,
      PageDown: forward,
      " ": forward,
      ArrowLeft: () => show(at - 1),
      PageUp: () => show(at - 1),
      Home: () => show(0),
      End: () => show(stops.length - 1),
      s: openSpeaker,
      S: openSpeaker,
      Escape: () => {
        if (!alone) location.href = stops[at].dataset.back;
      },
      f: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
    };
    if (digit) count(Number(digit), event.shiftKey ? -1 : 1);
    else if (acts[event.key]) acts[event.key]();
    else return;
    event.preventDefault();
  }
  addEventListener("keydown", keys);
  addEventListener("hashchange", () => {
    const k = stops.findIndex((stop) => `#${stop.id}` === location.hash);
    if (k >= 0) show(k);
  });
  if (alone) document.querySelector("[data-leave]").removeAttribute("href");
  if (stops.length) show(at);
})();
