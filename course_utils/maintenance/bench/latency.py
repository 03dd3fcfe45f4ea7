"""The explorers in a real browser: from a key press, or a stroke of the pointer, to the pixels that answer it.

Latency runs from the event, as the browser received it, to the frame that shows the last change it caused. The drag
moves the pointer 60 times a second, each time onto another value. A page holds three explorers, as a notebook does.
"""

import json
import random
import sys
import tempfile
import time
from pathlib import Path

from course_utils.explorers import REGISTRY
from course_utils.maintenance import browser
from course_utils.maintenance.bench.promises import percentile, verdict
from course_utils.maintenance.bench.subjects import INTERACT, comparison, subjects
from course_utils.maintenance.normal_form import KERNELSPEC

PROBE = Path(__file__).with_name("probe.js")
TOGETHER = 3  # explorers on one page
WIDTH = 76  # of the names in the tables
KERNEL = "window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel"


def main(quick, names=()) -> bool:
    """Measure some explorers, or all of them and `interact`, and print the tables; False without a browser."""
    if browser.find_chromium() is None:
        print("No Chromium found: the explorers were not measured. CHROMIUM may name one.", file=sys.stderr)
        return False
    report(measure(names or list(REGISTRY), not names, 15 if quick else 60, 2 if quick else 4))
    return True


def measure(names, compare, presses, seconds) -> list[tuple]:
    """Return (subject, latencies, frames a second or None) for each subject."""
    found = []
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        folder = Path(temporary) / "notebooks"
        folder.mkdir()
        with browser.jupyterlab(folder, Path(temporary) / "home") as server, browser.chromium() as chromium:
            page = chromium.new_context(viewport={"width": 1280, "height": 1000}).new_page()
            page.add_init_script(path=PROBE)
            for start in range(0, len(names), TOGETHER):
                some, with_interact = names[start : start + TOGETHER], compare and start == 0
                open_page(page, server, write_page(folder, start, some, with_interact), len(some), with_interact)
                wanted = [subject for name in some for subject in subjects(name)]
                for subject in [*wanted, comparison()] if with_interact else wanted:
                    found.append(one(page, subject, presses, seconds))
                    print(".", end="", file=sys.stderr, flush=True)
                page.evaluate(f"{KERNEL}.shutdown()")
    return found


def one(page, subject, presses, seconds) -> tuple:
    """Measure one subject: (subject, latencies, frames a second or None)."""
    took = strokes(page, subject, presses) if subject.way == "draw" else latencies(page, subject, presses)
    return subject, took, frames(page, subject, seconds) if subject.drags else None


