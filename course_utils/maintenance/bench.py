"""Measure what the course promises about speed, in a real browser, and print it beside the promise.

    python -m course_utils.maintenance.bench              everything: about two minutes
    python -m course_utils.maintenance.bench --quick      fewer repetitions

Latency runs from the key press, as the browser received it, to the frame that shows the last change it caused. The drag
moves the pointer 60 times a second, each time onto another value. Beside the explorers, in the same page and the same
run, stands what most courses use: `interact` around a matplotlib figure. Nothing here is asserted in a test: a clock on
a busy machine says more about the machine.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from course_utils import settings
from course_utils.launch import place
from course_utils.maintenance import browser
from course_utils.maintenance.normal_form import KERNELSPEC

PROBE = Path(__file__).with_name("probe.js")
CORE = "activations, losses, optimizers, gradients, backprop, data"
INTERACT = """\
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import FloatSlider, interact

from course_utils import activations

Z = np.linspace(-6, 6, 241)
DRAWS = np.random.default_rng(0).normal(size=1000)


def plot(mean):
    fig, (left, right) = plt.subplots(1, 2, figsize=(12, 4))
    left.plot(Z, activations.sigmoid(Z), label="f(z)")
    left.plot(Z, activations.sigmoid_grad(Z), "--", label="slope")
    left.hist(DRAWS + mean, bins=40, density=True, alpha=0.4, label="inputs")
    left.set(xlim=(-6, 6), ylim=(-1.5, 1.5), xlabel="z")
    left.legend()
    slope = activations.sigmoid_grad(DRAWS + mean).mean()
    right.bar(range(1, 11), slope ** np.arange(1, 11))
    right.set(yscale="log", xlabel="layers")
    plt.show()


interact(plot, mean=FloatSlider(min=-4, max=4, step=0.25, value=0))"""


@dataclass(frozen=True)
class Subject:
    """One thing to measure: where its control is, and what is promised (milliseconds at p95, frames a second)."""

    title: str
    kind: str
    control: str  # CSS selector of what takes the keys
    latency: float | None
    frames: float | None = None
    keys: tuple = ("ArrowRight", "ArrowLeft")
    quiet: int = 120  # milliseconds without a change after which a key's effects are over

    @property
    def drags(self) -> bool:
        """Whether the control is a slider."""
        return self.frames is not None or self.kind == "interact"


def _slider(title, label):
    return f'section.ntr-explorer[aria-label="{title}"] .ntr-slider:has(label:text-is("{label}")) input[type=range]'


def subjects() -> list[Subject]:
    """Return what is measured, titles and labels taken from the explorers themselves."""
    from course_utils.explorers import ActivationLab, BackpropMicroscope, Descent

    def first(cls, name):
        return _slider(cls.title, next(c.label for c in cls.controls if c.name == name))

    start = f'section.ntr-explorer[aria-label="{Descent.title}"] input[inputmode=decimal] >> nth=0'
    return [
        Subject("Activation lab, mean of the inputs", "table", first(ActivationLab, "mean"), 25, 50),
        Subject("Descent, learning rate", "table", first(Descent, "rate"), 25, 50),
        Subject("Backprop microscope, step", "table", first(BackpropMicroscope, "step"), 25, 50),
        Subject("Descent, start point (Python answers)", "live", start, 60, keys=("ArrowUp", "ArrowDown"), quiet=250),
        Subject("interact + matplotlib, mean of the inputs", "interact", ".noUi-handle", None, quiet=500),
    ]


def write_page(folder: Path) -> str:
    """Write the notebook that is measured into `folder`; return its name."""
    shown = "from course_utils.explorers import {0}\n\n{0}()"
    sources = [shown.format(name) for name in ("ActivationLab", "Descent", "BackpropMicroscope")]
    cells = [
        dict(cell_type="code", id=f"cell-{i}", metadata={}, source=source, outputs=[], execution_count=None)
        for i, source in enumerate([*sources, INTERACT])
    ]
    notebook = dict(cells=cells, metadata={"kernelspec": KERNELSPEC}, nbformat=4, nbformat_minor=5)
    (folder / "bench.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return "bench.ipynb"


def open_page(page, server, name):
    """Open the notebook in JupyterLab, run it, and wait until all of it is drawn."""
    kernel = "window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel"
    page.goto(server.lab(name), wait_until="domcontentloaded")
    page.wait_for_function(f"window.jupyterapp && {kernel}?.status === 'idle'", timeout=90_000)
    page.evaluate("window.jupyterapp.shell.collapseLeft()")
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_selector(".noUi-handle", timeout=120_000)
    page.wait_for_function("document.querySelectorAll('.ntr-sentence:not(:empty)').length === 3", timeout=60_000)
    page.wait_for_timeout(3_000)


def latencies(page, subject, presses) -> list[float]:
    """Return the milliseconds from key to last painted change, for each key press; the first two only warm up."""
    page.locator(subject.control).first.focus()
    measured = []
    for number in range(presses + 2):
        page.wait_for_timeout(random.Random(number).uniform(20, 60))  # not in step with the screen
        page.evaluate("probe.start()")
        page.keyboard.press(subject.keys[number // 5 % 2])
        took = page.evaluate("([quiet, limit]) => probe.settled(quiet, limit)", [subject.quiet, 5_000])
        if took is not None and number >= 2:
            measured.append(took)
    return measured


def frames(page, subject, seconds) -> float:
    """Return the painted frames a second while the pointer is dragged, each move onto another value."""
    handle = page.locator(subject.control).first
    handle.scroll_into_view_if_needed()
    left, y, width, start, steps = handle.evaluate(_TRACK)
    devtools = page.context.new_cdp_session(page)

    def mouse(kind, x, **more):
        devtools.send("Input.dispatchMouseEvent", dict(type=kind, x=x, y=y, button="left", buttons=1, **more))

    mouse("mousePressed", start, clickCount=1)
    page.wait_for_timeout(400)
    page.evaluate("probe.start()")
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
_TRACK = """handle => {
  const native = handle.tagName === 'INPUT', track = native ? handle : handle.closest('.noUi-base');
  const box = track.getBoundingClientRect(), thumb = native ? 16 : 0, own = handle.getBoundingClientRect();
  const steps = native ? handle.max - handle.min : 32, left = box.left + thumb / 2, width = box.width - thumb;
  const now = native ? left + width * (handle.value - handle.min) / steps : own.left + own.width / 2;
  return [left, own.top + own.height / 2, width, now, steps];
}"""


def measure_explorers(presses, seconds) -> list[tuple]:
    """Return (subject, latencies, frames a second or None) for each subject, all in one page."""
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        folder = Path(temporary) / "notebooks"
        folder.mkdir()
        name = write_page(folder)
        with browser.jupyterlab(folder, Path(temporary) / "home") as server, browser.chromium() as chromium:
            page = chromium.new_context(viewport={"width": 1280, "height": 1000}).new_page()
            page.add_init_script(path=PROBE)
            open_page(page, server, name)
            found = []
            for subject in subjects():
                took = latencies(page, subject, presses)
                found.append((subject, took, frames(page, subject, seconds) if subject.drags else None))
            return found


def import_times(repeats) -> list[tuple[str, float, float]]:
    """Return (what, median milliseconds, promised) for the package alone and for the NumPy core beyond NumPy."""
    core = "".join(f"import course_utils.{name}\n" for name in CORE.split(", "))
    return [
        ("import course_utils, beyond Python", _import_time("", "import course_utils", repeats), 50),
        ("the NumPy core, beyond NumPy", _import_time("import numpy", core, repeats), 50),
    ]


def _import_time(before, statement, repeats) -> float:
    code = f"{before}\nimport time\nstart = time.perf_counter()\n{statement}\nprint(time.perf_counter() - start)"
    runs = [subprocess.check_output([sys.executable, "-c", code], cwd=settings.ROOT) for _ in range(repeats)]
    return 1000 * statistics.median(float(run) for run in runs)


def serving_time() -> tuple[str, float]:
    """Return how the course was started and the seconds until JupyterLab's page was served."""
    port = place.free_port(9300)
    options = ["--no-browser", f"--ServerApp.port={port}", "--IdentityProvider.token=bench"]
    ready = (settings.ROOT / ".venv" / "course-stamp.json").is_file()
    command = (
        ["make", "lab", f"ARGS={' '.join(options)}"]
        if ready
        else [sys.executable, "-m", "course_utils", "lab", *options]
    )
    with tempfile.TemporaryDirectory(prefix="bench-") as home:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=settings.ROOT, env={**os.environ, "COURSE_HOME": home}, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            took = _served(f"http://127.0.0.1:{port}/lab?token=bench", started, process)
        finally:
            os.killpg(process.pid, 15)  # make, Python and the server alike
            process.wait(20)
    return ("make lab, second use" if ready else "python -m course_utils lab"), took