def write_page(folder: Path, number, names, with_interact) -> str:
    """Write a notebook that shows these explorers into `folder`; return its name."""
    sources = [f"from course_utils.explorers import {name}\n\n{name}()" for name in names]
    cells = [
        dict(cell_type="code", id=f"cell-{i}", metadata={}, source=source, outputs=[], execution_count=None)
        for i, source in enumerate([*sources, *[INTERACT][: bool(with_interact)]])
    ]
    notebook = dict(cells=cells, metadata={"kernelspec": KERNELSPEC}, nbformat=4, nbformat_minor=5)
    (folder / f"bench-{number}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return f"bench-{number}.ipynb"


def open_page(page, server, name, count, with_interact):
    """Open the notebook in JupyterLab, run it, and wait until all of it is drawn."""
    page.goto(server.lab(name), wait_until="domcontentloaded")
    page.wait_for_function(f"window.jupyterapp && {KERNEL}?.status === 'idle'", timeout=90_000)
    page.evaluate("window.jupyterapp.shell.collapseLeft()")
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    if with_interact:
        page.wait_for_selector(".noUi-handle", timeout=120_000)
    shown = "n => document.querySelectorAll('section.ntr-explorer .ntr-sentence:not(:empty)').length === n"
    page.wait_for_function(shown, arg=count, timeout=120_000)
    page.wait_for_timeout(3_000)


def settled(page, subject):
    """Return the milliseconds from the last input to the change on screen that counts; None if nothing changed."""
    return page.evaluate("(how) => probe.settled(...how)", [subject.quiet, 5_000, subject.first])


def latencies(page, subject, presses) -> list[float]:
    """Return the milliseconds from key to last painted change, for each key press; the first two only warm up."""
    handle = page.locator(subject.control).first
    handle.focus()
    measured = []
    for number in range(presses + 2):
        if subject.way == "type":
            handle.evaluate("box => box.select()")  # the next digit takes the place of the last
        page.wait_for_timeout(random.Random(number).uniform(20, 60))  # not in step with the screen
        page.evaluate("probe.start('keydown')")
        page.keyboard.press(subject.keys[number // subject.run % 2])
        took = settled(page, subject)
        if took is not None and number >= 2:
            measured.append(took)
    return measured


def strokes(page, subject, presses) -> list[float]:
    """Return the milliseconds from a move of the pen to the last painted change, in strokes of ten moves."""
    pad = page.locator(subject.control).first
    pad.scroll_into_view_if_needed()
    box, draw, measured = pad.bounding_box(), random.Random(0), []
    for number in range(presses + 2):
        x, y = (box[a] + box[s] * draw.uniform(0.2, 0.8) for a, s in (("x", "width"), ("y", "height")))
        if number % 10 == 0:
            page.mouse.up()
            page.mouse.move(x + 5, y)
            page.mouse.down()
            page.wait_for_timeout(800)
        page.wait_for_timeout(draw.uniform(20, 60))
        page.evaluate("probe.start('pointermove')")
        page.mouse.move(x, y)
        took = settled(page, subject)
        if took is not None and number >= 2:
            measured.append(took)
    page.mouse.up()
    return measured


def frames(page, subject, seconds) -> float:
    """Return the painted frames a second while the pointer is dragged, each move onto another value."""
    handle = page.locator(subject.control).first
    handle.scroll_into_view_if_needed()
    left, y, width, start, steps = handle.evaluate(_TRACK, subject.steps)
    devtools = page.context.new_cdp_session(page)

    def mouse(kind, x, **more):
        devtools.send("Input.dispatchMouseEvent", dict(type=kind, x=x, y=y, button="left", buttons=1, **more))

    mouse("mousePressed", start, clickCount=1)
    page.wait_for_timeout(400)
    page.evaluate("probe.start('keydown')")
    begun = page.evaluate("probe.now()")
    clock, moves = time.perf_counter(), int(seconds * 60)
    for move in range(moves):
        at = abs((move + steps // 2) % (2 * steps) - steps)  # there and back again
        mouse("mouseMoved", left + width * at / steps)
        time.sleep(max(0.0, (move + 1) / 60 - (time.perf_counter() - clock)))
    ended = page.evaluate("probe.now()")
    page.wait_for_timeout(1_000)
    painted = [t for t in page.evaluate("probe.painted()") if begun <= t <= ended]
    mouse("mouseReleased", start, clickCount=1)
    page.wait_for_timeout(500)
    return len(painted) / ((ended - begun) / 1000)


#: Where a slider's values lie on screen: first and last, height, and how many steps there are between them.
_TRACK = """(handle, cells) => {
  const native = handle.tagName === 'INPUT', track = native ? handle : handle.closest('.noUi-base') ?? handle;
  const box = track.getBoundingClientRect(), thumb = native ? 16 : 0, own = handle.getBoundingClientRect();
  const steps = native ? handle.max - handle.min : track === handle ? cells : 32;
  const left = box.left + thumb / 2, width = box.width - thumb;
  const now = native ? left + width * (handle.value - handle.min) / steps : own.left + own.width / 2;
  return [left, own.top + own.height / 2, width, now, steps];
}"""


def report(found):
    """Print the two tables of the explorers."""
    print(f"\n{'Key press or stroke to painted pixels, ms':<{WIDTH}}{'p50':>7}{'p95':>7}{'n':>5}   p95 promised")
    for subject, took, _ in found:
        if not took:
            print(f"{subject.title:<{WIDTH}}  nothing on the page changed")
            continue
        low, high = percentile(took, 50), percentile(took, 95)
        print(f"{subject.title:<{WIDTH}}{low:7.1f}{high:7.1f}{len(took):5}   {verdict(high, subject.latency)}")
    print(f"\n{'Painted frames a second in a drag':<{WIDTH}}{'':>7}{'fps':>7}{'':>5}   promised")
    for subject, _, rate in found:
        if rate is not None:
            print(f"{subject.title:<{WIDTH}}{'':>7}{rate:7.1f}{'':>5}   {verdict(rate, subject.frames, at_most=False)}")