def _served(url, started, process) -> float:
    while time.perf_counter() - started < 120 and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=10).close()
            return time.perf_counter() - started
        except OSError:
            time.sleep(0.02)
    return float("nan")


def percentile(values, share) -> float:
    """Return the value below which `share` percent of `values` lie.

    >>> percentile(range(1, 101), 95)
    95
    """
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


def verdict(value, promised, at_most=True) -> str:
    """Say whether a promise is kept."""
    if promised is None:
        return ""
    kept = value <= promised if at_most else value >= promised
    return f"{'at most' if at_most else 'at least'} {promised:g}: {'kept' if kept else 'MISSED'}"


def report_explorers(found):
    """Print the two tables of the explorers."""
    print(f"\n{'Key press to painted pixels, ms':<46}{'p50':>7}{'p95':>7}{'n':>5}   p95 promised")
    for subject, took, _ in found:
        low, high = percentile(took, 50), percentile(took, 95)
        print(f"{subject.title:<46}{low:7.1f}{high:7.1f}{len(took):5}   {verdict(high, subject.latency)}")
    print(f"\n{'Painted frames a second in a drag':<46}{'':>7}{'fps':>7}{'':>5}   promised")
    for subject, _, rate in found:
        if rate is not None:
            print(f"{subject.title:<46}{'':>7}{rate:7.1f}{'':>5}   {verdict(rate, subject.frames, at_most=False)}")


def main(arguments=None) -> int:
    """Measure and print; return 0 unless nothing could be measured."""
    parser = argparse.ArgumentParser(prog="bench", description="Measure latency, frames, imports and the start.")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")
    quick = parser.parse_args(arguments).quick
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before the run, Python {sys.version.split()[0]}")
    print(f"\n{'Start':<46}{'':>7}{'':>7}{'':>5}   promised")
    for what, took, promised in import_times(5 if quick else 15):
        print(f"{what[:60]:<60}{took:5.1f} ms  {verdict(took, promised)}")
    how, seconds = serving_time()
    print(f"{how:<60}{seconds:5.1f} s   {verdict(seconds, 4)}", flush=True)
    if browser.find_chromium() is None:
        print("No Chromium found: the explorers were not measured. CHROMIUM may name one.", file=sys.stderr)
        return 1
    report_explorers(measure_explorers(15 if quick else 60, 2 if quick else 4))
    print(f"\nload {os.getloadavg()[0]:.1f} after the run")
    return 0


if __name__ == "__main__":
    sys.exit(main())
